"""Which pupil a question names: among a mentor's own, and among their school's for EHT and rektor.

Never another's: only those whom the asker may see are looked at, so that an answer says nothing of the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from handlers.ask.words import Words
from handlers.context import Context
from handlers.names import Called, called
from handlers.swedish import plain
from storage.tables import Mentorship, Pupil, Staff, StaffRole

_SHORTEST_MISSPELT = 5
_WORD = re.compile(r"[^\W_]+")
_SEEING_ALL = ("eht", "rektor")

_Row = tuple[int, str, str, str]
"""Id, first name, last name, class."""
_Same = Callable[[str, str], bool]


@dataclass(frozen=True)
class Named:
    """A pupil that the question names, and the words that did."""

    pupil_id: int
    called: Called
    words: frozenset[str]


def named_in(context: Context, question: str, words: Words) -> tuple[Named, ...]:
    """By first name, last name or both; a class with it ("Alva i 8B") parts two of one name. A mentor may
    misspell the names of their few; among a whole school's a name must stand as it is."""
    if context.actor.staff_id is None:
        return ()
    said = plain(question).split()
    found = {one.pupil_id: one for row in _own(context) if (one := _named(row, said, _nearly))}
    if may_be_names(question, words):
        for row in _of_schools(context):
            if row[0] not in found and (one := _named(row, said, _exactly)):
                found[one.pupil_id] = one
    most = max((len(one.words) for one in found.values()), default=0)
    return tuple(one for one in found.values() if len(one.words) == most)


def doubtful(named: Sequence[Named]) -> tuple[Named, ...]:
    """Those that the same words fit: the asker has to say which is meant."""
    times = Counter(one.words for one in named)
    return tuple(one for one in named if times[one.words] > 1)


def may_be_names(question: str, words: Words) -> frozenset[str]:
    """Words that content does not know, or that have a capital inside a sentence: a whole school's names are
    opened only when there is one."""
    found = list(_WORD.finditer(question))
    return frozenset(
        match[0]
        for number, match in enumerate(found)
        if not words.is_known(match[0]) or (number and match[0][0].isupper() and not match[0].isupper())
    )


def _own(context: Context) -> Iterable[_Row]:
    own_hash = select(Staff.email_hash).where(Staff.id == context.actor.staff_id).scalar_subquery()
    of_mentor = (
        select(Mentorship.pupil_id)
        .join(Staff, col(Staff.id) == col(Mentorship.staff_id))
        .where(or_(col(Staff.id) == context.actor.staff_id, col(Staff.deputy_hash) == own_hash))
    )
    return _rows(context, col(Pupil.id).in_(of_mentor))


def _of_schools(context: Context) -> Iterable[_Row]:
    schools = select(StaffRole.school_id).where(
        col(StaffRole.staff_id) == context.actor.staff_id, col(StaffRole.role).in_(_SEEING_ALL)
    )
    return _rows(context, col(Pupil.school_id).in_(schools))


def _rows(context: Context, whose: ColumnElement[bool]) -> Iterable[_Row]:
    columns = (col(Pupil.id), col(Pupil.first_name), col(Pupil.last_name), col(Pupil.class_name))
    question = select(*columns).where(whose, col(Pupil.left).is_(False)).order_by(col(Pupil.id))
    return [(pupil, first, last, group) for pupil, first, last, group in context.session.execute(question)]


def _named(row: _Row, said: Sequence[str], same: _Same) -> Named | None:
    """The first name is enough; a last name or a class alone is not."""
    pupil_id, first, last, group = row
    by_first = {word for word in said if any(same(word, part) for part in plain(first).split())}
    if not by_first:
        return None
    more = {word for word in said if any(same(word, part) for part in plain(last).split())}
    of_class = {word for word in said if word == plain(group)}
    found = frozenset(chain(by_first, more, of_class))
    return Named(pupil_id, called(first, last, group), found)


def _exactly(word: str, name: str) -> bool:
    """As it stands, or in the genitive."""
    return word in (name, f"{name}s")


def _nearly(word: str, name: str) -> bool:
    """Also with one slip in a longer name."""
    if _exactly(word, name):
        return True
    return min(len(word), len(name)) >= _SHORTEST_MISSPELT and OSA.distance(word, name) == 1
