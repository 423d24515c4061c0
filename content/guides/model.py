"""A guide as data: questions in order, some asked only after certain answers, and where it ends.

A guide is a list, never a graph: a question is asked when all of its `when` hold, in the order of the
file, so an author sees the whole conversation by reading downwards. Conditions look backwards only.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from content.base import Choice, Model, Sourced

SHORT, LONG = 200, 3000
"""Characters at most: what fits on a line of a document, and what a form input takes."""


class Condition(Model):
    """On one earlier answer, with one operator. A skipped or unasked question only meets `answered: false`.

    `is`, `is_not` and `any_of` compare with a choice's id, or yes and no; of a question with several
    choices they ask whether that choice is among them.
    """

    question: str
    is_: str = Field(default="", alias="is")
    is_not: str = ""
    any_of: tuple[str, ...] = ()
    answered: bool | None = None

    @model_validator(mode="after")
    def _one_operator(self) -> Condition:
        used = [bool(self.is_), bool(self.is_not), bool(self.any_of), self.answered is not None]
        if sum(used) != 1:
            raise ValueError("villkoret ska ha en enda jämförelse; is, is_not, any_of eller answered")
        return self

    @property
    def values(self) -> tuple[str, ...]:
        """The answers it names."""
        return tuple(value for value in (self.is_, self.is_not, *self.any_of) if value)


class _Conditional(Model):
    when: tuple[Condition, ...] = ()
    """All must hold. One condition may be written without a list."""


class _Question(Sourced, _Conditional):
    id: str
    """Unique in the guide and kept for ever: answers are stored under it."""
    text: str
    help: str = ""
    """Answers "vad menas?"."""
    area: str = ""
    """Id of one of the guide's areas."""
    required: bool = False
    """False: may be skipped."""
    sensitive: bool = False
    """Asked in a form only, kept in the appendix only, never in a message."""
    status: str = ""
    """A short name, such as "Delmål": the answer stands under it in the status of later guides."""


class ChoiceQuestion(_Question):
    """One of some choices."""

    kind: Literal["choice"]
    choices: tuple[Choice, ...] = ()
    choices_from: Literal["", "causes", "reached", "participants"] = ""
    """Takes the choices of the plan's first_contact.yaml in place of its own."""
    sets: Literal["", "cause", "reached"] = ""


class SeveralQuestion(_Question):
    """Any number of the choices, at least one."""

    kind: Literal["several"]
    choices: tuple[Choice, ...] = ()
    choices_from: Literal["", "causes", "reached", "participants"] = ""
    usual: tuple[str, ...] = ()
    """Ids of choices that are chosen beforehand, such as an agenda's usual points."""
    sets: Literal["", "participants", "consent_with", "consent_about"] = ""


class YesNoQuestion(_Question):
    """The answer is "yes" or "no" in conditions."""

    kind: Literal["yes_no"]
    sets: Literal["", "consent"] = ""
    knows: Literal["", "lives_elsewhere"] = ""
    """Answered by the roster where it says; then it is not asked, and can be changed."""


class DateQuestion(_Question):
    kind: Literal["date"]
    span: Literal["coming", "past", "any"] = "coming"
    """Coming: today or later. Past: today or earlier."""
    school_day: bool = False
    """Only a day with school will do; then weeks without school are left out when weeks are counted."""
    suggest_weeks: int | None = Field(default=None, ge=0)
    """So many weeks from today is offered as a button; 0 is today."""
    suggest_booked: bool = False
    """The meeting that is booked already is the one that is offered."""
    within_weeks: int | None = Field(default=None, ge=1)
    """None, and it sets the follow-up: as many as the plan gives the step that the case is at."""
    sets: Literal["", "measures", "follow_up", "consent_until"] = ""


class PersonQuestion(_Question):
    """Somebody around the pupil as a button, or a name typed."""

    kind: Literal["person"]
    sets: Literal["", "coordinator"] = ""


class NumberQuestion(_Question):
    kind: Literal["number"]
    least: int = 0
    most: int = 1000
    unit: str = ""


class ShortTextQuestion(_Question):
    kind: Literal["short_text"]
    max_length: int = Field(default=SHORT, ge=1, le=SHORT)
    sets: Literal["", "measure", "consent_with", "consent_about"] = ""


class LongTextQuestion(_Question):
    kind: Literal["long_text"]
    max_length: int = Field(default=LONG, ge=1, le=LONG)
    sets: Literal["", "measure", "consent_with", "consent_about"] = ""


GuideQuestion = Annotated[
    ChoiceQuestion
    | SeveralQuestion
    | YesNoQuestion
    | DateQuestion
    | PersonQuestion
    | NumberQuestion
    | ShortTextQuestion
    | LongTextQuestion,
    Field(discriminator="kind"),
]


class Area(Model):
    """A part of a guide, such as school or friends: the heading its questions and summary stand under."""

    id: str
    name: str
    about: str


class Ending(_Conditional):
    """What is said when the guide is done. The first whose conditions hold is used."""

    text: str
    sends: bool = True
    """False: a request that ends here stays in the school."""


class Request(Model):
    """A guide whose answers go to the municipality's unit, in its own channel, when it is done."""

    by: tuple[Literal["mentor", "eht", "rektor"], ...] = ()
    """Who may send it; empty: everyone who may answer."""
    about_pupil: tuple[Condition, ...] = ()
    """When all hold the unit is told the pupil's initials and class; empty: never."""


class Guide(Sourced):
    id: str
    """Also the name of its file."""
    name: str
    button: str
    """What starts it, such as "Starta kartläggningen"."""
    about: str
    """Said at the start: what it is for, and who it is done with."""
    steps: tuple[int, ...]
    """The steps it belongs to; the first decides the limit for its follow-up date."""
    shows_absence: bool = False
    """The figures and the pattern are shown at the start, so that nobody is asked for them."""
    shows_status: bool = False
    """Where the case stands is shown at the start: measures, meeting, consent, and earlier guides' answers
    that have a `status`."""
    offered: bool = False
    """Can be started at each of its steps, though no action there names it."""
    after: str = ""
    """Id of the guide that comes before it: it is offered when that one is done."""
    order: int = 0
    """Where its button stands among those that are offered: the lowest first."""
    repeats: bool = False
    """Done anew each time (a monthly cycle): a finished one is not opened again, a new one begins."""
    counts_as: Literal["", "mapping"] = ""
    """What it is in the statistics: "mapping" is why the pupil is away being looked into."""
    request: Request | None = None
    document: str = ""
    """Id of the plan's document that comes out of it."""
    areas: tuple[Area, ...] = ()
    questions: tuple[GuideQuestion, ...]
    endings: tuple[Ending, ...]

    def question(self, question_id: str) -> GuideQuestion | None:
        return next((one for one in self.questions if one.id == question_id), None)

    def area(self, area_id: str) -> Area | None:
        return next((one for one in self.areas if one.id == area_id), None)
