"""What Slack sends to the app: events, presses and commands, by Socket Mode or as signed requests."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.slack.standin.faults import Faults
from tests.slack.standin.journal import Journal, Sent
from tests.slack.standin.shapes import message_json, person_json
from tests.slack.standin.sockets import NoConnection, Sockets
from tests.slack.standin.workspace import APP, BOT_USER, TEAM, Channel, Message, Person, Workspace

Json = dict[str, Any]
CHANNEL_TYPE = {"im": "im", "private": "group", "public": "channel", "mpim": "mpim"}
CHANNEL_EVENT = {"im": "message.im", "private": "message.groups", "public": "message.channels"}
VERIFICATION_TOKEN = "long-deprecated"
COPIES_AT_ONCE = 20


class AppDidNotAnswer(Exception):
    """The app did not acknowledge in time, or answered an error; the person sees a warning sign."""


@dataclass
class Patience:
    """How long Slack waits, in seconds. A real one: 3 s, and again at once, after 1 and 5 minutes."""

    acknowledgement: float = 3.0
    trigger: float = 3.0
    response_url: float = 1800.0
    retries: tuple[float, ...] = (0.0, 1.0, 5.0)


class Outward:
    """`request_url` "": Socket Mode."""

    def __init__(
        self,
        workspace: Workspace,
        journal: Journal,
        faults: Faults,
        sockets: Sockets,
        patience: Patience,
        signing_secret: str,
    ) -> None:
        self.workspace = workspace
        self.journal = journal
        self.faults = faults
        self.sockets = sockets
        self.patience = patience
        self.signing_secret = signing_secret
        self.request_url = ""
        self._tasks: set[asyncio.Task[Any]] = set()
        self._http: aiohttp.ClientSession | None = None

    # Events

    def tell(self, event: Json, user: str, shared: bool = False) -> None:
        """Sends an event in the background, again when it is not acknowledged."""
        self._background(self.event_until_acknowledged(self.wrapped(event, user, shared)))

    def wrapped(self, event: Json, user: str, shared: bool = False) -> Json:
        authorization = {
            "enterprise_id": None,
            "team_id": TEAM,
            "user_id": BOT_USER,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        person = self.workspace.people.get(user)
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": TEAM,
            "context_team_id": TEAM,
            "context_enterprise_id": None,
            "api_app_id": APP,
            "event": event
            | ({"user_team": person.team, "source_team": person.team} if person and shared else {}),
            "type": "event_callback",
            "event_id": f"Ev{uuid.uuid4().hex[:10].upper()}",
            "event_time": int(time.time()),
            "authorizations": [authorization],
            "is_ext_shared_channel": shared,
            "event_context": f"4-{uuid.uuid4().hex}",
        }

    async def event_until_acknowledged(self, body: Json) -> None:
        reason = ""
        for attempt, wait in enumerate((0.0, *self.patience.retries)):
            await asyncio.sleep(wait)
            try:
                await self._once("events_api", body, attempt, reason)
                break
            except AppDidNotAnswer as failure:
                reason = str(failure)
        await self._repeat("events_api", body)

    def tell_of_message(self, channel: Channel, message: Message) -> None:
        """Those who may read along are told, the app of its own messages too."""
        self._tell_in(channel, self._message_event(channel, message), message.user)

    def _message_event(self, channel: Channel, message: Message) -> Json:
        return message_json(channel, message) | {
            "channel": channel.id,
            "event_ts": message.ts,
            "channel_type": CHANNEL_TYPE[channel.kind],
        }

    def tell_of_change(self, channel: Channel, message: Message) -> None:
        self._tell_in(
            channel, self._hidden(channel, "message_changed", {"message": message_json(channel, message)})
        )

    def tell_of_deletion(self, channel: Channel, message: Message) -> None:
        self._tell_in(channel, self._hidden(channel, "message_deleted", {"deleted_ts": message.ts}))

    def tell_of_person(self, person: Person) -> None:
        with_email = "users:read.email" in self.workspace.installed.scopes
        user = person_json(person, with_email)
        event = {"type": "user_change", "user": user, "event_ts": self.workspace.new_ts(), "cache_ts": 0}
        self.tell(event, person.id)

    def _hidden(self, channel: Channel, subtype: str, more: Json) -> Json:
        ts = self.workspace.new_ts()
        return {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "channel": channel.id,
            "channel_type": CHANNEL_TYPE[channel.kind],
            "ts": ts,
            "event_ts": ts,
            **more,
        }

    def _tell_in(self, channel: Channel, event: Json, user: str = "") -> None:
        name = CHANNEL_EVENT.get(channel.kind, "")
        if BOT_USER in channel.members and self.workspace.installed.hears(name):
            self.tell(event, user, channel.shared)

    # Presses and commands

    async def ask(self, kind: str, payload: Json) -> Json:
        """What the app answers with its acknowledgement. Slack does not send these again.

        Raises AppDidNotAnswer."""
        answer = await self._once(kind, payload, 0, "")
        self._background(self._repeat(kind, payload))
        return answer

    async def _repeat(self, kind: str, payload: Json) -> None:
        if not self.faults.repeats or kind not in self.faults.repeated_kinds:
            return
        now = time.monotonic()
        await self.again(Sent(kind, now, payload, None, number) for number in range(self.faults.repeats))

    async def again(self, sent: Iterable[Sent]) -> None:
        """Deliveries that were made before, as retries; what they are answered is thrown away."""
        room = asyncio.Semaphore(COPIES_AT_ONCE)

        async def _copy(one: Sent) -> None:
            async with room:
                with suppress(AppDidNotAnswer):
                    await self._once(one.kind, one.payload, one.attempt + 1, "http_timeout")

        await asyncio.gather(*(_copy(one) for one in sent))

    async def _once(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        started = time.monotonic()
        seconds: float | None = None
        try:
            send = self._by_request if self.request_url else self._by_socket
            answer = await send(kind, payload, attempt, reason)
            seconds = time.monotonic() - started
            return answer
        except TimeoutError:
            raise AppDidNotAnswer("http_timeout" if self.request_url else "timeout") from None
        finally:
            self.journal.sent.append(Sent(kind, started, payload, seconds, attempt, reason))
            self.workspace.changed()

    async def _by_socket(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        envelope: Json = {"type": kind, "payload": payload, "accepts_response_payload": kind != "events_api"}
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        try:
            answer = await self.sockets.send(envelope, self.patience.acknowledgement)
        except NoConnection:
            raise AppDidNotAnswer("connection_failed") from None
        payload_back = answer.get("payload") or {}
        if payload_back and kind == "events_api":
            self.workspace.complaints.append("an event was answered with a payload")
        return payload_back if isinstance(payload_back, dict) else {"text": str(payload_back)}

    async def _by_request(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        body, content_type = _body(kind, payload)
        more = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        try:
            return await self.post(body, content_type, more)
        except aiohttp.ClientError:
            raise AppDidNotAnswer("connection_failed") from None

    async def post(self, body: str, content_type: str, headers: dict[str, str] | None = None) -> Json:
        """One signed request. Raises AppDidNotAnswer for anything but 200."""
        if self._http is None:
            self._http = aiohttp.ClientSession()
        signed = self.signature(body) | {"Content-Type": content_type} | (headers or {})
        timeout = aiohttp.ClientTimeout(total=self.patience.acknowledgement)
        async with self._http.post(
            self.request_url, data=body.encode(), headers=signed, timeout=timeout
        ) as answer:
            text = await answer.text()
            if answer.status != 200:
                raise AppDidNotAnswer("http_error")
            try:
                found = json.loads(text) if text.strip() else {}
            except ValueError:
                return {"text": text}
            return found if isinstance(found, dict) else {"text": text}

    def signature(self, body: str, at: int | None = None) -> dict[str, str]:
        """The headers by which the app knows that it was Slack."""
        at = int(time.time()) if at is None else at
        base = f"v0:{at}:{body}".encode()
        digest = hmac.new(self.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}

    async def verify(self, url: str) -> None:
        """As when an administrator saves the request address. From then on requests go there."""
        self.request_url = url
        challenge = uuid.uuid4().hex
        body = json.dumps({"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"})
        answer = await self.post(body, "application/json")
        if challenge not in (answer.get("challenge"), answer.get("text")):
            raise AppDidNotAnswer("the challenge was not answered")

    # Housekeeping

    def _background(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Waits until nothing is on its way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()


def _body(kind: str, payload: Json) -> tuple[str, str]:
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields), "application/x-www-form-urlencoded"
