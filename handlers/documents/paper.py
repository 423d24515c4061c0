"""A filled-in document as values: what the Word file and the PDF are both made of.

Text is plain text. Nothing of how it looks is here, and no platform.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handlers.pictures import Pattern, StepHistory


@dataclass(frozen=True)
class Words:
    """A paragraph; `muted` is smaller and paler."""

    text: str
    muted: bool = False
    kind: Literal["words"] = "words"


@dataclass(frozen=True)
class Points:
    texts: tuple[str, ...]
    kind: Literal["points"] = "points"


@dataclass(frozen=True)
class Facts:
    """Label and value, one row each."""

    rows: tuple[tuple[str, str], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Answer:
    """A question with its answer. Without one there are so many empty `lines` to write on."""

    question: str
    text: str
    lines: int = 1
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True)
class Drawing:
    """A picture, with a line of what it shows."""

    of: Pattern | StepHistory
    caption: str
    kind: Literal["drawing"] = "drawing"


@dataclass(frozen=True)
class Grid:
    """Every row has as many cells as there are columns; an empty one is to be filled in.

    `numbers`: all columns but the first are figures, to be read below each other."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: bool = False
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True)
class Signatures:
    who: tuple[str, ...]
    kind: Literal["signatures"] = "signatures"


Part = Words | Points | Facts | Answer | Drawing | Grid | Signatures


@dataclass(frozen=True)
class Chapter:
    """What stands under one heading. `by`: who answered, and when; "" when nobody has."""

    heading: str
    parts: tuple[Part, ...]
    by: str = ""


@dataclass(frozen=True)
class Paper:
    """`id`: the document's in the plan. `about`: a line under the title. `facts`: whom it is about, and when
    it was made. `marking`: stands on every page, such as that it is secret. `follows`: the plan and version.
    `brief`: meant to keep within one page."""

    id: str
    title: str
    school: str
    about: str
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    follows: str
    made: str
    at: datetime
    marking: str = ""
    note: str = ""
    brief: bool = False
