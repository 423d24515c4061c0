"""The link to a report: personal, sealed, and of use for some minutes, as a document's is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from content.texts import text
from handlers.context import Context
from handlers.documents.links import LIVES, LinkEnded, vault_in
from handlers.statistics.report import Wanted
from storage.errors import StorageError
from storage.vault import Vault
from storage.zone import STOCKHOLM

PAGE = "/statistik"
_LINK = "narvarolots statistics link"


@dataclass(frozen=True)
class ReportTicket:
    """`staff`: the only one who may use it."""

    staff: int
    kind: str
    wanted: Wanted


def link_to_report(context: Context, wanted: Wanted, kind: str) -> str:
    """The address for the actor's own browser. `kind`: xlsx or pdf."""
    until = int((context.now + LIVES).timestamp())
    days = [day.isoformat() if day else "" for day in (wanted.first, wanted.last)]
    parts = [context.actor.staff_id or 0, until, kind, wanted.school, *days]
    token = vault_in(context).derived(_LINK).seal(json.dumps(parts))
    return f"{context.address}{PAGE}/{token}"


def report_ticket(vault: Vault, token: str, now: datetime) -> ReportTicket | None:
    """None for what we never made. Raises LinkEnded for one whose minutes have passed."""
    try:
        staff, until, kind, school, *days = json.loads(vault.derived(_LINK).open(token))
    except StorageError:
        return None
    if datetime.fromtimestamp(until, STOCKHOLM) < now:
        raise LinkEnded(text("statistics.ended", minutes=LIVES.seconds // 60))
    first, last = (date.fromisoformat(day) if day else None for day in days)
    return ReportTicket(staff, kind, Wanted(school, first, last))
