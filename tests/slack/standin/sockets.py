"""Socket Mode: the connections an app holds open, and what goes through them."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.slack.standin.workspace import APP

MOST_CONNECTIONS = 10
TICKET_SECONDS = 30.0


class NoConnection(Exception):
    """Nobody there, or the connection went before the acknowledgement came."""


@dataclass(eq=False)
class Connection:
    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    waiting: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    closing: bool = False

    def lose_all(self) -> None:
        for answer in self.waiting.values():
            if not answer.done():
                answer.set_exception(NoConnection())
        self.waiting.clear()


class Sockets:
    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self.base = ""
        """ws://host:port of this server, once it listens."""
        self.connections: list[Connection] = []
        self.opened = 0
        """How many there have been."""
        self._tickets: dict[str, float] = {}
        self._next = 0

    def new_address(self) -> str:
        ticket = uuid.uuid4().hex
        self._tickets[ticket] = time.monotonic() + TICKET_SECONDS
        return f"{self.base}/link/?ticket={ticket}&app_id={APP}"

    async def link(self, request: web.Request) -> web.StreamResponse:
        """A ticket is good for one connection."""
        if self._tickets.pop(request.query.get("ticket", ""), 0) < time.monotonic():
            return web.Response(status=401, text="invalid ticket")
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        if len(self.connections) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await socket.close()
            return socket
        await self._serve(Connection(socket, request.transport))
        return socket

    async def _serve(self, connection: Connection) -> None:
        self.connections.append(connection)
        self.opened += 1
        await connection.socket.send_json(self._hello())
        self._changed()
        try:
            async for message in connection.socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(connection, message.data)
        finally:
            self.connections.remove(connection)
            connection.lose_all()
            self._changed()

    def _hello(self) -> dict[str, Any]:
        debug = {"host": "applink-0", "build_number": 10, "approximate_connection_time": 18060}
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": debug,
            "connection_info": {"app_id": APP},
        }

    def _acknowledge(self, connection: Connection, data: str) -> None:
        try:
            given = json.loads(data)
        except ValueError:
            return
        answer = connection.waiting.pop(given.get("envelope_id", ""), None)
        if answer is not None and not answer.done():
            answer.set_result(given)

    async def send(self, envelope: dict[str, Any], patience: float) -> dict[str, Any]:
        """Any of the open connections gets it. Gives the acknowledgement.

        Raises NoConnection or TimeoutError."""
        open_ones = [c for c in self.connections if not c.closing]
        if not open_ones:
            raise NoConnection
        self._next += 1
        connection = open_ones[self._next % len(open_ones)]
        envelope = {"envelope_id": str(uuid.uuid4()), **envelope}
        answer = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = answer
        try:
            await connection.socket.send_json(envelope)
            return await asyncio.wait_for(answer, patience)
        except ConnectionError:
            raise NoConnection from None
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)

    async def refresh(self) -> None:
        """Slack asks the app to connect anew, as it does every few hours."""
        for connection in list(self.connections):
            connection.closing = True
            await connection.socket.send_json(
                {"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "applink-0"}}
            )

    async def drop(self) -> None:
        """Every connection breaks without a word."""
        for connection in list(self.connections):
            connection.closing = True
            if connection.transport is not None:
                connection.transport.abort()
