"""The people around a pupil, offered where a question is about a person; and who answered what."""

from __future__ import annotations

from sqlmodel import Session, col, or_, select

from handlers import cases
from handlers.context import Context
from handlers.guides.meaning import Around
from storage.tables import Case, Mentorship, Staff, StaffRole

MOST = 8
"""Buttons of names; others are typed."""


def around(context: Context, case: Case) -> Around:
    """What has to be known to read answers in this case."""
    settings = cases.plan_of(context, case).settings
    return Around(
        today=cases.working_day(context, case),
        days=cases.days_of(context, case),
        breaks_pause=settings.breaks_pause_clock.value,
        people=people_around(context.session, case),
    )


def people_around(session: Session, case: Case) -> dict[str, str]:
    """ "staff-12" to a name: the pupil's mentors, then EHT and the head teacher."""
    mentors = select(col(Mentorship.staff_id)).where(Mentorship.pupil_id == case.pupil_id)
    leading = select(col(StaffRole.staff_id)).where(
        col(StaffRole.role).in_(("eht", "rektor")), StaffRole.school_id == case.school_id
    )
    is_mentor = col(Staff.id).in_(mentors)
    found = session.exec(
        select(Staff)
        .where(or_(is_mentor, col(Staff.id).in_(leading)))
        .order_by(is_mentor.desc(), col(Staff.id))
        .limit(MOST)
    )
    return {f"staff-{one.id}": one.name for one in found}


def who(context: Context, actor: str) -> str:
    from handlers.case_views import who_did

    return who_did(context, actor)
