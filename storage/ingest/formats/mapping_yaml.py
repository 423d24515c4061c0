"""A column mapping's YAML: keys and texts with their lines, and nothing else of YAML."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from storage.ingest.frames import FileError

KeyPath = tuple[str, ...]
"""The keys that lead to a value."""
CURE = "Rätta kolumnmallen; ett exempel finns i docs/import.md"
_LARGEST = 100_000
"""Bytes. A mapping is written by hand."""


@dataclass(frozen=True)
class Keyed:
    """values: texts, or texts by key; empty ones are left out. lines: where each key stands."""

    values: dict[str, object]
    lines: dict[KeyPath, int]


def read_keyed(path: Path, place: str) -> Keyed:
    """Raises FileError."""
    lines: dict[KeyPath, int] = {}
    return Keyed(_plain(_root(_text(path, place), place), place, lines), lines)


def _text(path: Path, place: str) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise FileError(place, "kolumnmallen är för stor", expected="högst 100 kB", cure=CURE)
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise FileError(place, "kolumnmallen finns inte", cure="Kontrollera sökvägen") from None
    except (OSError, ValueError):
        raise FileError(
            place, "kolumnmallen går inte att läsa", expected="en YAML-fil i UTF-8", cure=CURE
        ) from None


def _root(text: str, place: str) -> yaml.MappingNode:
    line = None
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        node, line = None, error.problem_mark.line + 1 if error.problem_mark else None
    except (yaml.YAMLError, RecursionError):
        node = None
    if not isinstance(node, yaml.MappingNode):
        raise FileError(
            place, "mallen går inte att förstå", row=line, expected="YAML med nyckel: värde", cure=CURE
        )
    return node


def _plain(
    node: yaml.MappingNode, place: str, lines: dict[KeyPath, int], above: KeyPath = ()
) -> dict[str, object]:
    """Keys and texts, two levels, noting the line of every key. Empty values are left out."""
    found: dict[str, object] = {}
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        lines[(*above, name)] = line
        nested = isinstance(value, yaml.MappingNode) and not above
        if name in found or not (nested or isinstance(value, yaml.ScalarNode)):
            raise FileError(
                place,
                "nyckeln är dubbel eller har fel sorts värde",
                row=line,
                expected="nyckel: värde",
                cure=CURE,
            )
        if isinstance(value, yaml.MappingNode):
            found[name] = _plain(value, place, lines, (name,))
        elif value.value:
            found[name] = value.value.strip() or value.value
    return found
