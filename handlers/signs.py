"""Signs in the absence: numbers that stand out, to ask about and never a verdict (the plan's settings).

A part of a pupil's time (a weekday, a subject, the first or last lesson, the day after days without school)
is a sign when it is missed `sign_occasions` times or more, in at least `sign_share` percent of its times, and
`sign_times` times as often as the rest. Reported absence again and again, late arrivals and a rising month
are counted by themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session, col, select

from content.model import Plan, PlanSettings, Sign
from content.texts import text
from content.wording import WEEKDAYS
from handlers.morning.lines import rate_percent
from handlers.vocabulary import Block, Paragraph
from storage.calendar import DAY, SchoolCalendar, calendar_of
from storage.ingest.generations import current_generation
from storage.queries.absence import Scope, Sums, reported_occasions
from storage.queries.among import is_among
from storage.queries.habits import NEVER, Change, Habits, Span, Times, changes, habits, late_days
from storage.tables import Pupil, Subject

WEEKDAY, SUBJECT, FIRST, LAST = "weekday", "subject", "first_lesson", "last_lesson"
AFTER_FREE, REPORTED, LATE, RISING = "after_free", "often_reported", "often_late", "rising"
SHOWN = 3
"""Signs of one pupil that are said; more is a wall of numbers."""
_MONDAY = 0
_DAYS_TO_COMPARE = 10
"""School days with lessons in each of two months that are compared."""


@dataclass(frozen=True)
class Seen:
    """One sign with its numbers. `detail`: the weekday's number, or the subject. `times`: how often; for
    reported absence occasions of days looked at, for a rising month minutes. `others`: the rest of the time,
    or the month before."""

    kind: str
    times: Times
    others: Times = NEVER
    detail: str = ""


def look(
    session: Session,
    plan: Plan,
    scope: Scope,
    calendars: Mapping[int, SchoolCalendar],
    pupils: Collection[int] | None = None,
) -> dict[int, tuple[Seen, ...]]:
    """The signs of all pupils of the scope's schools (or of `pupils`), those that have any."""
    found: dict[int, list[Seen]] = {}
    for schools, days in _by_calendar(scope, calendars):
        span = _span(plan.settings, scope, schools, days, pupils)
        for pupil, signs in _of_schools(session, plan.settings, span).items():
            found.setdefault(pupil, []).extend(signs)
    return {pupil: tuple(signs[:SHOWN]) for pupil, signs in found.items() if signs}


def _by_calendar(
    scope: Scope, calendars: Mapping[int, SchoolCalendar]
) -> Iterable[tuple[tuple[int, ...], SchoolCalendar]]:
    """Schools with the same days are asked of together."""
    found: dict[SchoolCalendar, list[int]] = {}
    for school in scope.school_ids:
        found.setdefault(calendars[school], []).append(school)
    return [(tuple(schools), days) for days, schools in found.items()]


def _span(
    settings: PlanSettings,
    scope: Scope,
    schools: tuple[int, ...],
    days: SchoolCalendar,
    pupils: Collection[int] | None,
) -> Span:
    first = scope.first_day(settings.sign_days.value)
    after_free = (day for day in days.school_days(first, scope.evaluated_day) if _follows_free(days, day))
    some = None if pupils is None else tuple(pupils)
    return Span(schools, first, scope.evaluated_day, scope.generation, tuple(after_free), some)


def _follows_free(days: SchoolCalendar, day: date) -> bool:
    return not days.is_school_day(day - DAY)


def _of_schools(session: Session, settings: PlanSettings, span: Span) -> dict[int, list[Seen]]:
    found = habits(session, span, settings.sign_occasions.value)
    subjects = _subjects(session, found.values())
    signs = {pupil: patterns(own, settings, subjects) for pupil, own in found.items()}
    for pupil, count in _reported(session, settings, span).items():
        signs.setdefault(pupil, []).append(Seen(REPORTED, Times(count, settings.sign_days.value)))
    for pupil, times in late_days(session, span, settings.sign_late.value).items():
        signs.setdefault(pupil, []).append(Seen(LATE, times))
    some = replace(span, pupils=tuple(found))
    for pupil, change in rising(session, settings, some).items():
        signs.setdefault(pupil, []).append(rising_sign(change))
    return signs


def _subjects(session: Session, found: Iterable[Habits]) -> dict[int, str]:
    wanted = {subject for own in found for subject in own.subjects}
    rows = session.exec(select(Subject.id, Subject.name).where(is_among(col(Subject.id), wanted))).all()
    return {subject or 0: name for subject, name in rows}


