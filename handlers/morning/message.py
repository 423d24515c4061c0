"""The morning message: one a person and morning, most urgent pupil first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from content.texts import text
from handlers.escalation.morning import tell_eht
from handlers.morning.book import Book, Entry, load_book, load_books, mentors_at
from handlers.morning.decide import Question
from handlers.morning.entry import entry_blocks, said
from handlers.morning.leaders import doubt_blocks, leader_blocks
from handlers.morning.looks import look_buttons
from handlers.morning.reminders import write_due
from handlers.names import Called
from handlers.outgoing import enqueue, enqueue_new
from handlers.people.here import Here
from handlers.people.year_wheel import write_year
from handlers.plans import Plans
from handlers.vocabulary import Block, Button, Buttons, Card, Divider, Heading, Paragraph, Place, Post, Update
from handlers.week.blocks import chooser, week_blocks
from handlers.week.channel import post_agendas
from handlers.week.gather import NOTHING, WeekFound
from handlers.week.write import write_week
from handlers.worry import WORRY_BUTTON
from storage.queries.absence import CHUNK
from storage.queries.prepared import ask
from storage.tables import Mentorship, Outbox, Pupil, School, SchoolMorning, Staff, StaffRole


def message_key(staff_id: int, on: date) -> str:
    return f"morning:{staff_id}:{on.isoformat()}"


def write_messages(
    session: Session,
    plans: Plans,
    question: Question,
    ongoing: Mapping[int, date],
    now: datetime,
    names: Mapping[int, Called] = MappingProxyType({}),
    week: WeekFound = NOTHING,
) -> None:
    """Everything the people of the question's schools are told this morning, into the outbox.

    `names`: those opened already, by pupil. `week`: what the week is told of, on the morning that tells it.
    Who works at several schools still gets one message: a school written later is added to it."""
    on, schools = question.on, question.scope.school_ids
    write_due(session, question, ongoing, now)
    tell_eht(session, question, now)
    write_week(session, question, week, now)
    write_year(session, question, now)
    here = Here(session, on)
    loaded = load_books(session, plans, question.plan, schools, here, names)
    books = _by_person(loaded.values())
    post_agendas(session, [book.week for book in loaded.values() if book.week], now)
    doubted = [school for school, book in loaded.items() if book.doubt is not None]
    unsure = mentors_at(here, doubted) if doubted else set()
    mentors = mentors_at(here, schools)
    silent = _quiet(session)
    looks = look_buttons(question.plan)
    people = sorted(mentors.union(books))
    told = told_already(session, people, on)
    posts: list[Post] = []
    for staff in people:
        card = compose(books.get(staff, ()), staff)
        if staff in told and card is not None:
            enqueue(session, [Update(message_key(staff, on), recompose(session, plans, staff, on))], now)
        elif staff not in told and (card is not None or (staff in mentors and staff not in silent)):
            calm = nothing_known(on) if staff in unsure else nothing(on, looks)
            posts.append(Post(message_key(staff, on), Place(staff=staff), card or calm))
    enqueue_new(session, posts, now)


def _by_person(books: Iterable[Book]) -> dict[int, list[Book]]:
    """The schools' books that may say something to each person."""
    found: dict[int, list[Book]] = {}
    for book in books:
        for staff in book.readers:
            found.setdefault(staff, []).append(book)
    return found


def told_already(session: Session, people: Iterable[int], on: date) -> set[int]:
    """Those who got a message that morning."""
    keys = {message_key(staff, on): staff for staff in people}
    found: set[int] = set()
    listed = sorted(keys)
    for start in range(0, len(listed), CHUNK):
        question = select(Outbox.key).where(
            col(Outbox.key).in_(listed[start : start + CHUNK]), Outbox.operation == "post"
        )
        found.update(keys[key] for key in session.exec(question))
    return found


def recompose(
    session: Session, plans: Plans, staff: int, on: date, known: dict[int, Book] | None = None
) -> Card:
    """A person's message of a morning as things stand now, over all schools that had that morning.

    `known`: books that are loaded already, by school; those loaded now are added."""
    loaded = {} if known is None else known
    own = _schools_of(session, staff)
    mine = [school for (school,) in ask(session, _MORNINGS, on=on) if school in own]
    for school in mine:
        if school not in loaded:
            loaded[school] = load_book(session, plans, school, on)
    books = [loaded[school] for school in mine]
    doubted = any(book.doubt is not None for book in books)
    looks = look_buttons(books[0].plan) if books else ()
    calm = nothing_known(on) if doubted else nothing(on, looks)
    return (compose(books, staff) if books else None) or calm


_MORNINGS = select(col(SchoolMorning.school_id)).where(col(SchoolMorning.on) == bindparam("on"))


