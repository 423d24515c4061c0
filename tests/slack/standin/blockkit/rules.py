"""Small rules that combine: each looks at one value and says what is wrong with it, and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

MOST_PROBLEMS = 20


@dataclass
class Site:
    """Where in the payload we are, and what has been found wrong so far."""

    surface: str
    """"message", "modal" or "home"."""
    pointer: str
    problems: list[str] = field(default_factory=list)
    files: frozenset[str] = frozenset()
    """Ids of the pictures that the workspace has."""

    def at(self, name: str | int) -> Site:
        return Site(self.surface, f"{self.pointer}/{name}", self.problems, self.files)

    def wrong(self, problem: str) -> None:
        self.problems.append(f"{problem} [json-pointer:{self.pointer}]")


Rule = Callable[[Any, Site], None]
Extra = Callable[[dict[str, Any], Site], None]


def shape(
    *,
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    also: Extra | None = None,
) -> Rule:
    """An object with these properties (and `type`, which has been looked at) and no others."""
    must, may = required or {}, optional or {}

    def _rule(value: Any, site: Site) -> None:
        if not isinstance(value, dict):
            return site.wrong("must be an object")
        for name in must:
            if value.get(name) is None:
                site.wrong(f"missing required field: {name}")
        for name, part in value.items():
            if name == "type":
                continue
            rule = must.get(name) or may.get(name)
            if rule is None:
                site.wrong(f"invalid additional property: {name}")
            elif part is not None:
                rule(part, site.at(name))
            elif name in may:
                site.at(name).wrong("must not be null")
        if also is not None:
            also(value, site)

    return _rule


def by_type(shapes: Mapping[str, Rule]) -> Rule:
    """One of several objects, told apart by `type`."""

    def _rule(value: Any, site: Site) -> None:
        if not isinstance(value, dict):
            return site.wrong("must be an object")
        rule = shapes.get(str(value.get("type")))
        if rule is None:
            return site.at("type").wrong(f"unsupported type: {value.get('type')}")
        rule(value, site)

    return _rule


def text(longest: int, shortest: int = 1) -> Rule:
    def _rule(value: Any, site: Site) -> None:
        if not isinstance(value, str):
            site.wrong("must be a string")
        elif len(value) < shortest:
            site.wrong(f"must be more than {shortest - 1} characters")
        elif len(value) > longest:
            site.wrong(f"must be less than {longest + 1} characters")

    return _rule


def matching(pattern: str, what: str) -> Rule:
    compiled = re.compile(pattern)

    def _rule(value: Any, site: Site) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            site.wrong(f"must be {what}")

    return _rule


def one_of(*values: str) -> Rule:
    def _rule(value: Any, site: Site) -> None:
        if value not in values:
            site.wrong(f"must be one of {', '.join(values)}")

    return _rule


def flag(value: Any, site: Site) -> None:
    if not isinstance(value, bool):
        site.wrong("must be a boolean")


def number(smallest: int, largest: int) -> Rule:
    def _rule(value: Any, site: Site) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            site.wrong("must be an integer")
        elif not smallest <= value <= largest:
            site.wrong(f"must be between {smallest} and {largest}")

    return _rule


def listing(rule: Rule, *, most: int, fewest: int = 1) -> Rule:
    def _rule(value: Any, site: Site) -> None:
        if not isinstance(value, list):
            return site.wrong("must be an array")
        if len(value) < fewest:
            site.wrong(f"no fewer than {fewest} items required")
        if len(value) > most:
            site.wrong(f"no more than {most} items allowed")
        for index, part in enumerate(value[: most + 1]):
            if len(site.problems) < MOST_PROBLEMS:
                rule(part, site.at(index))

    return _rule


def address(longest: int = 3000) -> Rule:
    """A link. Slack takes what its clients can open."""

    def _rule(value: Any, site: Site) -> None:
        text(longest)(value, site)
        if isinstance(value, str) and urlsplit(value).scheme not in (
            "http",
            "https",
            "mailto",
            "tel",
            "slack",
        ):
            site.wrong("must be a valid URL")

    return _rule


def _is_local(host: str) -> bool:
    return host == "localhost" or host.startswith(("127.", "10.", "192.168.", "::1"))


def picture_address(value: Any, site: Site) -> None:
    """Slack fetches the picture itself, from outside."""
    text(3000)(value, site)
    if isinstance(value, str):
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or _is_local(parts.hostname):
            site.wrong("downloading image failed")


identifier = text(255)
date = matching(r"\d{4}-\d{2}-\d{2}", "a date as YYYY-MM-DD")
clock_time = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:mm")


def _text_object(longest: int, kinds: tuple[str, ...], shortest: int = 1) -> Rule:
    plain = shape(required={"text": text(longest, shortest)}, optional={"emoji": flag})
    marked = shape(required={"text": text(longest, shortest)}, optional={"verbatim": flag})
    shapes = {"plain_text": plain, "mrkdwn": marked}
    return by_type({kind: shapes[kind] for kind in kinds})


def plain_text(longest: int) -> Rule:
    return _text_object(longest, ("plain_text",))


def any_text(longest: int) -> Rule:
    return _text_object(longest, ("plain_text", "mrkdwn"))
