"""A plan as data: what a municipality's absence plan says, typed.

Everything a plan decides stands here as values with their source ("001:338-340": file and
lines under sources/, or "lokal tolkning" where the plan leaves it open). Python never names a plan.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from content.base import LOCAL_READING as LOCAL_READING
from content.base import Choice as Choice
from content.base import Model as Model
from content.base import Role as Role
from content.base import Sourced as Sourced
from content.documents.model import Document as Document
from content.follow_up_data import FollowUpData
from content.guides.model import Guide
from content.opening import parse_days, parse_hours


class Setting(Sourced):
    value: int = Field(ge=0)


class Switch(Sourced):
    value: bool


class Limit(Sourced):
    """A share in whole percent, compared in integers: `over: 15` is strictly more than 15.0 %."""

    over: int | None = Field(default=None, ge=0, le=99)
    at_least: int | None = Field(default=None, ge=1, le=100)

    @model_validator(mode="after")
    def _exactly_one(self) -> Limit:
        if (self.over is None) == (self.at_least is None):
            raise ValueError("gränsen ska anges på ett enda sätt; antingen over eller at_least")
        return self

    @property
    def percent(self) -> int:
        return self.over if self.over is not None else (self.at_least or 0)

    def passed(self, absent: int, scheduled: int) -> bool:
        """Whether `absent` of `scheduled` minutes passes the limit. No minutes: never."""
        if scheduled <= 0:
            return False
        share, limit = absent * 100, scheduled * self.percent
        return share > limit if self.over is not None else share >= limit


class When(Model):
    """Which pupils a trigger looks at, by their case."""

    case: Literal["none", "open", "any"] = "none"
    steps: tuple[int, ...] = ()
    once: bool = False
    """Fires at most once in a case (for triggers that do not move the step)."""


class _Trigger(Sourced):
    id: str
    step: int
    """The step a pupil without a case begins at, or a case moves up to. A case never moves down by it."""
    when: When = When()
    why: str
    """One plain sentence for the card: what the plan says. May use {limit}, {days}, {weeks}, {count}."""
    tells: tuple[Role, ...] = ()
    """Roles told on the morning it fires, beside the mentor."""
    proposes: str = ""
    """Text of something offered when it fires, such as a support team."""
    guide: str = ""
    """Id of the guide that leads through what the trigger asks for, offered where it has fired."""


class UnreportedLesson(_Trigger):
    """At least one unreported lesson that no earlier morning has seen."""

    kind: Literal["unreported_lesson"]
    days: int = Field(ge=1)
    first_morning_days: Setting


class ReportedOccasions(_Trigger):
    """At least `min_occasions` runs of school days with reported absence, touching the last `days`."""

    kind: Literal["reported_occasions"]
    days: int = Field(ge=1)
    min_occasions: Setting


class RateInWindow(_Trigger):
    """The absence rate of the last `days` calendar days passes `limit`."""

    kind: Literal["rate_in_window"]
    days: int = Field(ge=1)
    limit: Limit
    min_school_days: Setting


class RateSince(_Trigger):
    """`weeks` after the case opened, or its step's measures were taken, the rate since passes `limit`."""

    kind: Literal["rate_since"]
    since: Literal["opened", "measures"]
    weeks: int = Field(ge=1)
    limit: Limit


Trigger = Annotated[
    UnreportedLesson | ReportedOccasions | RateInWindow | RateSince, Field(discriminator="kind")
]


class PlanSettings(Model):
    """What the plan leaves open, settled; shown with its source wherever a decision is explained."""

    month_days: Setting
    problematic: Limit
    calm: Setting
    """At this month's rate (percent) or less, the bot offers to close the case."""
    uncertain_over: Setting
    """Unreported share (percent) over which figures are marked uncertain."""
    breaks_pause_clock: Switch
    hold_max_weeks: Setting
    follow_up_weeks: Setting
    """Within so many weeks the step 1 follow-up meeting is held."""
    remind_school_days_before: Setting
    overdue_to_eht_school_days: Setting
    overdue_to_rektor_school_days: Setting
    announce_school_days_before: Setting
    """So many school days ahead a meeting is announced; `remind_school_days_before` reminds of it."""
    unclaimed_school_days: Setting
    """A case that EHT is asked to take is said again when nobody has, then told to rektor."""
    unclaimed_to_rektor_school_days: Setting
    no_show_to_rektor: Setting
    """When nobody has come for the nth time, rektor decides how to go on."""
    cause_occasions: Setting
    """So many occasions of reported absence within `cause_days` tell EHT of a cause that it is to know of."""
    cause_days: Setting
    broken_unregistered: Setting
    """Over this unregistered share (percent) of a school's day, its figures are taken to be broken."""
    broken_drop: Setting
    """A school's lessons or absence fallen below this share (percent) of its usual day: the same."""
    broken_pupils: Setting
    """Schools with fewer pupils in the figures are too small for a sudden drop to mean anything."""
    silent_school_days: Setting
    """When no absence file has come for so many school days, the school is told that the figures are old."""
    consent_ends_school_days: Setting
    """So many school days before a written consent ends, those who hold the case are told."""
    sign_days: Setting
    """Calendar days that signs under the limits are looked for in."""
    sign_occasions: Setting
    """Fewer times than this are chance, not a sign."""
    sign_share: Setting
    """At least this share (percent) of a weekday's, a subject's or another part's times are missed."""
    sign_times: Setting
    """At least so many times as often as otherwise."""
    sign_reported: Setting
    """So many occasions of reported absence within `sign_days` are a sign."""
    sign_late: Setting
    """Late on so many days within `sign_days` is a sign."""
    sign_rising: Setting
    """So many percentage points over the month before, and at least twice as high, is rising."""
    registered_low: Setting
    """Under this share (percent) of lessons registered in a week, it is said which are missing."""


