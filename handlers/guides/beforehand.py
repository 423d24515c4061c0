"""What the school's own roster answers before anybody is asked. It is an answer, and can be changed."""

from __future__ import annotations

from content.guides.flow import Value
from content.guides.model import Guide
from handlers.context import Context
from handlers.people.lives import elsewhere, home_of
from storage.tables import Case, Pupil


def answers_of(context: Context, case: Case, guide: Guide) -> dict[str, Value]:
    """By question; only what is known."""
    asked = [one.id for one in guide.questions if getattr(one, "knows", "") == "lives_elsewhere"]
    pupil = context.session.get(Pupil, case.pupil_id) if asked else None
    if not home_of(pupil):
        return {}
    plan = context.plans.of_case(context.session, case)
    return dict.fromkeys(asked, "yes" if elsewhere(plan, pupil) else "no")
