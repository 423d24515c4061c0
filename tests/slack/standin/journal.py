"""Every call that came in and every delivery that went out, for a test to count afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Outcome = Literal["ok", "refused", "overload", "fault", "lost"]
"""`lost`: carried out, but the answer never came back. `fault`: not carried out."""


@dataclass(frozen=True)
class Call:
    """One call to the web API. `at` is a monotonic clock's seconds."""

    method: str
    at: float
    arguments: dict[str, Any]
    outcome: Outcome
    error: str = ""
    answer: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """One delivery to the app. `seconds`: until its acknowledgement; None: it never came."""

    kind: str
    at: float
    payload: dict[str, Any]
    seconds: float | None
    attempt: int = 0
    reason: str = ""


@dataclass
class Journal:
    calls: list[Call] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)

    def of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    def refused(self) -> list[Call]:
        return [call for call in self.calls if call.outcome == "refused"]

    def overloads(self) -> list[Call]:
        return [call for call in self.calls if call.outcome == "overload"]

    def stored_posts(self) -> list[Call]:
        """Posts that Slack has, whether or not the app was told."""
        return [c for c in self.of("chat.postMessage") if c.outcome in ("ok", "lost")]

    def seconds_to_ack(self) -> list[float]:
        """Sorted. A delivery that was never acknowledged counts as endless."""
        return sorted(float("inf") if sent.seconds is None else sent.seconds for sent in self.sent)