class Deadline(Sourced):
    """When something in a step is to be done: so many weeks after something, or in words only."""

    text: str
    weeks: int | None = Field(default=None, ge=1)
    """None: the source gives no number of weeks ("skyndsamt"), and the program reminds of nothing."""
    after: Literal["opened", "step_began", "measures", "guide_done"] = "step_began"
    undecided: bool = False
    """True: the source leaves the time open and the municipality has to decide ("beslut krävs")."""


class Action(Sourced):
    """One thing to do in a step. `id` is unique in the plan and kept for ever."""

    id: str
    text: str
    who: tuple[Role, ...]
    help: str = ""
    document: str = ""
    """Id of a document in the plan."""
    guide: str = ""
    """Id of a guide in the plan that leads through it; when the guide is done, so is the action."""
    done_by: Literal["", "contact", "cause", "follow_up"] = ""
    """The answer in the conversation that ticks it off by itself."""
    decides: Literal["", "investigator", "special_support", "report", "coordinator", "monthly"] = ""
    """What rektor is asked to decide when the case reaches the step; the decision ticks it off."""


class Question(Sourced):
    """A question the mentor asks or is asked in this step. `help` answers "vad menas?"."""

    id: str
    text: str
    help: str = ""


class Consideration(Sourced):
    """Something to think of (the plan's "tänk på")."""

    text: str


class Step(Sourced):
    number: int = Field(ge=1)
    name: str
    begins: str
    """When the step is for, in one sentence."""
    responsible: tuple[Role, ...]
    actions: tuple[Action, ...]
    questions: tuple[Question, ...]
    deadlines: tuple[Deadline, ...]
    documents: tuple[str, ...] = ()
    think_of: tuple[Consideration, ...] = ()
    informs: tuple[Role, ...] = ()
    """Roles told on the morning a case reaches the step."""
    hands_over: tuple[Role, ...] = ()
    """Roles of whom somebody takes the case over when it reaches the step."""
    reached_by: Literal["trigger", "person"] = "trigger"
    """"person": no trigger leads here; someone raises the case. (A person may raise to any step.)"""
    undecided: tuple[Consideration, ...] = ()
    """What the source leaves open and the municipality has to decide ("beslut krävs")."""


SeenIn = Literal[
    "weekday",
    "subject",
    "first_lesson",
    "last_lesson",
    "after_free",
    "often_reported",
    "often_late",
    "rising",
]
"""The signs that the program can see in the absence."""


class Definition(Sourced):
    id: str
    term: str
    text: str


class Sign(Sourced):
    id: str
    area: Literal["absence", "school", "peers", "home", "health"]
    text: str
    seen_in: tuple[SeenIn, ...] = ()
    """What the absence itself can show of it (`handlers.signs`); nothing: only people see it."""


class OpenHours(Model):
    """`days`: "mon-thu", "fri", "sat-sun", "daily" or "holidays"; hours may pass midnight ("16:30-02:00")."""

    days: str
    hours: str

    @field_validator("days")
    @classmethod
    def _days_can_be_read(cls, days: str) -> str:
        parse_days(days)
        return days

    @field_validator("hours")
    @classmethod
    def _hours_can_be_read(cls, hours: str) -> str:
        parse_hours(hours)
        return hours


class Contact(Sourced):
    id: str
    name: str
    purpose: str
    phone: tuple[str, ...] = ()
    email: str = ""
    web: str = ""
    open: tuple[OpenHours, ...] = ()
    """Empty: hours unknown to the plan."""
    note: str = ""
    """What a caller should know, such as hours that are a guess."""
    checked: date
    for_concern: bool = False
    """Whether it is called when somebody is worried about a child."""
    sample: bool = False
    """True while the source is old and nobody in the municipality has confirmed it."""


