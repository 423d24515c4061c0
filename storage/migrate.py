"""Bringing a database to the newest schema, also when several processes start at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from storage.errors import StorageError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
_NEWER = (
    "Databasen har ett schema som den här versionen inte känner till. Den är nog gjord av en nyare "
    "version av Närvarolotsen: uppdatera programmet och kör igen."
)
_LOCK = 0x4E_61_72_76  # any number that is ours; one process upgrades PostgreSQL at a time


def upgrade(engine: Engine) -> None:
    """Does nothing when the schema is the newest already. Raises StorageError for one that is newer yet."""
    with engine.connect() as connection:
        if _revision(connection) == newest_revision():
            return
    _bring_up(engine)


def newest_revision() -> str:
    """Seen from the names of the migrations ("0002_what_it_does.py"): Alembic takes a while to fetch, and
    most commands have nothing to upgrade."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _bring_up(engine: Engine) -> None:
    from alembic import command
    from alembic.util.exc import CommandError

    config = alembic_config()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StorageError(_NEWER) from error


def alembic_config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
