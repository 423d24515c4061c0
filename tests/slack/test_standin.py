"""The stand-in behaves as Slack does, seen by slack_sdk's own clients."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import aiohttp
import pytest

from tests.slack.bare_app import BareApp, Heard, bare_app
from tests.slack.standin import (
    AppDidNotAnswer,
    CannotSubmit,
    Limits,
    NotThere,
    Patience,
    StandIn,
    installed_from,
    running_standin,
)
from tests.slack.standin.server import APP_TOKEN, BOT_TOKEN
from tests.slack.test_standin_blocks import actions, button, chooser, field, plain, section, typed

Json = dict[str, Any]
ANNA = "anna.berg@skola.example"


@pytest.fixture
def slack() -> Iterator[StandIn]:
    """At Slack's own pace."""
    with running_standin() as standin:
        yield standin


def refusal(answer: Json) -> str:
    assert answer["ok"] is False
    return str(answer["error"])


def modal(*blocks: Json, **more: Any) -> Json:
    given = {"type": "modal", "title": plain("Blankett"), "submit": plain("Spara"), "callback_id": "c"}
    return given | {"blocks": list(blocks) or [section()]} | more


# Tokens and scopes


def test_without_a_token_nothing_is_answered(slack: StandIn) -> None:
    with bare_app(slack) as app:
        assert refusal(app.calls("auth.test", token="")) == "not_authed"


@pytest.mark.parametrize("token", ["xoxb-wrong", "narvarolots"])
def test_an_unknown_token_is_refused(slack: StandIn, token: str) -> None:
    with bare_app(slack) as app:
        assert refusal(app.calls("auth.test", token=token)) == "invalid_auth"


def test_each_token_is_good_for_its_own_methods(slack: StandIn) -> None:
    with bare_app(slack) as app:
        assert refusal(app.calls("apps.connections.open", token=BOT_TOKEN)) == "not_allowed_token_type"
        assert refusal(app.posts("C1", token=APP_TOKEN)) == "not_allowed_token_type"


def test_a_revoked_token_is_refused_by_name(slack: StandIn) -> None:
    slack.revoke()
    with bare_app(slack) as app:
        assert refusal(app.calls("auth.test")) == "token_revoked"


def test_a_missing_scope_is_named_together_with_those_there_are(slack: StandIn) -> None:
    slack.install(installed_from().without_scope("users:read.email"))
    with bare_app(slack) as app:
        answer = app.calls("users.lookupByEmail", email=ANNA)
    assert refusal(answer) == "missing_scope"
    assert answer["needed"] == "users:read.email"
    assert "chat:write" in answer["provided"]


def test_an_unknown_method_is_refused(slack: StandIn) -> None:
    with bare_app(slack) as app:
        assert refusal(app.calls("chat.postMesage")) == "unknown_method"


