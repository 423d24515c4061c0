"""A question without names and numbers, so that it can be kept."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlmodel import Session, col, select

from content.first_names import common_first_names
from handlers.ask.words import Words
from handlers.swedish import plain
from storage.tables import Guardian, Pupil, Staff

MASK = "…"
MOST_PUPILS = 5000
"""Names are read and opened one by one; in a larger database every unknown word is masked instead."""
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+")
_NUMBER = re.compile(r"(?<!steg )(?<!\d)\+?\d[\d \-–./:]*\d|(?<!steg )\d{2,}")


def masked(question: str, session: Session, words: Words) -> str:
    """Addresses, numbers, names the school knows, common first names, and capitalised words that content
    does not know."""
    names = _names(session)
    bare = _NUMBER.sub(MASK, _ADDRESS.sub(MASK, question))
    shown = _WORD.sub(lambda match: _shown(match[0], _begins(bare, match.start()), names, words), bare)
    return " ".join(shown.split())


def _begins(text: str, at: int) -> bool:
    """Whether a word there begins a sentence, where any word has a capital."""
    before = text[:at].rstrip(" \"”’'(")
    return not before or before[-1] in ".!?:\n"


def _shown(word: str, begins: bool, names: frozenset[str] | None, words: Words) -> str:
    folded = plain(word)
    known = words.is_known(word)
    if names is None:
        return word if known else MASK
    if folded in names or folded.removesuffix("s") in names:
        return MASK
    if not known and {folded, folded.removesuffix("s")} & common_first_names():
        return MASK
    is_capital = word[0].isupper() and not (word.isupper() and known)
    return MASK if is_capital and not (begins and known) else word


def _names(session: Session) -> frozenset[str] | None:
    """Every part of every name in the database; None when there are too many to open."""
    pupils = session.exec(select(col(Pupil.id)).limit(MOST_PUPILS + 1)).all()
    if len(pupils) > MOST_PUPILS:
        return None
    found: set[str] = set()
    for first, last in session.execute(select(col(Pupil.first_name), col(Pupil.last_name))):
        found |= _parts((first, last))
    for (name,) in session.execute(select(col(Guardian.name))):
        found |= _parts((name,))
    for (name,) in session.execute(select(col(Staff.name))):
        found |= _parts((name,))
    return frozenset(found)


def _parts(names: Iterable[str]) -> set[str]:
    return {part for name in names for part in plain(name).split() if len(part) > 1}
