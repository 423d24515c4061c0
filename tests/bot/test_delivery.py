"""Delivery: at least once, in order, and one recipient's trouble is nobody else's."""

import asyncio
import io

import pytest
from sqlalchemy import event

from bot.clock import SystemClock
from bot.delivery import MOST_FAULTS, Courier
from bot.outbox import LEASE, OutboxQueue
from bot.platforms.base import DeliveryFailed
from handlers.outgoing import enqueue
from handlers.reachable import reached
from handlers.vocabulary import Place, Post, Update
from storage.database import Database
from tests.bot.office import MONDAY, Office, add_staff
from tests.fakes import FakePlatform, card

pytestmark = pytest.mark.anyio

BUSY = DeliveryFailed("busy", permanent=False)
LOST = "lost"


async def test_a_message_arrives_and_then_its_card_is_erased_and_its_id_kept(office: Office) -> None:
    office.post("hej")
    await office.deliver()
    assert office.platform.shown("hej") == ["hej 1"]
    row = office.row("hej")
    assert (row.state, row.card, row.platform, row.platform_id) == ("sent", None, "fake", "fake-1")


async def test_what_is_sent_is_not_sent_again(office: Office) -> None:
    office.post("hej")
    await office.deliver()
    await office.deliver()
    assert len(office.platform.deliveries) == 1


async def test_changes_of_a_message_come_after_it_and_in_order(office: Office) -> None:
    office.platform.will_meet("hej", LOST)
    office.post("hej")
    await office.deliver()
    office.update("hej", "tvåan")
    await office.deliver()
    assert office.platform.shown("hej") == ["hej 1"], "the post's fate is unknown, so its change waits"
    office.wait(minutes=1)
    await office.deliver()
    office.update("hej", "trean")
    office.delete("hej")
    await office.deliver()
    [message] = office.platform.messages.values()
    assert message.versions == ["hej 1", "tvåan"]
    assert message.deleted
    assert set(office.states()) == {"sent", "withdrawn"}


async def test_a_message_that_was_changed_before_it_was_sent_is_sent_as_it_now_is(office: Office) -> None:
    office.post("hej")
    office.update("hej", "nyare")
    await office.deliver()
    assert [message.versions for message in office.platform.messages.values()] == [["nyare"]]


async def test_a_reply_waits_for_its_thread_and_is_told_where_it_is(office: Office) -> None:
    office.platform.will_meet("rot", BUSY)
    office.post("rot", channel="eht:1")
    office.post("svar", channel="eht:1", thread="rot")
    await office.deliver()
    assert office.platform.shown("svar") == []
    office.wait(minutes=1)
    await office.deliver()
    assert [(m.key, m.under) for m in office.platform.messages.values()] == [("rot", ""), ("svar", "fake-1")]


async def test_one_that_hangs_holds_up_its_own_recipient_only(office: Office) -> None:
    door = asyncio.Event()
    office.platform.will_meet("a1", door)
    for key, person in (("a1", 0), ("a2", 0), ("b1", 1), ("b2", 1)):
        office.post(key, person)
    delivering = asyncio.create_task(office.deliver())
    await office.platform.until(lambda: office.platform.shown("b2") != [])
    assert office.platform.in_order(office.people[0]) == []
    door.set()
    await delivering
    assert office.platform.in_order(office.people[0]) == ["a1", "a2"]


async def test_a_refusal_for_good_is_marked_with_its_code_and_the_others_go_on(office: Office) -> None:
    office.platform.will_meet("stängd", DeliveryFailed("is_archived", permanent=True))
    office.post("stängd")
    office.post("öppen")
    await office.deliver()
    office.wait(days=1)
    await office.deliver()
    assert (office.row("stängd").state, office.row("stängd").error) == ("failed", "is_archived")
    assert office.row("stängd").card is not None, "kept for whoever tells the person by another way"
    assert office.platform.shown("öppen") == ["öppen 1"]
    assert len(office.platform.deliveries) == 2


async def test_a_passing_refusal_is_tried_later_and_ever_more_seldom(office: Office) -> None:
    office.platform.will_meet("hej", *[BUSY] * 12)
    office.post("hej")
    waits = []
    for _ in range(12):
        await office.deliver()
        row = office.row("hej")
        assert row.state == "created"
        assert row.not_before is not None
        waits.append((row.not_before - office.clock.now()).total_seconds())
        await office.deliver()
        assert office.platform.shown("hej") == [], "not before its time"
        office.clock.move_to(row.not_before)
    assert waits[0] <= 2 < waits[4] < waits[7]
    assert 7 * 60 <= waits[-1] <= 15 * 60
    await office.deliver()
    assert office.platform.shown("hej") == ["hej 1"]
    assert not any(delivery.again for delivery in office.platform.deliveries)


async def test_the_wait_that_the_platform_asks_for_is_kept(office: Office) -> None:
    office.platform.will_meet("hej", DeliveryFailed("ratelimited", permanent=False, retry_after=30))
    office.post("hej")
    await office.deliver()
    not_before = office.row("hej").not_before
    assert not_before is not None
    assert 30 <= (not_before - MONDAY).total_seconds() <= 31


