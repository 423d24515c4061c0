"""What goes between EHT and the mentor: a question and its answer, a proposed meeting, a noted measure.

Each stays in its own conversation: EHT's words in the mentor's chat, the answer behind a button in the
thread.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session

from content.texts import text
from handlers import cases, swedish
from handlers.context import Context, Refusal
from handlers.escalation import actions
from handlers.escalation.opening import note_card
from handlers.escalation.presses import MOST, in_own_message, to_mentors
from handlers.escalation.thread import in_thread
from handlers.morning.entry import clock_time
from handlers.names import for_eht, name_of
from handlers.people.coordinator import staff_name
from handlers.presses import case_of, day_field, field, form, opened, own_form
from handlers.rights import Action, require
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    ChoiceInput,
    DateInput,
    Event,
    Later,
    Option,
    Paragraph,
    Replace,
    Reply,
    TextInput,
    Whisper,
)
from handlers.worry import QUIET_WORRY_BUTTON
from storage.tables import Case, CaseQuestion, FollowUp


def ask_question(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.ASK_MENTOR)
    blocks: list[Block] = [
        Paragraph(text("eht.ask_help"), "muted"),
        TextInput("question", text("eht.ask_label"), long=True, max_length=MOST, sensitive=True),
    ]
    return form(context, case, blocks, "eht.ask.send")


def send_question(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    question = actions.ask(context, case, field(event, "question"))
    card = question_card(context, case, question)
    asked = text("eht.asked", who=_name(context.session, question.asked_by))
    said = _with_read_button(context, case, question, asked)
    later: list[Later] = [*to_mentors(context, case, f"question:{question.id}", card)]
    return Reply(later=(*later, in_thread(case, f"question:{question.id}", said)))


def question_card(context: Context, case: Case, question: CaseQuestion) -> Card:
    """In the mentor's own conversation: the question, and the answer once it is given."""
    who = _name(context.session, question.asked_by)
    blocks: list[Block] = [Paragraph(question.question)]
    if question.answer:
        answerer = _name(context.session, question.answered_by)
        blocks.append(Paragraph(text("eht.read_answer", who=answerer, words=question.answer), "good"))
    answer = Button(text("eht.answer_button"), "eht.answer.ask", f"{case.id}:{question.id}", "primary")
    blocks.append(Buttons((answer, QUIET_WORRY_BUTTON)))
    name = name_of(context.session, case.pupil_id).full
    return Card(text("eht.question_title", name=name, who=who), text("eht.summary_question"), tuple(blocks))


def ask_answer(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.ANSWER_EHT)
    question = _question(context, event, case)
    blocks: list[Block] = [
        Paragraph(question.question),
        Paragraph(text("eht.answer_help"), "muted"),
        TextInput("answer", text("eht.answer_label"), long=True, max_length=MOST, sensitive=True),
    ]
    return own_form(context, case, blocks, "eht.answer", f"{case.id}:{question.id}")


