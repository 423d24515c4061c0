"""Step 1 in three taps: whom the mentor reached, the cause, the follow-up meeting.

The questions stand in one message in the pupil's thread, which changes as they are answered. Typed
answers do the same. Everything can be changed afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from content.model import Cause, Plan
from content.texts import text
from handlers import cases, swedish
from handlers.case_views import case_card, is_case_message, join_reached
from handlers.context import Context, Refusal
from handlers.names import name_of
from handlers.next_action import reached_buttons
from handlers.presses import case_of, list_brought_up
from handlers.rights import Action, require
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    DateInput,
    Event,
    Later,
    ManyInput,
    Option,
    Paragraph,
    Place,
    Post,
    Replace,
    Reply,
    TextInput,
    Update,
)
from handlers.worry import QUIET_WORRY_BUTTON
from storage.tables import Case, FollowUp, GuideSession

GUIDE = "first_contact"
REACHED, CAUSE, MEETING, HOLD = "reached", "cause", "meeting", "hold"
AFTERNOON = 15
"""The hour at which somebody who wants it is asked again in the afternoon."""
MOST_MINUTES = 24 * 60


def pressed_contact(context: Context, event: Event) -> Reply:
    case, reached = cases.case_of(context, event.value)
    cases.note_contact(context, case, [reached])
    if reached == "nobody":
        return _ask(context, event, case, _nobody_card(context, case), REACHED)
    return _ask_what_is_left(context, event, case)


def pressed_no_meeting(context: Context, event: Event) -> Reply:
    """The short way out: wrongly registered, or something that happened once and is explained."""
    case = case_of(context, event)
    require(context, Action.NOTE_CAUSE, cases.subject_of(case))
    cases.must_be_open(case)
    causes = [cause for cause in _plan(context, case).first_contact.causes if cause.closes]
    return _ask(context, event, case, _cause_card(context, case, causes, "first.why_no_meeting"), CAUSE)


def pressed_cause(context: Context, event: Event) -> Reply:
    case, cause = cases.case_of(context, event.value)
    return _after_cause(context, event, case, cause)


def _after_cause(context: Context, event: Event, case: Case, cause: str) -> Reply:
    cases.note_cause(context, case, cause)
    chosen = next(one for one in _plan(context, case).first_contact.causes if one.id == cause)
    if chosen.explains:
        return _ask(context, event, case, _hold_card(context, case), HOLD)
    return _ask_what_is_left(context, event, case)


def pressed_book(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    wanted = _date_field(event) or suggested_day(context, case)
    who, place = _participants(context, event, case), _place_field(event)
    return _book(context, event, case, wanted, who, _time_field(event), place)


def pressed_book_on(context: Context, event: Event) -> Reply:
    """The button with the nearest good day on it."""
    case, day = cases.case_of(context, event.value)
    return _book(context, event, case, _day(day), _participants(context, event, case), None)


def _book(
    context: Context,
    event: Event,
    case: Case,
    wanted: date,
    who: tuple[str, ...],
    time: int | None,
    place: str | None = None,
) -> Reply:
    good = nearest_good_day(context, case, wanted)
    if good != wanted:
        return _ask(context, event, case, _other_day_card(context, case, wanted, good), MEETING)
    cases.book_follow_up(context, case, wanted, who, time, place)
    return _ask_what_is_left(context, event, case)


def pressed_hold(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    until = _date_field(event) or cases.working_day(context, case) + timedelta(weeks=2)
    reason = str(event.fields.get("reason", ""))
    cases.hold(context, case, reason, until)
    return _ask_what_is_left(context, event, case)


def pressed_change(context: Context, event: Event) -> Reply:
    case, what = cases.case_of(context, event.value)
    require(context, Action.SEE_PUPIL, cases.subject_of(case))
    cases.must_be_open(case)
    if not what:
        return _ask(context, event, case, _change_card(context, case), "")
    cards: dict[str, Callable[[], Card]] = {
        REACHED: lambda: _contact_card(context, case),
        CAUSE: lambda: _cause_card(context, case, _causes(context, case), "first.cause"),
        MEETING: lambda: _meeting_card(context, case),
    }
    if what not in cards:
        raise Refusal(text("case.unknown_choice"))
    return _ask(context, event, case, cards[what](), what)


def pressed_remind(context: Context, event: Event) -> Reply:
    """ "påminn efter lektionen": the question comes again, in so many minutes or at a time of day."""
    case, when = cases.case_of(context, event.value)
    require(context, Action.NOTE_CONTACT, cases.subject_of(case))
    cases.must_be_open(case)
    at = _moment(context.now, when)
    again = Post(
        key=f"remind:{case.id}:{context.actor.staff_id}:{at:%Y%m%d%H%M}",
        place=Place(staff=context.actor.staff_id, thread=_thread(event)),
        card=_contact_card(context, case),
        not_before=at,
    )
    said = text("first.will_remind", at=at.strftime("%H.%M"))
    return _shown(context, event, case, _plain_card(context, case, said), later=(again,))


def typed(context: Context, event: Event) -> Reply | None:
    """A typed answer to the question that waits in this thread; None when none waits."""
    session = waiting_session(context, event)
    if session is None:
        return None
    case = cases.case_by_id(context, session.case_id)
    if session.asking == REACHED:
        return _typed_reached(context, event, case)
    if session.asking == CAUSE:
        return _typed_cause(context, event, case)
    if session.asking == MEETING:
        return _typed_meeting(context, event, case)
    return None


def waiting_session(context: Context, event: Event) -> GuideSession | None:
    question = (
        select(GuideSession)
        .join(Case, col(Case.id) == col(GuideSession.case_id))
        .where(
            Case.state == "open",
            GuideSession.guide == GUIDE,
            GuideSession.state == "open",
            GuideSession.asked_of == context.actor.staff_id,
            col(GuideSession.asking) != "",
        )
        .order_by(col(GuideSession.changed_at).desc(), col(GuideSession.id).desc())
    )
    return context.session.exec(question).first()


def _typed_reached(context: Context, event: Event, case: Case) -> Reply | None:
    reached = reached_in(_plan(context, case), event.text)
    if reached is None:
        return None
    cases.note_contact(context, case, [reached])
    if reached == "nobody":
        return _ask(context, event, case, _nobody_card(context, case), REACHED)
    return _ask_what_is_left(context, event, case)


def reached_in(plan: Plan, words: str) -> str | None:
    """Whom the words say was reached, if any."""
    said = set(swedish.plain(words).split())
    if said & set(text("first.words_nobody").split()):
        return "nobody"
    if said & set(text("first.words_guardian").split()):
        return "guardian"
    if said & set(text("first.words_pupil").split()):
        return "pupil"
    return swedish.find_choice(words, {one.id: one.text for one in plan.first_contact.reached})


def _typed_cause(context: Context, event: Event, case: Case) -> Reply | None:
    cause = swedish.find_choice(event.text, {one.id: one.text for one in _causes(context, case)})
    return None if cause is None else _after_cause(context, event, case, cause)


def _typed_meeting(context: Context, event: Event, case: Case) -> Reply | None:
    wanted, time = swedish.find_date_and_time(event.text, context.today)
    if wanted is None and swedish.means_yes(event.text):
        wanted = suggested_day(context, case)
    if wanted is None:
        return None
    who = _plan(context, case).first_contact.usual_participants
    return _book(context, event, case, wanted, who, time)


def _ask_what_is_left(context: Context, event: Event, case: Case) -> Reply:
    """The next question, or what has been noted when there is none."""
    if case.state != "open":
        return _ask(context, event, case, _closed_card(context, case), "")
    if not case.reached:
        return _ask(context, event, case, _contact_card(context, case), REACHED)
    if not case.cause:
        causes = _causes(context, case)
        return _ask(context, event, case, _cause_card(context, case, causes, "first.cause"), CAUSE)
    if booked(context, case) is None and not case.held_until:
        return _ask(context, event, case, _meeting_card(context, case), MEETING)
    return _ask(context, event, case, _noted_card(context, case), "")


def _ask(context: Context, event: Event, case: Case, card: Card, asking: str) -> Reply:
    session = _session(context, case)
    session.asking = asking
    session.asked_of = context.actor.staff_id
    session.changed_at = context.now
    session.state = "open" if asking else "done"
    context.session.add(session)
    return _shown(context, event, case, card)


def _shown(context: Context, event: Event, case: Case, card: Card, later: tuple[Later, ...] = ()) -> Reply:
    """In its own message the card changes; pressed elsewhere, it stands in the pupil's thread."""
    if is_case_message(event.message):
        return Reply(now=(Replace(card),), later=later)
    key = f"first:{case.id}:{context.actor.staff_id}:{event.message or event.id}"
    place = Place(staff=context.actor.staff_id, thread=_thread(event))
    later = (*later, Post(key, place, card), Update(key, card))
    return Reply(list_brought_up(context, event), later)


