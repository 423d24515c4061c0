"""Intake: stored first, handled once, answered with the press; and one kind of press that leaves nothing."""

import asyncio
import io
import threading

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from bot.intake import LEFT_BEHIND
from handlers.context import Context, Refusal
from handlers.vocabulary import Event, Place, Post, Reply, Whisper
from storage.database import Database
from storage.tables import AuditEntry, Inbound
from tests.bot.desk import WHISPER, Desk, note, press, words
from tests.fakes import card

pytestmark = pytest.mark.anyio


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_an_event_has_its_effect_answers_the_press_and_wakes_delivery(desk: Desk) -> None:
    assert await desk.intake().take("slack", press("e1")) == (WHISPER,)
    assert (desk.notes(), desk.outbox(), desk.woken) == (["e1"], ["om:e1"], 1)
    [row] = desk.inbound()
    assert (row.event_id, row.payload, row.failed, row.handled_at) == ("e1", None, "", desk.clock.now())


async def test_an_event_is_stored_before_it_is_handled(desk: Desk) -> None:
    seen: list[Inbound] = []

    def look(context: Context, event: Event) -> Reply:
        seen.extend(desk.inbound())
        return Reply()

    desk.handle = look
    await desk.intake().take("slack", press("e1", text="det hon skrev"))
    assert [row.handled_at for row in seen] == [None]
    assert "det hon skrev" in (seen[0].payload or "")


async def test_a_handler_does_not_hold_up_the_event_loop(desk: Desk) -> None:
    handling, go_on = threading.Event(), threading.Event()

    def slow(context: Context, event: Event) -> Reply:
        handling.set()
        assert go_on.wait(10)
        return Reply(now=(WHISPER,))

    desk.handle = slow
    taking = asyncio.create_task(desk.intake().take("slack", press()))
    assert await asyncio.to_thread(handling.wait, 10)
    go_on.set()
    assert await taking == (WHISPER,)


async def test_the_same_event_again_does_nothing(desk: Desk) -> None:
    intake = desk.intake()
    await intake.take("slack", press("e1"))
    assert await intake.take("slack", press("e1")) == ()
    assert await desk.intake().take("slack", press("e1")) == (), "nor after a restart"
    assert desk.notes() == ["e1"]


async def test_the_same_id_from_another_platform_is_another_event(desk: Desk) -> None:
    await desk.intake().take("slack", press("e1"))
    await desk.intake().take("teams", press("e1"))
    assert desk.notes() == ["e1", "e1"]


async def test_many_deliveries_at_once_of_few_events_have_one_effect_each(desk: Desk) -> None:
    intakes = [desk.intake(), desk.intake()]
    ids = [f"e{number}" for number in range(10)]
    answers = await asyncio.gather(
        *(intake.take("slack", press(event_id)) for event_id in ids for intake in intakes for _ in range(5))
    )
    assert sorted(desk.notes()) == ids
    assert sorted(desk.outbox()) == [f"om:{event_id}" for event_id in ids]
    assert sum(answer == (WHISPER,) for answer in answers) == len(ids)


async def test_a_refusal_is_whispered_and_changes_nothing(desk: Desk) -> None:
    def refuse(context: Context, event: Event) -> Reply:
        note(context, event)
        raise Refusal("Det datumet har redan varit.")

    desk.handle = refuse
    [answer] = await desk.intake().take("slack", press())
    assert isinstance(answer, Whisper)
    assert "Det datumet har redan varit." in words(answer.card)
    assert (desk.notes(), desk.outbox()) == ([], [])
    [row] = desk.inbound()
    assert (row.payload, row.handled_at) == (None, desk.clock.now())


async def test_a_fault_is_told_kindly_and_logged_without_what_was_written(
    desk: Desk, log_stream: io.StringIO
) -> None:
    def break_down(context: Context, event: Event) -> Reply:
        note(context, event)
        raise ValueError(event.text)

    desk.handle = break_down
    [answer] = await desk.intake().take("slack", press("e1", text="Kim mår dåligt"))
    assert isinstance(answer, Whisper)
    assert (desk.notes(), desk.outbox()) == ([], [])
    [row] = desk.inbound()
    assert (row.failed, row.payload) == ("ValueError", None)
    assert "e1" in log_stream.getvalue()
    assert "Kim" not in log_stream.getvalue() + words(answer.card)


async def test_effect_and_messages_are_one_transaction(desk: Desk) -> None:
    def no_room(*_args: object) -> None:
        raise ValueError

    await desk.intake(enqueue=no_room).take("slack", press("e1"))
    assert (desk.notes(), desk.outbox()) == ([], [])


async def test_what_a_crash_left_is_handled_at_restart_and_its_messages_go_out(desk: Desk) -> None:
    await desk.intake().store("slack", press("e1"))
    await desk.intake().store("slack", press("e2"))
    assert desk.notes() == []
    desk.clock.move_to(desk.clock.now() + LEFT_BEHIND)
    await desk.intake().take_up(starting=True)
    await desk.intake().take_up(starting=True)
    assert (desk.notes(), desk.outbox()) == (["e1", "e2"], ["om:e1", "om:e2"])
    assert await desk.intake().take("slack", press("e1")) == (), (
        "the platform delivers it again, as it should"
    )