class Resource(Sourced):
    id: str
    audience: Literal["staff", "guardians", "pupils"]
    name: str
    text: str
    contact: str = ""
    web: str = ""


class Law(Sourced):
    id: str
    cite: str
    text: str
    plan_says: str = ""
    """The plan's older wording, where it differs."""


class LawWords(Sourced):
    """How a plan words a law that has since been renumbered or changed."""

    law: str
    plan_says: str


class Cause(Choice):
    """A cause offered in step 1. `explains`: the climb ends with it; `closes`: the case can close at once."""

    explains: bool = False
    closes: bool = False
    tells: tuple[Role, ...] = ()


class FirstContact(Model):
    """Step 1 as three taps: whom the mentor reached, the cause, the meeting."""

    reached: tuple[Choice, ...]
    causes: tuple[Cause, ...]
    participants: tuple[Choice, ...]
    usual_participants: tuple[str, ...]


class SupportUnit(Sourced):
    name: str
    short: str
    contact: str = ""
    channel: bool = False
    """It has a channel of its own in the chat, one a school: requests and the year's reminders go there."""


class DailyLook(Sourced):
    """All absence is looked at every day, valid or not. `name`: what the plan calls it."""

    name: str


class YearReminder(Sourced):
    """Something that belongs to a month, or to an ISO week, of every year: said on its first school day."""

    id: str
    text: str
    to: tuple[Literal["eht", "rektor", "support_unit"], ...]
    month: int | None = Field(default=None, ge=1, le=12)
    week: int | None = Field(default=None, ge=1, le=53)
    undecided: bool = False
    """True: the source leaves it open when ("beslut krävs"); it is said all the same."""

    @model_validator(mode="after")
    def _one_time(self) -> YearReminder:
        if (self.month is None) == (self.week is None):
            raise ValueError("påminnelsen ska ha en enda tid; month eller week")
        return self

    def begins(self, year: int) -> date:
        """The month's first, or the week's Monday; a year without week 53 has its last week."""
        if self.month is not None:
            return date(year, self.month, 1)
        last = date(year, 12, 28).isocalendar().week
        return date.fromisocalendar(year, min(self.week or 1, last), 1)


class Ladder(Sourced):
    """A second way of working beside the steps, such as a support team's own sequence."""

    id: str
    name: str
    about: str
    steps: tuple[LadderStep, ...]


class LadderStep(Sourced):
    number: int = Field(ge=1)
    name: str
    who: str
    text: str


class SourceFile(Model):
    """A document the plan was read from; `lines` as `nl -ba` counts them."""

    title: str
    file: str = ""
    lines: int = Field(ge=1)


class Plan(Model):
    id: str
    name: str
    authority: str
    version: str
    valid_from: date
    sources: dict[str, str]
    """Source file number to a readable title: {"001": "Kommunens handlingsplan …"}."""
    source_files: dict[str, SourceFile] = Field(default={})
    """The same numbers, with file and number of lines."""
    support_unit: SupportUnit
    settings: PlanSettings
    triggers: tuple[Trigger, ...]
    steps: tuple[Step, ...]
    first_contact: FirstContact
    measure_areas: tuple[Choice, ...] = ()
    """What a measure can be about, so that measures can be counted together. Never changed, only added to."""
    documents: tuple[Document, ...] = ()
    definitions: tuple[Definition, ...] = ()
    signs: tuple[Sign, ...] = ()
    contacts: tuple[Contact, ...] = ()
    resources: tuple[Resource, ...] = ()
    laws: tuple[Law, ...] = ()
    law_words: tuple[LawWords, ...] = ()
    """The loader has already put these into `laws`."""
    ladders: tuple[Ladder, ...] = ()
    year_wheel: tuple[YearReminder, ...] = ()
    follow_up_data: FollowUpData | None = None
    daily_look: DailyLook | None = None
    guides: tuple[Guide, ...] = ()
    always: tuple[Consideration, ...] = ()
    """To think of in every step."""

    def step(self, number: int) -> Step:
        return next(step for step in self.steps if step.number == number)

    def guide(self, guide_id: str) -> Guide | None:
        return next((guide for guide in self.guides if guide.id == guide_id), None)

    def follow_up_limit(self, number: int) -> int | None:
        """Weeks within which the follow-up of a step is held; None: the plan does not say."""
        step = next((one for one in self.steps if one.number == number), None)
        after = [
            one.weeks for one in (step.deadlines if step else ()) if one.after == "measures" and one.weeks
        ]
        if after:
            return max(after)
        return self.settings.follow_up_weeks.value if step and step == self.steps[0] else None

    def document(self, document_id: str) -> Document | None:
        return next((one for one in self.documents if one.id == document_id), None)

    def trigger(self, trigger_id: str) -> Trigger:
        return next(trigger for trigger in self.triggers if trigger.id == trigger_id)


Ladder.model_rebuild()
