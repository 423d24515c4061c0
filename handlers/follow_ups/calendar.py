"""A follow-up as a calendar file: the same UID through every move, and a cancellation when it is called off.

It names no pupil: calendars are shown to others, and travel.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event, vText

from content.texts import text
from content.wording import listed, long_date
from handlers import cases
from handlers.context import Context, Refusal
from handlers.morning.due_lines import clock_time
from handlers.rights import Action, require
from handlers.tickets import LIVES, Purpose, link_for_actor, opened
from handlers.vocabulary import Block, Link, Paragraph
from storage.tables import Case, FollowUp
from storage.vault import Vault
from storage.zone import STOCKHOLM

PAGE = "/kalender"
"""Where calendar files are, on the bot's own address."""
LASTS = timedelta(minutes=40)
"""How long a meeting is put down for."""
CANCELLED = ("cancelled", "missed")
_LINK = Purpose("narvarolots calendar link")


def calendar_file(context: Context, case: Case, meeting: FollowUp) -> bytes:
    """As RFC 5545 has it: a request, or a cancellation of what is called off."""
    called_off = meeting.state in CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//Narvarolotsen//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if called_off else "PUBLISH")
    event = Event()
    event.add("uid", meeting.uid or f"{case.id}-{meeting.id}@narvarolots")
    event.add("sequence", meeting.sequence + (1 if called_off else 0))
    event.add("dtstamp", context.now)
    event.add("summary", text("follow.calendar_title"))
    event.add("status", "CANCELLED" if called_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("description", _description(context, case, meeting))
    if meeting.place:
        event["location"] = vText(meeting.place)
    _when(event, meeting)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _when(event: Event, meeting: FollowUp) -> None:
    """A whole day where the time is not known."""
    if meeting.time is None:
        event.add("dtstart", meeting.on)
        event.add("dtend", meeting.on + timedelta(days=1))
        return
    begins = datetime.combine(meeting.on, time(*divmod(meeting.time, 60)), STOCKHOLM).astimezone(UTC)
    event.add("dtstart", begins)
    event.add("dtend", begins + LASTS)


def _description(context: Context, case: Case, meeting: FollowUp) -> str:
    known = {one.id: one.text for one in cases.plan_of(context, case).first_contact.participants}
    who = [known[one] for one in meeting.participants.split() if one in known]
    return text("follow.calendar_about", who=listed(who)) if who else text("follow.calendar_nobody")


def calendar_link(context: Context, case: Case, meeting: FollowUp) -> Iterator[Block]:
    """The meeting in words, and the presser's own link to the file."""
    at = f" kl. {clock_time(meeting.time)}" if meeting.time is not None else ""
    if meeting.state in CANCELLED:
        yield Paragraph(text("follow.calendar_cancelled", on=long_date(meeting.on)))
    else:
        yield Paragraph(text("follow.calendar_when", on=long_date(meeting.on), time=at))
    if not context.address:
        yield Paragraph(text("document.no_address"), "warning")
        return
    yield Link(text("follow.calendar_link"), link_for_actor(context, PAGE, _LINK, (meeting.id,)))
    yield Paragraph(text("follow.calendar_help", minutes=LIVES.seconds // 60), "muted")


def ticket(vault: Vault, token: str, now: datetime) -> tuple[int, int] | None:
    """Whose the link is and which meeting it is about; None for one that we never made.

    Raises LinkEnded for one whose minutes have passed."""
    found = opened(vault, _LINK, token, now)
    if found is None:
        return None
    staff, (meeting,) = found
    return staff, meeting


def fetch(context: Context, meeting_id: int) -> bytes:
    """The right is asked for again when the file is fetched. Raises Refusal."""
    meeting = context.session.get(FollowUp, meeting_id)
    if meeting is None:
        raise Refusal(text("case.gone"))
    case = cases.case_by_id(context, meeting.case_id)
    require(context, Action.SEE_PUPIL, cases.subject_of(case))
    latest = cases.booked_meeting(context, case)
    return calendar_file(context, case, latest if latest and latest.uid == meeting.uid else meeting)
