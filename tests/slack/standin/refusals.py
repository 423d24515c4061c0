"""How Slack says no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Refused(Exception):
    """A call that Slack answers `ok: false`. `more` goes beside the error's name in the answer."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more

    @classmethod
    def with_messages(cls, error: str, problems: Sequence[str]) -> Refused:
        """Slack's way of pointing into what was wrong."""
        messages = [f"[ERROR] {problem}" for problem in problems]
        return cls(error, errors=list(problems), response_metadata={"messages": messages})


class Overload(Exception):
    """HTTP 429. Slack gives whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(str(retry_after))
        self.retry_after = retry_after
