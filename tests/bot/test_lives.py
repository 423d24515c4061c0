"""Killed with SIGKILL at random moments and started again: nothing lost, doubled only where it must be."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlmodel import select

from storage.database import Database
from storage.tables import AuditEntry, Inbound, Outbox
from tests.bot.lives import Fate
from tests.bot.office import add_staff
from tests.project.source import ROOT

EVENTS = 12


@pytest.mark.parametrize(("looks_up", "seed"), [(True, 1), (False, 2)], ids=["askable", "not_askable"])
def test_a_bot_killed_at_random_moments_loses_nothing(
    database: Database, encryption_keys: list[str], tmp_path: Path, looks_up: bool, seed: int
) -> None:
    messages = tmp_path / "messages"
    messages.touch()
    fate = Fate(
        url=database.engine.url.render_as_string(hide_password=False),
        key=encryption_keys[0],
        messages=str(messages),
        looks_up=looks_up,
        events=EVENTS,
        people=tuple(add_staff(database, 4)),
        seed=seed,
    )
    deaths = live_through(fate)
    assert deaths >= 5, "too few deaths to prove anything"

    sent = [json.loads(line) for line in messages.read_text(encoding="utf-8").splitlines()]
    times = Counter(line["key"] for line in sent)
    assert set(times) == {f"e{number}:{part}" for number in range(EVENTS) for part in "ab"}, "none lost"
    first_tries = Counter(line["key"] for line in sent if not line["again"])
    assert max(first_tries.values()) == 1, "a message comes twice only with `again`"
    if looks_up:
        assert set(times.values()) == {1}
    assert_all_is_settled(database)


def live_through(fate: Fate) -> int:
    command = [sys.executable, "-m", "tests.bot.lives", json.dumps(asdict(fate))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stdout)


def assert_all_is_settled(database: Database) -> None:
    with database.reading() as session:
        assert sorted(session.exec(select(AuditEntry.action))) == sorted(f"e{n}" for n in range(EVENTS))
        assert set(session.exec(select(Inbound.payload))) == {None}
        assert set(session.exec(select(Outbox.state))) == {"sent"}
        assert set(session.exec(select(Outbox.card))) == {None}
