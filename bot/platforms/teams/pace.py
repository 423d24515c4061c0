"""Keeps to how much Teams takes: so much a conversation, and so much for the app (PLATFORM_FACTS.md)."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence

PER_CONVERSATION = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
"""(calls, seconds): no more calls than that in any such stretch of time."""
PER_APP = ((50, 1.0),)
KEPT = 2000
"""Conversations remembered before those at rest are forgotten."""

Limits = Sequence[tuple[int, float]]


class Window:
    """When calls were made, and when the next one may be."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._longest = max(seconds for _, seconds in limits)
        self._calls: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until a call may be made."""
        self._forget(now)
        return max((self._wait_for(limit, seconds, now) for limit, seconds in self._limits), default=0.0)

    def note(self, at: float) -> None:
        self._calls.append(at)

    def is_at_rest(self, now: float) -> bool:
        self._forget(now)
        return not self._calls

    def _wait_for(self, limit: int, seconds: float, now: float) -> float:
        if len(self._calls) < limit:
            return 0.0
        return max(0.0, self._calls[-limit] + seconds - now)

    def _forget(self, now: float) -> None:
        while self._calls and self._calls[0] <= now - self._longest:
            self._calls.popleft()


class Pace:
    """One a process. Of several replicas each keeps its own: what is too much then comes back as 429."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._app = Window(PER_APP)
        self._conversations: dict[str, Window] = {}

    def reserve(self, conversation: str) -> float:
        """Seconds to wait before the call. Above zero: it is not reserved, ask again then."""
        now = self._seconds()
        own = self._conversations.get(conversation) or self._new(conversation, now)
        wait = max(own.wait(now), self._app.wait(now))
        if wait <= 0:
            own.note(now)
            self._app.note(now)
        return wait

    def _new(self, conversation: str, now: float) -> Window:
        if len(self._conversations) >= KEPT:
            self._conversations = {
                name: window for name, window in self._conversations.items() if not window.is_at_rest(now)
            }
        self._conversations[conversation] = Window(PER_CONVERSATION)
        return self._conversations[conversation]