@pytest.mark.parametrize(("looks_up", "shown", "marks"), [(True, 1, [False]), (False, 2, [False, True])])
async def test_a_lost_answer_doubles_only_where_the_platform_cannot_be_asked(
    office: Office, looks_up: bool, shown: int, marks: list[bool]
) -> None:
    office.platform.looks_up = looks_up
    office.platform.will_meet("hej", LOST)
    office.post("hej")
    await office.deliver()
    office.wait(minutes=1)
    await office.deliver()
    assert len(office.platform.shown("hej")) == shown
    assert [message.marked for message in office.platform.messages.values()] == marks
    assert office.states() == ["sent"]


async def test_an_unknown_fate_stays_unknown_however_clearly_the_next_try_is_refused(office: Office) -> None:
    office.platform.will_meet("hej", LOST, BUSY)
    office.post("hej")
    for _ in range(3):
        await office.deliver()
        office.wait(minutes=1)
    assert [delivery.again for delivery in office.platform.deliveries] == [False, True, True]
    assert office.platform.shown("hej") == ["hej 1"]


async def test_what_nobody_reaches_waits_without_being_asked_about_all_the_time(office: Office) -> None:
    office.platform.reach = lambda delivery: delivery.staff_id == office.people[1]
    office.post("onåbar", 0)
    office.post("nåbar", 1)
    for _ in range(100):
        await office.deliver()
    assert office.states() == ["created", "sent"]
    assert office.platform.asked <= 4
    office.platform.reach = lambda _delivery: True
    office.wait(minutes=2)
    await office.deliver()
    assert office.platform.shown("onåbar") == ["onåbar 1"]


async def test_what_waited_for_a_person_goes_as_soon_as_the_person_is_reached(office: Office) -> None:
    office.platform.reach = lambda _delivery: False
    office.post("onåbar", 0)
    office.post("annans", 1)
    await office.deliver()
    office.platform.reach = lambda _delivery: True
    with office.database.writing() as session:
        reached(session, staff_id=office.people[0])
    await office.deliver()
    assert office.states() == ["sent", "created"]


async def test_who_comes_within_reach_while_a_message_is_set_aside_is_not_left_waiting(
    office: Office,
) -> None:
    answers = iter([False])
    office.platform.reach = lambda _delivery: next(answers, True)
    office.post("nyss", 0)
    await office.deliver()
    await office.deliver()
    assert office.platform.shown("nyss") == ["nyss 1"]


async def test_a_platform_that_takes_few_at_a_time_gets_no_more(office: Office) -> None:
    door = asyncio.Event()
    for person in range(5):
        office.platform.will_meet(f"m{person}", door)
        office.post(f"m{person}", person)
    courier = Courier(office.database, office.clock, [office.platform], lanes={"fake": 2})
    settling = asyncio.create_task(courier.settle())
    await office.platform.until(lambda: len(office.platform.deliveries) == 2)
    assert sorted(office.states()) == ["created", "created", "created", "sending", "sending"]
    door.set()
    await settling
    assert office.count("sent") == 5


async def test_hundreds_that_nobody_reaches_do_not_hide_the_one_that_can_be(office: Office) -> None:
    people = add_staff(office.database, 450, "many")
    office.platform.reach = lambda delivery: delivery.staff_id == people[-1]
    office.commit([Post(f"m{person}", Place(person), card("hej")) for person in people])
    await office.deliver()
    assert office.count("sent") == 1
    assert office.count("created") == 449


async def test_a_change_goes_to_the_platform_that_has_the_message(office: Office) -> None:
    old, new = FakePlatform("gammal"), FakePlatform("ny")
    office.post("hej")
    await office.courier(old).settle()
    office.update("hej", "ändrad")
    await office.courier(new, old).settle()
    assert old.shown("hej") == ["ändrad"]
    assert new.deliveries == []


async def test_a_change_of_a_message_that_never_was_is_not_sent(office: Office) -> None:
    office.platform.will_meet("hej", DeliveryFailed("user_disabled", permanent=True))
    office.post("hej")
    await office.deliver()
    office.update("hej", "ändrad")
    office.post("nästa")
    await office.deliver()
    assert office.states() == ["failed", "failed", "sent"]
    assert len(office.platform.deliveries) == 2


@pytest.mark.parametrize("sent_first", [False, True])
async def test_a_card_that_is_being_changed_is_not_sent_as_it_was(
    postgres_database: Database, sent_first: bool
) -> None:
    """Two transactions at once, which SQLite does not have."""
    office = Office(postgres_database, add_staff(postgres_database, 1))
    office.post("hej")
    if sent_first:
        await office.deliver()
        office.update("hej", "tvåan")
    with office.database.writing() as session:
        enqueue(session, [Update("hej", card("trean"))], office.clock.now())
        await office.deliver()
    await office.deliver()
    assert office.platform.shown("hej") == ["trean"]
    assert [row.card for row in office.rows("hej")] == [None] * len(office.rows("hej"))


