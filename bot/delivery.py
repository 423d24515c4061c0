"""Delivery: takes the outbox to the platforms. At least once, in order, and never the whole day for one.

A loop that commits wake (`wake`), with a sweep as the fallback. It holds nothing while a platform answers.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from types import MappingProxyType

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.log import describe
from bot.outbox import Candidate, OutboxQueue, Recipient
from bot.platforms.base import Delivery, DeliveryFailed, Platform
from storage.database import Database

LANES = 16
"""Deliveries under way at the same time; each to a recipient of its own."""
LONGEST_CALL = 60.0
"""Seconds a platform may take. Shorter than `bot.outbox.LEASE`."""
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
MOST_LOOKS = 20
"""Rounds of looking before the next sweep goes on, should every row found need no sending."""
MOST_FAULTS = 12
"""Tries, over an hour or two, after which a fault of ours is taken to be there to stay."""
_NO_ANSWER = DeliveryFailed("no_answer", permanent=False, unknown=True)

log = structlog.get_logger()


class Courier:
    """Hands outbox rows to platforms. One a process; several processes may share a PostgreSQL outbox."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        platforms: Sequence[Platform],
        awake: asyncio.Event | None = None,
        chance: Random | None = None,
        lanes: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """`lanes`: deliveries at the same time to a platform, by its name; LANES for one not named."""
        self._outbox = OutboxQueue(database)
        self._clock = clock
        self._platforms = {platform.name: platform for platform in platforms}
        self._chance = chance or Random()
        self._awake = awake or asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._under_way: dict[Recipient, asyncio.Task[None]] = {}
        self._lanes = lanes
        self._busy: Counter[str] = Counter()
        self._finished = 0

    def wake(self) -> None:
        """Something was committed, or its time may have come. Called in the event loop."""
        self._awake.set()

    async def run(self) -> None:
        """Delivers until it is cancelled. What is under way then is left to finish by `finish`."""
        await asyncio.to_thread(self._outbox.presume_lost, self._clock.now())
        self.wake()
        while True:
            await self._awake.wait()
            self._awake.clear()
            await self._start_what_may_go()

    async def settle(self) -> None:
        """Delivers everything that may go now, and returns when it has gone."""
        while True:
            finished = self._finished
            started = await self._start_what_may_go()
            if self._under_way:
                await asyncio.wait(self._under_way.values(), return_when=asyncio.FIRST_COMPLETED)
            elif not started and finished == self._finished:
                return

    async def finish(self) -> None:
        """Waits for what is under way."""
        if self._under_way:
            await asyncio.wait(self._under_way.values())

    async def _start_what_may_go(self) -> int:
        """How many deliveries were started. A database that is away is met again at the next sweep."""
        async with self._one_at_a_time:
            free = LANES - len(self._under_way)
            if free <= 0:
                return 0
            try:
                room = {name: self._lanes.get(name, LANES) - self._busy[name] for name in self._platforms}
                claimed = await asyncio.to_thread(self._claim, free, room, set(self._under_way))
            except SQLAlchemyError as error:
                log.error("outbox_away", **describe(error))
                return 0
            for delivery, platform in claimed:
                self._start(delivery, platform)
            return len(claimed)

    def _claim(
        self, free: int, room: dict[str, int], busy: set[Recipient]
    ) -> list[tuple[Delivery, Platform]]:
        """Looks on while what comes first turns out to need no sending, or to reach nobody."""
        now = self._clock.now()
        for _ in range(MOST_LOOKS):
            candidates = self._outbox.candidates(now, busy)
            reached = self._reached(candidates, now)
            first = _with_room(reached.values(), free, room)
            deliveries = self._outbox.claim([candidate for candidate, _ in first], now)
            if deliveries or not candidates or len(first) < len(reached):
                return [(delivery, reached[delivery.outbox_id][1]) for delivery in deliveries]
        return []

    def _reached(self, candidates: list[Candidate], now: datetime) -> dict[int, tuple[Candidate, Platform]]:
        """By the row's id. What nobody reaches is set aside."""
        reached = {
            candidate.delivery.outbox_id: (candidate, platform)
            for candidate in candidates
            if (platform := self._platform_for(candidate)) is not None
        }
        self._park([one for one in candidates if one.delivery.outbox_id not in reached], now)
        return reached

    def _park(self, unreached: list[Candidate], now: datetime) -> None:
        """Who came within reach while we looked away is not left waiting."""
        self._outbox.park([one.delivery.outbox_id for one in unreached], now)
        late = [one.delivery.outbox_id for one in unreached if self._platform_for(one) is not None]
        self._outbox.unpark(late)

    def _platform_for(self, candidate: Candidate) -> Platform | None:
        """A change goes where its post went."""
        if candidate.posted_on:
            return self._platforms.get(candidate.posted_on)
        return next((p for p in self._platforms.values() if p.reaches(candidate.delivery)), None)

    def _start(self, delivery: Delivery, platform: Platform) -> None:
        recipient = Recipient(delivery.staff_id, delivery.channel)
        task = asyncio.create_task(self._deliver(delivery, platform))
        self._under_way[recipient] = task
        self._busy[platform.name] += 1

        def _free(_done: asyncio.Task[None]) -> None:
            self._under_way.pop(recipient)
            self._busy[platform.name] -= 1
            self._finished += 1
            self.wake()

        task.add_done_callback(_free)

    async def _deliver(self, delivery: Delivery, platform: Platform) -> None:
        call = asyncio.create_task(platform.deliver(delivery))
        done, _ = await asyncio.wait({call}, timeout=LONGEST_CALL)
        if not done:
            call.cancel()
        try:
            wait = await asyncio.to_thread(self._record, delivery, platform.name, call if done else None)
        except SQLAlchemyError as error:
            # The row stays `sending`, and is sent again when its time is out.
            log.error("outcome_lost", outbox_id=delivery.outbox_id, **describe(error))
        else:
            if wait is not None:
                asyncio.get_running_loop().call_later(wait.total_seconds(), self.wake)

    def _record(self, delivery: Delivery, platform: str, call: asyncio.Task[str] | None) -> timedelta | None:
        """Writes what became of the call (None: it took too long), and says when to try again, if ever."""
        if call is None or call.cancelled():
            return self._try_again(delivery, _NO_ANSWER)
        match call.exception():
            case None:
                self._outbox.sent(delivery, platform, call.result())
                return None
            case DeliveryFailed(permanent=True) as refused:
                self._give_up(delivery, platform, refused.code)
                return None
            case DeliveryFailed() as refused:
                return self._try_again(delivery, refused)
            case BaseException() as fault:
                return self._after_fault(delivery, platform, fault)

    def _after_fault(self, delivery: Delivery, platform: str, fault: BaseException) -> timedelta | None:
        """Nothing the platform said. A fault of ours is tried a few times, since a restart may mend it."""
        code = type(fault).__name__
        log.error("delivery_fault", outbox_id=delivery.outbox_id, platform=platform, **describe(fault))
        passes = isinstance(fault, SQLAlchemyError | OSError)
        if delivery.attempt >= MOST_FAULTS and not passes:
            self._give_up(delivery, platform, code)
            return None
        return self._try_again(delivery, DeliveryFailed(code, permanent=False, unknown=True))

    def _give_up(self, delivery: Delivery, platform: str, code: str) -> None:
        self._outbox.failed(delivery, platform, code)
        log.warning("delivery_failed", outbox_id=delivery.outbox_id, platform=platform, code=code)

    def _try_again(self, delivery: Delivery, refused: DeliveryFailed) -> timedelta:
        """An earlier try of unknown fate stays unknown, however clearly this one was refused."""
        wait = self._wait(delivery.attempt, refused.retry_after)
        unknown = refused.unknown or delivery.again
        self._outbox.again_at(delivery, self._clock.now() + wait, refused.code, unknown=unknown)
        return wait

    def _wait(self, attempt: int, asked: float | None) -> timedelta:
        """Doubles with every try, and never the same for two rows; at least what the platform asked for."""
        longest = min(FIRST_WAIT * (1 << min(attempt - 1, 20)), LONGEST_WAIT)
        if asked is None:
            return longest * self._chance.uniform(0.5, 1)
        return timedelta(seconds=asked) + FIRST_WAIT * self._chance.uniform(0, 0.25)


def _with_room(
    reached: Iterable[tuple[Candidate, Platform]], free: int, room: dict[str, int]
) -> list[tuple[Candidate, Platform]]:
    """The first that there is a lane for, at their platform and in all."""
    found: list[tuple[Candidate, Platform]] = []
    taken: Counter[str] = Counter()
    for candidate, platform in reached:
        if len(found) < free and taken[platform.name] < room[platform.name]:
            found.append((candidate, platform))
            taken[platform.name] += 1
    return found
