"""The guardian's secrecy consent, as far as documents need it: whether one holds today, and what it says."""

from __future__ import annotations

from datetime import date

from content.texts import text
from content.wording import short_date
from handlers.documents.folder import Folder, Round


def consent_holds(folder: Folder) -> bool:
    return _holding(folder) is not None


def consent_rows(folder: Folder) -> tuple[tuple[str, str], ...]:
    """With whom, about what and until when. Nothing when none holds."""
    found = _holding(folder)
    if found is None:
        return ()
    said = {name: _said(folder, found, name) for name in ("consent_with", "consent_about")}
    rows = [(text(f"document.{name}"), words) for name, words in said.items() if words]
    until = _until(found)
    if until is not None:
        rows.append((text("document.consent_until"), f"{short_date(until)} {until.year}"))
    return tuple(rows)


def _holding(folder: Folder) -> Round | None:
    """The last round in which consent was asked for decides: a no, or a day that has passed, ends it."""
    asked = [one for one in folder.rounds if _value(one, "consent") is not None]
    if not asked or _value(asked[-1], "consent") != "yes":
        return None
    until = _until(asked[-1])
    return asked[-1] if until is not None and until >= folder.around.today else None


def _value(one: Round, sets: str) -> object:
    found = (question for question in one.asked if getattr(question, "sets", "") == sets)
    return next((value for question in found if (value := one.standing.get(question.id))), None)


def _until(one: Round) -> date | None:
    value = _value(one, "consent_until")
    return date.fromisoformat(value) if isinstance(value, str) else None


def _said(folder: Folder, one: Round, sets: str) -> str:
    asked = [question for question in one.asked if getattr(question, "sets", "") == sets]
    said = (folder.in_words(question, one.standing.get(question.id)) for question in asked)
    return "; ".join(words for words in said if words)
