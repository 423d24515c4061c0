"""Where a report is fetched: a page that tells nothing, and a press that gives the file, as for documents."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from bot.clock import Clock
from bot.documents.desk import MadeFile, Unknown
from bot.documents.web import answered, answered_file, download_page
from bot.reports.files import TYPES, report_file, report_name
from content.texts import text
from handlers.context import Actor, Context
from handlers.plans import Plans
from handlers.statistics.links import PAGE, ReportTicket, report_ticket
from handlers.statistics.report import ask_for, counted
from handlers.tickets import LIVES
from storage.database import Database

_UNKNOWN = "statistics.page_unknown"


class ReportDesk:
    """`logo`: a picture, or a folder with one for each school."""

    def __init__(self, database: Database, clock: Clock, plans: Plans, logo: Path | None) -> None:
        self._database, self._clock, self._plans, self._logo = database, clock, plans, logo

    def ticket(self, token: str) -> ReportTicket:
        """Raises LinkEnded, or Unknown."""
        found = report_ticket(self._database.vault, token, self._clock.now())
        if found is None:
            raise Unknown
        return found

    def made(self, token: str) -> MadeFile:
        """As the person of the ticket, whoever holds it: the right is asked for again, and written down.

        Counted and made when that has been written. Raises LinkEnded, Unknown or Refusal."""
        ticket = self.ticket(token)
        with self._database.writing() as session:
            ask_for(self._context(session, ticket), ticket.wanted)
        with self._database.reading() as session:
            report = counted(self._context(session, ticket), ticket.wanted)
        content = report_file(report, ticket.kind, self._logo)
        return MadeFile(report_name(report, ticket.kind), TYPES[ticket.kind], content)

    def _context(self, session: Session, ticket: ReportTicket) -> Context:
        return Context(session, self._clock.now(), self._plans, Actor(ticket.staff))


def reports_router(desk: ReportDesk) -> APIRouter:
    """Plain functions: the server runs them in threads."""
    router = APIRouter(prefix=PAGE, include_in_schema=False)

    @router.get("/{token}")
    def page(token: str) -> Response:
        return answered(lambda: _page(desk.ticket(token), token), _UNKNOWN)

    @router.post("/{token}")
    def file(token: str) -> Response:
        return answered_file(lambda: desk.made(token), _UNKNOWN)

    return router


def _page(ticket: ReportTicket, token: str) -> Response:
    return download_page(
        text("statistics.page_title"),
        text("statistics.page", minutes=LIVES.seconds // 60),
        [(f"{PAGE}/{token}", text(f"statistics.page_{ticket.kind}"))],
        text("statistics.page_hint"),
    )
