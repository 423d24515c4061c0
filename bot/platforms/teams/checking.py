"""What `narvarolots check` asks Entra and Graph: whether we are let in, and what is still missing there."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import httpx
import jwt
from cryptography import x509

from bot.checks import Check
from bot.platforms.teams.connector import PATIENCE
from bot.platforms.teams.graph import Graph, GraphRefused
from bot.platforms.teams.login import CONNECTOR, GRAPH, Login, LoginRefused
from bot.settings import Settings

NEEDED = ("TeamsAppInstallation.ReadWriteSelfForUser.All", "User.ReadBasic.All", "AppCatalog.Read.All")
"""Graph's application permissions, which an administrator consents to."""
WIDER = {"User.ReadBasic.All": "User.Read.All"}
"""A wider permission that holds the one needed."""
SOON = timedelta(days=30)
_ENTRA, _CONSENT, _APP, _CERTIFICATE = (
    "Teams, inloggning",
    "Teams, behörigheter",
    "Teams, appen",
    "Teams, certifikat",
)
_PAGE = "Hur: docs/teams.md."


def teams_checks(settings: Settings, now: datetime) -> list[Check]:
    """Asks over the network, half a minute at most. Never raises for what it looks for."""
    if settings.teams_unauthenticated:
        text = "TEAMS_UNAUTHENTICATED är satt: bara för Microsofts provmiljö på den här datorn."
        return [Check(_ENTRA, "warning", text, "Ta bort den när boten ska möta riktiga människor.")]
    login = Login(settings)
    try:
        return [*_certificate(settings, now), *_let_in(settings, login)]
    finally:
        login.close()


def _let_in(settings: Settings, login: Login) -> list[Check]:
    try:
        login.token_now(CONNECTOR)
        allowed = _permissions(login.token_now(GRAPH))
    except LoginRefused as refused:
        return [_refused(refused)]
    entered = Check(_ENTRA, "ok", "Entra ger boten sina nycklar")
    return [entered, _consent(allowed), asyncio.run(_app(settings, login))]


def _refused(refused: LoginRefused) -> Check:
    if refused.away:
        return Check(_ENTRA, "error", "Entra svarar inte.", "Se att servern når Microsoft på nätet.")
    cures = {
        "invalid_client": "Gör en ny hemlighet i Entra, eller ladda upp certifikatet där, och sätt den här.",
        "unauthorized_client": "Se att TEAMS_CLIENT_ID är appens program-id, och inte hemlighetens id.",
        "invalid_configuration": "Se att TEAMS_TENANT_ID och TEAMS_CERTIFICATE stämmer.",
    }
    cure = cures.get(refused.code, "Se att TEAMS_CLIENT_ID och TEAMS_TENANT_ID stämmer.")
    return Check(_ENTRA, "error", f"Entra släpper inte in boten ({refused.code}).", f"{cure} {_PAGE}")


def _permissions(token: str) -> frozenset[str] | None:
    """What the token says that it allows; None when it cannot be read, which is Microsoft's right."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return None
    return frozenset(map(str, claims.get("roles", ())))


def _consent(allowed: frozenset[str] | None) -> Check:
    if allowed is None:
        return Check(_CONSENT, "ok", "går inte att se i förväg")
    missing = [one for one in NEEDED if not {one, WIDER.get(one, one)} & allowed]
    if not missing:
        return Check(_CONSENT, "ok", "boten får installera sig hos personalen")
    text = f"Boten kan inte skriva först till någon. I Graph saknas: {', '.join(missing)}."
    cure = f"Lägg till dem som programbehörigheter i Entra och godkänn för organisationen. {_PAGE}"
    return Check(_CONSENT, "warning", text, cure)


async def _app(settings: Settings, login: Login) -> Check:
    async with httpx.AsyncClient(timeout=PATIENCE) as http:
        try:
            found = await Graph(http, login, settings.teams_graph_url).app_in_catalog(
                settings.teams_client_id or ""
            )
        except (GraphRefused, LoginRefused):
            text = "Det går inte att se om appen är uppladdad: Graph släpper inte fram frågan."
            return Check(_APP, "warning", text, f"Ge AppCatalog.Read.All i Entra. {_PAGE}")
    if found is not None:
        return Check(_APP, "ok", "uppladdad i organisationens katalog")
    cure = f"Kör: narvarolots teams package, och ladda upp filen i Teams administrationscenter. {_PAGE}"
    return Check(_APP, "error", "Appen finns inte i organisationens katalog.", cure)


def _certificate(settings: Settings, now: datetime) -> list[Check]:
    path = settings.teams_certificate
    if path is None:
        return []
    try:
        ends = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return [
            Check(
                _CERTIFICATE, "error", f"{path} går inte att läsa.", "En PEM-fil med nyckel och certifikat."
            )
        ]
    if ends < now:
        return [Check(_CERTIFICATE, "error", "Certifikatet har gått ut.", f"Gör ett nytt. {_PAGE}")]
    level, cure = ("warning", f"Gör ett nytt i tid. {_PAGE}") if ends - now < SOON else ("ok", "")
    return [Check(_CERTIFICATE, level, f"gäller till {ends:%Y-%m-%d}", cure)]  # type: ignore[arg-type]
