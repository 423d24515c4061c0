"""What `narvarolots check` asks Slack: whether we are let in, and what is still missing there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import closing

import aiohttp

from bot.checks import Check, is_made
from bot.clock import SystemClock
from bot.keys import encryption_keys
from bot.platforms.channels import PlatformChannels
from bot.platforms.identities import Identities
from bot.platforms.readers import Readers
from bot.platforms.slack.api import SlackApi, SlackRefused
from bot.platforms.slack.company import Company
from bot.platforms.slack.people import People
from bot.platforms.slack.rooms import Rooms
from bot.settings import Settings, SettingsError
from content.texts import text
from handlers.channel_links import channel_of
from storage.database import Database, open_database
from storage.errors import StorageError

SCOPES = {
    "app_mentions:read": "svara den som nämner boten",
    "chat:write": "skriva meddelanden",
    "commands": "/narvaro och genvägen",
    "groups:history": "svara i elevhälsans trådar",
    "groups:read": "se att elevhälsans kanal är privat",
    "im:history": "läsa det som skrivs till boten",
    "im:write": "öppna samtalet med en mentor",
    "metadata.message:read": "känna igen sina egna meddelanden efter ett avbrott",
    "users:read": "se vem som är gäst eller från en annan arbetsyta",
    "users:read.email": "hitta personalen genom e-postadressen",
}
"""What the bot needs, and for what. The same as in manifest.yaml."""
FILE_SCOPE = {"files:write": "skicka dokument som filer, NARVAROLOTS_FILES"}
"""Only where that is chosen."""
_TOKEN, _SCOPES, _SOCKET = "Slack, inloggning", "Slack, behörigheter", "Slack, Socket Mode"
_STAFF, _CHANNEL = "Slack, personal", "Slack, elevhälsans kanal"
_PAGE = "Hur: docs/slack.md."
_AWAY = ("no_answer", "no_connection")


def slack_checks(settings: Settings) -> list[Check]:
    """Asks over the network, half a minute at most. Never raises for what it looks for."""
    return asyncio.run(_all(settings))


async def _all(settings: Settings) -> list[Check]:
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    api = SlackApi(token, settings.slack_api_url)
    try:
        allowed = await _scopes(api, settings, token)
        found = [Check(_TOKEN, "ok", "Slack släpper in boten"), _missing(allowed, settings)]
        found.append(await _listening(api, settings))
        return [*found, *await _school(api, settings)]
    except SlackRefused as refused:
        return [_refused(refused)]
    finally:
        await api.close()


async def _scopes(api: SlackApi, settings: Settings, token: str) -> frozenset[str] | None:
    """Slack tells with every answer what the token may; None when a stand-in does not."""
    await api.call("auth.test")
    address = f"{settings.slack_api_url.rstrip('/')}/auth.test"
    try:
        async with api.session().post(address, headers={"Authorization": f"Bearer {token}"}) as answer:
            told = answer.headers.get("x-oauth-scopes")
    except (aiohttp.ClientError, TimeoutError):
        raise SlackRefused("no_answer", passing=True) from None
    return None if told is None else frozenset(part.strip() for part in told.split(",") if part.strip())


def _refused(refused: SlackRefused) -> Check:
    if refused.code in _AWAY or refused.passing:
        return Check(_TOKEN, "error", "Slack svarar inte.", "Se att servern når slack.com på nätet.")
    cures = {
        "invalid_auth": "Kopiera Bot User OAuth Token (xoxb-…) en gång till, från OAuth & Permissions.",
        "not_allowed_token_type": "SLACK_BOT_TOKEN ska börja med xoxb-, inte xapp- eller xoxp-.",
        "account_inactive": "Appen är avinstallerad. Installera den igen på arbetsytan.",
        "token_revoked": "Appen är avinstallerad. Installera den igen, och sätt den nya token som visas.",
    }
    cure = cures.get(refused.code, "Installera om appen på arbetsytan, och sätt den token som visas.")
    return Check(_TOKEN, "error", f"Slack släpper inte in boten ({refused.code}).", f"{cure} {_PAGE}")


def _missing(allowed: frozenset[str] | None, settings: Settings) -> Check:
    if allowed is None:
        return Check(_SCOPES, "ok", "går inte att se i förväg")
    needed = SCOPES | (FILE_SCOPE if settings.files else {})
    missing = [f"{scope} ({why})" for scope, why in needed.items() if scope not in allowed]
    if not missing:
        return Check(_SCOPES, "ok", "boten får det den behöver, och inget mer har begärts av den")
    more = " Lägg till files:write bland behörigheterna." if set(FILE_SCOPE) & set(needed) - allowed else ""
    cure = f"Klistra in manifest.yaml igen under App Manifest, och installera om appen.{more}"
    return Check(_SCOPES, "error", f"Det saknas: {', '.join(missing)}.", f"{cure} {_PAGE}")


async def _listening(api: SlackApi, settings: Settings) -> Check:
    if settings.slack_app_token is None:
        words = "boten lyssnar på /slack/events, dit Slack ska skicka"
        return Check("Slack, adress", "ok", words)
    try:
        await api.call("apps.connections.open", app_token=settings.slack_app_token.get_secret_value())
    except SlackRefused as refused:
        if refused.passing:
            return Check(_SOCKET, "error", "Slack svarar inte.", "Se att servern når slack.com på nätet.")
        cure = "Gör en App-Level Token (xapp-…) med connections:write, och slå på Socket Mode."
        return Check(_SOCKET, "error", f"Det går inte att lyssna ({refused.code}).", f"{cure} {_PAGE}")
    return Check(_SOCKET, "ok", "boten kan lyssna utan egen adress")


async def _school(api: SlackApi, settings: Settings) -> list[Check]:
    """What only the school's own database can tell. Looking makes none."""
    if not is_made(settings.database_url):
        return []
    try:
        database = open_database(settings.database_url, encryption_keys(settings))
    except (SettingsError, StorageError):
        return []
    with closing(database):
        return [_staff(database), *await _channels(api, database, settings)]


