"""The buttons of a follow-up: it was held, nobody came, what worked, and the next day."""

from __future__ import annotations

from collections.abc import Callable

from content.texts import text
from content.wording import short_date
from handlers import cases
from handlers.case_figures import Window, window_words
from handlers.case_views import case_card
from handlers.context import Context, Refusal
from handlers.first_contact import suggested_day
from handlers.follow_ups import results
from handlers.follow_ups.calendar import calendar_link
from handlers.names import name_of
from handlers.presses import case_of, day_field, field, in_case_message
from handlers.rights import Action, require
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    DateInput,
    Event,
    Facts,
    ManyInput,
    Option,
    Paragraph,
    Reply,
    TextInput,
    Whisper,
)
from handlers.worry import QUIET_WORRY_BUTTON
from storage.tables import Case, FollowUp

HISTORY = 4
"""Earlier meetings that are named."""


def held(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    meeting = results.hold(context, case)
    return in_case_message(context, event, case, result_card(context, case, meeting))


def missed(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    to_rektor = results.miss(context, case)
    return in_case_message(context, event, case, _missed_card(context, case, to_rektor=to_rektor))


def save(context: Context, event: Event) -> Reply:
    """What worked, and the next day. Without a day the plan's own limit asks for one later."""
    case, rest = cases.case_of(context, event.value)
    require(context, Action.BOOK_FOLLOW_UP, cases.subject_of(case))
    cases.must_be_open(case)
    meeting = _meeting(context, case, rest)
    chosen = event.fields.get("helped", ())
    helped = {int(one) for one in ((chosen,) if isinstance(chosen, str) else chosen) if one.isdecimal()}
    results.note(context, case, meeting, helped, field(event, "said"))
    if field(event, "date"):
        who = meeting.participants.split()
        cases.book_follow_up(context, case, day_field(event), who, None, meeting.place)
    return in_case_message(context, event, case, case_card(context, case, text("follow.saved")))


def invitation(context: Context, event: Event) -> Reply:
    """The link to the calendar file is the presser's own."""
    case = case_of(context, event)
    require(context, Action.SEE_PUPIL, cases.subject_of(case))
    cases.must_stand(case)
    return Reply(now=(Whisper(_invitation_card(context, case)),))


def result_card(context: Context, case: Case, meeting: FollowUp) -> Card:
    tried = results.tried(context, case)
    options = tuple(Option(str(measure.id), measure.text) for measure in tried)
    value = f"{case.id}:{meeting.id}"
    blocks: list[Block] = [
        Paragraph(text("follow.how_did_it_go")),
        Facts(comparison(context, case)),
        *([ManyInput("helped", text("follow.helped"), options)] if options else []),
        TextInput("said", text("follow.said"), long=True, max_length=1500, sensitive=True),
        DateInput("date", text("follow.next_day"), suggested_day(context, case), context.today),
        Buttons(
            (
                Button(text("follow.save"), "result.save", value, "primary"),
                Button(text("case.close_button"), "close.ask", str(case.id)),
                QUIET_WORRY_BUTTON,
            )
        ),
    ]
    return _card(context, case, blocks)


def comparison(context: Context, case: Case) -> tuple[tuple[str, str], ...]:
    """Before and after side by side, and where the meetings have been moved."""
    found = results.compared(context, case)
    rows = [
        (_label("follow.before", found.before), window_words(cases.plan_of(context, case), found.before)),
        (_label("follow.after", found.after), window_words(cases.plan_of(context, case), found.after)),
    ]
    earlier = results.earlier_meetings(context, case)[-HISTORY:]
    if earlier:
        told = (f"{short_date(one.on)} ({text(f'follow.was_{one.state}')})" for one in earlier)
        rows.append((text("follow.history"), ", ".join(told)))
    return tuple(rows)


def _label(name: str, window: Window | None) -> str:
    if window is None:
        return text(name)
    return f"{text(name)}, {short_date(window.first)}–{short_date(window.last)}"


def _missed_card(context: Context, case: Case, *, to_rektor: bool) -> Card:
    if to_rektor:
        return _card(context, case, [Paragraph(text("follow.missed_rektor")), Buttons((QUIET_WORRY_BUTTON,))])
    return _card(
        context,
        case,
        [
            Paragraph(text("follow.missed")),
            DateInput("date", text("first.date"), suggested_day(context, case), context.today),
            TextInput("time", text("first.time"), placeholder="15.00", max_length=20),
            Buttons((Button(text("first.book"), "book", str(case.id), "primary"), QUIET_WORRY_BUTTON)),
        ],
    )


def _invitation_card(context: Context, case: Case) -> Card:
    meeting = cases.booked_meeting(context, case) or next(
        (one for one in reversed(results.earlier_meetings(context, case)) if one.state == "cancelled"), None
    )
    if meeting is None:
        raise Refusal(text("case.no_meeting"))
    return _card(context, case, list(calendar_link(context, case, meeting)))


def _meeting(context: Context, case: Case, rest: str) -> FollowUp:
    number = cases.whole_number(rest)
    meeting = context.session.get(FollowUp, number) if number else None
    if meeting is None or (meeting.case_id, meeting.state) != (case.id, "done"):
        raise Refusal(text("general.old_button"))
    return meeting


def _card(context: Context, case: Case, blocks: list[Block]) -> Card:
    name = name_of(context.session, case.pupil_id).full
    return Card(name, text("case.summary_question"), tuple(blocks))


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {
    "meeting.held": held,
    "meeting.missed": missed,
    "result.save": save,
    "meeting.calendar": invitation,
}
