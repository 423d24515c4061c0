"""What Slack's answers mean for us: whether it was done, and whether it is worth trying again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.platforms.slack.api import SlackApi, SlackRefused
from bot.platforms.slack.members import Home, is_member
from tests.slack.standin import StandIn
from tests.slack.standin.server import BOT_TOKEN

pytestmark = pytest.mark.anyio
HOME = Home("T1", "", "UBOT")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def api(quick_slack: StandIn) -> AsyncIterator[SlackApi]:
    api = SlackApi(BOT_TOKEN, quick_slack.api_url)
    yield api
    await api.close()


@pytest.mark.parametrize(
    ("fault", "value", "passing", "unknown"),
    [
        ("lose_answer", None, True, True),
        ("drop", None, True, True),
        ("status", 503, True, True),
        ("html", None, True, True),
        ("overload", 7, True, False),
        ("error", "internal_error", True, True),
        ("error", "service_unavailable", True, True),
        ("error", "channel_not_found", False, False),
        ("error", "something_quite_new", False, False),
    ],
)
async def test_what_an_answer_means(
    api: SlackApi, quick_slack: StandIn, fault: Any, value: Any, passing: bool, unknown: bool
) -> None:
    quick_slack.faults.order(fault, "auth.test", value=value)
    with pytest.raises(SlackRefused) as refused:
        await api.call("auth.test")
    assert (refused.value.passing, refused.value.unknown) == (passing, unknown)
    assert refused.value.retry_after == (7.0 if fault == "overload" else None)
    assert (await api.call("auth.test"))["ok"], "the next one is not the worse for it"


async def test_slack_that_cannot_be_reached_has_done_nothing() -> None:
    api = SlackApi(BOT_TOKEN, "http://127.0.0.1:9/api/")
    with pytest.raises(SlackRefused) as refused:
        await api.call("auth.test")
    assert refused.value.passing
    assert not refused.value.unknown
    await api.close()


async def test_a_call_is_never_sent_twice_by_itself(api: SlackApi, quick_slack: StandIn) -> None:
    anna = quick_slack.add_person("anna@skola.example")
    quick_slack.faults.order("lose_answer", "chat.postMessage")
    channel = (await api.call("conversations.open", users=[anna.id]))["channel"]["id"]
    with pytest.raises(SlackRefused):
        await api.post(channel, text="Hej")
    assert len(anna.messages()) == 1


@pytest.mark.parametrize(
    ("person", "member"),
    [
        ({"id": "U1", "team_id": "T1"}, True),
        ({"id": "U1", "team_id": "T2"}, False),
        ({"id": "U1", "team_id": "T1", "deleted": True}, False),
        ({"id": "U1", "team_id": "T1", "is_bot": True}, False),
        ({"id": "U1", "team_id": "T1", "is_restricted": True}, False),
        ({"id": "U1", "team_id": "T1", "is_ultra_restricted": True}, False),
        ({"id": "U1", "team_id": "T1", "is_stranger": True}, False),
        ({"id": "USLACKBOT", "team_id": "T1"}, False),
    ],
)
def test_who_is_of_the_workspace(person: dict[str, object], member: bool) -> None:
    assert is_member(person, HOME) == member


def test_in_an_organisation_its_people_are_ours_whatever_workspace_they_are_in() -> None:
    organised = Home("T1", "E1", "UBOT")
    assert is_member({"id": "U1", "team_id": "T2", "enterprise_user": {"enterprise_id": "E1"}}, organised)
    assert not is_member({"id": "U1", "team_id": "T2", "enterprise_user": {"enterprise_id": "E2"}}, organised)