async def test_at_restart_what_is_new_is_taken_up_too_when_nobody_else_can_have_it(
    sqlite_database: Database,
) -> None:
    desk = Desk(sqlite_database)
    await desk.intake().store("slack", press("e1"))
    await desk.intake().take_up()
    assert desk.notes() == []
    await desk.intake().take_up(starting=True)
    assert desk.notes() == ["e1"]


async def test_two_replicas_that_take_up_the_same_handle_it_once(desk: Desk) -> None:
    for number in range(20):
        await desk.intake().store("slack", press(f"e{number:02}"))
    desk.clock.move_to(desk.clock.now() + LEFT_BEHIND)
    await asyncio.gather(*(desk.intake().take_up() for _ in range(3)))
    assert sorted(desk.notes()) == [f"e{number:02}" for number in range(20)]


async def test_an_event_that_this_version_cannot_read_does_not_stop_the_start(desk: Desk) -> None:
    await desk.intake().store("slack", press("e1"))
    with desk.database.writing() as session:
        session.add(Inbound(platform="slack", event_id="e0", payload="{}", received_at=desk.clock.now()))
        session.connection().exec_driver_sql(
            "INSERT INTO inbound (platform, event_id, payload, received_at, failed) "
            "VALUES ('slack', 'e3', 'inte krypterat', 1, '')"
        )
    desk.clock.move_to(desk.clock.now() + LEFT_BEHIND)
    await desk.intake().take_up()
    assert desk.notes() == ["e1"]
    assert {row.event_id: row.failed for row in desk.inbound()} == {
        "e0": "unreadable",
        "e1": "",
        "e3": "unreadable",
    }


async def test_a_database_that_goes_away_loses_no_event(desk: Desk) -> None:
    gone = OperationalError("", {}, psycopg.errors.AdminShutdown())

    def away(context: Context, event: Event) -> Reply:
        raise gone

    desk.handle = away
    [answer] = await desk.intake().take("slack", press("e1"))
    assert isinstance(answer, Whisper)
    desk.handle = note
    desk.clock.move_to(desk.clock.now() + LEFT_BEHIND)
    await desk.intake().take_up()
    assert desk.notes() == ["e1"]


async def test_a_transaction_that_another_one_came_between_is_done_again(desk: Desk) -> None:
    tries = []

    def unlucky(context: Context, event: Event) -> Reply:
        tries.append(event.id)
        if len(tries) < 3:
            raise OperationalError("", {}, psycopg.errors.SerializationFailure())
        return note(context, event)

    desk.handle = unlucky
    assert await desk.intake().take("slack", press("e1")) == (WHISPER,)
    assert desk.notes() == ["e1"]


def _worried(context: Context, event: Event) -> Reply:
    return Reply(now=(Whisper(card("Ring nu")),))


def _worried_and_writing(context: Context, event: Event) -> Reply:
    context.session.add(AuditEntry(at=context.now, actor="staff:1", action="worry"))
    context.session.flush()
    return Reply(now=(Whisper(card("Ring nu")),), later=(Post("spår", Place(1), card("spår")),))


def _worried_and_refused(context: Context, event: Event) -> Reply:
    raise Refusal("Nej")


def _worried_and_broken(context: Context, event: Event) -> Reply:
    raise ValueError("spår")


@pytest.mark.parametrize(
    "handle",
    [_worried, _worried_and_writing, _worried_and_refused, _worried_and_broken],
    ids=lambda h: h.__name__,
)
async def test_worry_leaves_no_trace(
    desk: Desk, log_stream: io.StringIO, handle: object, capfd: pytest.CaptureFixture[str]
) -> None:
    intake = desk.intake()
    await intake.take("slack", press("före"))
    before, logged, woken = desk.everything(), log_stream.getvalue(), desk.woken
    desk.handle = handle  # type: ignore[assignment]
    for _ in range(2):
        [answer] = await intake.take("slack", press("spårlöst", action="worry", text="spår"))
        assert isinstance(answer, Whisper), "the one who pressed gets an answer, whatever happens"
    await desk.intake().take_up(starting=True)
    assert desk.everything() == before
    assert log_stream.getvalue() == logged
    assert desk.woken == woken
    assert capfd.readouterr() == ("", "")


async def test_worry_is_not_in_the_database_files_either(sqlite_database: Database) -> None:
    desk = Desk(sqlite_database, handle=_worried_and_writing)
    await desk.intake().take("slack", press("SPÅRLÖST-ID", action="worry"))
    path = sqlite_database.engine.url.database
    assert path is not None
    for file in (path, f"{path}-wal"):
        with open(file, "rb") as content:
            assert "SPÅRLÖST-ID".encode() not in content.read()


async def test_when_only_the_handler_sees_that_it_was_worry_the_event_is_taken_away_again(desk: Desk) -> None:
    def sees_it(context: Context, event: Event) -> Reply:
        note(context, event)
        return Reply(now=(WHISPER,), later=(Post("spår", Place(1), card("spår")),), leave_no_trace=True)

    before = desk.everything()
    desk.handle = sees_it
    assert await desk.intake().take("slack", press("e1", text="jag är orolig")) == (WHISPER,)
    assert desk.everything() == before
