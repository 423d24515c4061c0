"""Generations: how a large import is written aside in small steps and becomes visible at once.

A generation is the id of an import. Rows with `from_gen <= g < to_gen` are visible at generation g,
and g is the highest id of an import that became active. An import that was interrupted leaves rows
that no generation shows; the next import takes them away before it begins.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Engine, and_, func, text
from sqlmodel import Session, col, select

from storage.database import Database
from storage.errors import StorageError
from storage.ingest.pacing import PacedWriter, Step
from storage.queries.prepared import ask_one
from storage.tables import FOREVER, DaySum, Import, Lesson, Pupil, ScheduleEntry

STAGING, ACTIVE, FAILED = "staging", "active", "failed"
_LOCK = 0x4E_61_72_49  # any number that is ours, beside the migrations' own
_ROWS_AT_A_TIME = 1_000
_PUPILS_AT_A_TIME = 50
_KEPT_IN_GENERATIONS = (Lesson, DaySum, ScheduleEntry)
_BUSY = "En annan inläsning pågår. Vänta tills den är klar och försök sedan igen."


def current_generation(session: Session) -> int:
    """The generation that readers see: the last active import, 0 before the first."""
    return ask_one(session, _CURRENT) or 0


_CURRENT = select(func.max(Import.id)).where(col(Import.state) == ACTIVE)


def visible(
    table: type[Lesson] | type[DaySum] | type[ScheduleEntry], generation: int | BindParameter[int]
) -> ColumnElement[bool]:
    """The condition for rows of `table` that are visible at `generation`, a number or given by name."""
    return and_(col(table.from_gen) <= generation, col(table.to_gen) > generation)


@contextmanager
def one_import_at_a_time(database: Database) -> Iterator[None]:
    """Raises StorageError when another import is running. A killed import holds nothing back."""
    if database.engine.dialect.name == "postgresql":
        lock = _advisory_lock(database.engine)
    else:
        lock = _file_lock(database.engine)
    with lock:
        yield


@contextmanager
def _advisory_lock(engine: Engine) -> Iterator[None]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}):
            raise StorageError(_BUSY)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})


@contextmanager
def _file_lock(engine: Engine) -> Iterator[None]:
    if not engine.url.database or engine.url.database == ":memory:":
        yield
        return
    with Path(engine.url.database + ".import-lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StorageError(_BUSY) from None
        yield


def clear_away(database: Database, writer: PacedWriter) -> None:
    """Takes away what interrupted imports left, and rows that the current generation has replaced."""
    with database.reading() as session:
        generation = current_generation(session)
        abandoned = session.exec(select(Import.id).where(col(Import.state) == STAGING)).all()
    for number in abandoned:
        if number is not None:
            _undo(database, writer, number)
    for table in _KEPT_IN_GENERATIONS:
        gone = f"to_gen < {FOREVER} AND to_gen <= {generation}"
        if _any(database, table, gone):
            writer.run(_until_none(f"DELETE FROM {table.__tablename__}", table, gone))


def _undo(database: Database, writer: PacedWriter, number: int) -> None:
    """Should this be interrupted too, it is simply done again: the import is marked last."""
    for table in _KEPT_IN_GENERATIONS:
        restore = f"UPDATE {table.__tablename__} SET to_gen = {FOREVER}"
        writer.run(_until_none(restore, table, f"to_gen < {FOREVER} AND to_gen = {number}"))
    with database.reading() as session:
        highest = max(
            session.exec(select(func.max(Lesson.pupil_id))).one() or 0,
            session.exec(select(func.max(DaySum.pupil_id))).one() or 0,
            session.exec(select(func.max(Pupil.id))).one() or 0,
        )
    writer.run(_removals(number, highest))


def _removals(number: int, highest_pupil: int) -> Iterator[Step]:
    for first in range(0, highest_pupil + 1, _PUPILS_AT_A_TIME):
        pupils = f"BETWEEN {first} AND {first + _PUPILS_AT_A_TIME - 1}"
        yield _statement(f"DELETE FROM lesson WHERE from_gen = {number} AND pupil_id {pupils}")
        yield _statement(f"DELETE FROM day_sum WHERE from_gen = {number} AND pupil_id {pupils}")
        brought = f"SELECT id FROM pupil WHERE from_gen = {number} AND id {pupils}"
        yield _statement(f"DELETE FROM guardian WHERE pupil_id IN ({brought})")
        yield _statement(f"DELETE FROM mentorship WHERE pupil_id IN ({brought})")
        yield _statement(f"DELETE FROM pupil WHERE from_gen = {number} AND id {pupils}")
    for table in ("schedule_entry", "staff", "school"):
        yield _statement(f"DELETE FROM {table} WHERE from_gen = {number}")
    yield _statement(f"UPDATE import SET state = '{FAILED}' WHERE id = {number}")


def _any(database: Database, table: type[Any], condition: str) -> bool:
    """Asked first, since a transaction that writes nothing still makes others wait."""
    with database.reading() as session:
        one = f"SELECT 1 FROM {table.__tablename__} WHERE {condition} LIMIT 1"
        return session.connection().exec_driver_sql(one).first() is not None


def _until_none(change: str, table: type[Any], condition: str) -> Iterator[Step]:
    """`change` for all rows that meet the condition, some at a time. The condition holds FOREVER as a
    literal number, so that both databases use their index over replaced rows."""
    key = ", ".join(column.name for column in table.__table__.primary_key.columns)
    some = f"SELECT {key} FROM {table.__tablename__} WHERE {condition} LIMIT {_ROWS_AT_A_TIME}"
    statement = _statement(f"{change} WHERE ({key}) IN ({some})")
    touched = [_ROWS_AT_A_TIME]

    def step(session: Session) -> int:
        touched[0] = statement(session)
        return touched[0]

    while touched[0] >= _ROWS_AT_A_TIME:
        yield step


def _statement(sql: str) -> Step:
    return lambda session: session.connection().exec_driver_sql(sql).rowcount
