"""What `narvarolots check` looks at: settings, content, database, clock. One line each, with the cure."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.clock import Clock, SystemClock
from bot.settings import Settings, SettingsError, expected, load_settings, missing

if TYPE_CHECKING:
    from storage.database import Database

Level = Literal["ok", "warning", "error"]
CLOCK_SLACK = timedelta(minutes=5)
"""How far behind the newest import the clock may be before it is plainly wrong."""
LONG_SINCE_IMPORT = timedelta(days=7)
CONTACT_AGE = timedelta(days=183)
_SHOWN = 5
"""So many old answers are named; the rest are counted."""


@dataclass(frozen=True)
class Check:
    """`name`: a setting or a part. `cure`: what to do about it, "" when it is well."""

    name: str
    level: Level
    text: str
    cure: str = ""


def run_checks(settings: Settings | SettingsError | None = None, clock: Clock | None = None) -> list[Check]:
    """Never raises for what it looks for. Without settings, those of the environment.

    When the settings cannot be used, only they are told: the rest stands on them."""
    if settings is None:
        try:
            settings = load_settings()
        except SettingsError as error:
            settings = error
    if isinstance(settings, SettingsError):
        return [Check(problem.name, "error", problem.text, problem.cure) for problem in settings.problems]
    now = (clock or SystemClock()).now()
    content = [*content_checks(settings), *contact_checks(settings, now.date())]
    content += answer_checks(settings, now.date())
    platforms = platform_checks(settings, now) if not missing(settings) else []
    return [*setting_checks(settings), *content, *database_checks(settings, clock), *platforms]


def platform_checks(settings: Settings, now: datetime) -> list[Check]:
    """What is missing at those platforms that are used. Each is loaded only then."""
    found = []
    if settings.uses_slack:
        from bot.platforms.slack.checking import slack_checks

        found += slack_checks(settings)
    if settings.uses_teams:
        from bot.platforms.teams.checking import teams_checks

        found += teams_checks(settings, now)
    return found


def setting_checks(settings: Settings) -> list[Check]:
    """Each by its name in the environment. A secret is never shown, only that it is there."""
    problems = {problem.name: problem for problem in missing(settings)}
    found = []
    for field, about in Settings.model_fields.items():
        name = str(about.validation_alias)
        if problem := problems.get(name):
            found.append(Check(name, "error", problem.text, problem.cure))
        elif name == "NARVAROLOTS_KEYS":
            found.append(_keys_check(settings))
        elif name == "NARVAROLOTS_DATA":
            found.append(_data_check(settings.data))
        elif name == "NARVAROLOTS_URL" and not settings.address:
            found.append(
                Check(name, "warning", "inte satt; inga länkar till dokument ges i chatten", _ADDRESS)
            )
        elif name == "NARVAROLOTS_CHANNEL_NAMES":
            found.append(_names_check(settings))
        elif name == "NARVAROLOTS_LOGO" and settings.logo is not None:
            found.append(_logo_check(settings.logo))
        else:
            found.append(Check(name, "ok", _shown(settings, field)))
    return found


def _shown(settings: Settings, field: str) -> str:
    value = getattr(settings, field)
    if value is None or value is False:
        return "inte satt"
    origin = "" if field in settings.model_fields_set else " (förvalt)"
    if field in ("data", "plan", "host", "port", "morning") or field.endswith(
        ("_url", "_endpoint", "_issuer")
    ):
        return f"{value}{origin}"
    return "satt"


def _names_check(settings: Settings) -> Check:
    name = "NARVAROLOTS_CHANNEL_NAMES"
    if settings.channel_names == "names" and not settings.names_for_eht:
        told = "initialer ändå: all personal får läsa i elevhälsans kanal"
        return Check(name, "warning", told, "Ta bort NARVAROLOTS_CHANNEL_READERS, eller den här.")
    if settings.names_for_eht:
        return Check(name, "ok", "elevhälsans kanal visar namn och klass")
    origin = "" if "channel_names" in settings.model_fields_set else " (förvalt)"
    return Check(name, "ok", f"elevhälsans kanal visar initialer och klass{origin}")


def _keys_check(settings: Settings) -> Check:
    from bot.keys import encryption_keys, keys_file

    name, path = "NARVAROLOTS_KEYS", keys_file(settings)
    if settings.keys is None and settings.on_loopback and not path.exists():
        return Check(name, "ok", f"inte satt; en nyckel görs i {path} när den behövs")
    try:
        encryption_keys(settings)
    except SettingsError as error:
        return Check(name, "error", error.problems[0].text, error.problems[0].cure)
    if settings.keys is not None:
        return Check(name, "ok", "satt")
    if path.stat().st_mode & 0o077:
        return Check(name, "warning", f"{path} kan läsas av fler än du.", f"Kör: chmod 600 {path}")
    return Check(name, "ok", f"i filen {path}")


_ADDRESS = "Sätt den till adressen som personalens webbläsare når boten på."


def _logo_check(place: Path) -> Check:
    from bot.documents.logo import ENDINGS, wrong_with

    name = "NARVAROLOTS_LOGO"
    files = [one for one in place.iterdir() if one.suffix in ENDINGS] if place.is_dir() else [place]
    wrong = next((found for one in files if (found := wrong_with(one))), "" if files else "Mappen är tom.")
    return Check(name, "warning", wrong, expected(name)) if wrong else Check(name, "ok", str(place))


def _data_check(folder: Path) -> Check:
    there = next(part for part in (folder, *folder.absolute().parents) if part.exists())
    if there.is_dir() and os.access(there, os.W_OK):
        return Check("NARVAROLOTS_DATA", "ok", str(folder))
    text = f"Mappen {folder} går inte att skriva i."
    return Check("NARVAROLOTS_DATA", "error", text, expected("NARVAROLOTS_DATA"))


def content_checks(settings: Settings) -> list[Check]:
    """The settings' own plan; every other one is looked at by `narvarolots content check`."""
    from content.inspect import check
    from content.loader import PLANS, plan_ids

    if settings.plan not in plan_ids():
        cure = f"Det finns: {', '.join(plan_ids())}. Sätt NARVAROLOTS_PLAN till en av dem."
        return [Check("innehåll", "error", f"Det finns ingen plan som heter {settings.plan}.", cure)]
    folder = PLANS / settings.plan
    if not (findings := check(folder)):
        return [_decided(settings)]
    more = f" (och {len(findings) - 1} fel till)" if len(findings) > 1 else ""
    return [Check("innehåll", "error", f"{findings[0]}{more}", f"Kör: narvarolots content check {folder}")]


