"""The stand-in in a thread of its own, so that a test may block and the app may be another process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from tests.slack.standin.faults import Faults
from tests.slack.standin.journal import Journal, Sent
from tests.slack.standin.manifest import Installed, installed_from
from tests.slack.standin.outward import Patience
from tests.slack.standin.people import Human
from tests.slack.standin.rates import Limits
from tests.slack.standin.server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Server
from tests.slack.standin.workspace import BOT_USER, Channel, ChannelKind, PersonKind

Result = TypeVar("Result")
PATIENCE = 90.0
"""Seconds a person waits for something to show. Generous: a slow machine is no defect of the app."""


class StandIn:
    """Slack, for one workspace with the app installed. Methods block, and may be called from any thread."""

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop) -> None:
        self.server = server
        self._loop = loop
        self._humans: dict[str, Human] = {}

    # What the app is given

    @property
    def api_url(self) -> str:
        return f"{self.server.base}/api/"

    def env(self, http: bool = False) -> dict[str, str]:
        """The app's settings. `http`: signed requests instead of Socket Mode (`deliver_to` says where)."""
        common = {"SLACK_API_URL": self.api_url, "SLACK_BOT_TOKEN": BOT_TOKEN}
        if http:
            return common | {"SLACK_SIGNING_SECRET": SIGNING_SECRET}
        return common | {"SLACK_APP_TOKEN": APP_TOKEN}

    def deliver_to(self, url: str) -> None:
        """From now on by signed requests to this address, which must answer the challenge."""
        self.run(self.server.outward.verify(url))

    def wait_for_app(self, connections: int = 1, patience: float = PATIENCE) -> None:
        """Until the app's Socket Mode connection is there."""
        sockets = self.server.sockets
        self.until(lambda: sum(not c.closing for c in sockets.connections) >= connections or None, patience)

    # Who and where

    def add_person(self, email: str, name: str = "", kind: PersonKind = "member") -> Human:
        name = name or email.partition("@")[0].replace(".", " ").title()
        human = Human(self, self.call(lambda: self.server.workspace.add_person(email.lower(), name, kind)))
        self._humans[email.lower()] = human
        return human

    def change_person(self, email: str, *, kind: PersonKind | None = None, new_email: str = "") -> None:
        """Somebody becomes a guest, leaves, or gets another address; the app is told when it listens."""

        def _change() -> None:
            person = self._humans[email.lower()].person
            person.kind, person.email = kind or person.kind, new_email.lower() or person.email
            self.server.workspace.changed()
            if self.server.workspace.installed.hears("user_change"):
                self.server.outward.tell_of_person(person)

        self.call(_change)
        if new_email:
            self._humans[new_email.lower()] = self._humans.pop(email.lower())

    def person(self, email: str) -> Human:
        return self._humans[email.lower()]

    def add_channel(
        self,
        name: str,
        kind: ChannelKind = "private",
        members: Iterable[Human] = (),
        with_app: bool = True,
        shared: bool = False,
    ) -> str:
        """Gives the channel's id. `shared`: with another workspace."""
        ids = {human.id for human in members} | ({BOT_USER} if with_app else set())
        return self.call(lambda: self.server.workspace.add_channel(kind, name, ids, shared)).id

    def channel(self, name: str) -> Channel:
        return next(c for c in self.server.workspace.channels.values() if name in (c.name, c.id))

    def channel_by_id(self, channel_id: str) -> Channel:
        return self.server.workspace.channels[channel_id]

    # What goes wrong, and what went on

    @property
    def faults(self) -> Faults:
        return self.server.faults

    @property
    def journal(self) -> Journal:
        return self.server.journal

    @property
    def complaints(self) -> list[str]:
        """What Slack would have shown as an error, or ignored. A test ends by seeing that it is empty."""
        return self.server.workspace.complaints

    def install(self, installed: Installed) -> None:
        """Installs the app anew, with other scopes or events."""
        self.call(lambda: setattr(self.server.workspace, "installed", installed))

    def revoke(self, token: str = BOT_TOKEN, error: str = "token_revoked") -> None:
        kind, _ = self.server.tokens[token]
        self.call(lambda: self.server.tokens.update({token: (kind, error)}))

    def drop_connections(self) -> None:
        self.run(self.server.sockets.drop())

    def refresh_connections(self) -> None:
        self.run(self.server.sockets.refresh())

    def deliver_again(self, sent: Iterable[Sent]) -> None:
        """The same deliveries once more, in this order, some at a time; returns when all are answered."""
        self.run(self.server.outward.again(sent))

    def settle(self) -> None:
        """Until every delivery on its way has arrived or been given up."""
        self.run(self.server.outward.settle())

    # The way to the server's thread

    def run(self, work: Awaitable[Result]) -> Result:
        async def _work() -> Result:
            return await work

        return asyncio.run_coroutine_threadsafe(_work(), self._loop).result()

    def call(self, work: Callable[[], Result]) -> Result:
        async def _work() -> Result:
            return work()

        return asyncio.run_coroutine_threadsafe(_work(), self._loop).result()

    def until(self, look: Callable[[], Result | None], patience: float = 0) -> Result:
        """What `look` (run in the server's thread) finds, as soon as it does. Raises TimeoutError."""
        return self.run(self.server.workspace.until(look, patience or PATIENCE))


@contextmanager
def running_standin(
    installed: Installed | None = None,
    limits: Limits | None = None,
    patience: Patience | None = None,
    port: int = 0,
) -> Iterator[StandIn]:
    """A stand-in on a free port until the block ends. Without `installed`: by the project's manifest.yaml."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="slack-standin", daemon=True)
    thread.start()
    given = installed or installed_from()

    async def _start() -> Server:
        server = Server(given, limits or Limits(), patience or Patience())
        await server.start(port)
        return server

    server = asyncio.run_coroutine_threadsafe(_start(), loop).result()
    try:
        yield StandIn(server, loop)
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
