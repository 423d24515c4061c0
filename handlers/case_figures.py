"""One pupil's figures of a window, as the school's last morning saw them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from content.model import Plan
from content.texts import text
from handlers.morning.lines import is_uncertain, rate_percent, uncertain_percent
from handlers.morning.standing import Standing
from storage.columns import Day
from storage.ingest.generations import current_generation
from storage.queries.absence import Scope, Sums, sums_of_one
from storage.queries.prepared import ask_one
from storage.tables import SchoolMorning


@dataclass(frozen=True)
class Window:
    """Days from `first` to `last`, both included."""

    first: date
    last: date
    sums: Sums

    @property
    def rate(self) -> float | None:
        return rate_percent(self.sums)


def evaluated_day(session: Session, school_id: int) -> date | None:
    """The day up to which the school's last morning looked; None before its first."""
    found: date | None = ask_one(session, _EVALUATED, school=school_id)
    return found


_EVALUATED = select(func.max(col(SchoolMorning.evaluated_day), type_=Day())).where(
    col(SchoolMorning.school_id) == bindparam("school")
)


def month(session: Session, plan: Plan, case: Standing) -> Window | None:
    last = evaluated_day(session, case.school_id)
    if last is None:
        return None
    return between(session, case, last - timedelta(days=plan.settings.month_days.value - 1), last)


def between(session: Session, case: Standing, first: date, last: date) -> Window:
    scope = Scope((case.school_id,), last, current_generation(session))
    sums = sums_of_one(session, scope, first, case.pupil_id)
    return Window(first, last, sums or Sums(0, 0))


def window_words(plan: Plan, window: Window | None) -> str:
    """ "32,4 %", with how uncertain it is; or that there are no figures."""
    if window is None or window.rate is None:
        return text("eht.no_figures")
    if is_uncertain(window.sums, plan):
        return text("eht.rate_uncertain", rate=window.rate, share=uncertain_percent(window.sums))
    return text("eht.rate", rate=window.rate)
