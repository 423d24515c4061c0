"""Which written consents there are for a pupil, and which of them hold on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from storage.tables import Case, Consent
from storage.zone import STOCKHOLM


def consents_of(session: Session, case_id: int, on: date) -> list[Consent]:
    """Those that hold on a day for the case's pupil: registered by then, not ended and not taken back."""
    return [one for one in every_consent(session, case_id) if holds_on(one, on)]


def consents_ended(session: Session, case_id: int, on: date) -> list[Consent]:
    """Those whose last day has passed, and that nobody had taken back."""
    return [one for one in every_consent(session, case_id) if one.until < on and one.withdrawn_on is None]


def every_consent(session: Session, case_id: int) -> Sequence[Consent]:
    """Also those that have ended, the oldest first."""
    pupil = select(Case.pupil_id).where(Case.id == case_id).scalar_subquery()
    return session.exec(select(Consent).where(Consent.pupil_id == pupil).order_by(col(Consent.id))).all()


def holds_on(consent: Consent, on: date) -> bool:
    began = consent.registered_at.astimezone(STOCKHOLM).date()
    return began <= on <= consent.until and (consent.withdrawn_on is None or on < consent.withdrawn_on)
