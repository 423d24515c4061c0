"""The school's adults before the visitor comes: they deal with their cases, through the real handlers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlmodel import Session, col, select

from bot.demo.cast import STORIES
from bot.demo.days import CALENDAR, FIRST_DAY
from bot.demo.school import START, School
from bot.demo.story import Deed, Story
from content.model import Plan
from handlers import cases, dispatch
from handlers.context import Actor, Context
from handlers.follow_ups import results
from handlers.plans import Plans
from handlers.vocabulary import Event, Place
from storage.database import Database
from storage.tables import Case, CaseAction, FollowUp, Mentorship, Pupil, Staff
from storage.zone import STOCKHOLM

BREAK_TIME = time(10, 45)
"""When they sit down with it."""
BRIEF = 0.45
"""How often a lesson missed turns out to be nothing: a slip of the register, or explained at once."""
MEETING_AFTER = (5, 8)
"""School days."""
NOBODY = "nobody"
LONG_AGO = FIRST_DAY - timedelta(weeks=5)
"""Everyday cases opened before then were all settled at once, or nearly: nobody looks at them now."""
WORKED_OUT = "Vi har pratat. Det fungerar igen."
MORE_IS_NEEDED = "Det blev bättre, men inte nog. Vi behöver göra mer tillsammans."


@dataclass(frozen=True)
class Colleagues:
    database: Database
    plans: Plans
    school: School

    def ask_for_quiet(self, day: date) -> None:
        """Most mentors have turned off the message that says there is nothing: a mark in the list of
        people then means that somebody needs something."""
        emails = {one.email for one in self.school.adults if "mentor" in one.roles and one.task != START}
        with self.database.writing() as session:
            for person in session.exec(select(Staff).order_by(col(Staff.id))):
                if person.email in emails and person.id is not None:
                    press = Event(f"demo:{person.id}", "click", person.id, Place(person.id), "settings.quiet")
                    dispatch.handle(_context(session, day, self.plans, person.id), press)

    def work(self, day: date) -> None:
        """What they do on one day, after the morning's message."""
        stories = {
            child.ref: story
            for child in self.school.children
            if (story := STORIES.get((child.class_name, child.seat)))
        }
        with self.database.writing() as session:
            mentors = _first_mentors(session)
            for case, ref in _open_cases(session):
                context = _context(session, day, self.plans, mentors[case.pupil_id])
                if ref in stories:
                    _play(context, case, stories[ref])
                else:
                    _deal_with(context, case, Random(f"{ref} {case.opened_on}"))


def _open_cases(session: Session) -> list[tuple[Case, str]]:
    question = select(Case, Pupil.ref).join(Pupil, col(Pupil.id) == col(Case.pupil_id))
    return list(session.exec(question.where(Case.state == "open").order_by(col(Case.id))).all())


def _first_mentors(session: Session) -> Mapping[int, int]:
    """Staff by pupil."""
    order = col(Mentorship.position).desc()
    rows = session.exec(select(Mentorship.pupil_id, Mentorship.staff_id).order_by(order))
    return dict(rows.all())


def _context(session: Session, day: date, plans: Plans, staff: int) -> Context:
    return Context(session, datetime.combine(day, BREAK_TIME, STOCKHOLM), plans, Actor(staff))


def _play(context: Context, case: Case, story: Story) -> None:
    _climb(context, case, story)
    for deed in story.deeds:
        if deed.on == context.today:
            _do(context, case, deed)


def _climb(context: Context, case: Case, story: Story) -> None:
    """Where the plan leaves the next step to a person, somebody takes it there once the story is so far.

    The stories' measures are those of step 2, then of step 3."""
    plan = cases.plan_of(context, case)
    wanted = 1 + sum(deed.do == "measures" and deed.on <= context.today for deed in story.deeds)
    last = min(wanted, plan.steps[-1].number)
    while case.step < last and plan.step(case.step + 1).reached_by == "person":
        cases.raise_case(context, case, MORE_IS_NEEDED)


def _do(context: Context, case: Case, deed: Deed) -> None:
    plan = cases.plan_of(context, case)
    contact = plan.first_contact
    match deed.do:
        case "contact":
            cases.note_contact(context, case, [_known(deed.what, [one.id for one in contact.reached])])
        case "cause":
            going_on = [cause.id for cause in contact.causes if not cause.closes]
            cases.note_cause(context, case, _known(deed.what, going_on))
        case "meeting" if deed.until:
            cases.book_follow_up(context, case, deed.until, contact.usual_participants)
        case "measures" if deed.until:
            cases.note_measures(context, case, deed.until)
        case "hold" if deed.until:
            cases.hold(context, case, deed.what, deed.until)
        case "tick":
            _tick(context, case, plan, int(deed.what))


def _known(wanted: str, offered: list[str]) -> str:
    """Another plan may offer other choices: then its first will do."""
    return wanted if wanted in offered else offered[0]


def _booked(context: Context, case: Case) -> list[FollowUp]:
    question = select(FollowUp).where(FollowUp.case_id == case.id, FollowUp.state == "booked")
    return list(context.session.exec(question))


def _tick(context: Context, case: Case, plan: Plan, count: int) -> None:
    """The step's first actions are done, those not done before."""
    done = set(context.session.exec(select(CaseAction.action).where(CaseAction.case_id == case.id)))
    for action in plan.step(case.step).actions[:count]:
        if action.id not in done:
            cases.tick(context, case, action.id, "done")


def _deal_with(context: Context, case: Case, random: Random) -> None:
    """A case without a story: a call the same day, perhaps a meeting a week later, and then it is over."""
    if case.opened_on == context.today:
        _first_contact(context, case, random)
    elif any(meeting.on <= context.today for meeting in _booked(context, case)):
        results.hold(context, case)
        cases.close_case(context, case, context.today, WORKED_OUT)


def _first_contact(context: Context, case: Case, random: Random) -> None:
    contact = cases.plan_of(context, case).first_contact
    brief = [cause.id for cause in contact.causes if cause.closes]
    longer = [cause.id for cause in contact.causes if not cause.closes and not cause.explains]
    if brief and (context.today < LONG_AGO or random.random() < BRIEF):
        cases.note_cause(context, case, random.choice(brief))
        return
    reached = [one.id for one in contact.reached if one.id != NOBODY]
    cases.note_contact(context, case, [random.choice(reached)])
    cases.note_cause(context, case, random.choice(longer))
    meeting = CALENDAR.add_school_days(context.today, random.randint(*MEETING_AFTER))
    cases.book_follow_up(context, case, meeting, contact.usual_participants)
