"""Rows to and from the database by the hundred thousand: Polars frames through the driver itself.

Columns of a frame bear the names of the table's columns; days are ordinals (see storage.columns.Day).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl
from sqlalchemy import Dialect
from sqlmodel import Session

from storage.ingest.frames import ColumnType
from storage.ingest.pacing import Step

_ROWS_A_STEP = 2_000
_KEYS = {"lesson": ("pupil_id", "day", "start", "from_gen"), "day_sum": ("pupil_id", "day", "from_gen")}
_PG_TYPES = {"start": "smallint"}


def insert(dialect: Dialect, table: str, frame: pl.DataFrame) -> Iterator[Step]:
    """Steps that add every row of the frame."""
    for part in frame.iter_slices(_ROWS_A_STEP):
        yield _copy(table, part) if dialect.name == "postgresql" else _insert_many(table, part)


def _insert_many(table: str, part: pl.DataFrame) -> Step:
    names = ", ".join(f'"{name}"' for name in part.columns)
    marks = ", ".join("?" * part.width)
    return partial(_many, sql=f"INSERT INTO {table} ({names}) VALUES ({marks})", rows=part.rows())


def _many(session: Session, sql: str, rows: list[tuple[Any, ...]]) -> int:
    session.connection().exec_driver_sql(sql, rows)
    return len(rows)


def _copy(table: str, part: pl.DataFrame) -> Step:
    names = ", ".join(f'"{name}"' for name in part.columns)
    text = part.write_csv(include_header=False, null_value="", quote_style="necessary").encode()

    def step(session: Session) -> int:
        with _driver(session).cursor() as cursor:
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv)") as copy:
                copy.write(text)
            return part.height

    return step


def supersede(dialect: Dialect, table: str, rows: pl.DataFrame, generation: int) -> Iterator[Step]:
    """Steps that end, from `generation` on, the rows whose key columns the frame holds."""
    keys = _KEYS[table]
    for part in rows.select(keys).iter_slices(_ROWS_A_STEP):
        if dialect.name == "postgresql":
            yield _supersede_arrays(table, keys, part, generation)
        else:
            match = " AND ".join(f"{key} = ?" for key in keys)
            sql = f"UPDATE {table} SET to_gen = {generation} WHERE {match}"
            yield partial(_many, sql=sql, rows=part.rows())


def _supersede_arrays(table: str, keys: Sequence[str], part: pl.DataFrame, generation: int) -> Step:
    arrays = ", ".join(f"%s::{_PG_TYPES.get(key, 'integer')}[]" for key in keys)
    match = " AND ".join(f"{table}.{key} = gone.{key}" for key in keys)
    sql = (
        f"UPDATE {table} SET to_gen = {generation} "
        f"FROM unnest({arrays}) AS gone({', '.join(keys)}) WHERE {match}"
    )
    values = tuple(part[key].to_list() for key in keys)

    def step(session: Session) -> int:
        session.connection().exec_driver_sql(sql, values)
        return part.height

    return step


def fetch(
    session: Session, table: str, schema: Mapping[str, ColumnType], spans: pl.DataFrame, generation: int
) -> pl.DataFrame:
    """The visible rows of some pupils. spans: pupil_id, first, last, the days included."""
    connection = session.connection()
    names = ", ".join(f't."{name}"' for name in schema)
    postgres = connection.dialect.name == "postgresql"
    wanted = _WANTED_POSTGRES if postgres else _WANTED_SQLITE
    sql = (f"SELECT {names} FROM {wanted} AND t.from_gen <= {generation} AND t.to_gen > {generation}").format(
        table=table
    )
    columns = [spans[name].to_list() for name in ("pupil_id", "first", "last")]
    values = tuple(columns) if postgres else (json.dumps(list(zip(*columns, strict=True))),)
    rows = connection.exec_driver_sql(sql, values).fetchall()
    return pl.DataFrame([tuple(row) for row in rows], schema=dict(schema), orient="row")


_WANTED_POSTGRES = (
    "unnest(%s::integer[], %s::integer[], %s::integer[]) AS w(pupil, first, last) "
    "JOIN {table} t ON t.pupil_id = w.pupil AND t.day BETWEEN w.first AND w.last"
)
_WANTED_SQLITE = (
    "json_each(?) w CROSS JOIN {table} t ON t.pupil_id = json_extract(w.value, '$[0]') "
    "AND t.day BETWEEN json_extract(w.value, '$[1]') AND json_extract(w.value, '$[2]')"
)


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection


def execute_many(session: Session, sql: str, rows: Sequence[tuple[Any, ...]]) -> int:
    """The statement, with `?` for each value, once for each row. No rows: nothing happens."""
    if not rows:
        return 0
    if session.connection().dialect.name == "postgresql":
        sql = sql.replace("?", "%s")
    return _many(session, sql, list(rows))
