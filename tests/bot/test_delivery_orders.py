"""Whatever is asked for, refused, lost or crashed: in the end people see what was last said, once."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery import MOST_FAULTS
from bot.outbox import OutboxQueue
from bot.platforms.base import DeliveryFailed
from storage.database import open_database
from tests.bot.office import Office, add_staff

KEYS = ("a", "b", "c")
PERSON = {"a": 0, "b": 0, "c": 1}
THREAD = {"a": "", "b": "a", "c": ""}
MEETINGS = {
    "refused": DeliveryFailed("busy", permanent=False),
    "slowed": DeliveryFailed("ratelimited", permanent=False, retry_after=20),
    "fault": ValueError(),
    "lost": "lost",
    "crash_before": "crash_before",
    "crash_after": "crash_after",
}

steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["post", "update", "delete"]), st.sampled_from(KEYS)),
        st.tuples(st.sampled_from(sorted(MEETINGS)), st.sampled_from(KEYS)),
        st.tuples(st.sampled_from(["deliver", "wait"]), st.just("")),
    ),
    min_size=15,
    max_size=60,
)


@dataclass
class Said:
    """What was asked for of one message: its texts in order, and whether it was taken back."""

    texts: list[str]
    deleted: bool = False


@settings(max_examples=40, deadline=None)
@given(steps)
def test_in_the_end_people_see_what_was_last_said_once(
    sqlite_template: Path, encryption_keys: list[str], steps: list[tuple[str, str]]
) -> None:
    with an_office(sqlite_template, encryption_keys) as office:
        said: dict[str, Said] = {}
        for number, (step, key) in enumerate(_fewer_than_are_given_up(steps)):
            take(office, step, key, f"{key} {number}", said)
        until_all_is_settled(office)
        for key, wanted in said.items():
            assert office.platform.shown(key) == ([] if wanted.deleted else wanted.texts[-1:])
        for message in office.platform.messages.values():
            remaining = iter(said[message.key].texts)
            shown = [version for version, _ in groupby(message.versions)]
            assert all(version in remaining for version in shown), "never back to an older text"


def _fewer_than_are_given_up(steps: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """After so many tries a fault of ours is given up on purpose, and people see what was said before."""
    met: Counter[str] = Counter()
    for step, key in steps:
        met[key] += step in MEETINGS
        if step not in MEETINGS or met[key] < MOST_FAULTS:
            yield step, key


def take(office: Office, step: str, key: str, text: str, said: dict[str, Said]) -> None:
    match step:
        case "post" if key not in said and (not THREAD[key] or THREAD[key] in said):
            office.post(key, PERSON[key], thread=THREAD[key])
            said[key] = Said([f"{key} 1"])
        case "update" if key in said and not said[key].deleted:
            office.update(key, text)
            said[key].texts.append(text)
        case "delete" if key in said and not said[key].deleted:
            office.delete(key)
            said[key].deleted = True
        case "deliver":
            live(office)
        case "wait":
            office.wait(seconds=45)
        case _ if step in MEETINGS:
            office.platform.will_meet(key, MEETINGS[step])


def live(office: Office) -> None:
    """A process' life: it starts, delivers what it may, and perhaps dies in the middle."""

    async def process() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
        await office.deliver()

    OutboxQueue(office.database).presume_lost(office.clock.now())
    with suppress(RuntimeError):
        asyncio.run(process())


def until_all_is_settled(office: Office) -> None:
    for _ in range(40):
        live(office)
        if not {"created", "sending"} & set(office.states()):
            return
        office.wait(hours=1)
    raise AssertionError(office.states())


@contextmanager
def an_office(template: Path, keys: list[str]) -> Iterator[Office]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "narvarolots.db"
        shutil.copy(template, path)
        database = open_database(f"sqlite:///{path}", keys)
        yield Office(database, add_staff(database, 2))
        database.close()