def _thread(event: Event) -> str:
    return event.place.thread or event.message


def _session(context: Context, case: Case) -> GuideSession:
    kept = context.session.exec(
        select(GuideSession).where(GuideSession.case_id == case.id, GuideSession.guide == GUIDE)
    ).first()
    return kept or GuideSession(case_id=case.id or 0, guide=GUIDE, changed_at=context.now)


def booked(context: Context, case: Case) -> FollowUp | None:
    return context.session.exec(
        select(FollowUp).where(FollowUp.case_id == case.id, FollowUp.state == "booked")
    ).first()


def suggested_day(context: Context, case: Case) -> date:
    """A week from now: time to prepare, well within the plan's limit."""
    days = cases.days_of(context, case)
    return min(days.add_weeks(context.today, 1), last_good_day(context, case))


def last_good_day(context: Context, case: Case) -> date:
    settings = _plan(context, case).settings
    days = cases.days_of(context, case)
    weeks, pause = settings.follow_up_weeks.value, settings.breaks_pause_clock.value
    return days.add_weeks(max(case.step_on, context.today), weeks, breaks_pause=pause)


def nearest_good_day(context: Context, case: Case, wanted: date) -> date:
    """The wanted day where it will do; else the school day nearest to it that does."""
    days = cases.days_of(context, case)
    first, last = days.next_on_or_after(context.today), last_good_day(context, case)
    return min(max(days.next_on_or_after(min(wanted, last)), first), last)


