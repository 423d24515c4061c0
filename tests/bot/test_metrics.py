"""Counts for whoever runs the bot: they tell what waits and what failed, and nothing of anybody."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from bot.clock import SetClock
from bot.metrics import metrics_router
from bot.web import build_web
from storage.database import Database
from storage.tables import Import, School, SchoolMorning
from tests.bot.desk import Desk, press
from tests.bot.office import MONDAY, Office, add_staff

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)


def web(database: Database, clock: SetClock, *, to_everyone: bool = False) -> FastAPI:
    return build_web(database, [metrics_router(database, clock, to_everyone=to_everyone)])


async def asked(
    app: FastAPI, caller: str = "127.0.0.1", host: str = "127.0.0.1:8600", **headers: str
) -> httpx.Response:
    transport = httpx.ASGITransport(app, client=(caller, 1), raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
        return await client.get("/metrics", headers=headers)


async def counts(app: FastAPI) -> dict[str, float]:
    """By name, with the label's value after a colon."""
    answer = await asked(app)
    assert answer.status_code == 200
    found = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            found[":".join([sample.name.removeprefix("narvarolots_"), *sample.labels.values()])] = (
                sample.value
            )
    return found


async def test_an_empty_database_has_counts_of_nothing_and_no_ages(database: Database) -> None:
    told = await counts(web(database, SetClock(MONDAY)))
    assert told["database_up"] == 1
    assert {
        told[f"outbox_rows:{state}"] for state in ("created", "sending", "sent", "failed", "unknown")
    } == {0}
    assert told["mornings"] == 0
    assert not [name for name in told if name.startswith("last_")]


async def test_the_outbox_is_counted_by_state_and_its_delay_told(database: Database) -> None:
    office = Office(database, add_staff(database, 2))
    app = web(database, office.clock)
    office.post("a", 0)
    office.post("b", 1)
    office.clock.move_to(office.clock.now() + HOUR)
    told = await counts(app)
    assert told["outbox_rows:created"] == 2
    assert told["outbox_oldest_seconds"] == HOUR.total_seconds()
    await office.deliver()
    told = await counts(app)
    assert (told["outbox_rows:created"], told["outbox_rows:sent"]) == (0, 2)
    assert "outbox_oldest_seconds" not in told


async def test_mornings_and_imports_tell_their_age(database: Database) -> None:
    ran, today = MONDAY - 24 * HOUR, MONDAY.date()
    with database.writing() as session:
        school = School(name="Provskolan", from_gen=0)
        session.add(school)
        session.flush()
        for days in (1, 2):
            session.add(
                SchoolMorning(
                    school_id=school.id or 0,
                    on=today - timedelta(days=days),
                    evaluated_day=today - timedelta(days=days + 1),
                    generation=1,
                    ran_at=ran,
                )
            )
        session.add(Import(state="active", started_at=ran, finished_at=MONDAY - HOUR))
        session.add(Import(state="failed", started_at=ran, finished_at=MONDAY))
    told = await counts(web(database, SetClock(MONDAY)))
    assert told["mornings"] == 2
    assert told["last_morning_seconds"] == 24 * HOUR.total_seconds()
    assert told["last_import_seconds"] == HOUR.total_seconds()


async def test_worry_moves_no_count_and_another_press_does(sqlite_database: Database) -> None:
    add_staff(sqlite_database, 1)
    desk = Desk(sqlite_database)
    app, intake = web(sqlite_database, desk.clock), desk.intake()
    before = _of_ours(await counts(app))
    await intake.take("local", press("w", action="worry"))
    assert _of_ours(await counts(app)) == before
    await intake.take("local", press("n"))
    told = _of_ours(await counts(app))
    assert told["events:handled"] == before["events:handled"] + 1


def _of_ours(told: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in told.items() if not name.startswith("process_")}


async def test_a_database_that_does_not_answer_is_told_and_nothing_breaks(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE outbox")
    told = await counts(web(sqlite_database, SetClock(MONDAY)))
    assert told["database_up"] == 0
    assert "mornings" not in told


@pytest.mark.parametrize(
    ("caller", "host", "headers"),
    [
        ("192.168.1.4", "127.0.0.1:8600", {}),
        ("127.0.0.1", "bot.skola.example", {}),
        ("127.0.0.1", "127.0.0.1:8600", {"X-Forwarded-For": "10.0.0.1"}),
        ("127.0.0.1", "127.0.0.1:8600", {"Forwarded": "for=10.0.0.1"}),
    ],
)
async def test_nobody_else_gets_an_answer_unless_the_setting_says_so(
    sqlite_database: Database, caller: str, host: str, headers: dict[str, str]
) -> None:
    clock = SetClock(MONDAY)
    assert (await asked(web(sqlite_database, clock), caller, host, **headers)).status_code == 404
    everyone = web(sqlite_database, clock, to_everyone=True)
    assert (await asked(everyone, caller, host, **headers)).status_code == 200


async def test_no_name_stands_in_what_is_told(sqlite_database: Database) -> None:
    office = Office(sqlite_database, add_staff(sqlite_database, 1))
    office.post("morning:1:2026-11-24", 0)
    shown = (await asked(web(sqlite_database, office.clock))).text
    for hidden in ("morning:1", "skola.example", "Provskolan"):
        assert hidden not in shown
