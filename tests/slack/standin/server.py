"""The server: Slack's addresses, its tokens and its manners."""

from __future__ import annotations

import asyncio
import inspect
import json
import time
from typing import Any

from aiohttp import web

from tests.slack.standin import api
from tests.slack.standin.calls import METHODS, Answer, Arguments, Call, Method
from tests.slack.standin.faults import Fault, Faults
from tests.slack.standin.journal import Call as Entry
from tests.slack.standin.journal import Journal, Outcome
from tests.slack.standin.manifest import Installed
from tests.slack.standin.outward import Outward, Patience
from tests.slack.standin.rates import Limits, Meter
from tests.slack.standin.refusals import Overload, Refused
from tests.slack.standin.responses import respond
from tests.slack.standin.sockets import Sockets
from tests.slack.standin.workspace import Workspace

assert api
BOT_TOKEN = "xoxb-0-standin-bot"
APP_TOKEN = "xapp-1-A0NARVARO1-0-standin"
PAGE = "<html><body>upstream</body></html>"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


class _Cut(Exception):
    """The connection is closed without an answer."""


class _Status(Exception):
    """A page with this HTTP status instead of an answer."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Server:
    """One workspace, served over HTTP. Everything runs in one event loop."""

    def __init__(self, installed: Installed, limits: Limits, patience: Patience) -> None:
        self.workspace = Workspace(installed)
        self.journal = Journal()
        self.faults = Faults()
        self.meter = Meter(limits)
        self.sockets = Sockets(self.workspace.changed)
        self.tokens: dict[str, tuple[str, str]] = {BOT_TOKEN: ("bot", ""), APP_TOKEN: ("app", "")}
        """Kind, and an error with which every use of it is refused ("token_revoked"), if any."""
        self.outward = Outward(
            self.workspace, self.journal, self.faults, self.sockets, patience, SIGNING_SECRET
        )
        self.port = 0
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=4 * 1024**2)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link/", self.sockets.link)
        app.router.add_post("/respond/{key}", self._respond)
        app.router.add_post("/upload/{file}", self._upload)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.sockets.base = f"ws://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        await self.outward.close()
        await self.sockets.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def upload_address(self, file_id: str) -> str:
        return f"{self.base}/upload/{file_id}"

    # The web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        started = time.monotonic()
        given = await _given(request)
        fault = self.faults.next_for(name, given)
        try:
            if fault is not None:
                await self._before(fault)
            answer = await self._answer(name, request, given)
            outcome, error = "ok", ""
        except Refused as refused:
            outcome, error = "refused", refused.error
            answer = {"ok": False, "error": refused.error, **refused.more}
        except Overload as overload:
            self._write(name, started, given, "overload", "ratelimited", {})
            return _overload(overload.retry_after)
        except _Cut:
            self._write(name, started, given, "fault", "drop", {})
            return _cut(request)
        except _Status as status:
            self._write(name, started, given, "fault", str(status.code), {})
            return web.Response(status=status.code, text=PAGE, content_type="text/html")
        lost = fault is not None and fault.kind in ("lose_answer", "status_after")
        self._write(name, started, given, "lost" if lost and outcome == "ok" else outcome, error, answer)
        if lost and fault is not None:
            return _cut(request) if fault.kind == "lose_answer" else web.Response(status=fault.value or 503)
        return web.json_response(answer, headers={"X-OAuth-Scopes": ",".join(sorted(self._scopes("bot")))})

    async def _before(self, fault: Fault) -> None:
        match fault.kind:
            case "drop":
                raise _Cut
            case "status":
                raise _Status(fault.value or 503)
            case "overload":
                raise Overload(fault.value or 1)
            case "error":
                raise Refused(fault.value)
            case "html":
                raise _Status(200)
            case "slow":
                await asyncio.sleep(fault.value)

    async def _answer(self, name: str, request: web.Request, given: dict[str, Any]) -> Answer:
        found = METHODS.get(name)
        if found is None:
            raise Refused("unknown_method", req_method=name)
        scopes = self._authorized(found, request, given)
        call = Call(self, Arguments(given), scopes)
        call.needs(*found.scopes)
        self.meter.take(name, found.tier, str(given.get("channel", "")))
        for argument in given.keys() - found.known:
            self.workspace.complaints.append(f"{name} was given an unknown argument: {argument}")
        answer = found.answer(call)
        return {"ok": True, **(await answer if inspect.isawaitable(answer) else answer)}

    def _authorized(self, found: Method, request: web.Request, given: dict[str, Any]) -> frozenset[str]:
        """The scopes of the token. A token in the address or in JSON does not count."""
        header = request.headers.get("Authorization", "")
        is_json = request.content_type == "application/json"
        token = header.removeprefix("Bearer ") or ("" if is_json else str(given.get("token", "")))
        if not token:
            raise Refused("not_authed")
        kind, error = self.tokens.get(token, ("", "invalid_auth"))
        if error:
            raise Refused(error)
        if kind != found.token and found.name != "auth.test" and found.name != "api.test":
            raise Refused("not_allowed_token_type")
        return self._scopes(kind)

    def _scopes(self, kind: str) -> frozenset[str]:
        return frozenset({"connections:write"}) if kind == "app" else self.workspace.installed.scopes

    def _write(
        self, name: str, at: float, given: dict[str, Any], outcome: str, error: str, answer: Answer
    ) -> None:
        kept = {key: value for key, value in given.items() if key != "token"}
        known: Outcome = outcome  # type: ignore[assignment]
        self.journal.calls.append(Entry(name, at, kept, known, error, answer))
        self.workspace.changed()

    # What is not a method

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        started = time.monotonic()
        given = await _given(request)
        fault = self.faults.next_for("response_url", given)
        try:
            if fault is not None:
                await self._before(fault)
            respond(self, request.match_info["key"], given)
        except Refused as refused:
            self._write("response_url", started, given, "refused", refused.error, {})
            return web.json_response({"ok": False, "error": refused.error}, status=404)
        except (_Cut, Overload, _Status):
            self._write("response_url", started, given, "fault", "", {})
            return _cut(request)
        self._write("response_url", started, given, "ok", "", {})
        return web.json_response({"ok": True})

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = self.workspace.files.get(request.match_info["file"])
        if file is None:
            return web.Response(status=404)
        if request.content_type.startswith("multipart/"):
            parts = await request.post()
            sent = next((part.file.read() for part in parts.values() if isinstance(part, web.FileField)), b"")
        else:
            sent = await request.read()
        if len(sent) != file.length:
            return web.Response(status=400, text="length does not match")
        file.content = sent
        return web.Response(text=f"OK - {len(sent)}")


async def _given(request: web.Request) -> dict[str, Any]:
    """Arguments from the query, a form or JSON."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        text = await request.text()
        try:
            body = json.loads(text) if text else {}
        except ValueError:
            return {"": "invalid_json"}
        return given | (body if isinstance(body, dict) else {"": "json_not_object"})
    if request.method == "POST":
        given |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return given


def _overload(seconds: int) -> web.Response:
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": str(seconds)})


def _cut(request: web.Request) -> web.Response:
    """Nothing comes back: the connection is gone."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
