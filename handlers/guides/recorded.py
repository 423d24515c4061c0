"""Recorded conversations: what was typed or pressed, line by line, and what was then asked.

They lie beside the guides as examples, and are played by the tests. `played` gives the conversation as it
goes now, so that one can be recorded anew after a guide has changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from content.guides import flow
from content.guides.model import Guide
from handlers.guides import talk as talks
from handlers.guides.meaning import Around, Understood
from handlers.guides.reading import check
from handlers.guides.talk import Talk

FOLDER = "recorded"


class Line(BaseModel):
    """One thing a person did: typed, pressed, changed or came again. `by`: who, of several."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    asked: str = ""
    """The question that stood there; "" when all were answered."""
    by: str = ""
    typed: str | None = None
    pressed: str | tuple[str, ...] | None = None
    """A choice's id, a day, or several ids."""
    changed: str | None = None
    """The question chosen in the overview, to be answered anew."""
    again: Literal[True] | None = None
    """Came back after a pause or a restart."""


class Recording(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    guide: str
    about: str
    today: date
    talk: tuple[Line, ...]
    answers: dict[str, str | tuple[str, ...] | None]
    """What counts in the end, skipped questions included (null)."""


@dataclass(frozen=True)
class Played:
    talk: Talk
    recording: Recording


def read_recording(path: Path) -> Recording:
    """Raises pydantic.ValidationError or yaml.YAMLError when it is not one."""
    return Recording.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def write_recording(path: Path, recording: Recording) -> None:
    plain = recording.model_dump(mode="json")
    plain["talk"] = [line.model_dump(mode="json", exclude_defaults=True) for line in recording.talk]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")


def recordings(plan_folder: Path) -> list[Path]:
    return sorted((plan_folder / "guides" / FOLDER).glob("*.yaml"))


def played(guide: Guide, recording: Recording) -> Played:
    """The conversation as it goes now: every line's `asked`, and the answers, as they become."""
    talk, lines = talks.begin(guide), []
    for line in recording.talk:
        lines.append(line.model_copy(update={"asked": talk.asking}))
        talk = step(talk, line, recording.today)
    return Played(talk, recorded(recording, lines, talk))


def step(talk: Talk, line: Line, today: date) -> Talk:
    """What one line leads to. What is not understood leaves the question where it is."""
    around = Around(today)
    if line.again:
        return talks.begin(talk.guide, talk.answers)
    if line.changed is not None:
        return talks.ask(talk, line.changed, "guide.changing")
    if line.pressed is None:
        return talks.typed(talk, line.typed or "", around) or talk
    question = talk.question
    meant = check(question, line.pressed, around) if question else None
    return talks.answer(talk, talk.asking, meant.value) if isinstance(meant, Understood) else talk


def recorded(recording: Recording, lines: Iterable[Line], talk: Talk) -> Recording:
    answers = flow.standing(talk.guide, talk.answers)
    return recording.model_copy(update={"talk": tuple(lines), "answers": answers})
