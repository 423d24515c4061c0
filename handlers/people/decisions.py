"""Rektor decides: who leads an investigation, special support, the report, each month, when nobody comes."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session, col, select

from content.texts import text
from handlers import cases
from handlers.context import Context, Refusal
from handlers.escalation.actions import give_to
from handlers.escalation.presses import to_mentors
from handlers.names import for_eht, name_of
from handlers.people import rektor
from handlers.people.coordinator import holding_of, staff_name
from handlers.people.here import with_role
from handlers.people.lives import elsewhere
from handlers.presses import case_of, field, form, list_brought_up
from handlers.rights import Action, require
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    ChoiceInput,
    Event,
    Option,
    Paragraph,
    Reply,
    TextInput,
    Whisper,
)
from handlers.worry import QUIET_WORRY_BUTTON
from storage.tables import Case, CaseDecision, Pupil, Staff


def ask(context: Context, event: Event) -> Reply:
    case, decision = _decision(context, event)
    plan = cases.plan_of(context, case)
    blocks: list[Block] = [
        Paragraph(rektor.decision_words(plan, decision)),
        *_beside(context, case, decision),
    ]
    options = _options(context, case, decision)
    if not options:
        raise Refusal(text("people.nobody_to_appoint"))
    blocks.append(ChoiceInput("choice", text("people.your_decision"), options, options[0].value))
    blocks.append(TextInput("reason", text("people.decision_reason"), max_length=1000, sensitive=True))
    return form(context, case, blocks, "decide", f"{case.id}:{decision.id}")


def decide(context: Context, event: Event) -> Reply:
    case, decision = _decision(context, event)
    choice = field(event, "choice")
    if choice not in {option.value for option in _options(context, case, decision)}:
        raise Refusal(text("case.unknown_choice"))
    cases.begin(context, case, Action.DECIDE)
    decision.state, decision.choice, decision.actor = "decided", choice, context.actor.mark
    decision.reason = field(event, "reason") or None
    decision.decided_on = cases.working_day(context, case)
    if decision.kind in rektor.APPOINTS:
        decision.choice, decision.staff_id = "appointed", int(choice)
        _appoint(context, case, int(choice))
    context.session.add(decision)
    _tick(context, case, decision)
    said = outcome_words(context.session, decision)
    cases.done(context, case, "decision", {"what": said})
    name = for_eht(context.plans, name_of(context.session, case.pupil_id))
    shown = Card(name, text("case.summary"), (Paragraph(text("people.decided", what=said), "good"),))
    told = to_mentors(context, case, f"decision:{decision.id}", _told(context, case, said), required=False)
    return Reply(now=(*list_brought_up(context, event), Whisper(shown)), later=told)


def _told(context: Context, case: Case, said: str) -> Card:
    """In the mentor's own conversation."""
    who = staff_name(context.session, context.actor.staff_id) or text("case.colleague")
    show = Button(text("case.show"), "case.show", str(case.id), "primary")
    words = Paragraph(text("people.decision_told", who=who, what=said))
    name = name_of(context.session, case.pupil_id).full
    return Card(name, text("case.summary"), (words, Buttons((show, QUIET_WORRY_BUTTON))))


def outcome_words(session: Session, decision: CaseDecision) -> str:
    if decision.kind in rektor.APPOINTS:
        who = staff_name(session, decision.staff_id)
        return text(f"people.appointed_{decision.kind}", who=who)
    return text(f"people.choice_{decision.kind}_{decision.choice}")


def _appoint(context: Context, case: Case, staff: int) -> None:
    """Who is appointed holds the case, unless they do already."""
    holding = holding_of(context.session, case.id or 0)
    if holding is None or holding.staff_id != staff:
        give_to(context, case, staff)


def _tick(context: Context, case: Case, decision: CaseDecision) -> None:
    """The step's own action is done with the decision. "Not needed" is a decision too."""
    state = "not_needed" if decision.choice in ("not_now", "not_needed") else "done"
    for action in rektor.actions_of(cases.plan_of(context, case), decision.step, decision.kind):
        cases.tick(context, case, action.id, state, decision.reason or "")


def _options(context: Context, case: Case, decision: CaseDecision) -> tuple[Option, ...]:
    if decision.kind not in rektor.APPOINTS:
        return tuple(
            Option(choice, text(f"people.choice_{decision.kind}_{choice}"))
            for choice in rektor.CHOICES[decision.kind]
        )
    staff = with_role(context.session, case.school_id, "eht")
    rows = context.session.exec(select(Staff).where(col(Staff.id).in_(staff)).order_by(col(Staff.id)))
    return tuple(Option(str(one.id), one.name) for one in rows)


def _beside(context: Context, case: Case, decision: CaseDecision) -> list[Block]:
    """What rektor should know: the home municipality gets the report of a pupil who lives elsewhere."""
    plan = cases.plan_of(context, case)
    if decision.kind != rektor.REPORT:
        return []
    blocks: list[Block] = [Paragraph(text("people.report_document"), "muted")]
    home = elsewhere(plan, context.session.get(Pupil, case.pupil_id))
    return [*blocks, Paragraph(text("people.report_home", home=home), "warning")] if home else blocks


def _decision(context: Context, event: Event) -> tuple[Case, CaseDecision]:
    case = case_of(context, event)
    require(context, Action.DECIDE, cases.subject_of(case))
    cases.must_be_open(case)
    number = cases.whole_number(cases.case_of(context, event.value)[1])
    decision = context.session.get(CaseDecision, number) if number else None
    if decision is None or decision.case_id != case.id:
        raise Refusal(text("general.old_button"))
    if decision.state != "open":
        raise Refusal(text("people.already_decided"))
    return case, decision


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {"decide.ask": ask, "decide": decide}