def _decided(settings: Settings) -> Check:
    from content.decisions import is_for_training_only
    from content.loader import load_plan

    if is_for_training_only(load_plan(settings.plan)):
        cure = f"Se vad som återstår: narvarolots plan todo {settings.plan}"
        return Check("innehåll", "error", f"planen {settings.plan} är bara för övning: beslut återstår", cure)
    return Check("innehåll", "ok", f"planen {settings.plan} går att använda")


def contact_checks(settings: Settings, today: date) -> list[Check]:
    """Numbers change: each contact is called and checked at least twice a year."""
    from content.findings import ContentError
    from content.loader import load_plan

    try:
        contacts = load_plan(settings.plan).contacts
    except ContentError:
        return []
    old = [contact.id for contact in contacts if today - contact.checked > CONTACT_AGE]
    if not old:
        return [Check("kontakter", "ok", "kontrollerade det senaste halvåret")]
    text = f"Inte kontrollerade på ett halvår: {', '.join(old)}."
    return [
        Check(
            "kontakter", "warning", text, "Ring numren, och skriv dagen vid checked i planens contacts.yaml."
        )
    ]


def answer_checks(settings: Settings, today: date) -> list[Check]:
    """What is answered changes too: each answer is read again at least twice a year, as contacts are."""
    from content.findings import ContentError
    from content.knowledge_files import load_knowledge

    try:
        answers = load_knowledge(settings.plan).answers
    except ContentError:
        return []
    old = [answer.id for answer in answers if today - answer.checked > CONTACT_AGE]
    if not old:
        return [Check("svar", "ok", "kontrollerade det senaste halvåret")]
    some = ", ".join(old[:_SHOWN]) + (" med flera" if len(old) > _SHOWN else "")
    cure = "Läs dem mot källan, och skriv dagen vid checked i filen under answers."
    return [Check("svar", "warning", f"{len(old)} svar är inte kontrollerade på ett halvår: {some}.", cure)]


def database_checks(settings: Settings, clock: Clock | None) -> list[Check]:
    """Whether it opens with our keys; and, if it does, whether the clock fits what it holds."""
    from bot.keys import encryption_keys
    from storage.database import open_database
    from storage.errors import StorageError

    now = (clock or SystemClock()).now()
    if not is_made(settings.database_url):
        # Looking makes nothing: neither a database nor the key to it.
        return [
            Check("databas", "ok", "finns inte än; den görs vid första importen"),
            *clock_checks(now, None),
        ]
    try:
        database = open_database(settings.database_url, encryption_keys(settings))
    except SettingsError as error:
        return [Check("databas", "error", error.problems[0].text, error.problems[0].cure)]
    except StorageError as error:
        return [Check("databas", "error", str(error), "Rätta det och kör igen. Inget har ändrats.")]
    try:
        kind = "SQLite" if database.engine.dialect.name == "sqlite" else "PostgreSQL"
        well = Check("databas", "ok", f"{kind} svarar, och nyckeln passar")
        return [well, *clock_checks(now, _newest_import(database))]
    finally:
        database.close()


def is_made(url: str) -> bool:
    """Whether there is something to open. Only an SQLite file can be missing without a fault."""
    kind, _, path = url.partition(":///")
    return kind != "sqlite" or Path(path).exists()


def _newest_import(database: Database) -> datetime | None:
    from sqlmodel import col, select

    from storage.tables import Import

    with database.reading() as session:
        newest = select(Import.started_at).where(Import.state == "active").order_by(col(Import.id).desc())
        return session.exec(newest).first()


def clock_checks(now: datetime, newest_import: datetime | None) -> list[Check]:
    """Without time zone data no hour is right; a clock behind the newest import is plainly wrong."""
    try:
        ZoneInfo("Europe/Stockholm")
    except ZoneInfoNotFoundError:
        return [Check("klocka", "error", "Tidszonen Europe/Stockholm saknas.", "Installera paketet tzdata.")]
    told = f"{now:%Y-%m-%d %H:%M} i Sverige"
    if newest_import is None:
        return [Check("klocka", "ok", told)]
    if now < newest_import - CLOCK_SLACK:
        text = f"{told}, men den senaste importen är från {newest_import:%Y-%m-%d %H:%M}."
        return [Check("klocka", "error", text, "Ställ serverns klocka.")]
    if now - newest_import > LONG_SINCE_IMPORT:
        days = (now - newest_import).days
        cure = "Importera en ny frånvarofil, och kontrollera att serverns klocka går rätt."
        return [Check("klocka", "warning", f"{told}. Senaste importen är {days} dagar gammal.", cure)]
    return [Check("klocka", "ok", told)]
