"""A broken rule at a place in the model, before it is given file and line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from content.shapes import nearest

Path = tuple[str | int, ...]


class Flaw(NamedTuple):
    """`path` leads from the plan to the place, as the keys and list positions do in the files."""

    path: Path
    what: str
    expected: str


def models(value: object, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Every model in `value`, itself included, with its path."""
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            yield from models(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from models(item, (*path, index))


def dangling(path: Path, name: str, known: list[str]) -> Iterator[Flaw]:
    """A flaw when `name` refers to nothing in `known`."""
    if name not in known:
        close = nearest(name, tuple(known))
        expected = f"{close} (närmast)" if close else f"någon av {', '.join(known) or 'inga, listan är tom'}"
        yield Flaw(path, f"{name} hänvisar till något som inte finns.", expected)
