"""That a written consent soon ends, said while there is time to ask for a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, select

from handlers.morning.decide import Question
from handlers.morning.wanted import Wanted
from storage.queries.among import is_among
from storage.tables import Case, Consent
from storage.zone import STOCKHOLM

CONSENT_ENDS = "consent_ends"
"""Kind of the `due` row, on the consent's last day."""


def endings_wanted(session: Session, cases: Iterable[Case], question: Question) -> list[Wanted]:
    """So many school days before as the plan says. Not of one that another with the same party outlives, nor
    of one that was given when its end was that near."""
    by_pupil = {case.pupil_id: case for case in cases}
    held = _held(session, by_pupil, question)
    found: list[Wanted] = []
    for one in held:
        case = by_pupil[one.pupil_id]
        ahead = question.plan_of(case).settings.consent_ends_school_days.value
        first = question.calendars[case.school_id].add_school_days(one.until, -ahead)
        given = one.registered_at.astimezone(STOCKHOLM).date()
        if first <= question.on and given < first and not _outlived(one, held):
            found.append(Wanted(CONSENT_ENDS, f"case:{case.id}", one.until, case.school_id))
    return list(dict.fromkeys(found))


def _held(session: Session, by_pupil: Mapping[int, Case], question: Question) -> Sequence[Consent]:
    wanted = (
        is_among(col(Consent.pupil_id), by_pupil),
        col(Consent.until) >= question.on,
        col(Consent.withdrawn_on).is_(None),
    )
    return session.exec(select(Consent).where(*wanted).order_by(col(Consent.id))).all()


def _outlived(consent: Consent, held: Iterable[Consent]) -> bool:
    return any(
        (one.pupil_id, one.with_whom) == (consent.pupil_id, consent.with_whom) and one.until > consent.until
        for one in held
    )
