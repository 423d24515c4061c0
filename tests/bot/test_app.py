"""Everything put together: which platforms are let in, and the one web server."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import httpx
import pytest

from bot.app import App, build
from bot.clock import SetClock
from bot.settings import Settings, SettingsError
from content.findings import ContentError
from handlers.vocabulary import Event, EventKind, Place, Whisper
from storage.database import Database
from tests.bot.desk import Desk
from tests.bot.office import MONDAY, Office, add_staff
from tests.project.source import ROOT

pytestmark = pytest.mark.anyio


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
    monkeypatch.setenv("NARVAROLOTS_DATA", str(tmp_path / "data"))
    return Settings()


def built(settings: Settings, database: Database | None = None, **changed: object) -> App:
    return build(settings.model_copy(update=changed), SetClock(MONDAY), database)


def names(app: App) -> list[str]:
    return [installed.platform.name for installed in app.platforms]


async def test_on_this_machine_and_with_no_other_platform_there_is_the_local_chat(
    settings: Settings, sqlite_database: Database
) -> None:
    assert names(built(settings, sqlite_database)) == ["local"]


async def test_a_bot_that_would_be_nowhere_stops_the_start(
    settings: Settings, sqlite_database: Database
) -> None:
    with pytest.raises(SettingsError):
        built(settings, sqlite_database, host="0.0.0.0")


async def test_a_half_set_platform_stops_the_start(settings: Settings, sqlite_database: Database) -> None:
    with pytest.raises(SettingsError):
        built(settings, sqlite_database, teams_client_id="1")


async def test_a_plan_that_does_not_exist_stops_the_start(
    settings: Settings, sqlite_database: Database
) -> None:
    with pytest.raises(ContentError):
        built(settings, sqlite_database, plan="finns-inte")


async def test_a_server_without_keys_stops_the_start_and_makes_nothing(settings: Settings) -> None:
    with pytest.raises(SettingsError):
        built(settings, host="0.0.0.0")
    assert not settings.data.exists()


async def test_health_follows_the_database(settings: Settings, tmp_path: Path) -> None:
    app = built(settings)
    transport = httpx.ASGITransport(app.web)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        assert (await client.get("/healthz")).status_code == 200
        app.database.close()
        settings.data.rename(tmp_path / "borta")
        assert (await client.get("/healthz")).status_code == 503


async def test_the_web_server_does_not_describe_itself_to_strangers(
    settings: Settings, sqlite_database: Database
) -> None:
    transport = httpx.ASGITransport(built(settings, sqlite_database).web)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        for page in ("/docs", "/redoc", "/openapi.json"):
            assert (await client.get(page)).status_code == 404


@pytest.mark.parametrize("worry", [{"action": "worry"}, {"action": "", "text": "Jag är orolig för Kim"}])
async def test_worry_leaves_no_trace_in_the_whole_bot(
    settings: Settings, sqlite_database: Database, log_stream: io.StringIO, worry: dict[str, str]
) -> None:
    [person] = add_staff(sqlite_database, 1)
    app = built(settings, sqlite_database)
    desk = Desk(sqlite_database)
    before = desk.everything()
    async with app.running():
        kind: EventKind = "click" if worry["action"] else "text"
        [answer] = await app.intake.take("local", Event("e1", kind, person, Place(person), **worry))
        await app.ticker.tick()
        await app.courier.settle()
    assert isinstance(answer, Whisper)
    assert desk.everything() == before
    assert log_stream.getvalue() == ""


async def test_what_is_committed_reaches_the_local_chat_and_the_rest_goes_on_at_the_next_start(
    settings: Settings, sqlite_database: Database
) -> None:
    office = Office(sqlite_database, add_staff(sqlite_database, 1))
    for key in ("ett", "två"):
        app = built(settings, sqlite_database)
        async with app.running():
            office.post(key)
            await app.courier.settle()
        assert set(office.states()) == {"sent"}


async def test_what_runs_in_the_background_ends_with_the_app(
    settings: Settings, sqlite_database: Database
) -> None:
    before = asyncio.all_tasks()
    async with built(settings, sqlite_database).running() as background:
        assert not any(task.done() for task in background)
    assert all(task.done() for task in background)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


@pytest.fixture
def running_bot(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`narvarolots run` as a process of its own, on a port that it finds free."""
    environment = {"PATH": os.environ["PATH"], "NARVAROLOTS_DATA": str(tmp_path), "NARVAROLOTS_PORT": "0"}
    command = [sys.executable, "-c", "from bot.cli import main; main()", "run"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_bot_starts_answers_and_stops_when_it_is_asked(
    running_bot: subprocess.Popen[str], number: signal.Signals
) -> None:
    assert running_bot.stderr is not None
    listening = json.loads(running_bot.stderr.readline())
    with urlopen(f"http://127.0.0.1:{listening['port']}/healthz", timeout=90) as answer:
        assert answer.status == 200
    running_bot.send_signal(number)
    assert running_bot.wait(90) == 0
    assert running_bot.stderr.read() == ""