def _contact_card(context: Context, case: Case) -> Card:
    return _card(context, case, _contact_blocks(context, case))


def _contact_blocks(context: Context, case: Case, *, lead: bool = True) -> list[Block]:
    buttons = reached_buttons(_plan(context, case), case, lead=lead)
    return [Paragraph(text("first.reached")), Buttons((*buttons, QUIET_WORRY_BUTTON))]


def _nobody_card(context: Context, case: Case) -> Card:
    remind = [Button(text("first.after_lesson"), "remind", f"{case.id}:60", "primary")]
    if context.now.hour < AFTERNOON - 1:
        remind.append(Button(text("first.this_afternoon"), "remind", f"{case.id}:{AFTERNOON}.00"))
    blocks: list[Block] = [Paragraph(text("first.nobody")), Buttons(tuple(remind))]
    return _card(context, case, [*blocks, *_contact_blocks(context, case, lead=False)])


def _cause_card(context: Context, case: Case, causes: list[Cause], question: str) -> Card:
    buttons = tuple(Button(cause.text, "cause", f"{case.id}:{cause.id}") for cause in causes)
    return _card(context, case, [Paragraph(text(question)), Buttons((*buttons, QUIET_WORRY_BUTTON))])


def _meeting_card(context: Context, case: Case) -> Card:
    contact = _plan(context, case).first_contact
    good = suggested_day(context, case)
    meeting = booked(context, case)
    chosen = tuple(meeting.participants.split()) if meeting else contact.usual_participants
    options = tuple(Option(one.id, one.text) for one in contact.participants)
    return _card(
        context,
        case,
        [
            Paragraph(text("first.meeting", last=last_good_day(context, case))),
            DateInput("date", text("first.date"), meeting.on if meeting else good, context.today),
            TextInput("time", text("first.time"), placeholder="15.00", max_length=20),
            TextInput(
                "place", text("first.place"), max_length=100, value=(meeting.place or "") if meeting else ""
            ),
            ManyInput("participants", text("first.participants"), options, chosen),
            Buttons((Button(text("first.book"), "book", str(case.id), "primary"), QUIET_WORRY_BUTTON)),
        ],
    )


def _other_day_card(context: Context, case: Case, wanted: date, good: date) -> Card:
    buttons = (
        Button(text("first.book_on", on=good), "book_on", f"{case.id}:{good.isoformat()}", "primary"),
        Button(text("first.other_day"), "change", f"{case.id}:{MEETING}"),
        QUIET_WORRY_BUTTON,
    )
    return _card(
        context, case, [Paragraph(text(_why_not(context, case, wanted), on=wanted)), Buttons(buttons)]
    )


