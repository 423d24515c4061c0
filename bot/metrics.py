"""Counts for whoever runs the bot, at `/metrics`: whether mornings are run and messages get out.

They are asked of the database when somebody looks, so they are the same whichever process answers, and
hold nothing that the database does not: no name, no case, and nothing of what leaves no trace (worry
about a child is never stored, so it is never counted).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, case, col, func, select

from bot.clock import Clock
from bot.loopback import from_this_machine
from storage.database import Database
from storage.tables import Import, Inbound, Outbox, SchoolMorning

OUTBOX_STATES = ("created", "sending", "sent", "failed", "unknown", "withdrawn")
"""Always told, also while none is in that state: an alarm needs something to look at."""
EVENT_STATES = ("waiting", "handled", "failed")


def metrics_router(database: Database, clock: Clock, *, to_everyone: bool) -> APIRouter:
    """Answers this machine only, unless `to_everyone`: then whoever reaches the web server."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Counts(database, clock))
    ProcessCollector(registry=registry)
    router = APIRouter()

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        if not (to_everyone or from_this_machine(request)):
            raise HTTPException(404)
        shown = await asyncio.to_thread(generate_latest, registry)
        return Response(shown, media_type=CONTENT_TYPE_LATEST)

    return router


class _Counts(Collector):
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def collect(self) -> Iterable[GaugeMetricFamily]:
        up = GaugeMetricFamily("narvarolots_database_up", "1 while the database answers.")
        try:
            with self._database.reading() as session:
                found = [one for ask in _QUESTIONS for one in ask(session, self._clock.now().timestamp())]
        except SQLAlchemyError:
            up.add_metric([], 0)
            return [up]
        up.add_metric([], 1)
        return [up, *found]


Ask = Callable[[Session, float], Iterator[GaugeMetricFamily]]
"""Asked with this moment, in seconds since 1970."""


def _outbox(session: Session, now: float) -> Iterator[GaugeMetricFamily]:
    rows = GaugeMetricFamily(
        "narvarolots_outbox_rows", "Messages, changes and deletions, by state.", labels=["state"]
    )
    counted = dict(session.execute(select(col(Outbox.state), func.count()).group_by(Outbox.state)).all())
    for state in dict.fromkeys((*OUTBOX_STATES, *sorted(counted))):
        rows.add_metric([state], counted.get(state, 0))
    yield rows
    oldest = session.exec(
        select(func.min(func.coalesce(Outbox.not_before, Outbox.created_at))).where(
            col(Outbox.state).in_(("created", "sending"))
        )
    ).one()
    yield _age("narvarolots_outbox_oldest_seconds", "How late the longest-waiting message is.", oldest, now)


def _events(session: Session, now: float) -> Iterator[GaugeMetricFamily]:
    rows = GaugeMetricFamily(
        "narvarolots_events", "What people did in the chat, by what became of it.", labels=["result"]
    )
    result = case(
        (col(Inbound.failed) != "", "failed"), (col(Inbound.handled_at).is_(None), "waiting"), else_="handled"
    )
    counted = dict(session.execute(select(result, func.count()).group_by(result)).all())
    for state in EVENT_STATES:
        rows.add_metric([state], counted.get(state, 0))
    yield rows


def _mornings(session: Session, now: float) -> Iterator[GaugeMetricFamily]:
    done, last = session.execute(
        select(func.count(func.distinct(SchoolMorning.on)), func.max(SchoolMorning.ran_at))
    ).one()
    yield GaugeMetricFamily("narvarolots_mornings", "School days whose morning has been done.", value=done)
    yield _age("narvarolots_last_morning_seconds", "Since a school's morning was last done.", last, now)


def _imports(session: Session, now: float) -> Iterator[GaugeMetricFamily]:
    last = session.exec(select(func.max(Import.finished_at)).where(Import.state == "active")).one()
    yield _age("narvarolots_last_import_seconds", "Since files were last taken in.", last, now)


_QUESTIONS: tuple[Ask, ...] = (_outbox, _events, _mornings, _imports)


def _age(name: str, about: str, since: datetime | None, now: float) -> GaugeMetricFamily:
    """Without a value while it has not happened. Nothing is younger than now."""
    return GaugeMetricFamily(name, about, value=None if since is None else max(0.0, now - since.timestamp()))