def send_answer(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    require(context, Action.ANSWER_EHT, cases.subject_of(case))
    cases.must_be_open(case)
    question = _question(context, event, case)
    actions.answer(context, case, question, field(event, "answer"))
    said = _with_read_button(
        context, case, question, text("eht.answered", who=_name(context.session, question.answered_by))
    )
    later = (in_thread(case, f"answer:{question.id}:{event.id}", said),)
    return Reply(now=(Replace(question_card(context, case, question)),), later=later)


def read(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    require(context, Action.SEE_CAUSES, cases.subject_of(case))
    cases.must_stand(case)
    question = _question(context, event, case)
    asked = text("eht.read_question", who=_name(context.session, question.asked_by), words=question.question)
    answered = text("eht.read_waiting")
    if question.answer:
        who = _name(context.session, question.answered_by)
        answered = text("eht.read_answer", who=who, words=question.answer)
    name = for_eht(context.plans, name_of(context.session, case.pupil_id))
    return Reply(now=(Whisper(Card(name, text("eht.summary"), (Paragraph(asked), Paragraph(answered)))),))


def ask_proposal(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.PROPOSE_MEETING)
    today = cases.working_day(context, case)
    good = cases.days_of(context, case).add_weeks(today, 1)
    blocks: list[Block] = [
        Paragraph(text("eht.propose_help"), "muted"),
        DateInput("date", text("first.date"), good, today),
        TextInput("time", text("first.time"), placeholder="15.00", max_length=20),
    ]
    return form(context, case, blocks, "eht.propose.send")


def send_proposal(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    meeting = actions.propose(context, case, day_field(event), time_field(event))
    who = staff_name(context.session, context.actor.staff_id) or text("case.colleague")
    value = f"{case.id}:{meeting.id}"
    buttons = (
        Button(text("eht.proposal_yes"), "proposal.yes", value, "primary"),
        Button(text("eht.proposal_other"), "change", f"{case.id}:meeting"),
        QUIET_WORRY_BUTTON,
    )
    words = text("eht.proposal_words", who=who, on=meeting.on, time=at_time(meeting))
    name = name_of(context.session, case.pupil_id).full
    title = text("eht.proposal_title", name=name)
    card = Card(title, text("eht.summary_question"), (Paragraph(words), Buttons(buttons)))
    said = note_card(text("eht.proposed", who=who, on=meeting.on))
    later: list[Later] = [*to_mentors(context, case, f"proposal:{meeting.id}", card)]
    return Reply(later=(*later, in_thread(case, f"proposal:{meeting.id}", said)))


def accept(context: Context, event: Event) -> Reply:
    case, rest = cases.case_of(context, event.value)
    require(context, Action.BOOK_FOLLOW_UP, cases.subject_of(case))
    cases.must_be_open(case)
    number = cases.whole_number(rest)
    meeting = context.session.get(FollowUp, number) if number else None
    if meeting is None or (meeting.case_id, meeting.state) != (case.id, "proposed"):
        raise Refusal(text("eht.proposal_gone"))
    on, who, time = meeting.on, meeting.participants.split(), meeting.time
    actions.drop_proposals(context, case)
    booked = cases.book_follow_up(context, case, on, who, time)
    return in_own_message(context, event, case, text("eht.proposal_booked", on=on, time=at_time(booked)))


def ask_measure(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.NOTE_MEASURES)
    today = cases.working_day(context, case)
    areas = tuple(Option(one.id, one.text) for one in cases.plan_of(context, case).measure_areas)
    blocks: list[Block] = [
        *([ChoiceInput("area", text("eht.measure_area"), areas)] if areas else []),
        TextInput("measure", text("eht.measure_text"), long=True, max_length=500, sensitive=True),
        DateInput("date", text("eht.measure_on"), today, case.opened_on, today),
    ]
    return form(context, case, blocks, "measure.save")


def save_measure(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    area = field(event, "area")
    known = {one.id for one in cases.plan_of(context, case).measure_areas}
    kept = area if area in known else ""
    actions.note_measure(context, case, field(event, "measure"), kept, day_field(event))
    return in_own_message(context, event, case, text("eht.measure_saved"))


def time_field(event: Event) -> int | None:
    written = field(event, "time")
    found = swedish.find_time(written)
    if written and found is None:
        raise Refusal(text("first.odd_time"))
    return found


def at_time(meeting: FollowUp) -> str:
    return f" kl. {clock_time(meeting.time)}" if meeting.time is not None else ""


def _question(context: Context, event: Event, case: Case) -> CaseQuestion:
    number = cases.whole_number(cases.case_of(context, event.value)[1])
    question = context.session.get(CaseQuestion, number) if number else None
    if question is None or question.case_id != case.id:
        raise Refusal(text("general.old_button"))
    return question


def _with_read_button(context: Context, case: Case, question: CaseQuestion, words: str) -> Card:
    button = Button(text("eht.read_button"), "eht.read", f"{case.id}:{question.id}")
    card = note_card(words)
    return Card(card.title, card.summary, (*card.blocks, Buttons((button,))))


def _name(session: Session, staff: int | None) -> str:
    return staff_name(session, staff) or text("case.colleague")


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {
    "eht.ask": ask_question,
    "eht.ask.send": send_question,
    "eht.answer.ask": ask_answer,
    "eht.answer": send_answer,
    "eht.read": read,
    "eht.propose": ask_proposal,
    "eht.propose.send": send_proposal,
    "proposal.yes": accept,
    "measure.ask": ask_measure,
    "measure.save": save_measure,
}
