"""The recorded conversations beside the guides, played as the guides are now; re-record one with
`narvarolots guide play PLAN/GUIDE --again FILE`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from content.loader import PLANS, load_plan
from handlers.guides.recorded import Line, Recording, played, read_recording, recordings, write_recording
from storage.columns import STOCKHOLM
from tests.guides.helpers import Chat
from tests.handlers.world import World

FILES = [path for folder in sorted(PLANS.iterdir()) if folder.is_dir() for path in recordings(folder)]
EACH_FILE = pytest.mark.parametrize("path", FILES, ids=[f"{path.parts[-4]}/{path.stem}" for path in FILES])


@EACH_FILE
def test_a_recorded_conversation_goes_as_it_went(path: Path) -> None:
    recording = read_recording(path)
    guide = load_plan(path.parts[-4]).guide(recording.guide)
    assert guide is not None
    assert played(guide, recording).recording == recording


@pytest.mark.parametrize("word", ["rak", "rattelse", "avbrott", "tva-personer"])
def test_there_is_one_of_each_kind(word: str) -> None:
    assert any(path.stem.endswith(word) for path in FILES)


def test_what_is_recorded_can_be_read_again(tmp_path: Path) -> None:
    recording = read_recording(FILES[0])
    write_recording(tmp_path / "again.yaml", recording)
    assert read_recording(tmp_path / "again.yaml") == recording


@pytest.mark.parametrize("path", [path for path in FILES if path.stem.startswith("enkel-kartlaggning")])
def test_the_same_conversation_in_the_chat_gives_the_same_answers(path: Path, chat: Chat) -> None:
    """By buttons, forms and typing, for each of those who take part, with the answers encrypted between."""
    recording = read_recording(path)
    _set_day(chat.world, recording)
    chats = {"": chat, "mentor": chat, "eht": Chat(chat.world, "eva")}
    for one in {line.by for line in recording.talk[:1]}:
        chats[one].start()
    for line in recording.talk:
        _do(chats[line.by], line)
    assert chat.standing() == recording.answers


def _set_day(world: World, recording: Recording) -> None:
    world.now = world.now.replace(
        year=recording.today.year, month=recording.today.month, day=recording.today.day, tzinfo=STOCKHOLM
    )


def _do(chat: Chat, line: Line) -> None:
    chat.world.now += timedelta(minutes=1)
    if line.again:
        chat.start()
    elif line.typed is not None:
        chat.types(line.typed)
    elif line.changed is not None:
        chat.press("all")
        chat.press("edit", question=line.changed)
    elif isinstance(line.pressed, tuple):
        chat.press("save", answer=line.pressed)
    else:
        chat.press("answer", f":{line.pressed}")
