"""What a document shows without anybody being asked: the figures, where the case stands, whom to turn to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from sqlmodel import Session, col, select

from content.documents.model import Shown
from content.guides.model import LONG
from content.model import Contact
from content.texts import text
from content.wording import WEEKDAYS, listed, percent, short_date
from handlers.case_views import facts
from handlers.documents.folder import Folder
from handlers.documents.paper import Answer, Chapter, Drawing, Facts, Part, Points, Words
from handlers.guides.known import status_rows
from handlers.morning.entry import clock_time
from handlers.morning.lines import is_uncertain, rate_percent, uncertain_percent
from handlers.people.actors import actor_name
from handlers.pictures import Pattern, pattern_words
from storage.queries.absence import Sums
from storage.queries.consents import consents_of
from storage.tables import CaseAction, FollowUp, Guardian, Mentorship, Staff, StaffRole

Show = Callable[[Folder], Iterator[Part]]
Row = tuple[str, str]


def with_year(day: date) -> str:
    """ "24 november 2026": a paper is read long after."""
    return f"{short_date(day)} {day.year}"


def figures(folder: Folder) -> Iterator[Part]:
    found, week = folder.figures, folder.week
    share = rate_percent(found.sums) if found else None
    if found is None or week is None or share is None:
        yield Words(text("guide.figures_none"))
        return
    rows: list[Row] = [
        (text("document.period"), text("document.from_to", first=found.first, last=found.last)),
        (text("document.rate"), percent(share)),
    ]
    if week.valid or week.invalid:
        rows.append((text("document.kinds"), _kinds(found.sums, week.valid, week.invalid)))
    if found.weekdays:
        rows.append((text("document.weekdays"), listed([f"{WEEKDAYS[day]}ar" for day in found.weekdays])))
    if found.subjects:
        rows.append((text("document.subjects"), listed(list(found.subjects))))
    yield Facts(tuple(rows))
    if is_uncertain(found.sums, folder.plan):
        yield Words(text("morning.uncertain", share=uncertain_percent(found.sums)), muted=True)


def rate(folder: Folder) -> Iterator[Part]:
    """The month's absence in one line, where a page is to be kept short."""
    found = folder.figures
    share = rate_percent(found.sums) if found else None
    if found is None or share is None:
        yield Words(text("guide.figures_none"))
        return
    unsure = is_uncertain(found.sums, folder.plan)
    more = f" {text('morning.uncertain', share=uncertain_percent(found.sums))}" if unsure else ""
    span = text("document.from_to", first=found.first, last=found.last)
    yield Facts(((text("document.rate"), f"{percent(share)}, {span}{more}"),))


def _kinds(sums: Sums, valid: int, invalid: int) -> str:
    """The two add up to the absence, each as a share of all lessons."""
    shares = [rate_percent(Sums(minutes, sums.scheduled)) or 0.0 for minutes in (valid, invalid)]
    return text("document.valid_invalid", valid=shares[0], invalid=shares[1])


def pattern(folder: Folder) -> Iterator[Part]:
    found, week = folder.figures, folder.week
    if found is not None and week is not None and week.cells:
        drawn = Pattern(found.first, found.last, week.cells)
        yield Drawing(drawn, f"{text('document.pattern_how')} {pattern_words(drawn)}")


def case(folder: Folder) -> Iterator[Part]:
    """The school's own view of the case; the meeting is shown by `meeting`."""
    skipped = {text("case.meeting"), text("case.participants")}
    now = folder.own_case
    step = folder.plan.step(now.step)
    rows = [(text("document.step"), text("document.step_named", number=step.number, name=step.name))]
    rows += [row for row in facts(folder.context, folder.plan, now) if row[0] not in skipped]
    yield Facts(tuple(dict.fromkeys(rows)))


def done(folder: Folder) -> Iterator[Part]:
    """The steps' actions that have been ticked off, and the meetings that were held, oldest first."""
    found: dict[tuple[date, str], list[str]] = {}
    for day, who, what in [*_ticked(folder), *_held(folder)]:
        found.setdefault((day, who), []).append(f"• {what}")
    if not found:
        yield Words(text("document.nothing_done"), muted=True)
        return
    rows = (
        (with_year(day), "\n".join([*([who] if who else []), *what])) for (day, who), what in found.items()
    )
    days = sorted(zip(found, rows, strict=True))
    yield Facts(tuple(row for _, row in days))


def _ticked(folder: Folder) -> Iterator[tuple[date, str, str]]:
    """On which day, at which step and by whom, and what."""
    actions = {action.id: (step.number, action) for step in folder.plan.steps for action in step.actions}
    rows = folder.context.session.exec(
        select(CaseAction).where(CaseAction.case_id == folder.own_case.id, CaseAction.state == "done")
    )
    for row in rows:
        if row.action in actions:
            step, action = actions[row.action]
            who = actor_name(folder.context.session, row.actor)
            yield row.on, text("document.did", step=step, who=who), action.text


def _held(folder: Folder) -> Iterator[tuple[date, str, str]]:
    meetings = select(col(FollowUp.on)).where(
        FollowUp.case_id == folder.own_case.id, FollowUp.state == "done"
    )
    for on in folder.context.session.exec(meetings):
        yield on, "", text("document.meeting_held")


