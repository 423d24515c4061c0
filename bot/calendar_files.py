"""Where a follow-up is fetched for one's own calendar: a file that names no pupil."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from bot.clock import Clock
from bot.documents.desk import MadeFile, Unknown
from bot.documents.web import answered_file
from handlers.context import Actor, Context
from handlers.follow_ups.calendar import PAGE, fetch, ticket
from handlers.plans import Plans
from storage.database import Database

_TYPE = "text/calendar; charset=utf-8"


def calendar_router(database: Database, clock: Clock, plans: Plans) -> APIRouter:
    """A plain function: the server runs it in a thread."""
    router = APIRouter(prefix=PAGE, include_in_schema=False)

    def made(token: str) -> MadeFile:
        now = clock.now()
        found = ticket(database.vault, token, now)
        if found is None:
            raise Unknown
        staff, meeting = found
        with database.writing() as session:
            content = fetch(Context(session, now, plans, Actor(staff)), meeting)
        return MadeFile("uppfoljning.ics", _TYPE, content)

    @router.get("/{token}")
    def file(token: str) -> Response:
        return answered_file(lambda: made(token))

    return router