def _staff(database: Database) -> Check:
    identities = Identities(database, "slack")
    found, missing = len(identities.reached()), len(identities.not_reached())
    if not found:
        return Check(_STAFF, "ok", "boten letar upp personalen när den startar")
    if not missing:
        return Check(_STAFF, "ok", f"alla {found} i personallistan är hittade")
    cure = "Se att adresserna i personal.csv är de som står i Slack."
    return Check(_STAFF, "warning", f"{missing} av {found + missing} är inte hittade i Slack.", cure)


async def _channels(api: SlackApi, database: Database, settings: Settings) -> list[Check]:
    linked = PlatformChannels(database, "slack").all()
    people = People(database, api, SystemClock(), lambda: None)
    rooms = Rooms(api, Company(api, people, Readers(database, settings)))
    found = []
    for school, name in _schools(database).items():
        channel = channel_of(school)
        found.append(await _channel(rooms, name, channel, linked.get(channel)))
    return found


def _schools(database: Database) -> Mapping[int, str]:
    from sqlmodel import select

    from storage.tables import School

    with database.reading() as session:
        return {school.id or 0: school.name for school in session.exec(select(School))}


async def _channel(rooms: Rooms, school: str, channel: str, conversation: str | None) -> Check:
    name = f"{_CHANNEL}, {school}"
    if conversation is None:
        cure = "Bjud in boten i den privata kanalen, och låt någon i elevhälsan skriva /narvaro koppla där."
        return Check(name, "warning", "ingen kanal är vald", f"{cure} {_PAGE}")
    try:
        reason = await rooms.why_not(conversation, channel, look=True)
    except SlackRefused as refused:
        return Check(name, "warning", f"gick inte att se på ({refused.code})", "Kör igen om en stund.")
    if not reason:
        return Check(name, "ok", "privat, skolans egen, och läses bara av dem den är till för")
    return Check(name, "error", text(f"slack.link_{reason}"), f"Välj en annan kanal. {_PAGE}")