def _why_not(context: Context, case: Case, wanted: date) -> str:
    if wanted < context.today:
        return "first.day_passed"
    if not cases.days_of(context, case).is_school_day(wanted):
        return "first.day_free"
    return "first.day_late"


def _hold_card(context: Context, case: Case) -> Card:
    latest = context.today + timedelta(weeks=_plan(context, case).settings.hold_max_weeks.value)
    until = context.today + timedelta(weeks=2)
    return _card(
        context,
        case,
        [
            Paragraph(text("case.hold_help")),
            TextInput("reason", text("case.hold_reason"), max_length=500),
            DateInput("date", text("case.hold_until"), until, context.today, latest),
            Buttons((Button(text("case.save"), "hold", str(case.id), "primary"), QUIET_WORRY_BUTTON)),
        ],
    )


def _closed_card(context: Context, case: Case) -> Card:
    reopen = Button(text("case.reopen_button"), "reopen", str(case.id))
    return _card(
        context, case, [Paragraph(text("first.closed"), "good"), Buttons((reopen, QUIET_WORRY_BUTTON))]
    )


def _noted_card(context: Context, case: Case) -> Card:
    """What has been noted, with the whole checklist under it."""
    return case_card(context, case, saved=text("first.saved"))


def _change_card(context: Context, case: Case) -> Card:
    parts = ((REACHED, "case.change_contact"), (CAUSE, "case.change_cause"), (MEETING, "case.change_meeting"))
    buttons = tuple(Button(text(name), "change", f"{case.id}:{what}") for what, name in parts)
    noted = join_reached(_plan(context, case), case) or text("first.reached")
    return _card(context, case, [Paragraph(noted), Buttons((*buttons, QUIET_WORRY_BUTTON))])


def _plain_card(context: Context, case: Case, said: str) -> Card:
    return _card(context, case, [Paragraph(said, "good"), Buttons((QUIET_WORRY_BUTTON,))])


def _card(context: Context, case: Case, blocks: list[Block]) -> Card:
    return Card(name_of(context.session, case.pupil_id).full, text("case.summary_question"), tuple(blocks))


def _plan(context: Context, case: Case) -> Plan:
    return cases.plan_of(context, case)


def _causes(context: Context, case: Case) -> list[Cause]:
    return list(_plan(context, case).first_contact.causes)


def _date_field(event: Event) -> date | None:
    written = str(event.fields.get("date", ""))
    return _day(written) if written else None


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refusal(text("first.odd_date")) from None


def _moment(now: datetime, when: str) -> datetime:
    """So many minutes ahead, or a time of day ("15.00"); one that has passed is an hour ahead."""
    minutes, clock = cases.whole_number(when), swedish.find_time(when)
    if minutes is None and clock is None:
        raise Refusal(text("general.old_button"))
    ahead = now + timedelta(minutes=min(minutes or 60, MOST_MINUTES))
    if clock is None:
        return ahead
    today = now.replace(hour=clock // 60, minute=clock % 60, second=0, microsecond=0)
    return today if today > now else ahead


def _place_field(event: Event) -> str | None:
    """None where the card did not ask."""
    written = event.fields.get("place")
    return written.strip()[:100] if isinstance(written, str) else None


def _time_field(event: Event) -> int | None:
    written = str(event.fields.get("time", "")).strip()
    found = swedish.find_time(written)
    if written and found is None:
        raise Refusal(text("first.odd_time"))
    return found


def _participants(context: Context, event: Event, case: Case) -> tuple[str, ...]:
    contact = _plan(context, case).first_contact
    chosen = event.fields.get("participants", contact.usual_participants)
    listed = (chosen,) if isinstance(chosen, str) else chosen
    known = {one.id for one in contact.participants}
    return tuple(one for one in listed if one in known)


ROUTES = {
    "contact": pressed_contact,
    "no_meeting": pressed_no_meeting,
    "cause": pressed_cause,
    "book": pressed_book,
    "book_on": pressed_book_on,
    "hold": pressed_hold,
    "change": pressed_change,
    "remind": pressed_remind,
}
