"""A bare app: slack_sdk's own clients and nothing of ours, to try the stand-in with."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web as server
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.standin import StandIn
from tests.slack.standin.server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET

Json = dict[str, Any]
Result = TypeVar("Result")


@dataclass
class Heard:
    """One delivery, however it came."""

    kind: str
    payload: Json
    attempt: int = 0
    reason: str = ""


@dataclass
class BareApp:
    """Hears everything, acknowledges with what `answers` gives (None: not at all)."""

    slack: StandIn
    loop: asyncio.AbstractEventLoop
    heard: list[Heard] = field(default_factory=list)
    answers: Callable[[Heard], Json | None] = lambda _heard: {}
    status: int = 200

    def web(self, token: str = BOT_TOKEN) -> AsyncWebClient:
        return AsyncWebClient(token=token, base_url=self.slack.api_url, retry_handlers=[], timeout=10)

    def calls(self, method: str, token: str = BOT_TOKEN, **arguments: Any) -> Json:
        """One call by slack_sdk, as JSON. Gives the whole answer, refusals too."""
        return self.run(self._call(self.web(token), method, arguments))

    async def _call(self, client: AsyncWebClient, method: str, arguments: Json) -> Json:
        try:
            answer = await client.api_call(method, json=arguments)
        except SlackApiError as error:
            answer = error.response
        assert isinstance(answer.data, dict)
        return answer.data | {"status": answer.status_code, "headers": dict(answer.headers)}

    def posts(self, channel: str, text: str = "hej", **more: Any) -> Json:
        return self.calls("chat.postMessage", channel=channel, text=text, **more)

    def run(self, work: Awaitable[Result]) -> Result:
        async def _work() -> Result:
            return await work

        return asyncio.run_coroutine_threadsafe(_work(), self.loop).result(60)

    def events(self, kind: str = "message") -> list[Json]:
        found = (heard.payload.get("event") or {} for heard in self.heard if heard.kind == "events_api")
        return [event for event in found if event.get("type") == kind]

    def pressed(self) -> list[Json]:
        return [heard.payload for heard in self.heard if heard.payload.get("type") == "block_actions"]

    async def listen(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        heard = Heard(request.type, request.payload, request.retry_attempt or 0, request.retry_reason or "")
        self.heard.append(heard)
        answer = self.answers(heard)
        if answer is not None:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer or None))

    async def take(self, request: server.Request) -> server.Response:
        body = await request.text()
        if not SignatureVerifier(SIGNING_SECRET).is_valid_request(body, dict(request.headers)):
            return server.Response(status=401)
        if request.content_type == "application/json":
            payload: Json = await request.json()
            if payload["type"] == "url_verification":
                return server.json_response({"challenge": payload["challenge"]})
            kind = "events_api"
        else:
            form = dict(await request.post())
            kind = "interactive" if "payload" in form else "slash_commands"
            payload = _loaded(str(form["payload"])) if "payload" in form else form
        number, reason = request.headers.get("X-Slack-Retry-Num", "0"), "X-Slack-Retry-Reason"
        heard = Heard(kind, payload, int(number), request.headers.get(reason, ""))
        self.heard.append(heard)
        answer = self.answers(heard)
        if answer is None:
            return server.Response(status=500)
        return server.json_response(answer) if answer else server.Response(status=self.status)


def _loaded(text: str) -> Json:
    found = json.loads(text)
    assert isinstance(found, dict)
    return found


@contextmanager
def bare_app(slack: StandIn, *, connections: int = 0, http: bool = False) -> Iterator[BareApp]:
    """`connections`: by Socket Mode, so many. `http`: by signed requests."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    app = BareApp(slack, loop)
    clients = app.run(_connect(app, connections))
    runner = app.run(_serve(app)) if http else None
    if runner is not None:
        slack.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    if connections:
        slack.wait_for_app(connections)
    try:
        yield app
    finally:
        for client in clients:
            app.run(client.close())  # type: ignore[no-untyped-call]
        if runner is not None:
            app.run(runner.cleanup())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _connect(app: BareApp, connections: int) -> list[SocketModeClient]:
    clients = []
    for _ in range(connections):
        client = SocketModeClient(APP_TOKEN, web_client=app.web(APP_TOKEN), ping_interval=1)
        client.socket_mode_request_listeners.append(app.listen)
        await client.connect()  # type: ignore[no-untyped-call]
        clients.append(client)
    return clients


async def _serve(app: BareApp) -> server.AppRunner:
    site = server.Application()
    site.router.add_post("/slack/events", app.take)
    runner = server.AppRunner(site, access_log=None)
    await runner.setup()
    await server.TCPSite(runner, "127.0.0.1", 0).start()
    return runner
