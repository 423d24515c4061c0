"""The asker's own pupils: who is named in a question, and each one's next action. Never another's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from sqlmodel import col, or_, select

from content.texts import text
from handlers import cases
from handlers.case_views import checklist
from handlers.context import Context
from handlers.my_cases import open_cases
from handlers.names import Called, called, name_of
from handlers.rights import Action, require
from handlers.swedish import plain
from storage.tables import Case, Mentorship, Pupil, Staff

SHOWN = 3
_SHORTEST_MISSPELT = 5


@dataclass(frozen=True)
class Named:
    """An own pupil that the question names, and the words that did."""

    pupil_id: int
    called: Called
    words: frozenset[str]


@dataclass(frozen=True)
class NextAction:
    """What the asker does next for one pupil. `case_id` None: there is no open case."""

    line: str
    case_id: int | None = None


def own_cases(context: Context) -> list[Case]:
    return [] if context.actor.staff_id is None else list(open_cases(context))


def named_in(context: Context, question: str) -> tuple[Named, ...]:
    """Own pupils by first name, last name or both; a class with it ("Alva i 8B") parts two of one name."""
    if context.actor.staff_id is None:
        return ()
    said = plain(question).split()
    found = [named for pupil in _own_pupils(context) if (named := _named(pupil, said))]
    most = max((len(named.words) for named in found), default=0)
    return tuple(named for named in found if len(named.words) == most)


def _own_pupils(context: Context) -> Iterable[Pupil]:
    own_hash = select(Staff.email_hash).where(Staff.id == context.actor.staff_id).scalar_subquery()
    return context.session.exec(
        select(Pupil)
        .join(Mentorship, col(Mentorship.pupil_id) == col(Pupil.id))
        .join(Staff, col(Staff.id) == col(Mentorship.staff_id))
        .where(
            col(Pupil.left).is_(False),
            or_(col(Staff.id) == context.actor.staff_id, col(Staff.deputy_hash) == own_hash),
        )
        .order_by(col(Pupil.id))
        .distinct()
    ).all()


def _named(pupil: Pupil, said: list[str]) -> Named | None:
    """The first name is enough; a last name or a class alone is not."""
    first, last = plain(pupil.first_name).split(), plain(pupil.last_name).split()
    by_first = {word for word in said if any(_is_name(word, part) for part in first)}
    if not by_first:
        return None
    more = {word for word in said if any(_is_name(word, part) for part in last)}
    of_class = {word for word in said if word == plain(pupil.class_name)}
    name = called(pupil.first_name, pupil.last_name, pupil.class_name)
    return Named(pupil.id or 0, name, frozenset(by_first | more | of_class))


def _is_name(word: str, name: str) -> bool:
    """Also in the genitive, and with one slip in a longer name."""
    if word in (name, f"{name}s"):
        return True
    return min(len(word), len(name)) >= _SHORTEST_MISSPELT and OSA.distance(word, name) == 1


def next_actions(context: Context, named: tuple[Named, ...]) -> tuple[NextAction, ...]:
    """For the named pupils, or else for all with an open case, the highest step first."""
    found = own_cases(context)
    if not named:
        return tuple(_next_action(context, case) for case in found[:SHOWN]) + _rest(len(found) - SHOWN)
    by_pupil = {case.pupil_id: case for case in found}
    return tuple(
        _next_action(context, by_pupil[one.pupil_id])
        if one.pupil_id in by_pupil
        else NextAction(text("ask.no_case", name=one.called.short))
        for one in named[:SHOWN]
    )


def _rest(more: int) -> tuple[NextAction, ...]:
    return (NextAction(text("ask.more_pupils", count=more)),) if more > 0 else ()


def _next_action(context: Context, case: Case) -> NextAction:
    """The first action of the step that nobody has done; each look stands in the audit log."""
    require(context, Action.SEE_PUPIL, cases.subject_of(case))
    name = name_of(context.session, case.pupil_id).short
    if case.held_until is not None and case.held_until >= context.today:
        return NextAction(text("ask.next_resting", name=name, until=case.held_until), case.id)
    items = checklist(context, case, cases.plan_of(context, case).step(case.step))
    left = next((item for item in items if item.state == "open"), None)
    if left is None:
        return NextAction(text("ask.next_nothing", name=name, step=case.step), case.id)
    return NextAction(text("ask.next", name=name, action=left.text), case.id)
