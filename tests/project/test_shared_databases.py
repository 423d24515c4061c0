"""The fixtures that other tests stand on."""

import pytest
from sqlalchemy import create_engine, inspect, text

from storage.database import Database


def test_a_new_database_has_its_tables_and_can_be_written_to(database: Database) -> None:
    assert "alembic_version" in inspect(database.engine).get_table_names()
    with database.writing() as session:
        session.execute(text("CREATE TABLE left_behind (id INTEGER)"))


@pytest.mark.parametrize("turn", [1, 2])
def test_no_test_sees_what_another_left(database: Database, turn: int) -> None:
    assert "left_behind" not in inspect(database.engine).get_table_names()


def test_an_address_leads_to_an_empty_database(database_url: str) -> None:
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_the_postgresql_is_a_real_one(postgres_database: Database) -> None:
    with postgres_database.reading() as session:
        assert "PostgreSQL" in session.scalar(text("SELECT version()"))
