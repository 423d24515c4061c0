"""Slack as a platform: what goes out, what comes in, and what is done in the background."""

from __future__ import annotations

import asyncio

import structlog
from fastapi import APIRouter
from pydantic import SecretStr
from slack_bolt.app.async_app import AsyncApp
from sqlalchemy.exc import SQLAlchemyError

from bot.log import describe
from bot.outbox import OutboxQueue
from bot.platforms.base import Delivery
from bot.platforms.channels import PlatformChannels
from bot.platforms.posted import PostedMessages
from bot.platforms.readers import Readers
from bot.platforms.slack.answers import Answers
from bot.platforms.slack.api import ACCOUNT, SlackApi, SlackRefused
from bot.platforms.slack.app import Door, bolt_app, listen
from bot.platforms.slack.company import Company
from bot.platforms.slack.delivery import STRANGER, SlackDelivery
from bot.platforms.slack.inbound import Inbound
from bot.platforms.slack.linking import Linking
from bot.platforms.slack.people import People
from bot.platforms.slack.places import Places
from bot.platforms.slack.rooms import Rooms
from bot.services import Installed, Services

LANES = 4
"""Deliveries at the same time: enough for Slack's pace, and few to look for after a crash."""
LAST_MOMENTS, LAST_LOOKS = 5.0, 50
"""Seconds that deliveries under way get when the bot stops, and how often they are looked at."""
REST = 30.0
"""Seconds between two tries to be let in."""

log = structlog.get_logger()


class SlackPlatform:
    name = "slack"

    def __init__(self, services: Services) -> None:
        settings, database = services.settings, services.database
        self._settings = settings
        self._clock, self._wake = services.clock, services.wake
        self._outbox = OutboxQueue(database)
        self._api = SlackApi(
            _secret(settings.slack_bot_token), settings.slack_api_url, settings.slack_messages_per_minute
        )
        self._channels = PlatformChannels(database, self.name)
        self._people = People(database, self._api, services.clock, services.wake)
        rooms = Rooms(self._api, Company(self._api, self._people, Readers(database, settings)))
        self._delivery = SlackDelivery(self._api, self._people, rooms, self._channels, services.desk)
        self._inbound = Inbound(
            services.intake,
            self._people,
            Places(self._channels, PostedMessages(database, self.name)),
            Answers(self._api),
            Linking(rooms),
        )
        self._bolt: AsyncApp | None = None
        self._under_way = 0

    def reaches(self, delivery: Delivery) -> bool:
        if delivery.staff_id is not None:
            return self._people.known(delivery.staff_id)
        if delivery.channel.startswith(STRANGER):
            return True
        return self._channels.conversation(delivery.channel) is not None

    async def deliver(self, delivery: Delivery) -> str:
        self._under_way += 1
        try:
            return await self._delivery.deliver(delivery)
        finally:
            self._under_way -= 1

    async def run(self) -> None:
        """Listens (in Socket Mode) and looks people up, until it is cancelled."""
        try:
            async with asyncio.TaskGroup() as together:
                together.create_task(self._people.run())
                together.create_task(self._send_what_was_not_let_in())
                if self._settings.slack_app_token is not None:
                    token = _secret(self._settings.slack_app_token)
                    together.create_task(listen(self.bolt(), self._api.client(), token))
        finally:
            await self._let_go()

    async def _send_what_was_not_let_in(self) -> None:
        """When Slack lets the app in again, the day's messages that it refused for that go once more."""
        while True:
            try:
                await self._people.home()
                today = self._clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
                if await asyncio.to_thread(self._outbox.once_more, self.name, ACCOUNT, today):
                    self._wake()
                return
            except SlackRefused as refused:
                log.warning("slack_not_let_in", platform=self.name, code=refused.code)
            except SQLAlchemyError as error:
                log.error("slack_not_begun", platform=self.name, **describe(error))
            await asyncio.sleep(REST)

    async def _let_go(self) -> None:
        """Connections are closed when what is being sent has been sent."""
        for _ in range(LAST_LOOKS):
            if not self._under_way:
                break
            await asyncio.sleep(LAST_MOMENTS / LAST_LOOKS)
        await self._api.close()

    def router(self) -> APIRouter | None:
        """With an app token Slack is listened to by Socket Mode, and there is no door to knock on."""
        if self._settings.slack_app_token is not None:
            return None
        return Door(self.bolt, _secret(self._settings.slack_signing_secret)).router()

    def bolt(self) -> AsyncApp:
        if self._bolt is None:
            self._bolt = bolt_app(_secret(self._settings.slack_bot_token), self._inbound)
        return self._bolt


def install(services: Services) -> Installed:
    slack = SlackPlatform(services)
    return Installed(slack, slack.router(), run=slack.run, lanes=LANES)


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""
