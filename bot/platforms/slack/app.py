"""slack-bolt: what Slack sends, by Socket Mode or as signed requests, to the one who reads it."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.log import describe
from bot.platforms.bodies import TooLarge, body_of
from bot.platforms.slack.inbound import Ack, Inbound

EVENTS = "/slack/events"
SEEN = 5_000
"""Signatures remembered: more than Slack sends in the five minutes that one is good for."""
PING_SECONDS = 5
_ANY = re.compile(".*", re.DOTALL)
_Listener = Callable[[Ack, Any], Coroutine[Any, Any, None]]

log = structlog.get_logger()


def bolt_app(token: str, inbound: Inbound) -> AsyncApp:
    """Bolt reads, checks and hands on. It makes no calls of its own: who we are and who writes, and what is
    our own message, is looked at by the one who reads it."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    app = AsyncApp(
        client=AsyncWebClient(),
        authorize=authorize,
        logger=_bolts_log(),
        signing_secret="",
        # The door has looked at the signature; what comes by Socket Mode has none.
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        # Else Bolt acknowledges an event before anybody has looked at it, let alone stored it.
        process_before_response=True,
    )
    _listen(app, inbound)
    app.error(_failed)
    return app


def _listen(app: AsyncApp, inbound: Inbound) -> None:
    """What Slack tells of, each by the first listener that fits."""
    doing = _Doing()
    app.block_action(_ANY)(doing.with_body(inbound.pressed))
    app.view_submission(_ANY)(doing.with_body(inbound.sent))
    app.view_closed(_ANY)(_nothing)
    app.command(_ANY)(doing.with_body(inbound.commanded))
    app.message_shortcut(_ANY)(doing.with_body(inbound.asked_of_a_message))
    app.global_shortcut(_ANY)(_nothing)
    app.options(_ANY)(_no_choices)
    app.event("app_home_opened")(doing.with_body(inbound.came_home))
    for changed in ("user_change", "team_join"):
        app.event(changed)(doing.with_event(inbound.changed))
    for spoken in ("message", "app_mention"):
        app.event(spoken)(doing.with_event(inbound.said))
    app.event(_ANY)(_nothing)


async def _nothing(ack: Ack) -> None:
    await ack()


async def _no_choices(ack: Ack) -> None:
    await ack(options=[])


class _Doing:
    """What goes on after it has been acknowledged: Bolt waits for the acknowledgement, and no longer."""

    def __init__(self) -> None:
        self._going_on: set[asyncio.Task[None]] = set()

    def with_body(self, listener: _Listener) -> Callable[..., Coroutine[Any, Any, None]]:
        """Bolt gives a listener what its arguments are named after."""

        async def told(ack: Ack, body: Any) -> None:
            await self._until_acknowledged(listener, ack, body)

        return told

    def with_event(self, listener: _Listener) -> Callable[..., Coroutine[Any, Any, None]]:
        async def told(ack: Ack, event: Any) -> None:
            await self._until_acknowledged(listener, ack, event)

        return told

    async def _until_acknowledged(self, listener: _Listener, ack: Ack, told: Any) -> None:
        """Raises what the listener raises before it has acknowledged."""
        acknowledged = asyncio.get_running_loop().create_future()

        async def and_tell(**answer: Any) -> None:
            await ack(**answer)
            if not acknowledged.done():
                acknowledged.set_result(None)

        task = asyncio.create_task(listener(and_tell, told))
        await asyncio.wait({task, acknowledged}, return_when=asyncio.FIRST_COMPLETED)
        if not acknowledged.done():
            await task
        elif not task.done():
            self._going_on.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._going_on.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("slack_answer_failed", platform="slack", **describe(error))


def _bolts_log() -> logging.Logger:
    """Bolt warns of settings that we do not use, and of events that nobody listens to."""
    found = logging.getLogger("slack_bolt.app")
    found.setLevel(logging.ERROR)
    return found


async def _failed(error: Exception) -> BoltResponse:
    """Not acknowledged: Slack tells of an event again, and shows the person that a press went wrong."""
    log.error("slack_event_failed", platform="slack", **describe(error))
    return BoltResponse(status=500, body="")


class Door:
    """Signed requests on the one web server. Without Slack's own signature, made in the last five minutes,
    nothing is read at all. A request that comes a second time with the same signature is a copy that
    somebody else sends: Slack signs each anew."""

    def __init__(self, app: Callable[[], AsyncApp], signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._seen: OrderedDict[str, None] = OrderedDict()

    def router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        router.add_api_route(EVENTS, self._take, methods=["POST"])
        return router

    async def _take(self, request: Request) -> Response:
        try:
            body = await body_of(request)
        except TooLarge:
            return Response(status_code=413)
        signature = request.headers.get("x-slack-signature", "")
        if not self._is_signed(body, request.headers.get("x-slack-request-timestamp", ""), signature):
            return Response(status_code=401)
        if signature in self._seen and "x-slack-retry-num" not in request.headers:
            return Response(status_code=401)
        if not _is_readable(body, request.headers.get("content-type", "")):
            return Response(status_code=400)
        told = to_async_bolt_request(request, body)
        response = to_starlette_response(await self._app().async_dispatch(told))
        if response.status_code == 200:
            self._remember(signature)
        return response

    def _is_signed(self, body: bytes, timestamp: str, signature: str) -> bool:
        if not (signature.isascii() and timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 15):
            return False
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except UnicodeDecodeError:
            return False

    def _remember(self, signature: str) -> None:
        self._seen[signature] = None
        while len(self._seen) > SEEN:
            self._seen.popitem(last=False)


def _is_readable(body: bytes, content_type: str) -> bool:
    """Bolt takes for granted that it is an object, or a form."""
    if not content_type.startswith("application/json") and not body.lstrip().startswith((b"{", b"[")):
        return bool(body)
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False


async def listen(app: AsyncApp, client: AsyncWebClient, app_token: str) -> None:
    """Socket Mode, until it is cancelled. slack_sdk connects again by itself when a connection is lost, and
    keeps on trying when there is none to be had."""
    handler = AsyncSocketModeHandler(app, app_token, web_client=client, ping_interval=PING_SECONDS)
    try:
        async with asyncio.TaskGroup() as together:
            together.create_task(_connect(handler))
            together.create_task(_ask_for_new_addresses(handler.client))
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


async def _connect(handler: AsyncSocketModeHandler) -> None:
    await handler.connect_async()  # type: ignore[no-untyped-call]
    log.info("slack_connected", platform="slack")


async def _ask_for_new_addresses(client: SocketModeClient) -> None:
    """Slack's address is good for one connection, and soon for none; slack_sdk would try the same one for
    ever. Without one it asks for a new."""
    while True:
        await asyncio.sleep(PING_SECONDS)
        if not await client.is_connected():
            client.wss_uri = None
