"""YAML read with its line numbers, and nothing of YAML that an author of plans can trip over.

Only true/false, whole numbers, decimals, null and text are known: `no`, `16:30` and `2026-11-23`
stay text. Anchors, tags and a key written twice are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from content.findings import ContentError, Finding

MAX_BYTES = 1_000_000
MAX_DEPTH = 30
Scalar = str | int | float | bool | None
Plain = Scalar | dict[str, "Plain"] | list["Plain"]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_DECIMAL = re.compile(r"-?[0-9]{1,9}[.][0-9]{1,9}")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True)
class Node:
    """A value and where it stands. In a mapping the line is that of the key."""

    file: str
    line: int
    value: Scalar | dict[str, Node] | list[Node]

    def plain(self) -> Plain:
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def at(self, path: tuple[str | int, ...]) -> Node:
        """The node at `path`, or the nearest one above it; parts that are not in the file are passed over."""
        node = self
        for part in path:
            if isinstance(node.value, dict) and isinstance(part, str):
                node = node.value.get(part, node)
            elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
        return node


def read_tree(path: Path, name: str) -> Node:
    """Read one YAML file. `name` is what findings call it. Raises ContentError."""
    text = read_text(path, name)
    try:
        return _Builder(name, yaml.parse(text, Loader=_Loader)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _refusal(name, line, "Filen går inte att läsa som YAML här.", _yaml_hint(error)) from error
    except yaml.YAMLError as error:
        raise _refusal(name, 0, "Filen har tecken som YAML inte tillåter.", "vanlig text i UTF-8") from error


def read_text(path: Path, name: str) -> str:
    """The file's text. Raises ContentError when it is missing, too large or not UTF-8."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refusal(name, 0, "Filen är för stor.", "högst en megabyte")
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise _refusal(name, 0, "Filen saknas.", "en fil med det namnet") from error
    except OSError as error:
        raise _refusal(name, 0, "Filen går inte att öppna.", "en vanlig fil som får läsas") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refusal(name, line, "Filen är inte sparad som UTF-8.", "spara om filen som UTF-8") from error


def _refusal(file: str, line: int, what: str, expected: str) -> ContentError:
    return ContentError([Finding(file, line, what, expected)])


def _yaml_hint(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or ""
    if "cannot start any token" in problem:
        return "indrag med mellanslag, inte tabbar, och citattecken runt text som börjar med @ ` eller %"
    if "mapping values are not allowed" in problem:
        return "citattecken runt text som innehåller kolon"
    return "jämna indrag, ett mellanslag efter kolon, avslutade citattecken och parenteser"


class _Builder:
    """Builds the tree from the parser's events, so that depth, anchors and doubles can be refused."""

    def __init__(self, file: str, events: Iterator[yaml.Event]) -> None:
        self.file = file
        self.events = events

    def document(self) -> Node:
        event = self._next()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            raise _refusal(self.file, 1, "Filen är tom.", "innehåll enligt filens namn")
        node = self._node(event, _line(event), 0)
        self._next()
        rest = self._next()
        if not isinstance(rest, yaml.StreamEndEvent):
            line = _line(rest)
            raise _refusal(self.file, line, "Filen har flera YAML-dokument (---).", "ett enda")
        return node

    def _next(self) -> yaml.Event:
        return next(self.events)

    def _node(self, event: yaml.Event, line: int, depth: int) -> Node:
        self._refuse_tricks(event, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return Node(self.file, line, self._mapping(depth))
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self.file, line, self._sequence(depth))
        assert isinstance(event, yaml.ScalarEvent)
        return Node(self.file, line, _scalar(event.value) if event.implicit[0] else event.value)

    def _refuse_tricks(self, event: yaml.Event, depth: int) -> None:
        line = _line(event)
        if depth > MAX_DEPTH:
            raise _refusal(self.file, line, "Innehållet är för djupt nästlat.", f"högst {MAX_DEPTH} nivåer")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refusal(
                self.file, line, "Ankare och alias (& och *) används inte här.", "texten utskriven"
            )
        if getattr(event, "tag", None) not in (None, "!"):
            raise _refusal(self.file, line, "YAML-taggar (!) används inte här.", "värdet utan tagg")

    def _mapping(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        while not isinstance(key := self._next(), yaml.MappingEndEvent):
            line = _line(key)
            self._refuse_tricks(key, depth)
            if not isinstance(key, yaml.ScalarEvent):
                raise _refusal(self.file, line, "En nyckel måste vara ett ord.", "nyckel: värde")
            if key.value in found:
                first = found[key.value].line
                raise _refusal(
                    self.file, line, f"Nyckeln {key.value} står två gånger.", f"bara den på rad {first}"
                )
            found[key.value] = self._node(self._next(), line, depth + 1)
        return found

    def _sequence(self, depth: int) -> list[Node]:
        found: list[Node] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            found.append(self._node(event, _line(event), depth + 1))
        return found


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _scalar(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
