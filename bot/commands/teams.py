"""`narvarolots teams package`."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import typer

from bot.commands.output import say
from bot.settings import Problem, SettingsError, load_settings

NOBODYS_PAGE = "https://narvarolotsen.example"
LONGEST_NAME = 32
"""Teams' own limit for the name of whoever stands behind an app."""


def write_package(path: Path, name: str, website: str | None, privacy: str | None, terms: str | None) -> None:
    """Raises SettingsError when it is not known which app it is for, OSError when it cannot be written."""
    from bot.platforms.teams.package import Owner, package

    settings = load_settings()
    client_id = settings.teams_client_id
    if client_id is None or not _is_app_id(client_id):
        raise SettingsError([_MISSING])
    if len(name) > LONGEST_NAME:
        raise typer.BadParameter(f"Högst {LONGEST_NAME} tecken.", param_hint="--name")
    for option, address in (("--website", website), ("--privacy", privacy), ("--terms", terms)):
        if address is not None and not address.lower().startswith(("https://", "http://")):
            raise typer.BadParameter("Skriv hela adressen, med https:// först.", param_hint=option)
    page = website or NOBODYS_PAGE
    owner = Owner(name, page, privacy or page, terms or page)
    path.write_bytes(package(client_id, owner, sends_files=settings.files))
    say(f"{path} är klar att ladda upp i Teams administrationscenter. Hur: docs/teams.md.")
    if website is None:
        say("Sätt --website till er egen sida: den visas för alla som tittar på appen i Teams.")


def _is_app_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


_MISSING = Problem(
    "TEAMS_CLIENT_ID",
    "Utan appens id går paketet inte att göra.",
    "Registrera appen i Entra och sätt TEAMS_CLIENT_ID till dess program-id (klient).",
)
