"""Questions about many rows by id, with one parameter however many they are.

An `IN` with a parameter for each id costs more to write than the database takes to answer it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Listed(FunctionElement[int]):
    """The numbers of a JSON list, as a one-column table to ask `IN`."""

    type = Integer()
    inherit_cache = True


@compiles(_Listed, "sqlite")
def _in_sqlite(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **options)}))"


@compiles(_Listed, "postgresql")
def _in_postgresql(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    listed = compiler.process(element.clauses, **options)
    return f"(SELECT CAST(value AS INTEGER) FROM json_array_elements_text(CAST({listed} AS JSON)))"


def is_listed(column: Mapped[Any], name: str) -> ColumnElement[bool]:
    """As `is_among`, in a question that is prepared: the ids are given by name, as `listed` has them."""
    return column.op("IN", return_type=Boolean(), is_comparison=True)(
        _Listed(bindparam(name, type_=String()))
    )


def listed(ids: Iterable[int]) -> str:
    """NONE when there are none: then nothing need be asked."""
    return json.dumps(sorted(ids))


NONE = "[]"


def is_among(column: Mapped[Any], ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether the column holds one of these ids, of which there may be any number."""
    some = _Listed(bindparam(None, listed(ids), String()))
    return column.op("IN", return_type=Boolean(), is_comparison=True)(some)
