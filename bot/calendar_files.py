"""Where a follow-up is fetched for one's own calendar: a file that names no pupil."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from bot.clock import Clock
from bot.documents.web import HEADERS
from content.texts import text
from handlers.context import Actor, Context, Refusal
from handlers.documents.links import LinkEnded
from handlers.follow_ups.calendar import PAGE, fetch, ticket
from handlers.plans import Plans
from storage.database import Database

_FILE = {**HEADERS, "Content-Disposition": 'attachment; filename="uppfoljning.ics"'}


def calendar_router(database: Database, clock: Clock, plans: Plans) -> APIRouter:
    """A plain function: the server runs it in a thread."""
    router = APIRouter(prefix=PAGE, include_in_schema=False)

    @router.get("/{token}")
    def file(token: str) -> Response:
        now = clock.now()
        try:
            found = ticket(database.vault, token, now)
            if found is None:
                return _told(text("document.page_unknown"), 404)
            staff, meeting = found
            with database.writing() as session:
                made = fetch(Context(session, now, plans, Actor(staff)), meeting)
        except LinkEnded as ended:
            return _told(str(ended), 410)
        except Refusal as refusal:
            return _told(str(refusal), 403)
        return Response(made, media_type="text/calendar; charset=utf-8", headers=_FILE)

    return router


def _told(words: str, status: int) -> Response:
    return PlainTextResponse(words, status_code=status, headers=HEADERS)