def test_a_misspelt_argument_is_complained_of(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        app.posts(anna.id, thread="1.2")
    assert any("thread" in complaint for complaint in slack.complaints)


# People


@pytest.mark.parametrize("kind", ["deactivated", "stranger"])
def test_who_has_left_or_belongs_elsewhere_is_not_found(slack: StandIn, kind: Any) -> None:
    slack.add_person(ANNA, kind=kind)
    with bare_app(slack) as app:
        assert refusal(app.calls("users.lookupByEmail", email=ANNA)) == "users_not_found"


def test_a_guest_is_told_from_a_member(slack: StandIn) -> None:
    slack.add_person("gast@skola.example", kind="guest")
    slack.add_person(ANNA)
    with bare_app(slack) as app:
        guest = app.calls("users.lookupByEmail", email="gast@skola.example")["user"]
        anna = app.calls("users.lookupByEmail", email=ANNA)["user"]
    assert guest["is_restricted"]
    assert not anna["is_restricted"]


def test_an_email_address_is_shown_only_to_who_may_see_it(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    slack.install(installed_from().without_scope("users:read.email"))
    with bare_app(slack) as app:
        assert "email" not in app.calls("users.info", user=anna.id)["user"]["profile"]


# Messages


def test_a_message_to_a_person_is_seen_by_that_person_alone(slack: StandIn) -> None:
    anna, bo = slack.add_person(ANNA), slack.add_person("bo@skola.example")
    with bare_app(slack) as app:
        answer = app.posts(anna.id, "God morgon")
    assert anna.sees("God morgon").ts == answer["ts"]
    assert answer["channel"].startswith("D")
    assert bo.messages() == []


@pytest.mark.parametrize(
    ("kind", "with_app", "error"),
    [("private", False, "channel_not_found"), ("public", False, "not_in_channel")],
)
def test_the_app_writes_only_where_it_is_a_member(
    slack: StandIn, kind: Any, with_app: bool, error: str
) -> None:
    channel = slack.add_channel("eht", kind, with_app=with_app)
    with bare_app(slack) as app:
        assert refusal(app.posts(channel)) == error


def test_nothing_is_written_in_an_archived_channel_or_to_who_has_left(slack: StandIn) -> None:
    channel = slack.add_channel("eht")
    slack.call(lambda: setattr(slack.channel("eht"), "archived", True))
    gone = slack.add_person(ANNA, kind="deactivated")
    with bare_app(slack) as app:
        assert refusal(app.posts(channel)) == "is_archived"
        assert refusal(app.posts(gone.id)) == "user_disabled"
        assert refusal(app.posts("C0UNKNOWN")) == "channel_not_found"
        assert refusal(app.calls("chat.postMessage", channel=gone.id)) == "user_disabled"


def test_an_empty_or_endless_message_is_refused(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        assert refusal(app.calls("chat.postMessage", channel=anna.id)) == "no_text"
        assert refusal(app.posts(anna.id, "x" * 40_001)) == "msg_too_long"


def test_blocks_without_text_are_complained_of(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        app.calls("chat.postMessage", channel=anna.id, blocks=[section()])
    assert slack.complaints


def test_a_form_encoded_call_is_read_as_a_json_one(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        arguments = {"channel": anna.id, "text": "hej", "blocks": '[{"type": "divider"}]'}
        app.run(app.web().api_call("chat.postMessage", data=arguments))
    assert anna.newest().blocks[0]["type"] == "divider"


def test_a_reply_hangs_under_its_parent_and_not_in_the_history(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        root = app.posts(anna.id, "morgon")
        app.posts(anna.id, "svar", thread_ts=root["ts"])
        history = app.calls("conversations.history", channel=root["channel"])["messages"]
        replies = app.calls("conversations.replies", channel=root["channel"], ts=root["ts"])["messages"]
    assert [message["text"] for message in history] == ["morgon"]
    assert [message["text"] for message in replies] == ["morgon", "svar"]
    assert [message.whole for message in anna.thread(anna.messages()[0])] == ["svar"]


def test_an_unknown_thread_is_refused(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        assert refusal(app.posts(anna.id, thread_ts="1700000000.000100")) == "thread_not_found"


def test_history_is_cut_into_pages_newest_first(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        channel = slack.call(lambda: slack.server.workspace.dm_with(anna.id)).id
        for number in range(5):
            app.posts(channel, str(number))
        first = app.calls("conversations.history", channel=channel, limit=3)
        cursor = first["response_metadata"]["next_cursor"]
        second = app.calls("conversations.history", channel=channel, limit=3, cursor=cursor)
    assert [message["text"] for message in first["messages"]] == ["4", "3", "2"]
    assert [message["text"] for message in second["messages"]] == ["1", "0"]
    assert (first["has_more"], second["has_more"]) == (True, False)


def test_metadata_is_kept_and_given_back_only_when_asked_for(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    metadata = {"event_type": "outbox", "event_payload": {"key": "k1"}}
    with bare_app(slack) as app:
        channel = app.posts(anna.id, metadata=metadata)["channel"]
        app.calls("chat.update", channel=channel, ts=anna.newest().ts, text="ändrad")
        plainly = app.calls("conversations.history", channel=channel)["messages"][0]
        wholly = app.calls("conversations.history", channel=channel, include_all_metadata=True)["messages"][0]
    assert "metadata" not in plainly
    assert wholly["metadata"] == metadata


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "x"}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {}, "key": "k"}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": ["k"]}, "invalid_metadata_schema"),
        ({"event_type": "x", "event_payload": {"k": "x" * 20_000}}, "metadata_too_large"),
    ],
)
def test_metadata_of_another_shape_is_refused(slack: StandIn, metadata: Json, error: str) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        assert refusal(app.posts(anna.id, metadata=metadata)) == error


def test_a_change_by_text_alone_takes_the_blocks_away(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        posted = app.posts(anna.id, blocks=[actions(button())])
        app.calls("chat.update", channel=posted["channel"], ts=posted["ts"], text="klart")
    assert anna.newest().blocks == ()


def test_only_the_apps_own_messages_in_a_channel_are_changed(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        posted = app.posts(anna.id)
        by_user = app.calls("chat.update", channel=anna.id, ts=posted["ts"], text="x")
        hers = anna.writes("hej").ts
        of_hers = app.calls("chat.update", channel=posted["channel"], ts=hers, text="x")
        unknown = app.calls("chat.update", channel=posted["channel"], ts="1.2", text="x")
    assert refusal(by_user) == "channel_not_found"
    assert refusal(of_hers) == "cant_update_message"
    assert refusal(unknown) == "message_not_found"


def test_a_deleted_message_is_gone_but_its_replies_stay(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        root = app.posts(anna.id, "rot")
        app.posts(anna.id, "svar", thread_ts=root["ts"])
        app.calls("chat.delete", channel=root["channel"], ts=root["ts"])
        again = app.calls("chat.delete", channel=root["channel"], ts=root["ts"])
    assert [message.whole for message in anna.messages()] == ["svar"]
    assert refusal(again) == "message_not_found"


def test_a_whisper_is_seen_by_one_and_kept_nowhere(slack: StandIn) -> None:
    anna, bo = slack.add_person(ANNA), slack.add_person("bo@skola.example")
    channel = slack.add_channel("eht", members=[anna, bo])
    with bare_app(slack) as app:
        app.calls("chat.postEphemeral", channel=channel, user=anna.id, text="bara du")
        outsider = slack.add_person("ute@skola.example")
        refused = app.calls("chat.postEphemeral", channel=channel, user=outsider.id, text="x")
        history = app.calls("conversations.history", channel=channel)["messages"]
    assert anna.sees("bara du", "eht")
    assert bo.messages("eht") == []
    assert history == []
    assert refusal(refused) == "user_not_in_channel"


def test_opening_a_conversation_twice_gives_the_same_one(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    gone = slack.add_person("borta@skola.example", kind="deactivated")
    with bare_app(slack) as app:
        first = app.calls("conversations.open", users=anna.id)
        second = app.calls("conversations.open", users=anna.id)
        assert refusal(app.calls("conversations.open", users=gone.id)) == "user_disabled"
        assert refusal(app.calls("conversations.open", users="U1")) == "user_not_found"
    assert first["channel"]["id"] == second["channel"]["id"]
    assert second["already_open"]


def test_a_channel_says_what_kind_it_is(slack: StandIn) -> None:
    private = slack.add_channel("eht")
    shared = slack.add_channel("grannskolan", shared=True)
    with bare_app(slack) as app:
        first = app.calls("conversations.info", channel=private)["channel"]
        second = app.calls("conversations.info", channel=shared)["channel"]
    assert (first["is_private"], first["is_ext_shared"]) == (True, False)
    assert second["is_ext_shared"]


def test_a_person_sees_marks_and_pings_as_slack_draws_them(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        app.posts(anna.id, "*fet* &lt;!channel&gt; <https://skola.example|länk>")
        tame = anna.newest()
        app.posts(anna.id, f"<!channel> <@{anna.id}>")
    assert tame.whole == "fet <!channel> länk"
    assert tame.pings == ()
    assert anna.newest().pings == ("!channel", f"@{anna.id}")


# Socket Mode


def test_a_press_reaches_the_app_with_message_state_and_trigger(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        app.posts(anna.id, blocks=[field(chooser("radio_buttons")), actions(button(text=plain("Klar")))])
        anna.choose("text", "val 1")
        anna.press("Klar")
    [payload] = app.pressed()
    assert payload["actions"][0]["value"] == "v"
    assert payload["message"]["ts"] == anna.newest().ts
    [[value]] = [list(part.values()) for part in payload["state"]["values"].values()]
    assert value["selected_option"]["value"] == "1"
    assert payload["trigger_id"]


def test_a_press_on_a_whisper_comes_without_the_message(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        channel = app.calls("conversations.open", users=anna.id)["channel"]["id"]
        blocks = [actions(button(text=plain("Läs")))]
        app.calls("chat.postEphemeral", channel=channel, user=anna.id, text="x", blocks=blocks)
        anna.press("Läs")
    [payload] = app.pressed()
    assert "message" not in payload
    assert payload["container"]["is_ephemeral"]


def test_a_choice_in_an_actions_block_is_told_at_once_and_one_in_an_input_is_not(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        app.posts(anna.id, blocks=[actions(chooser("static_select", placeholder=plain("Orsak")))])
        anna.choose("Orsak", "val 1")
        assert len(app.pressed()) == 1
        app.posts(anna.id, blocks=[field({"type": "datepicker", "action_id": "d"}, label=plain("Dag"))])
        anna.pick_date("Dag", date(2026, 11, 24))
        assert len(app.pressed()) == 1


def test_what_a_person_writes_is_escaped_and_told_with_its_thread(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        app.posts(anna.id, "fråga")
        anna.writes("ja <tack> & hej", thread=anna.newest())
        slack.settle()
        root, answer = app.events()
    assert answer["text"] == "ja &lt;tack&gt; &amp; hej"
    assert answer["thread_ts"] == root["ts"]
    assert answer["channel_type"] == "im"


def test_the_app_hears_its_own_messages_and_changes(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        posted = app.posts(anna.id)
        app.calls("chat.update", channel=posted["channel"], ts=posted["ts"], text="nytt")
        slack.settle()
        own, changed = app.events()
    assert own["bot_id"]
    assert changed["subtype"] == "message_changed"


def test_an_event_the_manifest_does_not_ask_for_is_not_sent(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    slack.install(installed_from().without_scope("im:history"))
    with bare_app(slack, connections=1) as app:
        anna.writes("hej")
        slack.settle()
        assert app.heard == []


def test_an_event_without_acknowledgement_comes_again(slack: StandIn) -> None:
    slack.server.outward.patience = Patience(acknowledgement=0.2, retries=(0.0, 0.1))
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        app.answers = lambda heard: {} if heard.attempt == 2 else None
        anna.writes("hej")
        slack.settle()
    assert [(heard.attempt, heard.reason) for heard in app.heard] == [(0, ""), (1, "timeout"), (2, "timeout")]
    assert len({heard.payload["event_id"] for heard in app.heard}) == 1


def test_a_press_without_acknowledgement_is_shown_to_the_person_and_never_sent_again() -> None:
    with running_standin(patience=Patience(acknowledgement=0.2)) as slack:
        anna = slack.add_person(ANNA)
        with bare_app(slack, connections=1) as app:
            app.answers = lambda heard: None if heard.kind == "interactive" else {}
            app.posts(anna.id, blocks=[actions(button(text=plain("Klar")))])
            with pytest.raises(AppDidNotAnswer):
                anna.press("Klar")
            slack.settle()
        assert len(app.pressed()) == 1


def test_deliveries_are_repeated_when_a_test_asks_for_it(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    slack.faults.repeats = 3
    with bare_app(slack, connections=2) as app:
        app.posts(anna.id, blocks=[actions(button(text=plain("Klar")))])
        anna.press("Klar")
        slack.settle()
        assert len(app.pressed()) == 4
        assert len({payload["actions"][0]["action_ts"] for payload in app.pressed()}) == 1
        assert len(app.events()) == 4


def test_any_of_several_connections_gets_a_delivery(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=3):
        for _ in range(6):
            anna.writes("hej")
        slack.settle()
    assert len(slack.journal.sent) == 6


def test_a_dropped_connection_is_made_anew_and_what_was_on_its_way_comes_again(slack: StandIn) -> None:
    slack.server.outward.patience = Patience(retries=(1.0, 5.0, 10.0))
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        slack.drop_connections()
        anna.writes("hej")
        slack.settle()
        assert app.events()[-1]["text"] == "hej"


def test_a_refresh_makes_the_client_connect_anew(slack: StandIn) -> None:
    with bare_app(slack, connections=1):
        slack.refresh_connections()
        slack.wait_for_app()
    assert slack.server.sockets.opened == 2


def test_a_ticket_is_good_for_one_connection(slack: StandIn) -> None:
    async def _twice(url: str) -> int:
        async with aiohttp.ClientSession() as session:
            first = await session.ws_connect(url)
            try:
                await session.ws_connect(url)
            except aiohttp.WSServerHandshakeError as error:
                return error.status
            finally:
                await first.close()
        return 0

    with bare_app(slack) as app:
        url = app.calls("apps.connections.open", token=APP_TOKEN)["url"]
        assert app.run(_twice(url)) == 401


# Signed requests


def test_the_request_address_is_verified_and_requests_are_signed(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, http=True) as app:
        app.posts(anna.id, blocks=[actions(button(text=plain("Klar")))])
        anna.press("Klar")
        anna.command("/narvaro nu")
        anna.writes("hej")
        slack.settle()
    kinds = [heard.kind for heard in app.heard]
    assert sorted(kinds) == ["events_api", "events_api", "interactive", "slash_commands"]
    command = next(heard.payload for heard in app.heard if heard.kind == "slash_commands")
    assert (command["command"], command["text"]) == ("/narvaro", "nu")


def test_a_failed_request_comes_again_with_retry_headers(slack: StandIn) -> None:
    slack.server.outward.patience = Patience(retries=(0.0, 0.1))
    anna = slack.add_person(ANNA)
    with bare_app(slack, http=True) as app:
        app.answers = lambda heard: None if heard.attempt == 0 else {}
        anna.writes("hej")
        slack.settle()
    assert [(heard.attempt, heard.reason) for heard in app.heard] == [(0, ""), (1, "http_error")]


def test_a_wrong_signature_is_seen(slack: StandIn) -> None:
    with bare_app(slack, http=True):
        slack.call(lambda: setattr(slack.server.outward, "signing_secret", "annan"))
        with pytest.raises(AppDidNotAnswer):
            slack.run(slack.server.outward.post("{}", "application/json"))


# Forms, home and commands


def open_form(app: BareApp, slack: StandIn, view: Json) -> Json:
    anna = slack.person(ANNA)
    app.posts(anna.id, blocks=[actions(button(text=plain("Skriv")))])
    anna.press("Skriv")
    return app.calls("views.open", trigger_id=app.pressed()[-1]["trigger_id"], view=view)


def submissions(app: BareApp) -> list[Json]:
    return [heard.payload for heard in app.heard if heard.payload.get("type") == "view_submission"]


def test_a_form_is_opened_filled_in_and_sent(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        view = modal(field(typed(), label=plain("Vad har ni provat?"), block_id="b"), private_metadata="m")
        assert open_form(app, slack, view)["ok"]
        assert anna.sees_modal("Blankett").inputs[0].label == "Vad har ni provat?"
        anna.fill("provat", "Samtal")
        assert anna.submit() == {}
        [sent] = submissions(app)
    assert sent["view"]["state"]["values"] == {"b": {"a": {"type": "plain_text_input", "value": "Samtal"}}}
    assert sent["view"]["private_metadata"] == "m"
    assert anna.modal is None


def test_slack_itself_holds_back_a_form_that_is_not_filled_in(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        open_form(app, slack, modal(field(typed(max_length=5))))
        with pytest.raises(CannotSubmit):
            anna.submit()
        anna.fill("", "för långt")
        with pytest.raises(CannotSubmit):
            anna.submit()
        assert submissions(app) == []


def answering(answer: Json) -> Any:
    return lambda heard: answer if heard.payload.get("type") == "view_submission" else {}


def test_errors_keep_the_form_open_and_must_stand_at_inputs(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        open_form(app, slack, modal(field(typed(), block_id="b", optional=True)))
        app.answers = answering({"response_action": "errors", "errors": {"b": "Skriv något"}})
        assert anna.submit() == {"b": "Skriv något"}
        assert anna.modal is not None
        assert slack.complaints == []
        app.answers = answering({"response_action": "errors", "errors": {"okänd": "x"}})
        anna.submit()
        assert slack.complaints


def test_a_form_may_be_answered_with_another_one_which_is_checked_too(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        open_form(app, slack, modal())
        app.answers = answering({"response_action": "push", "view": modal(title=plain("Nästa"))})
        anna.submit()
        assert (anna.sees_modal("Nästa").title, slack.complaints) == ("Nästa", [])
        app.answers = answering({"response_action": "update", "view": modal(title=plain("x" * 25))})
        anna.submit()
        assert slack.complaints
        app.answers = answering({"response_action": "clear"})
        anna.submit()
        assert anna.modal is None


def test_a_trigger_opens_one_view_within_three_seconds() -> None:
    with running_standin() as slack:
        anna = slack.add_person(ANNA)
        with bare_app(slack, connections=1) as app:
            open_form(app, slack, modal())
            anna.close_modal()
            used = app.pressed()[-1]["trigger_id"]
            assert refusal(app.calls("views.open", trigger_id=used, view=modal())) == "exchanged_trigger_id"
            assert refusal(app.calls("views.open", trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"
            slack.faults.expired_triggers = 1
            assert refusal(open_form(app, slack, modal())) == "expired_trigger_id"


def test_at_most_three_views_lie_on_each_other(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        open_form(app, slack, modal(actions(button(text=plain("Mer")))))
        for expected in (True, True, False):
            anna.press("Mer")
            trigger = app.pressed()[-1]["trigger_id"]
            view = modal(actions(button(text=plain("Mer"))))
            answer = app.calls("views.push", trigger_id=trigger, view=view)
            assert answer["ok"] is expected
    assert answer["error"] == "push_limit_reached"


def test_an_update_with_an_old_hash_is_refused(slack: StandIn) -> None:
    slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        view = open_form(app, slack, modal())["view"]
        first = app.calls("views.update", view_id=view["id"], hash=view["hash"], view=modal())
        second = app.calls("views.update", view_id=view["id"], hash=view["hash"], view=modal())
    assert first["ok"]
    assert refusal(second) == "hash_conflict"


def test_what_is_filled_in_outlives_an_update_that_keeps_the_ids(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        kept = field(typed(), block_id="b", label=plain("Text"))
        view = open_form(app, slack, modal(kept))["view"]
        anna.fill("Text", "kvar")
        app.calls("views.update", view_id=view["id"], view=modal(section(), kept))
        assert anna.sees_modal().value_of("Text")["value"] == "kvar"


def test_the_home_tab_is_published_and_pressed(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        anna.opens_home()
        slack.settle()
        assert app.events("app_home_opened")[0]["tab"] == "home"
        view = {"type": "home", "blocks": [section(accessory=button(text=plain("Öppna")))]}
        app.calls("views.publish", user_id=anna.id, view=view)
        anna.press("Öppna", on=anna.sees_home())
        [payload] = app.pressed()
    assert payload["view"]["type"] == "home"
    assert "response_url" not in payload


def test_a_commands_answer_is_seen_by_the_person_alone(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        app.answers = lambda heard: {"text": "bara du"} if heard.kind == "slash_commands" else {}
        anna.command("/narvaro hjälp")
        assert anna.sees("bara du").only_for == anna.id
        with pytest.raises(NotThere):
            anna.command("/okand")


def test_the_message_shortcut_brings_the_message(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        app.posts(anna.id, "morgon")
        anna.shortcut("Vad gör jag nu?", on=anna.newest())
        payload = app.heard[-1].payload
    assert payload["type"] == "message_action"
    assert payload["message"]["text"] == "morgon"


def test_a_response_url_takes_five_answers(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        app.posts(anna.id, blocks=[actions(button(text=plain("Klar")))])
        anna.press("Klar")
        url = app.pressed()[0]["response_url"]
        whisper = {"response_type": "ephemeral", "replace_original": False, "text": "bara du"}
        statuses = [app.run(_post(url, whisper)) for _ in range(6)]
    assert statuses == [200] * 5 + [404]
    assert len([message for message in anna.messages() if message.only_for]) == 5


def test_a_response_url_replaces_and_deletes_its_message(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        app.posts(anna.id, blocks=[actions(button(text=plain("Klar")))])
        before = anna.newest()
        anna.press("Klar")
        url = app.pressed()[0]["response_url"]
        app.run(_post(url, {"replace_original": True, "text": "klart"}))
        assert anna.sees_change(before).whole == "klart"
        app.run(_post(url, {"delete_original": True}))
        anna.no_longer_sees(before)


async def _post(url: str, body: Json) -> int:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        return answer.status


def test_a_picture_is_uploaded_in_two_calls_and_stands_in_a_message(slack: StandIn) -> None:
    given = installed_from()
    slack.install(type(given)(given.scopes | {"files:write"}, given.events))
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        place = app.calls("files.getUploadURLExternal", filename="bild.png", length=3)
        app.run(_upload(place["upload_url"], b"png"))
        app.calls("files.completeUploadExternal", files=[{"id": place["file_id"]}])
        block = {"type": "image", "alt_text": "En kurva", "slack_file": {"id": place["file_id"]}}
        assert app.posts(anna.id, blocks=[block])["ok"]
    assert "En kurva" in anna.newest().text


async def _upload(url: str, content: bytes) -> None:
    async with aiohttp.ClientSession() as session, session.post(url, data=content) as answer:
        assert answer.status == 200


# Rates and faults


def test_a_channel_takes_about_one_message_a_second(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        answers = [app.posts(anna.id) for _ in range(8)]
    refused = [answer for answer in answers if not answer["ok"]]
    assert refused
    assert refused[0]["status"] == 429
    assert int(refused[0]["headers"]["Retry-After"]) >= 1
    assert len(anna.messages()) == len(answers) - len(refused)


def test_the_workspace_has_a_limit_of_its_own() -> None:
    with running_standin(limits=Limits(posts_burst=3)) as slack:
        people = [slack.add_person(f"p{number}@skola.example") for number in range(6)]
        with bare_app(slack) as app:
            assert not all(app.posts(person.id)["ok"] for person in people)


def test_limits_scale_with_speed() -> None:
    with running_standin(limits=Limits(speed=1000)) as slack:
        anna = slack.add_person(ANNA)
        with bare_app(slack) as app:
            assert all(app.posts(anna.id)["ok"] for _ in range(20))


def test_a_method_has_the_limit_of_its_tier(slack: StandIn) -> None:
    with bare_app(slack) as app:
        answers = [app.calls("conversations.list", types="private_channel") for _ in range(15)]
    assert [answer["ok"] for answer in answers].count(False) >= 4


def test_a_lost_answer_has_stored_the_message(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    slack.faults.order("lose_answer", "chat.postMessage")
    with bare_app(slack) as app, pytest.raises(aiohttp.ClientError):
        app.posts(anna.id, "en gång")
    assert [message.whole for message in anna.messages()] == ["en gång"]
    assert [call.outcome for call in slack.journal.of("chat.postMessage")] == ["lost"]


def test_a_dropped_call_has_stored_nothing(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    slack.faults.order("drop", "chat.postMessage")
    with bare_app(slack) as app, pytest.raises(aiohttp.ClientError):
        app.posts(anna.id)
    assert anna.messages() == []


def test_faults_strike_as_ordered_and_then_no_more(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    slack.faults.order("overload", "chat.postMessage", value=7)
    slack.faults.order("error", "chat.postMessage", value="internal_error")
    slack.faults.order("status", "chat.postMessage", value=503)
    with bare_app(slack) as app:
        first, second = app.posts(anna.id), app.posts(anna.id)
        assert app.posts(anna.id)["status"] == 503
        assert app.posts(anna.id)["ok"]
    assert first["headers"]["Retry-After"] == "7"
    assert second["error"] == "internal_error"


def test_a_person_who_waits_in_vain_is_told_what_there_is_instead(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack) as app:
        app.posts(anna.id, "något annat")
    began = time.monotonic()
    with pytest.raises(NotThere, match="något annat"):
        anna.sees("god morgon", patience=0.1)
    assert time.monotonic() - began < 10


def test_the_journal_tells_deliveries_and_how_fast_they_were_acknowledged(slack: StandIn) -> None:
    anna = slack.add_person(ANNA)
    with bare_app(slack, connections=1) as app:
        anna.writes("hej")
        slack.settle()
    assert isinstance(app.heard[0], Heard)
    [seconds] = slack.journal.seconds_to_ack()
    assert 0 < seconds < 3
