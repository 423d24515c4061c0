"""One call to the web API: who calls, with what, and what the method answers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tests.slack.standin.refusals import Refused
from tests.slack.standin.workspace import Workspace

if TYPE_CHECKING:
    from tests.slack.standin.server import Server

TokenKind = Literal["bot", "app"]
Answer = dict[str, Any]


class Arguments:
    """Arguments as Slack reads them, whether they came as a form, a query or JSON."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given

    def __contains__(self, name: str) -> bool:
        return self.given.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        """Raises Refused when it is missing and there is no default."""
        value = self.given.get(name)
        if value is None or (value == "" and default is None):
            if default is None:
                raise Refused.with_messages("invalid_arguments", [f"missing required field: {name}"])
            return default
        if isinstance(value, (dict, list)):
            raise Refused("invalid_arguments")
        return str(value)

    def flag(self, name: str) -> bool:
        return str(self.given.get(name, "")).lower() in ("1", "true")

    def number(self, name: str, default: int, most: int) -> int:
        try:
            value = int(self.given.get(name) or default)
        except ValueError:
            raise Refused("invalid_limit") from None
        if value < 1:
            raise Refused("invalid_limit")
        return min(value, most)

    def object(self, name: str, error: str) -> Any:
        """A part that is JSON of its own; in a form it is JSON in a string. None when it is not given."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(error) from None


@dataclass(frozen=True)
class Call:
    server: Server
    arguments: Arguments
    scopes: frozenset[str]

    @property
    def workspace(self) -> Workspace:
        return self.server.workspace

    def needs(self, *any_of: str) -> None:
        """Raises Refused unless the token has one of these scopes."""
        if any_of and not self.scopes & set(any_of):
            raise Refused("missing_scope", needed=",".join(any_of), provided=",".join(sorted(self.scopes)))


@dataclass(frozen=True)
class Method:
    """`tier` None: limits of its own."""

    name: str
    answer: Callable[[Call], Answer | Awaitable[Answer]]
    scopes: tuple[str, ...]
    tier: int | None
    token: TokenKind
    known: frozenset[str]


METHODS: dict[str, Method] = {}


def method(
    name: str, *scopes: str, tier: int | None, token: TokenKind = "bot", takes: str = ""
) -> Callable[[Callable[[Call], Any]], Callable[[Call], Any]]:
    """`takes`: the arguments Slack documents, for catching misspelt ones."""

    def _register(answer: Callable[[Call], Any]) -> Callable[[Call], Any]:
        METHODS[name] = Method(name, answer, scopes, tier, token, frozenset(takes.split()) | {"token"})
        return answer

    return _register
