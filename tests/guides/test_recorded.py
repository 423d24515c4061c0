"""The recorded conversations beside the guides, played as the guides are now; re-record one with
`narvarolots guide play PLAN/GUIDE --again FILE`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.guides.meaning import IN_APPENDIX
from handlers.guides.recorded import Line, Recording, played, read_recording, recordings, write_recording
from storage.zone import STOCKHOLM
from tests.guides.helpers import Chat, at_step, follows
from tests.handlers.world import World
from tests.packs import LIBRARY, PACKS, ROOT


def pack_of(path: Path) -> str:
    return path.parts[-4]


FILES = [path for pack in PACKS for path in recordings(ROOT / pack)]
EACH_FILE = pytest.mark.parametrize("path", FILES, ids=[f"{pack_of(path)}/{path.stem}" for path in FILES])


@EACH_FILE
def test_a_recorded_conversation_goes_as_it_went(path: Path) -> None:
    recording = read_recording(path)
    guide = LIBRARY.get(pack_of(path)).guide(recording.guide)
    assert guide is not None
    assert played(guide, recording).recording == recording


@pytest.mark.parametrize("word", ["rak", "rattelse", "avbrott", "tva-personer"])
def test_there_is_one_of_each_kind(word: str) -> None:
    assert any(path.stem.endswith(word) for path in FILES)


def test_what_is_recorded_can_be_read_again(tmp_path: Path) -> None:
    recording = read_recording(FILES[0])
    write_recording(tmp_path / "again.yaml", recording)
    assert read_recording(tmp_path / "again.yaml") == recording


@EACH_FILE
def test_the_same_conversation_in_the_chat_gives_the_same_answers(path: Path, told: World) -> None:
    """By buttons, forms and typing, for each of those who take part, with the answers encrypted between."""
    recording = read_recording(path)
    guide = LIBRARY.get(pack_of(path)).guide(recording.guide)
    assert guide is not None
    follows(told, pack_of(path))
    at_step(told, guide.steps[0])
    _set_day(told, recording)
    chat, eht = Chat(told, guide=guide.id), Chat(told, "eva", guide.id)
    chats = {"": chat, "mentor": chat, "eht": eht}
    for one in {line.by for line in recording.talk[:1]}:
        chats[one].start()
    for line in recording.talk:
        _do(chats[line.by], line)
    assert chat.standing() == recording.answers


@pytest.mark.parametrize("pack", PACKS)
def test_every_guide_has_a_conversation(pack: str) -> None:
    recorded = {read_recording(path).guide for path in recordings(ROOT / pack)}
    assert {guide.id for guide in LIBRARY.get(pack).guides} == recorded


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
    elif line.pressed == IN_APPENDIX:
        chat.writes("Det här hör bara hemma i bilagan.")
    elif isinstance(line.pressed, tuple):
        chat.press("save", answer=line.pressed)
    else:
        chat.press("answer", f":{line.pressed}")