def _schools_of(session: Session, staff: int) -> set[int]:
    """Where the person has a role, or is the mentor or deputy of somebody."""
    roles = [school for (school,) in ask(session, _WORKS_AT, staff=staff)]
    if None in roles:
        return {school for school in session.exec(select(School.id)) if school is not None}
    return {*roles, *(school for (school,) in ask(session, _OF_PUPILS, staff=staff))}


_WORKS_AT = select(col(StaffRole.school_id)).where(col(StaffRole.staff_id) == bindparam("staff"))
_STOOD_IN_FOR = select(col(Staff.id)).where(
    or_(
        col(Staff.id) == bindparam("staff"),
        col(Staff.deputy_hash)
        == select(col(Staff.email_hash)).where(col(Staff.id) == bindparam("staff")).scalar_subquery(),
    )
)
_OF_PUPILS = (
    select(col(Pupil.school_id))
    .join(Mentorship, col(Mentorship.pupil_id) == col(Pupil.id))
    .where(col(Mentorship.staff_id).in_(_STOOD_IN_FOR))
    .distinct()
)


def compose(books: Sequence[Book], staff: int) -> Card | None:
    """The message as things stand now; None when there is nothing to say."""
    mine = [(book, entry) for book in books for entry in book.by_mentor.get(staff, [])]
    mine.sort(key=lambda pair: urgency(pair[1]), reverse=True)
    blocks: list[Block] = []
    for book, entry in mine:
        blocks += [Divider()] if blocks else []
        blocks += entry_blocks(book, entry)
    for book in books:
        blocks += _leading_blocks(book, staff)
    blocks += _week_blocks(books, staff)
    if not blocks:
        return None
    on = books[0].on
    open_ones = [entry for _, entry in mine if entry.case.state == "open"]
    new = sum(1 for entry in open_ones if entry.events)
    looks = look_buttons(mine[0][0].plan) if mine else ()
    blocks.append(Buttons((*looks, WORRY_BUTTON)))
    return Card(
        title=_title(new, len(open_ones)),
        summary=_summary(on, len(open_ones)),
        blocks=tuple(blocks),
    )


def _summary(on: date, pupils: int) -> str:
    """What shows on a lock screen: never a name."""
    return said("morning.summary", on=on, count=pupils) if pupils else said("morning.summary_leaders", on=on)


def _title(new: int, all_entries: int) -> str:
    if new and all_entries > new:
        return said("morning.title_both", count=new, more=all_entries - new)
    if new:
        return said("morning.title", count=new)
    return text("morning.title_follow") if all_entries else text("morning.title_leaders")


def urgency(entry: Entry) -> tuple[bool, int, int, int]:
    """What fired before what goes on; then the higher step, then the higher absence."""
    line = entry.line
    rate = line.absent * 1000 // line.scheduled if line and line.scheduled else 0
    return (bool(entry.events), entry.case.step, rate, -entry.case.pupil_id)


@lru_cache(maxsize=8)
def nothing(on: date, looks: tuple[Button, ...] = ()) -> Card:
    """`looks`: the plan's daily look."""
    quiet = Button(text("morning.quiet_button"), "settings.quiet")
    return Card(
        title=text("morning.title_nothing"),
        summary=text("morning.summary_nothing", on=on),
        blocks=(Paragraph(text("morning.nothing")), Buttons((*looks, quiet, WORRY_BUTTON))),
    )


def nothing_known(on: date) -> Card:
    """Nothing was found, but the figures look broken: that is not the same as that all is well."""
    return Card(
        title=text("data.title_nothing"),
        summary=text("morning.summary_leaders", on=on),
        blocks=(Paragraph(text("data.nothing")), Buttons((WORRY_BUTTON,))),
    )


def _leading_blocks(book: Book, staff: int) -> list[Block]:
    blocks: list[Block] = []
    for role in book.roles_of(staff):
        told = leader_blocks(book, role)
        if told:
            blocks += [Heading(text(f"morning.for_{role}")), *told]
    if staff in book.admins and not blocks:
        blocks += [Heading(text("morning.for_school_admin")), *doubt_blocks(book, "school_admin")]
    return blocks


def _week_blocks(books: Sequence[Book], staff: int) -> list[Block]:
    """Last of all: the week, and one way into the cases of the agendas."""
    told = [(book.week, book.roles_of(staff)) for book in books if book.week is not None]
    blocks = [block for week, roles in told for block in week_blocks(week, staff, roles)]
    return blocks + chooser(week for week, roles in told if "eht" in roles and not week.in_channel)


def _quiet(session: Session) -> set[int]:
    rows = session.exec(select(Staff.id).where(col(Staff.quiet_when_nothing).is_(True)))
    return {staff for staff in rows if staff is not None}