def _reported(session: Session, settings: PlanSettings, span: Span) -> dict[int, int]:
    scope = Scope(span.school_ids, span.last, span.generation)
    found = reported_occasions(session, scope, span.first, settings.sign_reported.value)
    return found if span.pupils is None else {pupil: found[pupil] for pupil in span.pupils if pupil in found}


def rising(session: Session, settings: PlanSettings, span: Span) -> dict[int, Change]:
    """Pupils whose last month is so much higher than the one before it."""
    month = settings.month_days.value
    middle = span.last - timedelta(days=month - 1)
    both = Span(span.school_ids, middle - timedelta(days=month), span.last, span.generation, (), span.pupils)
    return changes(session, both, middle, settings.sign_rising.value, _DAYS_TO_COMPARE)


def rising_sign(change: Change) -> Seen:
    now = Times(change.absent, change.scheduled)
    return Seen(RISING, now, Times(change.absent_before, change.scheduled_before))


def patterns(own: Habits, settings: PlanSettings, subjects: Mapping[int, str]) -> list[Seen]:
    """The parts of the pupil's time that stand out, the clearest first."""
    parts = [
        Seen(AFTER_FREE, own.after_free, own.after_free.others(own.days)),
        *(Seen(WEEKDAY, one, one.others(own.days), str(day)) for day, one in own.weekdays.items()),
        *(
            Seen(SUBJECT, one, one.others(own.lessons), subjects.get(number, ""))
            for number, one in own.subjects.items()
        ),
        Seen(FIRST, own.first, own.first.others(own.lessons)),
        Seen(LAST, own.last, own.last.others(own.lessons)),
    ]
    clear = [one for one in parts if stands_out(one, settings)]
    if any(one.kind == AFTER_FREE for one in clear):
        clear = [one for one in clear if (one.kind, one.detail) != (WEEKDAY, str(_MONDAY))]
    return sorted(clear, key=lambda one: -one.times.missed / one.times.of)


def stands_out(one: Seen, settings: PlanSettings) -> bool:
    """Compared in integers. With nothing else to compare with, nothing stands out."""
    (missed, of), (other, of_others) = one.times, one.others
    return (
        missed >= settings.sign_occasions.value
        and of_others > 0
        and missed * 100 >= of * settings.sign_share.value
        and missed * of_others >= settings.sign_times.value * other * of
    )


def sign_words(one: Seen) -> str:
    """ "Borta 4 av 8 måndagar. Andra dagar: 1 av 32."."""
    (missed, of), (other, of_others) = one.times, one.others
    if one.kind == RISING:
        return text("signs.rising", now=_percent(one.times), before=_percent(one.others))
    day = WEEKDAYS[int(one.detail)] if one.kind == WEEKDAY else ""
    return text(
        f"signs.{one.kind}",
        missed=missed,
        of=of,
        other=other,
        of_others=of_others,
        weekday=day,
        subject=one.detail,
    )


def _percent(times: Times) -> float:
    return rate_percent(Sums(times.missed, times.of)) or 0.0


def plan_sign(plan: Plan, kind: str) -> Sign | None:
    """What the plan itself says to look for, where the absence can show it."""
    return next((sign for sign in plan.signs if kind in sign.seen_in), None)


def plan_words(plan: Plan, seen: Sequence[Seen]) -> str:
    """The plan's own words for what is seen, each once; "" where the plan has none."""
    own = [sign.text for one in seen if (sign := plan_sign(plan, one.kind)) is not None]
    return "; ".join(dict.fromkeys(own))


def sign_blocks(session: Session, plan: Plan, pupil_id: int, last: date) -> list[Block]:
    """One pupil's signs up to `last`, it included, with the plan's own words for them."""
    school = session.get_one(Pupil, pupil_id).school_id
    scope = Scope((school,), last, current_generation(session))
    days = {school: calendar_of(session, school)}
    seen = look(session, plan, scope, days, (pupil_id,)).get(pupil_id, ())
    if not seen:
        return [Paragraph(text("signs.none"), "muted")]
    blocks: list[Block] = [Paragraph(sign_words(one)) for one in seen]
    words = plan_words(plan, seen)
    more = f" {text('signs.plan_says', words=words)}" if words else ""
    return [*blocks, Paragraph(f"{text('signs.to_ask')}{more}", "muted")]
