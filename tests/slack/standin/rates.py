"""Slack's rate limits: a bucket per method, per channel and for the workspace."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.slack.standin.refusals import Overload

FEWEST_AT_ONCE = 10.0
"""So many calls of any method may come together: an app may open ten connections at its start."""
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute that every app may count on, by tier."""


@dataclass(frozen=True)
class Limits:
    """`speed` makes every limit that many times wider, so that a test need not take a school morning."""

    speed: float = 1.0
    posts_a_minute: float = 300.0
    """chat.postMessage in the whole workspace: Slack says "several hundred"."""
    posts_burst: float = 20.0
    channel_a_second: float = 1.0
    channel_burst: float = 5.0
    tier_burst: float = 0.5
    """How much of a tier's minute may come at once."""
    enforced: bool = True

    @property
    def posts_a_second(self) -> float:
        return self.posts_a_minute / 60 * self.speed


@dataclass
class Bucket:
    """Fills at `rate` a second up to `size`; each call takes one."""

    rate: float
    size: float
    level: float = field(init=False)
    looked: float | None = None

    def __post_init__(self) -> None:
        self.level = self.size

    def fill(self, now: float) -> None:
        if self.looked is not None:
            self.level = min(self.size, self.level + (now - self.looked) * self.rate)
        self.looked = now

    def wait(self) -> float:
        """Seconds until there is room for one; 0 when there is."""
        return 0.0 if self.level >= 1 else (1 - self.level) / self.rate


class Meter:
    """Raises Overload for a call that comes too soon. A refused call takes nothing from the buckets."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._clock = clock
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def take(self, method: str, tier: int | None, channel: str = "") -> None:
        """`tier` None: a method with limits of its own, such as chat.postMessage."""
        if not self.limits.enforced:
            return
        buckets = self._buckets_for(method, tier, channel)
        now = self._clock()
        for bucket in buckets:
            bucket.fill(now)
        wait = max((bucket.wait() for bucket in buckets), default=0.0)
        if wait > 0:
            raise Overload(max(1, math.ceil(wait)))
        for bucket in buckets:
            bucket.level -= 1

    def _buckets_for(self, method: str, tier: int | None, channel: str) -> list[Bucket]:
        limits = self.limits
        if tier is not None:
            a_minute = TIERS[tier]
            size = max(FEWEST_AT_ONCE, a_minute * limits.tier_burst) * min(limits.speed, 10)
            return [self._bucket(a_minute / 60 * limits.speed, size, method)]
        if method != "chat.postMessage":
            return []
        workspace = self._bucket(limits.posts_a_second, limits.posts_burst * limits.speed, method)
        rate, size = limits.channel_a_second * limits.speed, limits.channel_burst
        return [workspace, self._bucket(rate, size, method, channel)]

    def _bucket(self, rate: float, size: float, *key: str) -> Bucket:
        if key not in self._buckets:
            self._buckets[key] = Bucket(rate, size)
        return self._buckets[key]
