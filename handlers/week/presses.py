"""Buttons of the week: a pupil's signs with their numbers, the classes' registration, and being left in
peace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlmodel import Session, select

from content.model import Plan
from content.texts import text
from handlers import cases, signs, swedish
from handlers.case_figures import Window, evaluated_day, window_words
from handlers.context import Context, Refusal
from handlers.home_school import decision_blocks
from handlers.names import name_of
from handlers.pattern import pattern_between
from handlers.people.here import Here
from handlers.rights import Action, Subject, require
from handlers.vocabulary import Block, Button, Buttons, Card, Event, Paragraph, Reply, Whisper
from handlers.week.book import load_weeks
from handlers.week.lessons import full_blocks
from handlers.worry import QUIET_WORRY_BUTTON
from storage.ingest.generations import current_generation
from storage.queries.absence import Scope, Sums, sums_of
from storage.tables import Pupil, School, Staff


def show_signs(context: Context, event: Event) -> Reply:
    """Figures of a pupil, with or without a case, for the presser alone."""
    number = cases.whole_number(event.value)
    pupil = context.session.get(Pupil, number) if number else None
    if pupil is None:
        raise Refusal(text("general.old_button"))
    require(context, Action.SEE_FIGURES, Subject(pupil.school_id, pupil.id))
    return Reply(now=(Whisper(figures_card(context, pupil)),))


def figures_card(context: Context, pupil: Pupil) -> Card:
    session, number = context.session, pupil.id or 0
    plan = context.plans.of_school(session, pupil.school_id)
    last = evaluated_day(session, pupil.school_id) or context.today
    first = last - timedelta(days=plan.settings.month_days.value - 1)
    scope = Scope((pupil.school_id,), last, current_generation(session))
    sums = sums_of(session, scope, first, [number]).get(number, Sums(0, 0))
    rate = window_words(plan, Window(first, last, sums))
    blocks: list[Block] = [Paragraph(text("week.figures_month", rate=rate))]
    blocks += signs.sign_blocks(session, plan, number, last)
    blocks += _pictures(session, plan, number, last)
    blocks.append(Buttons((QUIET_WORRY_BUTTON,)))
    name = name_of(session, number).full
    return Card(text("week.figures_title", name=name), text("case.summary"), tuple(blocks))


def _pictures(session: Session, plan: Plan, pupil_id: int, last: date) -> list[Block]:
    """When in the week, of the days that signs are looked for in."""
    first = last - timedelta(days=plan.settings.sign_days.value - 1)
    pattern = pattern_between(session, pupil_id, first, last)
    return [Paragraph(text("document.pattern_how"), "muted"), pattern] if pattern else []


def show_registered(context: Context, event: Event) -> Reply:
    """Every class of a week, and the subjects where lessons are missing."""
    school, _, day = event.value.partition(":")
    number, on = cases.whole_number(school), swedish.iso_date(day)
    if not number or on is None:
        raise Refusal(text("general.old_button"))
    require(context, Action.SEE_SCHOOL_CASES, Subject(number))
    plan = context.plans.of_school(context.session, number)
    week = load_weeks(context.session, context.plans, plan, [number], Here(context.session, on)).get(number)
    if week is None:
        raise Refusal(text("general.old_button"))
    title = text("week.registered", school=week.school, first=week.lessons_first)
    return Reply(now=(Whisper(Card(title, text("general.summary"), tuple(full_blocks(week)))),))


def show_decisions(context: Context, event: Event) -> Reply:
    """What waits for rektor at a school, as it is now."""
    number = cases.whole_number(event.value)
    school = context.session.get(School, number) if number else None
    if school is None:
        raise Refusal(text("general.old_button"))
    require(context, Action.DECIDE, Subject(number))
    blocks = decision_blocks(context, school)
    found = blocks or [Paragraph(text("week.month_decided"), "good")]
    return Reply(now=(Whisper(Card(text("home.decisions"), text("general.summary"), tuple(found))),))


def quiet_team(context: Context, event: Event) -> Reply:
    return _toggle(context, "quiet_team", "week.team_quiet", "week.quiet_team")


def quiet_registration(context: Context, event: Event) -> Reply:
    return _toggle(context, "quiet_registration", "week.missing_quiet", "week.quiet_registration")


def _toggle(context: Context, column: str, words: str, action: str) -> Reply:
    """The same button turns it on again."""
    require(context, Action.OWN_SETTINGS, Subject())
    if context.actor.staff_id is None:
        raise Refusal(text("general.no_right"))
    staff = context.session.exec(select(Staff).where(Staff.id == context.actor.staff_id)).one()
    quiet = not getattr(staff, column)
    setattr(staff, column, quiet)
    context.session.add(staff)
    said = Paragraph(text(f"{words}_{'on' if quiet else 'off'}"), "good")
    undo = Buttons((Button(text("week.undo") if quiet else text(words), action),))
    return Reply(now=(Whisper(Card("", text("general.summary"), (said, undo))),))


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {
    "signs.show": show_signs,
    "week.registered": show_registered,
    "week.decisions": show_decisions,
    "week.quiet_team": quiet_team,
    "week.quiet_registration": quiet_registration,
}
