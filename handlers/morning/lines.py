"""What the command line gives to machines: one line per pupil with something fired (RULES.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Table, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col

from content.model import Plan
from handlers.morning.decide import Decision
from storage.many import add_rows
from storage.queries.absence import Sums
from storage.queries.among import is_among, is_listed, listed
from storage.queries.prepared import ask
from storage.tables import Mentorship, MorningLine, Pupil, Staff


@dataclass(frozen=True)
class Line:
    """`case_step`: the step before, None without a case. `rate_month`: percent, None without minutes."""

    school: str
    pupil: str
    case_step: int | None
    step: int
    triggers: list[str]
    problematic: bool
    rate_month: float | None
    uncertain: bool
    mentors: list[str]

    @property
    def as_json(self) -> dict[str, object]:
        return asdict(self)


class KeptLine(NamedTuple):
    """A row of `morning_line`: what is kept of a decision, so that the same morning says the same again."""

    school_id: int
    on: date
    pupil_id: int
    case_step: int | None
    step: int
    triggers: str
    absent: int
    scheduled: int
    unregistered: int
    mentors: str | None = None
    """Staff ids, separated by spaces. None: whoever the roster has now."""

    @property
    def month(self) -> Sums:
        return Sums(self.absent, self.scheduled, self.unregistered)


def rate_percent(sums: Sums) -> float | None:
    """Percent with one decimal, half up, counted in integers; None without scheduled minutes."""
    if sums.scheduled <= 0:
        return None
    return (sums.absent * 2000 + sums.scheduled) // (2 * sums.scheduled) / 10


def is_uncertain(sums: Sums, plan: Plan) -> bool:
    """Whether so much is unregistered that every figure of the window is marked uncertain."""
    return sums.unregistered * 100 > (sums.scheduled + sums.unregistered) * plan.settings.uncertain_over.value


def uncertain_percent(sums: Sums) -> int:
    return round(sums.unregistered * 100 / (sums.scheduled + sums.unregistered))


def lines_of(
    session: Session, rows: Iterable[KeptLine], plans: Mapping[int, Plan], schools: Mapping[int, str]
) -> list[Line]:
    """Sorted by school and pupil. `plans` and `schools` (names) by school id."""
    kept = list(rows)
    refs = _refs(session, {row.pupil_id for row in kept})
    mentors = _mentors(session, kept)
    emails = _emails(session, {staff for found in mentors.values() for staff in found})
    lines = [
        _line(
            row,
            plans[row.school_id],
            schools[row.school_id],
            refs[row.pupil_id],
            [emails[staff] for staff in mentors[row.pupil_id]],
        )
        for row in kept
    ]
    return sorted(lines, key=lambda line: (line.school, line.pupil))


def _line(row: KeptLine, plan: Plan, school: str, ref: str, mentors: list[str]) -> Line:
    month = row.month
    return Line(
        school=school,
        pupil=ref,
        case_step=row.case_step,
        step=row.step,
        triggers=row.triggers.split(),
        problematic=plan.settings.problematic.passed(month.absent, month.scheduled),
        rate_month=rate_percent(month),
        uncertain=is_uncertain(month, plan),
        mentors=mentors,
    )


def _refs(session: Session, pupil_ids: Iterable[int]) -> dict[int, str]:
    question = columns(col(Pupil.id), col(Pupil.ref)).where(is_among(col(Pupil.id), pupil_ids))
    return {pupil or 0: ref for pupil, ref in session.connection().execute(question).all()}


def _mentors(session: Session, rows: Iterable[KeptLine]) -> dict[int, list[int]]:
    """Staff ids by pupil: those the morning kept, so that a later roster does not change what it said."""
    found = {row.pupil_id: [int(one) for one in (row.mentors or "").split()] for row in rows}
    unkept = [row.pupil_id for row in rows if row.mentors is None]
    return found | mentors_by_pupil(session, unkept)


def _emails(session: Session, wanted: Iterable[int]) -> dict[int, str]:
    """An address is opened once, however many pupils."""
    question = columns(col(Staff.id), col(Staff.email)).where(is_among(col(Staff.id), wanted))
    return {staff or 0: email for staff, email in session.connection().execute(question).all()}


def mentors_by_pupil(session: Session, pupil_ids: Iterable[int]) -> dict[int, list[int]]:
    """Staff ids by pupil, in the order of the roster."""
    found: dict[int, list[int]] = {}
    for pupil, staff in ask(session, _MENTORS, pupils=listed(pupil_ids)):
        found.setdefault(pupil, []).append(staff)
    return found


_MENTORS = (
    columns(col(Mentorship.pupil_id), col(Mentorship.staff_id))
    .where(is_listed(col(Mentorship.pupil_id), "pupils"))
    .order_by(col(Mentorship.pupil_id), col(Mentorship.position))
)


def kept_line(school_id: int, on: date, decision: Decision, mentors: Iterable[int] | None = None) -> KeptLine:
    return KeptLine(
        school_id=school_id,
        on=on,
        pupil_id=decision.pupil_id,
        case_step=decision.case.step if decision.case else None,
        step=decision.step,
        triggers=" ".join(decision.triggers),
        absent=decision.month.absent,
        scheduled=decision.month.scheduled,
        unregistered=decision.month.unregistered,
        mentors=None if mentors is None else " ".join(map(str, mentors)),
    )


def write_lines(session: Session, lines: Iterable[KeptLine]) -> None:
    add_rows(session, MorningLine, KeptLine._fields, lines)


def read_lines(session: Session, school_ids: Iterable[int], on: date) -> list[KeptLine]:
    rows = ask(session, _LINES, on=on, schools=list(school_ids))
    return [KeptLine._make(row) for row in rows]


_TABLE: Table = MorningLine.__table__  # type: ignore[attr-defined]
_LINES = columns(*(_TABLE.c[name] for name in KeptLine._fields)).where(
    _TABLE.c.on == bindparam("on"), _TABLE.c.school_id.in_(bindparam("schools", expanding=True))
)
