"""Handing a case over to the pupil's new school: a person does it, and only while a consent holds."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import select

from content.model import Plan
from content.texts import text
from content.wording import listed
from handlers import cases
from handlers.context import Context, Refusal
from handlers.escalation.details import cause_words, measures_words
from handlers.escalation.opening import open_or_add
from handlers.escalation.thread import MOVED_HERE
from handlers.people.coordinator import let_go, staff_name
from handlers.people.moved import CAME, CAUSE, TRIED, now_elsewhere
from handlers.rights import Action
from storage.queries.consents import consents_of
from storage.tables import Case, Consent, Pupil, School


def place_of(context: Context, case: Case) -> Pupil:
    """The pupil at the new school. Raises Refusal when they have not moved."""
    pupil = context.session.get_one(Pupil, case.pupil_id)
    found = now_elsewhere(context.session, [pupil]) if pupil.left else {}
    if (new := found.get(case.pupil_id)) is None:
        raise Refusal(text("move.not_moved"))
    return new


def consents(context: Context, case: Case) -> list[Consent]:
    """Those that hold. Raises Refusal without one."""
    if not (held := consents_of(context.session, case.id or 0, context.today)):
        raise Refusal(text("move.no_consent"))
    return held


def hand_over(context: Context, case: Case, along: Iterable[str]) -> Case:
    """The case goes on at the new school, and ends here. Its own words, conversations and appendix stay."""
    cases.begin(context, case, Action.HAND_OVER_PUPIL)
    pupil, held = place_of(context, case), consents(context, case)
    note = _note(context, case, held, frozenset(along))
    new = _case_there(context, case, pupil)
    school = context.session.get_one(School, pupil.school_id).name
    let_go(context.session, case, cases.working_day(context, case))
    cases.close_case(context, case, cases.working_day(context, case), text("move.reason", school=school))
    cases.done(context, new, CAME, note)
    day = cases.working_day(context, new)
    open_or_add(context.session, context.plans, new, MOVED_HERE, day, context.now)
    return new


def _note(context: Context, case: Case, held: Iterable[Consent], along: frozenset[str]) -> dict[str, str]:
    plan = cases.plan_of(context, case)
    cause, tried = cause_words(plan, case), measures_words(context, case)
    return {
        "school": context.session.get_one(School, case.school_id).name,
        "who": staff_name(context.session, context.actor.staff_id) or text("case.colleague"),
        "whom": listed([one.with_whom for one in held]),
        "step": f"{case.step}, {plan.step(case.step).name}",
        "opened": case.opened_on.isoformat(),
        CAUSE: cause if CAUSE in along else "",
        TRIED: "; ".join(tried) if TRIED in along else "",
    }


def _case_there(context: Context, old: Case, pupil: Pupil) -> Case:
    """The new school's own case, if it has opened one; its step stands then."""
    found = context.session.exec(select(Case).where(Case.pupil_id == pupil.id, Case.state == "open")).first()
    if found is not None:
        return found
    plan = context.plans.of_school(context.session, pupil.school_id, context.today)
    new = Case(
        school_id=pupil.school_id,
        pupil_id=pupil.id or 0,
        plan=plan.id,
        plan_version=plan.version,
        step=_step(plan, old),
        opened_on=context.today,
        step_on=context.today,
    )
    new.opened_on = new.step_on = cases.working_day(context, new)
    context.session.add(new)
    context.session.flush()
    return new


def _step(plan: Plan, old: Case) -> int:
    """Another plan's steps are other steps: then it begins at the first."""
    return cases.step_in(plan, old.step) if plan.id == old.plan else plan.steps[0].number
