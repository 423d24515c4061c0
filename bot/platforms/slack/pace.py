"""How fast calls may go. Slack says how many it takes at least, and answers 429 when it has had enough.

So each kind of call has a pace that begins at what Slack promises, grows while nothing is refused, and
after a refusal keeps just under. Several replicas share a workspace that way too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

LONGEST_WAIT = 30.0
"""Seconds somebody waits here for a turn; who would wait longer is told how long."""
TRIED = 40
"""Calls that go at the first pace before it begins to grow."""
GROWS_FAST, GROWS_SLOWLY = 1.01, 1.0002
"""With each call that is taken: before the first refusal, and after."""
A_LITTLE_LESS, MUCH_LESS = 0.95, 0.85
"""After a refusal: the less when the last one was long ago."""
LONG_AGO = 10.0
NEAR, JUST_UNDER = 2.2, 0.98
"""A refusal at less than so many times the first pace leads back to just under that."""
SLOWEST = 0.2
"""Calls a second, however often we are refused."""
MOST_CHANNELS = 2_000


class TooLong(Exception):
    """The turn is too far away. `seconds`: how far."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too_long")
        self.seconds = seconds


@dataclass(frozen=True)
class Time:
    """Seconds that only go forward, and waiting for them. Tests have their own."""

    now: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Pace:
    """`a_second`: to begin with. `at_once`: how many may go together after a rest. `most`: never faster."""

    def __init__(self, time: Time, a_second: float, at_once: int = 1, most: float | None = None) -> None:
        self._time = time
        self._rate = a_second if most is None else min(a_second, most)
        self._most = most
        self._at_once = at_once
        self._line = asyncio.Lock()
        self._next = 0.0
        self._closed_until = 0.0
        self._first, self._count = self._rate, 0
        self._is_new, self._refused_at = True, 0.0

    @property
    def rate(self) -> float:
        return self._rate

    async def turn(self) -> None:
        """Waits until a call may go, one after the other: after a refusal they do not all go at once.

        Raises TooLong."""
        async with self._line:
            while (wait := max(self._next, self._closed_until) - self._time.now()) > 0:
                if wait > LONGEST_WAIT:
                    raise TooLong(wait)
                await self._time.sleep(wait)
            self._next = self._begun(self._time.now()) + 1 / self._rate

    def _begun(self, now: float) -> float:
        """When this turn is counted from. Being woken a little late does not slow the pace down."""
        between = 1 / self._rate
        if now - self._next < between:
            return self._next
        return max(self._next, now - (self._at_once - 1) * between)

    def taken(self) -> None:
        self._count += 1
        if self._count > TRIED:
            self._rate *= GROWS_FAST if self._is_new else GROWS_SLOWLY
        if self._most is not None:
            self._rate = min(self._rate, self._most)

    def refused(self, retry_after: float) -> None:
        """Several that were under way are refused together: that is one refusal."""
        now = self._time.now()
        already = self._closed_until > now
        self._closed_until = max(self._closed_until, now + retry_after)
        if not already:
            self._rate = max(self._lower(now), SLOWEST)
            self._next = max(self._next, self._closed_until)
            self._is_new, self._refused_at = False, now

    def _lower(self, now: float) -> float:
        if self._is_new and self._count > TRIED and self._rate < self._first * NEAR:
            return self._first * JUST_UNDER
        return self._rate * (A_LITTLE_LESS if now - self._refused_at > LONG_AGO else MUCH_LESS)


class EachChannel:
    """One message at a time to a channel: when each may have its next."""

    def __init__(self, time: Time, seconds: float) -> None:
        self._time = time
        self._seconds = seconds
        self._next: dict[str, float] = {}

    async def turn(self, channel: str) -> None:
        now = self._time.now()
        moment = max(self._next.get(channel, 0.0), now)
        if len(self._next) > MOST_CHANNELS:
            self._next = {name: at for name, at in self._next.items() if at > now}
        self._next[channel] = moment + self._seconds
        if moment > now:
            await self._time.sleep(moment - now)
