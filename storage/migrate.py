"""Bringing a database to the newest schema, also when several processes start at once."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Engine, text

from storage.errors import StorageError

MIGRATIONS = Path(__file__).parent / "migrations"
_NEWER = (
    "Databasen har ett schema som den här versionen inte känner till. Den är nog gjord av en nyare "
    "version av Närvarolotsen: uppdatera programmet och kör igen."
)
_LOCK = 0x4E_61_72_76  # any number that is ours; one process upgrades PostgreSQL at a time


def upgrade(engine: Engine) -> None:
    """Does nothing when the schema is the newest already. Raises StorageError for one that is newer yet."""
    config = alembic_config()
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StorageError(_NEWER) from error


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
