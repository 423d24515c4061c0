"""Teams put together: what `bot/app.py` installs when it has its settings."""

from __future__ import annotations

import httpx

from bot.platforms.channels import PlatformChannels
from bot.platforms.posted import PostedMessages
from bot.platforms.readers import Readers
from bot.platforms.teams.connector import PATIENCE, Connector
from bot.platforms.teams.files import FileHandover
from bot.platforms.teams.graph import Graph
from bot.platforms.teams.installing import Installing
from bot.platforms.teams.login import Login
from bot.platforms.teams.membership import Membership
from bot.platforms.teams.pace import Pace
from bot.platforms.teams.people import People
from bot.platforms.teams.platform import TeamsPlatform
from bot.platforms.teams.reception import Reception
from bot.platforms.teams.routes import CheckedDoor, Door, OpenDoor, teams_router
from bot.platforms.teams.seen import Seen
from bot.platforms.teams.tokens import SigningKeys, TokenChecker
from bot.services import Installed, Services
from bot.settings import Settings
from handlers.asides import ASIDES

MOST_CONNECTIONS = 32


def install(services: Services) -> Installed:
    """With TEAMS_UNAUTHENTICATED there are no tokens in either direction, and no dialogs: the playground
    has none."""
    settings, database, clock = services.settings, services.database, services.clock
    trusting = settings.teams_unauthenticated
    limits = httpx.Limits(max_connections=MOST_CONNECTIONS)
    http = httpx.AsyncClient(timeout=PATIENCE, limits=limits, follow_redirects=False)
    login = None if trusting else Login(settings)
    connector = Connector(http, login, Pace(), clock)
    people = People(database, connector, clock, services.wake)
    channels = PlatformChannels(database, "teams")
    membership = Membership(Readers(database, settings), connector, channels, people)
    seen = Seen(database, clock, services.wake)
    asides: frozenset[str] = frozenset() if trusting else ASIDES
    platform = TeamsPlatform(
        connector,
        people,
        channels,
        membership,
        seen,
        services.desk,
        bot=settings.teams_client_id or "",
        service_url=settings.teams_service_url,
        asides=asides,
    )
    reception = Reception(
        services.intake,
        people,
        connector,
        channels,
        membership,
        PostedMessages(database, "teams"),
        seen,
        asides,
        FileHandover(http, connector, services.desk),
    )
    installing = (
        Installing(settings, Graph(http, login, settings.teams_graph_url), connector, people).run
        if login
        else None
    )
    return Installed(platform, teams_router(_door(settings, http), reception), run=installing)


def _door(settings: Settings, http: httpx.AsyncClient) -> Door:
    if settings.teams_unauthenticated:
        return OpenDoor()
    keys = SigningKeys(http, settings.teams_openid_metadata_url)
    return CheckedDoor(
        TokenChecker(
            keys,
            issuer=settings.teams_token_issuer,
            audience=settings.teams_client_id or "",
            tenant=settings.teams_tenant_id or "",
        )
    )
