"""A document as data: for whom it is, and section by section what stands in it.

What is filled in is never written here: a section names the guide's answers, the figures or the case's facts
that belong in it. A document without sections is a form that lies elsewhere; the plan only speaks of it.
"""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from content.base import Model, Sourced
from content.guides.model import Condition

Reader = Literal["", "school", "guardian", "others", "everyone", "appendix"]
Shown = Literal[
    "figures",
    "rate",
    "pattern",
    "case",
    "done",
    "status",
    "meeting",
    "consent",
    "people",
    "mentors",
    "guardians",
    "support",
    "sensitive",
]
ABOUT_PUPIL = frozenset(get_args(Shown)) - {"people", "support"}
"""What only a document about one pupil can show."""


class DocumentTable(Model):
    """A table. `answers`: a row each, of questions in the section's guide; then empty rows up to `rows`."""

    columns: tuple[str, ...]
    answers: tuple[tuple[str, ...], ...] = ()
    rows: int = Field(default=4, ge=1, le=20)


class DocumentSection(Model):
    """One part under a heading. What it holds comes in the order of the keys here.

    A section that names a guide, but neither areas nor questions, is the whole guide: one part for each
    area, called as the area is.
    """

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    """May take the plan's own facts, as answers do: {{ phone('bup') }}."""
    points: tuple[str, ...] = ()
    shows: tuple[Shown, ...] = ()
    """What the bot knows: figures (or the rate alone) and pattern of the absence, where the case stands
    (case), what has been done, the latest answers that have a `status`, the next meeting, the consent, who to
    turn to (people, or the mentors alone), the guardians, where families find support, or all that is
    sensitive."""
    guide: str = ""
    areas: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Questions that are left out of the areas, or of the whole guide."""
    when: tuple[Condition, ...] = ()
    """On the guide's answers; all must hold, or the section is left out."""
    most: int | None = Field(default=None, ge=50)
    """An answer is cut at so many characters, so that the page is kept short."""
    table: DocumentTable | None = None
    blanks: tuple[str, ...] = ()
    """Headings of lines that are left empty, to fill in. A question gets more of them."""
    signatures: tuple[str, ...] = ()
    """Who signs: a line with place for a date each."""


class Document(Sourced):
    id: str
    name: str
    about: str
    reader: Reader = ""
    """Whose eyes it is for. Only the appendix ever holds what is sensitive; a document for others needs the
    guardian's consent; one for everyone speaks of no pupil. Empty: the bot does not make it."""
    transition: bool = False
    """Goes along to a new school or stage: it is offered with the handing over, not among the step's own."""
    web: str = ""
    """Where a form that the bot does not make is filled in: it is a link, and nothing is sent there."""
    steps: tuple[int, ...] = ()
    """Steps it is offered at, beside those whose own list names it."""
    note: str = ""
    """Small print at the foot of it, such as how it is to be kept."""
    sections: tuple[DocumentSection, ...] = ()

    @property
    def is_made(self) -> bool:
        return bool(self.sections)
