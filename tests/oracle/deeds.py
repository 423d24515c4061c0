"""What a person does with a case, through the handlers that chat and command line share."""

from __future__ import annotations

from datetime import date, datetime

from handlers import cases
from handlers.context import Actor, Context
from handlers.plans import Plans
from storage.database import Database
from storage.tables import Case
from tests.oracle.world import Deed, Person

REASON = "prov"


def do(database: Database, plans: Plans, now: datetime, step: Person) -> None:
    """Raises handlers.context.Refusal."""
    with database.writing() as session:
        context = Context(session, now, plans, Actor(label="cli:test"))
        case = cases.last_case(context, cases.find_pupil(context, step.pupil, step.school))
        _do(context, case, step)


def _do(context: Context, case: Case, step: Person) -> None:
    match step.deed:
        case Deed.RAISE:
            cases.raise_case(context, case)
        case Deed.LOWER:
            cases.lower_case(context, case)
        case Deed.REOPEN:
            cases.reopen_case(context, case)
        case Deed.CLOSE:
            cases.close_case(context, case, _said(step), REASON)
        case Deed.EXPLAINED:
            cases.hold(context, case, REASON, _said(step))
        case Deed.MEASURES:
            cases.note_measures(context, case, _said(step))


def _said(step: Person) -> date:
    assert step.day is not None
    return step.day