async def test_what_was_never_sent_needs_no_deleting(office: Office) -> None:
    office.platform.will_meet("hej", DeliveryFailed("user_disabled", permanent=True))
    office.post("hej")
    await office.deliver()
    office.delete("hej")
    office.post("då")
    office.delete("då")
    await office.deliver()
    assert len(office.platform.deliveries) == 1
    assert not {"created", "sending"} & set(office.states())


async def test_a_card_that_cannot_be_read_does_not_stop_the_others(office: Office) -> None:
    office.post("trasig")
    office.post("hel")
    with office.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE outbox SET card = 'inte krypterat' WHERE key = 'trasig'")
    await office.deliver()
    assert office.states() == ["failed", "sent"]
    assert office.platform.shown("hel") == ["hel 1"]


async def test_a_fault_of_ours_is_tried_a_few_times_and_tells_no_secrets(
    office: Office, log_stream: io.StringIO
) -> None:
    office.platform.will_meet("hej", *[ValueError("Kim Svensson")] * 50)
    office.post("hej")
    for _ in range(MOST_FAULTS + 3):
        await office.deliver()
        office.wait(hours=1)
    assert (office.row("hej").state, office.row("hej").error) == ("failed", "ValueError")
    assert len(office.platform.deliveries) == MOST_FAULTS
    assert "ValueError" in log_stream.getvalue()
    assert "Kim" not in log_stream.getvalue()


async def test_a_platform_that_never_answers_is_left_after_a_while(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.LONGEST_CALL", 0.0)
    office.platform.will_meet("hej", asyncio.Event())
    office.post("hej")
    await office.deliver()
    assert office.row("hej").error == "no_answer"
    monkeypatch.undo()
    office.wait(minutes=1)
    await office.deliver()
    assert office.platform.shown("hej") == ["hej 1"]
    assert office.platform.deliveries[-1].again


async def test_what_was_erased_while_it_was_sent_stays_erased(office: Office) -> None:
    door = asyncio.Event()
    office.platform.will_meet("hej", door)
    office.post("hej")
    delivering = asyncio.create_task(office.deliver())
    await office.platform.until(lambda: office.platform.deliveries != [])
    with office.database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM outbox")
    door.set()
    await delivering
    assert office.rows() == []


async def test_after_a_crash_what_was_being_sent_is_sent_again_at_once(small_office: Office) -> None:
    await _crash_in_the_middle(small_office)
    async with small_office.running():
        await small_office.platform.until(lambda: small_office.platform.shown("hej") != [])
    assert [delivery.again for delivery in small_office.platform.deliveries] == [False, True]
    assert small_office.states() == ["sent"]


async def test_what_another_replica_may_be_sending_is_left_until_its_time_is_out(office: Office) -> None:
    await _crash_in_the_middle(office)
    await office.deliver()
    assert len(office.platform.deliveries) == 1
    office.clock.move_to(office.clock.now() + LEASE)
    await office.deliver()
    assert [delivery.again for delivery in office.platform.deliveries] == [False, True]
    assert office.states() == ["sent"]


async def _crash_in_the_middle(office: Office) -> None:
    """The process ends while the platform is at it: the row stays `sending`."""
    office.platform.will_meet("hej", asyncio.Event())
    office.post("hej")
    delivering = asyncio.create_task(office.deliver())
    await office.platform.until(lambda: office.platform.deliveries != [])
    delivering.cancel()
    assert office.states() == ["sending"]


async def test_two_replicas_share_an_outbox_without_doubles(office: Office) -> None:
    keys = [f"m{number}" for number in range(60)]
    for number, key in enumerate(keys):
        office.post(key, number % 5)
    office.platform.looks_up = False
    await asyncio.gather(office.courier().settle(), office.courier().settle(), office.courier().settle())
    assert sorted(delivery.key for delivery in office.platform.deliveries) == sorted(keys)
    assert set(office.states()) == {"sent"}


async def test_a_commit_wakes_delivery(small_office: Office) -> None:
    async with small_office.running() as courier:
        for key in ("ett", "två", "tre"):
            small_office.post(key)
            courier.wake()
            await small_office.platform.until(lambda key=key: small_office.platform.shown(key) != [])


async def test_a_row_that_waits_wakes_delivery_itself_when_its_time_has_come(small_office: Office) -> None:
    small_office.platform.will_meet("hej", DeliveryFailed("ratelimited", permanent=False, retry_after=0))
    small_office.clock = SystemClock()
    small_office.post("hej")
    async with small_office.running():
        await small_office.platform.until(lambda: small_office.platform.shown("hej") != [])


def test_what_waits_is_found_without_reading_all_that_was_sent(sqlite_database: Database) -> None:
    """The outbox grows for years, and is looked through every few seconds."""
    asked: list[tuple[str, object]] = []
    event.listen(
        sqlite_database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, values, *_more: asked.append((statement, values)),
    )
    OutboxQueue(sqlite_database).candidates(MONDAY, set())
    [statement, values] = next(one for one in asked if "outbox" in one[0])
    with sqlite_database.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()  # type: ignore[arg-type]
    assert any("ix_outbox_waiting" in str(row) for row in plan)
