"""The link to a report: personal, sealed, and of use for some minutes, as a document's is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from handlers.context import Context
from handlers.statistics.report import Wanted
from handlers.tickets import Purpose, link_for_actor, opened
from storage.vault import Vault

PAGE = "/statistik"
_LINK = Purpose("narvarolots statistics link", ended="statistics.ended")


@dataclass(frozen=True)
class ReportTicket:
    """`staff`: the only one who may use it."""

    staff: int
    kind: str
    wanted: Wanted


def link_to_report(context: Context, wanted: Wanted, kind: str) -> str:
    """The address for the actor's own browser. `kind`: xlsx or pdf."""
    days = [day.isoformat() if day else "" for day in (wanted.first, wanted.last)]
    return link_for_actor(context, PAGE, _LINK, (kind, wanted.school, *days))


def report_ticket(vault: Vault, token: str, now: datetime) -> ReportTicket | None:
    """None for what we never made. Raises LinkEnded for one whose minutes have passed."""
    found = opened(vault, _LINK, token, now)
    if found is None:
        return None
    staff, (kind, school, *days) = found
    first, last = (date.fromisoformat(day) if day else None for day in days)
    return ReportTicket(staff, kind, Wanted(school, first, last))
