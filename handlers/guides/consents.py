"""Written consent: what the consent guide sets is kept here, and taken back by a person.

It ends by itself when its last day has passed. It is the pupil's: a new case finds it where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlmodel import select

from content.guides import flow
from content.guides.flow import Value
from content.guides.model import GuideQuestion
from handlers.context import Context
from handlers.guides.meaning import Around
from handlers.guides.reading import choices_of
from handlers.guides.scene import Scene
from handlers.guides.talk import Talk
from handlers.guides.wording import in_words
from storage.tables import Consent


def register(scene: Scene, talk: Talk, wanted: Mapping[str, Value]) -> None:
    """What the answers set: a consent, the same one changed, or one that is taken back after all."""
    if not any(getattr(one, "sets", "") == "consent" for one in talk.guide.questions):
        return
    session = scene.context.session
    kept = session.exec(select(Consent).where(Consent.session_id == scene.id)).first()
    until = wanted.get("consent_until")
    if wanted.get("consent") == "yes" and isinstance(until, str):
        row = kept or _new(scene)
        row.with_whom = _words(talk, "consent_with", scene.around)
        row.about = _words(talk, "consent_about", scene.around)
        row.until, row.registered_by = date.fromisoformat(until), scene.context.actor.mark
        row.withdrawn_on, row.withdrawn_by = None, ""
        session.add(row)
    elif kept is not None:
        withdraw(scene.context, kept)


def _new(scene: Scene) -> Consent:
    return Consent(
        pupil_id=scene.case.pupil_id,
        case_id=scene.case.id or 0,
        session_id=scene.id,
        with_whom="",
        about="",
        until=scene.context.today,
        registered_by="",
        registered_at=scene.context.now,
    )


def withdraw(context: Context, consent: Consent) -> None:
    """From today. One that is taken back already stays as it was."""
    if consent.withdrawn_on is None:
        consent.withdrawn_on, consent.withdrawn_by = context.today, context.actor.mark
        context.session.add(consent)


def restore(context: Context, consent: Consent) -> None:
    """A press that was a mistake is undone."""
    consent.withdrawn_on, consent.withdrawn_by = None, ""
    context.session.add(consent)


def _words(talk: Talk, sets: str, around: Around) -> str:
    """The answers in words. "Somebody else" gives way to the answer that tells who."""
    counted = flow.standing(talk.guide, talk.answers)
    asked = [one for one in talk.guide.questions if getattr(one, "sets", "") == sets and counted.get(one.id)]
    told = {(condition.question, condition.is_) for one in asked for condition in one.when}
    parts = [part for one in asked for part in _parts(one, counted[one.id], told, around)]
    return "; ".join(parts)


def _parts(question: GuideQuestion, value: Value, told: set[tuple[str, str]], around: Around) -> list[str]:
    if not isinstance(value, tuple):
        return [in_words(question, value, around)]
    known = choices_of(question, around)
    return [known.get(one, one) for one in value if (question.id, one) not in told]
