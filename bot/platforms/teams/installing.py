"""In the background: everyone on the staff gets the app, where Microsoft Graph allows it.

Where it does not, people are reached once they have opened the bot themselves."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.log import describe
from bot.platforms.base import DeliveryFailed
from bot.platforms.identities import Colleague
from bot.platforms.teams.connector import Connector
from bot.platforms.teams.graph import Graph, GraphRefused
from bot.platforms.teams.login import LoginRefused
from bot.platforms.teams.people import People
from bot.settings import Settings

EVERY = 6 * 3600.0
"""Seconds between rounds: new staff come with an import."""
SOONER = 300.0
"""Seconds until the next try, when Microsoft did not answer."""

log = structlog.get_logger()


class Installing:
    def __init__(self, settings: Settings, graph: Graph, connector: Connector, people: People) -> None:
        self._settings = settings
        self._graph = graph
        self._connector = connector
        self._people = people

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            await asyncio.sleep(await self.round())

    async def round(self) -> float:
        """Everyone who has no conversation with us. Seconds until the next round."""
        try:
            return await self._everyone()
        except GraphRefused as refused:
            if refused.not_granted:
                log.warning("teams_graph_not_granted", code=str(refused.status))
                return EVERY
            log.warning("teams_graph_away", code=str(refused.status))
            return refused.retry_after or SOONER
        except LoginRefused as refused:
            log.warning("teams_login_refused", code=refused.code)
        except SQLAlchemyError as error:
            log.error("teams_people_away", **describe(error))
        return SOONER

    async def _everyone(self) -> float:
        waiting = await asyncio.to_thread(self._people.identities.not_reached)
        if not waiting:
            return EVERY
        app = await self._graph.app_in_catalog(self._settings.teams_client_id or "")
        if app is None:
            log.warning("teams_app_not_uploaded")
            return EVERY
        reached = [await self._one(app, colleague) for colleague in waiting]
        log.info("teams_app_installed", count=sum(reached))
        return EVERY

    async def _one(self, app: str, colleague: Colleague) -> bool:
        """Whether the person can be written to now. One that cannot be found stops nobody else."""
        try:
            user = await self._graph.user(colleague.email)
            if user is None:
                return False
            await self._graph.install(user, app)
        except GraphRefused as refused:
            if refused.not_granted or refused.status in (0, 429) or refused.status >= 500:
                raise
            return False
        return await self._open(user, colleague)

    async def _open(self, user: str, colleague: Colleague) -> bool:
        settings = self._settings
        try:
            conversation = await self._connector.open_personal(
                settings.teams_service_url,
                settings.teams_client_id or "",
                user,
                settings.teams_tenant_id or "",
            )
        except DeliveryFailed:
            return False
        identities, now = self._people.identities, self._people.now()
        if await asyncio.to_thread(identities.recognise, user, [colleague.email], now) is None:
            return False
        await self._people.opened(user, settings.teams_service_url, conversation)
        return True
