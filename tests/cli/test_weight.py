"""What a command imports is what it needs: a help page comes at once, a morning without a web server.

Pydantic is not counted: typer itself reads options with it.
"""

import subprocess
import sys

import pytest
from alembic.script import ScriptDirectory

from storage.migrate import alembic_config, newest_revision
from tests.cli.terminal import Terminal
from tests.project.source import ROOT

SERVERS = {"fastapi", "uvicorn", "slack_bolt", "slack_sdk", "aiohttp", "msal", "apscheduler"}
HEAVY = SERVERS | {
    "polars",
    "sqlalchemy",
    "sqlmodel",
    "alembic",
    "jinja2",
    "yaml",
    "rich",
    "holidays",
}


def imported_by(code: str) -> set[str]:
    """The top-level packages that a process has when it has run `code`."""
    tell = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tell}"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(ended.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("words", [[], ["morning"]], ids=["all", "morning"])
def test_a_help_page_imports_nothing_heavy(words: list[str]) -> None:
    code = f"from bot.cli import cli, enter; assert enter(cli, {[*words, '--help']}) == 0"
    assert imported_by(code) & HEAVY == set()


@pytest.mark.parametrize("command", ["morning", "case"])
def test_a_command_needs_neither_web_server_nor_file_readers(command: str) -> None:
    assert imported_by(f"import bot.commands.{command}") & (SERVERS | {"polars", "rich"}) == set()


def test_a_plan_is_shown_without_the_database() -> None:
    code = "from bot.cli import cli, enter; assert enter(cli, ['plan', 'show', 'danderyd']) == 0"
    assert imported_by(code) & (SERVERS | {"polars", "sqlalchemy"}) == set()


def test_the_newest_migration_is_known_by_its_name() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == newest_revision()


def test_a_database_that_is_up_to_date_is_opened_without_alembic(school: Terminal) -> None:
    code = "from bot.cli import cli, enter; assert enter(cli, ['morning', '--dry-run']) == 0"
    assert "alembic" not in imported_by(code)
