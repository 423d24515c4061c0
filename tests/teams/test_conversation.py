"""The main job in Teams: the morning message, step 1 in three taps, a guide, worry, and EHT's channel."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.platforms.teams import reception
from content.texts import text
from handlers.outgoing import enqueue
from handlers.vocabulary import Card, Paragraph, Place, Post, Update
from storage.tables import FollowUp, Outbox
from storage.tables.chat import PlatformChannel
from tests.handlers.world import World
from tests.teams.conftest import PEOPLE, TUESDAY_MORNING
from tests.teams.room import CHANNEL, Room, button, buttons, ids, says, settings_for, stored
from tests.teams.standin.cards import actions, texts
from tests.teams.standin.server import StandIn
from tests.teams.standin.state import Person

pytestmark = pytest.mark.anyio

WORRY = text("worry.button")


@pytest.fixture
async def told(room: Room) -> Room:
    """Anna and Eva have the app, and the morning has been."""
    for short in ("anna", "eva"):
        await room.installs(short)
    await room.morning()
    return room


async def test_the_morning_message_comes_and_its_notification_names_no_pupil(told: Room) -> None:
    message = told.latest("anna")
    assert says(message.card, "Alva")
    assert "Alva" not in message.activity["summary"]
    assert "Lindgren" not in str(message.activity["summary"])


async def test_step_one_is_three_taps_and_the_message_changes_for_every_device(told: Room) -> None:
    morning = told.latest("anna")
    await told.presses("anna", morning, "Nådde vårdnadshavare")
    question = told.latest("anna")
    assert question is not morning
    shown = await told.presses("anna", question, "Sjuk")
    assert buttons(shown) == buttons(question.card), "the answer and the message itself are the same card"
    assert question.versions > 1
    booking = next(title for title in buttons(shown) if title.startswith("Boka"))
    await told.presses("anna", question, booking)
    assert len(told.world.rows(FollowUp)) == 1
    assert morning.versions > 1, "the morning message follows"


async def test_a_typed_answer_is_as_good_as_a_press(told: Room) -> None:
    await told.presses("anna", told.latest("anna"), "Nådde vårdnadshavare")
    await told.types("anna", "sjuk")
    await told.types("anna", "på torsdag")
    assert len(told.world.rows(FollowUp)) == 1


async def test_the_same_press_delivered_twice_does_nothing_twice(told: Room) -> None:
    morning = told.latest("anna")
    action = button(morning.card, "Nådde vårdnadshavare")
    sent = told.activity(
        "anna",
        "invoke",
        name="adaptiveCard/action",
        value={"action": action},
        replyToId=morning.id,
    )
    await told.happens(sent)
    before = [row.key for row in told.world.rows(Outbox)]
    await told.happens(sent)
    assert [row.key for row in told.world.rows(Outbox)] == before
    assert told.answer["type"] == "application/vnd.microsoft.card.adaptive", "the card stays as it is"


async def test_worry_opens_a_dialog_for_the_presser_alone_and_leaves_no_trace(told: Room) -> None:
    before, messages = stored(told.world.database), len(told.standin.teams.messages)
    shown = await told.presses("anna", told.latest("anna"), WORRY)
    assert "task" in told.answer
    assert says(shown, text("worry.duty"))
    assert stored(told.world.database) == before
    assert len(told.standin.teams.messages) == messages


async def test_typed_worry_is_answered_in_the_own_chat_and_leaves_no_trace(told: Room) -> None:
    before = stored(told.world.database)
    await told.types("anna", "jag är orolig för ett barn, hen blir slagen")
    assert says(told.latest("anna").card, text("worry.duty"))
    assert stored(told.world.database) == before


async def test_a_form_opens_in_a_dialog_and_what_is_sent_changes_the_message(told: Room) -> None:
    morning = told.latest("anna")
    await told.presses("anna", morning, "Nådde vårdnadshavare")
    case = told.world.case("E1")
    await _press_action(told, "case.show", str(case.id))
    shown = told.latest("anna")
    form = await _aside(told, shown, "raise.ask")
    assert form, told.answer
    await told.presses("anna", form, text("teams.save"), {"reason": "Vi behöver göra mer"})
    assert told.world.case("E1").step == 2


async def _press_action(room: Room, action: str, value: str) -> None:
    data = {"narvarolots": {"action": action, "value": value}}
    sent = {"type": "Action.Execute", "title": "x", "data": data}
    await room.sends_press("anna", sent, "a:personal-anna", "", {})


async def _aside(room: Room, message: Any, action: str) -> dict[str, Any]:
    found = [a for a in actions(message.card) if a["data"]["narvarolots"].get("action") == action]
    assert found, buttons(message.card)
    return await room.sends_press("anna", found[0], message.conversation, message.id, ids(message.card, {}))


async def test_a_form_that_comes_unasked_takes_the_messages_place_and_gives_it_back(told: Room) -> None:
    """As in the playground, which has no dialogs."""
    case = told.world.case("E1")
    await _press_action(told, "case.show", str(case.id))
    message = told.latest("anna")
    data = {"narvarolots": {"action": "hold.ask", "value": str(case.id), "key": _key(told, message.id)}}
    execute = {"type": "Action.Execute", "title": "x", "data": data}
    form = await told.sends_press("anna", execute, message.conversation, message.id, {})
    assert text("teams.back") in buttons(form)
    given_back = await told.presses("anna", form, text("teams.back"))
    assert buttons(given_back) == buttons(message.card)


def _key(room: Room, activity: str) -> str:
    [row] = [row for row in room.world.rows(Outbox) if row.platform_id.startswith(f"{activity} ")]
    return row.key


async def test_a_key_of_somebody_elses_message_is_not_believed(told: Room) -> None:
    await told.installs("bo")
    mine = told.latest("anna")
    before = mine.card
    stolen = {"narvarolots": {"action": "settings.quiet", "key": _key(told, mine.id)}}
    await told.sends_press(
        "bo", {"type": "Action.Execute", "title": "x", "data": stolen}, "a:personal-bo", mine.id, {}
    )
    await told.app.courier.settle()
    assert mine.card == before


async def test_a_refusal_is_shown_to_the_presser_and_the_message_stays(told: Room) -> None:
    morning = told.latest("anna")
    before = morning.versions
    data = {"narvarolots": {"action": "close", "value": "999", "key": _key(told, morning.id)}}
    shown = await told.sends_press(
        "anna", {"type": "Action.Execute", "title": "x", "data": data}, morning.conversation, morning.id, {}
    )
    assert text("teams.only_you") in texts(shown)
    assert morning.versions == before


async def test_a_button_nobody_knows_is_told_kindly(told: Room) -> None:
    shown = await _told(told, {"narvarolots": {"action": "never.was"}})
    assert says(shown, text("general.old_button"))


async def _told(room: Room, data: dict[str, Any]) -> dict[str, Any]:
    sent = {"type": "Action.Execute", "title": "x", "data": data}
    return await room.sends_press("anna", sent, "a:personal-anna", "", {})


async def test_a_submit_that_comes_as_a_message_is_a_press_too(told: Room) -> None:
    morning = told.latest("anna")
    data = button(morning.card, "Nådde vårdnadshavare")["data"]
    await told.happens(told.activity("anna", "message", value=data, replyToId=morning.id))
    assert told.latest("anna") is not morning


async def test_an_invoke_of_somebody_elses_is_left_alone(told: Room) -> None:
    answer = await told.knock(told.activity("anna", "invoke", name="composeExtension/query", value={}))
    assert answer.status_code == 501


# EHT's channel


async def linked(room: Room, *members: str) -> None:
    room.standin.teams.add_channel(CHANNEL, *members)
    await room.types("eva", "koppla", f"{CHANNEL};messageid=1")


def say_in_channel(room: Room, key: str, words: str, thread: str = "") -> None:
    place = Place(channel=f"eht:{room.world.school()}", thread=thread)
    card = Card("", "Något nytt", (Paragraph(words),))
    with room.world.database.writing() as session:
        enqueue(session, [Post(key, place, card)], room.clock.now())


def in_thread(room: Room, root: str) -> list[str]:
    return [texts(m.card) for m in room.standin.teams.in_conversation(root)]


async def test_eht_points_out_its_channel_and_a_case_is_a_thread_there(told: Room) -> None:
    await linked(told, "eva", "rut")
    assert len(told.world.rows(PlatformChannel)) == 1
    say_in_channel(told, "thread:1:root", "A.L. 8B")
    say_in_channel(told, "thread:1:a", "Ny fråga", thread="thread:1:root")
    await told.app.courier.settle()
    roots = [m for m in told.standin.teams.messages.values() if texts(m.card) == "A.L. 8B"]
    assert len(roots) == 1
    assert in_thread(told, roots[0].conversation) == ["A.L. 8B", "Ny fråga"]
    with told.world.database.writing() as session:
        enqueue(
            session,
            [Update("thread:1:root", Card("", "x", (Paragraph("A.L. 8B, steg 2"),)))],
            told.clock.now(),
        )
    await told.app.courier.settle()
    assert in_thread(told, roots[0].conversation)[0] == "A.L. 8B, steg 2"


async def test_what_was_to_be_said_before_there_was_a_channel_is_said_when_there_is_one(told: Room) -> None:
    say_in_channel(told, "k", "Väntar")
    await told.app.courier.settle()
    await linked(told, "eva", "rut")
    assert any(texts(m.card) == "Väntar" for m in told.standin.teams.messages.values())


@pytest.mark.parametrize("wide", [("eva", "anna"), ("eva", "okand"), ("eva", "rut", "gast")])
async def test_a_channel_that_more_people_read_is_not_linked(told: Room, wide: tuple[str, ...]) -> None:
    told.standin.teams.add(Person("okand"), Person("gast", role="guest"))
    await linked(told, *wide)
    assert told.world.rows(PlatformChannel) == []


async def test_a_channel_that_has_become_wider_is_not_written_to(told: Room) -> None:
    await linked(told, "eva", "rut")
    before = len(told.standin.teams.messages)
    told.standin.teams.members[CHANNEL].append("anna")
    say_in_channel(told, "thread:1:root", "A.L. 8B")
    await told.app.courier.settle()
    assert len(told.standin.teams.messages) == before
    [row] = [row for row in told.world.rows(Outbox) if row.key == "thread:1:root"]
    assert (row.state, row.error) == ("failed", "channel_too_wide")


async def test_a_message_is_not_changed_either_where_more_people_read(told: Room) -> None:
    await linked(told, "eva", "rut")
    say_in_channel(told, "thread:1:root", "A.L. 8B")
    await told.app.courier.settle()
    told.standin.teams.members[CHANNEL].append("anna")
    card = Card("", "x", (Paragraph("A.L. 8B, steg 2"),))
    with told.world.database.writing() as session:
        enqueue(session, [Update("thread:1:root", card)], told.clock.now())
    await told.app.courier.settle()
    assert not any("steg 2" in texts(m.card) for m in told.standin.teams.messages.values())


@pytest.mark.parametrize(("readers", "is_linked"), [("eht", False), ("personal", True)])
async def test_how_wide_the_channel_may_be_is_a_setting(
    standin: StandIn,
    world: World,
    readers: str,
    is_linked: bool,
) -> None:
    """Guests and strangers never may."""
    world.now = TUESDAY_MORNING
    room = Room.beside(standin, world, settings_for(standin, NARVAROLOTS_CHANNEL_READERS=readers), *PEOPLE)
    standin.teams.add(Person("gast", role="guest"), Person("okand"))
    await room.installs("eva")
    for stranger in ("gast", "okand"):
        await linked(room, "eva", "rut", stranger)
        assert room.world.rows(PlatformChannel) == []
    await linked(room, "eva", "rut", "anna")
    assert bool(room.world.rows(PlatformChannel)) == is_linked


async def test_a_mentor_cannot_point_out_ehts_channel(told: Room) -> None:
    told.standin.teams.add_channel(CHANNEL, "eva", "rut")
    await told.types("anna", "koppla", CHANNEL)
    assert told.world.rows(PlatformChannel) == []


async def test_what_is_typed_in_another_channel_is_answered_in_the_own_chat(told: Room) -> None:
    other = "19:lunch@thread.tacv2"
    told.standin.teams.add_channel(other, "anna", "bo")
    before = len(told.standin.teams.seen_by("anna"))
    await told.types("anna", "mina elever", f"{other};messageid=1")
    assert len(told.standin.teams.seen_by("anna")) == before + 1
    [there] = told.standin.teams.in_conversation(f"{other};messageid=1")
    assert "Alva" not in texts(there.card)


async def test_worry_typed_in_a_channel_is_answered_to_the_writer_alone(told: Room) -> None:
    await linked(told, "eva", "rut")
    before = len(told.standin.teams.in_conversation(f"{CHANNEL};messageid=1"))
    await told.types("eva", "jag är orolig för ett barn", f"{CHANNEL};messageid=1")
    assert says(told.latest("eva").card, text("worry.duty"))
    assert len(told.standin.teams.in_conversation(f"{CHANNEL};messageid=1")) == before


async def test_nothing_is_stored_of_an_event_when_the_database_is_away(
    told: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise OperationalError("x", {}, Exception())

    monkeypatch.setattr(told.app.intake, "take", away)
    answer = await told.knock(told.activity("anna", "message", text="mina elever"))
    assert answer.status_code == 503


async def test_a_slow_answer_comes_in_the_chat_instead(told: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "ANSWER_WITHIN", 0.0)
    morning = told.latest("anna")
    before = len(told.standin.teams.seen_by("anna"))
    await told.presses("anna", morning, "Nådde vårdnadshavare")
    async with asyncio.timeout(20):
        while len(told.standin.teams.seen_by("anna")) == before:
            await told.app.courier.settle()
            await asyncio.sleep(0.05)
