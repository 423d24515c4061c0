"""What can go wrong on the way, as a test orders it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

FaultKind = Literal["lose_answer", "drop", "status", "status_after", "overload", "error", "slow", "html"]
"""What happens to a call:
- `lose_answer`: carried out, then the connection is closed without an answer
- `drop`: the connection is closed before anything is done
- `status`: an HTTP status (`value`), nothing done · `status_after`: the same, but it was done
- `overload`: 429 with Retry-After (`value`)
- `error`: `ok: false` with an error (`value`), such as "internal_error"
- `slow`: `value` seconds before it is carried out
- `html`: 200 with a page instead of JSON, as a proxy gives; nothing done"""


@dataclass
class Fault:
    """Strikes `times` calls of `method` ("" is any) that `when` agrees to; `chance` of each."""

    kind: FaultKind
    method: str = ""
    value: Any = None
    times: int = 1
    chance: float = 1.0
    when: Callable[[dict[str, Any]], bool] | None = None
    struck: int = 0

    def strikes(self, method: str, arguments: dict[str, Any], random: Random) -> bool:
        return (
            self.struck < self.times
            and self.method in ("", method)
            and (self.when is None or self.when(arguments))
            and (self.chance >= 1 or random.random() < self.chance)
        )


@dataclass
class Faults:
    """Ordered faults, and how deliveries to the app are spoilt."""

    random: Random = field(default_factory=lambda: Random(4))
    ordered: list[Fault] = field(default_factory=list)
    repeats: int = 0
    """Extra copies of every delivery, each with a retry number, whatever was acknowledged."""
    repeated_kinds: tuple[str, ...] = ("events_api", "interactive", "slash_commands")
    expired_triggers: int = 0
    """How many of the next triggers are too old already when the app gets them."""

    def order(self, kind: FaultKind, method: str = "", **more: Any) -> Fault:
        fault = Fault(kind, method, **more)
        self.ordered.append(fault)
        return fault

    def next_for(self, method: str, arguments: dict[str, Any]) -> Fault | None:
        for fault in self.ordered:
            if fault.strikes(method, arguments, self.random):
                fault.struck += 1
                return fault
        return None