def status(folder: Folder) -> Iterator[Part]:
    """The latest goal and measures. Without any there are lines for them."""
    rows = status_rows(folder.context, folder.plan, folder.own_case, most=LONG)
    yield Facts(rows) if rows else Answer(text("document.measures"), "", 3)


def meeting(folder: Folder) -> Iterator[Part]:
    """The one that is booked, with its place. Without one there are lines for it."""
    booked = select(FollowUp).where(FollowUp.case_id == folder.own_case.id, FollowUp.state == "booked")
    coming = booked.where(col(FollowUp.on) >= folder.context.today).order_by(col(FollowUp.on))
    found = folder.context.session.exec(coming).first()
    if found is None:
        yield Answer(text("document.meeting_when"), "")
        yield Answer(text("document.meeting_who"), "")
        return
    at = f" kl. {clock_time(found.time)}" if found.time is not None else ""
    names = {one.id: one.text for one in folder.plan.first_contact.participants}
    who = [names[one] for one in found.participants.split() if one in names]
    rows = [(text("document.meeting_when"), f"{WEEKDAYS[found.on.weekday()]} {with_year(found.on)}{at}")]
    if found.place:
        rows.append((text("document.meeting_where"), found.place))
    yield Facts((*rows, (text("document.meeting_who"), ", ".join(who) or "–")))


def consent(folder: Folder) -> Iterator[Part]:
    """The one the document rests on; without such a one all that hold."""
    held = [folder.consent] if folder.consent else consents_of(*_whose(folder))
    for one in held:
        rows = (
            (text("guide.consent_with"), one.with_whom),
            (text("guide.consent_about"), one.about),
            (text("guide.consent_last"), with_year(one.until)),
        )
        yield Facts(rows)


def _whose(folder: Folder) -> tuple[Session, int, date]:
    return folder.context.session, folder.own_case.id or 0, folder.context.today


def people(folder: Folder) -> Iterator[Part]:
    """The school's own: the pupil's mentors, EHT and the head teacher, with their addresses."""
    yield from _named(_staff(folder))


def mentors(folder: Folder) -> Iterator[Part]:
    """The pupil's own alone, where a page is to be kept short."""
    yield from _named((role, one) for role, one in _staff(folder) if role == "mentor")


def _named(found: Iterable[tuple[str, Staff]]) -> Iterator[Part]:
    staff = [(text(f"document.role_{role}"), one) for role, one in found]
    rows = [(role, text("document.reached_at", name=one.name, email=one.email)) for role, one in staff]
    if rows:
        yield Facts(tuple(rows))


def _staff(folder: Folder) -> Iterator[tuple[str, Staff]]:
    session = folder.context.session
    if folder.case is not None:
        joined = select(Staff).join(Mentorship, col(Mentorship.staff_id) == col(Staff.id))
        mine = joined.where(Mentorship.pupil_id == folder.case.pupil_id)
        yield from (("mentor", one) for one in session.exec(mine.order_by(col(Mentorship.position))))
    for role in ("eht", "rektor"):
        having = select(Staff).join(StaffRole, col(StaffRole.staff_id) == col(Staff.id))
        mine = having.where(StaffRole.role == role, StaffRole.school_id == folder.school.id)
        yield from ((role, one) for one in session.exec(mine.order_by(col(Staff.id))))


def guardians(folder: Folder) -> Iterator[Part]:
    rows = folder.context.session.exec(
        select(Guardian).where(Guardian.pupil_id == folder.own_case.pupil_id).order_by(col(Guardian.id))
    ).all()
    shown = tuple((text("document.guardian"), _with_phone(one)) for one in rows)
    yield Facts(shown) if shown else Answer(text("document.guardian"), "", 2)


def _with_phone(one: Guardian) -> str:
    return ", ".join(part for part in (one.name, one.phone) if part)


def support(folder: Folder) -> Iterator[Part]:
    """Where families find support, as the plan has it."""
    contacts = {contact.id: contact for contact in folder.plan.contacts}
    offered = [one for one in folder.plan.resources if one.audience == "guardians"]
    found = [(one, contacts.get(one.contact)) for one in offered]
    if found:
        yield Points(tuple(f"{one.name}: {one.text}{_reach(contact)}" for one, contact in found))
    if any(contact is not None and contact.sample for _, contact in found):
        yield Words(text("document.check_numbers"), muted=True)


def _reach(contact: Contact | None) -> str:
    if contact is None:
        return ""
    ways = " eller ".join(contact.phone) or contact.email or contact.web
    return f" {text('document.reach', ways=ways)}" if ways else ""


SHOWS: dict[Shown, Show] = {
    "figures": figures,
    "rate": rate,
    "pattern": pattern,
    "case": case,
    "done": done,
    "status": status,
    "meeting": meeting,
    "consent": consent,
    "people": people,
    "mentors": mentors,
    "guardians": guardians,
    "support": support,
}
"""`sensitive` is a chapter a round: handlers/documents/filling.py."""


def chapter_of(heading: str, parts: list[Part], by: str = "") -> Iterator[Chapter]:
    """Nothing under a heading is no chapter."""
    if parts:
        yield Chapter(heading, tuple(parts), by)
