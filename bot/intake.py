"""Intake: takes what people do to the handlers. Stored first, handled once, answered with the press.

An event that must leave no trace (worry about a child) goes past all of it: nothing of it is stored, logged
or counted, whatever happens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from bot.clock import Clock
from bot.inbox import REFUSED, Inbox, Stored
from bot.log import describe
from bot.prompt import promptly
from handlers.context import Actor, Context, Refusal
from handlers.plans import Plans
from handlers.vocabulary import Card, Event, Later, Now, Paragraph, Reply, Whisper
from storage.database import Database

LEFT_BEHIND = timedelta(minutes=1)
"""An event this old that is not handled was left behind: by a crash, or a database that was away."""
DID_NOT_WORK = "Det gick inte"
"""The title of a refusal."""
TRIES = 3
"""For a transaction that PostgreSQL ends because another one came between."""
AWAY = (OperationalError, InterfaceError, PoolTimeout)
"""The database does not answer just now."""
_CAME_BETWEEN = frozenset({"40001", "40P01"})

log = structlog.get_logger()


@dataclass(frozen=True)
class Capabilities:
    """What `handlers` offers, as `handlers.dispatch` and `handlers.outgoing` have it."""

    handle: Callable[[Context, Event], Reply]
    leaves_no_trace: Callable[[Event], bool]
    enqueue: Callable[[Session, Iterable[Later], datetime], None]


class EventIntake:
    """`wake` is called after each commit that may have put something in the outbox. `address` and
    `files`: as the handlers' context has them."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        plans: Plans,
        capabilities: Capabilities,
        wake: Callable[[], None],
        address: str = "",
        *,
        files: bool = False,
    ) -> None:
        self._database = database
        self._inbox = Inbox(database)
        self._clock = clock
        self._plans = plans
        self._can = capabilities
        self._wake = wake
        self._address = address
        self._files = files
        self._in_hand: set[int] = set()

    async def take(self, platform: str, event: Event) -> tuple[Now, ...]:
        """As `bot.platforms.base.Intake`. Raises SQLAlchemyError if the event could not be stored:
        then it must not be acknowledged."""
        if self._can.leaves_no_trace(event):
            return await self._answer_without_trace(event)
        stored = await self.store(platform, event)
        return await self.answer(stored) if stored else ()

    def leaves_no_trace(self, event: Event) -> bool:
        """Whether nothing of the event may be stored: then only `take` is for it."""
        return self._can.leaves_no_trace(event)

    async def store(self, platform: str, event: Event) -> Stored | None:
        """The first half of `take`, for a platform that must acknowledge early. None: seen before.

        Never for an event that leaves no trace."""
        return await promptly(self._inbox.store, platform, event, self._clock.now())

    async def answer(self, stored: Stored) -> tuple[Now, ...]:
        """The second half: handles what was stored, and says what goes back with the press."""
        self._in_hand.add(stored.id)
        [outcome] = await asyncio.gather(
            asyncio.to_thread(self._in_transaction, stored), return_exceptions=True
        )
        self._in_hand.discard(stored.id)
        match outcome:
            case Reply() as reply:
                self._wake()
                return reply.now
            case Refusal() as refusal:
                await asyncio.to_thread(self._inbox.failed, stored.id, REFUSED, self._clock.now())
                return (_whisper(DID_NOT_WORK, str(refusal)),)
            case BaseException() as fault:
                return (await self._after_fault(stored, fault),)
        return ()

    async def take_up(self, *, starting: bool = False) -> None:
        """Handles what was left behind. What would have gone back with the press is lost; the rest is not.

        `starting`: before the platforms are let in: whatever is not handled was left behind, however new
        it is. With PostgreSQL another replica may have it in hand: there the new wait for a later look."""
        now = self._clock.now()
        all_of_it = starting and self._database.engine.dialect.name == "sqlite"
        before = None if all_of_it else now - LEFT_BEHIND
        for stored in await asyncio.to_thread(self._inbox.left_behind, before, now):
            if stored.id not in self._in_hand:
                await self.answer(stored)

    def _in_transaction(self, stored: Stored) -> Reply:
        for last in (False,) * (TRIES - 1) + (True,):
            try:
                return self._handle(stored)
            except DBAPIError as error:
                if last or getattr(error.orig, "sqlstate", "") not in _CAME_BETWEEN:
                    raise
        raise AssertionError("the last try returns or raises")

    def _handle(self, stored: Stored) -> Reply:
        now = self._clock.now()
        with self._database.writing() as session:
            if not self._inbox.still_mine(session, stored):
                return Reply()
            reply = self._can.handle(self._context(session, stored.event), stored.event)
            if reply.leave_no_trace:
                session.rollback()
                self._inbox.forget(session, stored)
            else:
                self._can.enqueue(session, reply.later, now)
                self._inbox.handled(session, stored, now)
            return reply

    async def _answer_without_trace(self, event: Event) -> tuple[Now, ...]:
        [outcome] = await asyncio.gather(asyncio.to_thread(self._read_only, event), return_exceptions=True)
        match outcome:
            case Reply() as reply:
                return reply.now
            case Refusal() as refusal:
                return (_whisper(DID_NOT_WORK, str(refusal)),)
        return (_DO_NOT_WAIT,)

    def _read_only(self, event: Event) -> Reply:
        """Whatever the handler writes is rolled back."""
        with self._database.reading() as session:
            return self._can.handle(self._context(session, event), event)

    def _context(self, session: Session, event: Event) -> Context:
        actor = Actor(staff_id=event.staff) if event.staff is not None else Actor(label="guest")
        return Context(session, self._clock.now(), self._plans, actor, self._address, self._files)

    async def _after_fault(self, stored: Stored, fault: BaseException) -> Whisper:
        """A database that is away leaves the event for `take_up`; a fault of ours ends here."""
        log.error("event_failed", event_id=stored.event.id, kind=stored.event.kind, **describe(fault))
        if isinstance(fault, AWAY):
            return _WILL_BE_DONE
        await asyncio.to_thread(self._inbox.failed, stored.id, type(fault).__name__, self._clock.now())
        return _SOMETHING_WENT_WRONG


def _whisper(title: str, text: str) -> Whisper:
    return Whisper(Card(title=title, summary=title, blocks=(Paragraph(text),)))


_WILL_BE_DONE = _whisper(
    "Jag behöver en stund", "Jag har tagit emot det du gjorde och gör klart det så snart jag kan."
)
_SOMETHING_WENT_WRONG = _whisper(
    "Något gick fel hos mig",
    "Det du gjorde blev inte sparat. Det är inte ditt fel. Prova gärna en gång till om en stund.",
)
_DO_NOT_WAIT = _whisper(
    "Något gick fel hos mig",
    "Vänta inte på mig om du är orolig för ett barn. Ring socialtjänsten i barnets kommun, "
    "eller 112 om det är akut. Det du gjorde här är inte sparat någonstans.",
)
