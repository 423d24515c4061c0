"""Many rows added at once, without what a statement costs per row on its way through SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table
from sqlmodel import Session, SQLModel


def add_rows(
    session: Session, model: type[SQLModel], columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Adds the rows, whose values stand in the order of `columns`; other columns are left to the database."""
    connection = session.connection()
    table: Table = model.__table__  # type: ignore[attr-defined]
    prepared = _prepared(table, columns, rows, connection.dialect)
    if prepared:
        names = ", ".join(map(connection.dialect.identifier_preparer.quote, columns))
        marks = ", ".join([_MARK[connection.dialect.name]] * len(columns))
        name = connection.dialect.identifier_preparer.quote(table.name)
        connection.exec_driver_sql(f"INSERT INTO {name} ({names}) VALUES ({marks})", prepared)


_MARK = {"sqlite": "?", "postgresql": "%s"}


def _prepared(
    table: Table, columns: Sequence[str], rows: Iterable[Sequence[object]], dialect: Any
) -> list[tuple[object, ...]]:
    """The rows as the driver takes them: each column's type has its word."""
    ways = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]
    changing = [(place, way) for place, way in enumerate(ways) if way is not None]
    prepared = []
    for row in rows:
        values = list(row)
        for place, way in changing:
            values[place] = way(values[place])
        prepared.append(tuple(values))
    return prepared
