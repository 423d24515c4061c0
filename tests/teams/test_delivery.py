"""Sending: at the pace that Teams takes, again when it is of use, and with a mark when nobody knows."""

from datetime import timedelta

import pytest

from bot.platforms.teams.pace import Pace
from handlers.outgoing import enqueue
from handlers.undelivered import reason_of
from handlers.vocabulary import Delete, Later, Place, Post, Update
from storage.tables import Outbox
from tests.fakes import card
from tests.teams.room import Room, says
from tests.teams.standin.state import Meeting

pytestmark = pytest.mark.anyio


@pytest.fixture
async def anna(room: Room) -> Room:
    await room.installs("anna")
    room.standin.teams.messages.clear()
    return room


async def commit(room: Room, *later: Later) -> None:
    with room.world.database.writing() as session:
        enqueue(session, later, room.clock.now())
    await room.app.courier.settle()


async def post(room: Room, key: str = "k") -> None:
    await commit(room, Post(key, Place(staff=room.world.staff("anna")), card("hej")))


async def later(room: Room, **time: float) -> None:
    room.clock.move_to(room.clock.now() + timedelta(**time))
    await room.app.courier.settle()


def row(room: Room, key: str = "k") -> Outbox:
    return [one for one in room.world.rows(Outbox) if one.key == key][-1]


def marks(room: Room) -> list[bool]:
    return [says(m.card, "kommit en gång") for m in room.standin.teams.seen_by("anna")]


async def test_a_message_is_posted_changed_and_taken_away(anna: Room) -> None:
    await post(anna)
    [message] = anna.standin.teams.seen_by("anna")
    await commit(anna, Update("k", card("nytt")))
    assert says(message.card, "nytt")
    await commit(anna, Delete("k"))
    assert anna.standin.teams.seen_by("anna") == []


async def test_what_is_throttled_waits_as_long_as_teams_asks_for(anna: Room) -> None:
    anna.standin.teams.meets.append(Meeting(429, {"Retry-After": "40"}))
    await post(anna)
    await later(anna, seconds=39)
    assert row(anna).state == "created"
    await later(anna, seconds=10)
    assert marks(anna) == [False]


async def test_a_wait_that_is_written_as_a_date_is_obeyed_too(anna: Room) -> None:
    until = anna.clock.now() + timedelta(minutes=3)
    anna.standin.teams.meets.append(Meeting(429, {"Retry-After": f"{until:%a, %d %b %Y %H:%M:%S} +0100"}))
    await post(anna)
    await later(anna, minutes=2)
    assert row(anna).state == "created"
    await later(anna, minutes=2)
    assert marks(anna) == [False]


@pytest.mark.parametrize("status", [412, 429, 503])
async def test_what_was_plainly_not_done_is_sent_again_without_a_mark(anna: Room, status: int) -> None:
    anna.standin.teams.meets.append(Meeting(status))
    await post(anna)
    await later(anna, minutes=1)
    assert marks(anna) == [False]


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_what_may_have_been_done_is_sent_again_with_a_mark(anna: Room, status: int) -> None:
    anna.standin.teams.meets.append(Meeting(status, done=True))
    await post(anna)
    await later(anna, minutes=5)
    assert marks(anna) == [False, True]
    assert row(anna).state == "sent"


async def test_a_marked_message_can_be_changed_and_the_mark_goes(anna: Room) -> None:
    anna.standin.teams.meets.append(Meeting(502))
    await post(anna)
    await later(anna, minutes=5)
    assert marks(anna) == [True]
    await commit(anna, Update("k", card("nytt")))
    assert marks(anna) == [False]


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "BotNotInConversationRoster"), (403, "MessageWritesBlocked"), (403, "Forbidden")],
)
async def test_where_the_bot_may_not_write_it_does_not_try_again(anna: Room, status: int, code: str) -> None:
    anna.standin.teams.meets.append(Meeting(status, code=code))
    await post(anna)
    await later(anna, hours=1)
    assert (row(anna).state, row(anna).error) == ("failed", code)
    assert reason_of(code) == "gone", "and those who can do something about it are told so"
    assert anna.standin.teams.seen_by("anna") == []


async def test_an_update_that_teams_throttles_comes_in_the_end(anna: Room) -> None:
    await post(anna)
    anna.standin.teams.meets.extend([Meeting(429, {"Retry-After": "1"}), Meeting(503), Meeting(412)])
    await commit(anna, Update("k", card("nytt")))
    for _ in range(4):
        await later(anna, minutes=2)
    assert says(anna.standin.teams.seen_by("anna")[0].card, "nytt")


async def test_what_is_gone_already_is_taken_away_without_complaint(anna: Room) -> None:
    await post(anna)
    anna.standin.teams.messages.clear()
    await commit(anna, Delete("k"))
    assert row(anna).state == "sent"


async def test_an_answer_from_teams_is_never_kept_as_text(anna: Room) -> None:
    anna.standin.teams.installed.clear()
    await post(anna)
    assert "Anna" not in row(anna).error


async def test_a_server_that_is_not_there_loses_nothing(anna: Room) -> None:
    address = anna.standin.teams
    address.meets.extend([Meeting(503)] * 3)
    await post(anna)
    for _ in range(6):
        await later(anna, minutes=2)
    assert marks(anna) == [False]


# The pace


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def sent_within(conversations: int, seconds: float) -> tuple[list[tuple[float, int]], Seconds]:
    """Everything that may be sent when as much as possible is wanted: when, and to which conversation."""
    clock = Seconds()
    pace, found = Pace(clock), []
    while clock.now < seconds:
        for one in range(conversations):
            if pace.reserve(f"c{one}") <= 0:
                found.append((clock.now, one))
        clock.now += 0.05
    return found, clock


@pytest.mark.parametrize(("most", "seconds"), [(7, 1), (8, 2), (60, 30), (1800, 3600)])
def test_a_conversation_never_gets_more_than_teams_takes(most: int, seconds: int) -> None:
    found, _ = sent_within(1, 100)
    moments = [moment for moment, _ in found]
    for start in moments:
        assert sum(start <= moment < start + seconds - 0.01 for moment in moments) <= most
    assert len(moments) > 100, "and not much less either"


def test_the_app_never_sends_more_than_fifty_a_second() -> None:
    found, _ = sent_within(200, 3)
    for start, _ in found:
        assert sum(start <= moment < start + 0.99 for moment, _ in found) <= 50
    assert len(found) >= 140


async def test_a_row_of_messages_to_one_person_keeps_to_the_pace_and_to_the_order(anna: Room) -> None:
    place = Place(staff=anna.world.staff("anna"))
    await commit(anna, *(Post(f"m{number}", place, card(f"nummer {number}.")) for number in range(9)))
    seen = anna.standin.teams.seen_by("anna")
    assert [number for number in range(9) if says(seen[number].card, f"nummer {number}.")] == list(range(9))
