"""Slack's web API, each call at its pace, and each refusal with what it means for us."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.platforms.slack.pace import EachChannel, Pace, Time, TooLong

Answer = dict[str, Any]

CALL_SECONDS = 15
A_CHANNEL_SECONDS = 1.02
"""Between two messages in one channel: Slack takes one a second."""
MESSAGES_A_MINUTE = 300.0
"""In the whole workspace, to begin with: Slack says "several hundred"."""
TIER_2, TIER_3, TIER_4 = 20, 50, 100
"""Calls a minute that Slack promises to take."""
TIERS = {
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "files.completeUploadExternal": TIER_4,
    "files.delete": TIER_3,
    "files.getUploadURLExternal": TIER_4,
    "users.info": TIER_4,
    "users.lookupByEmail": TIER_3,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}
POST = "chat.postMessage"

LIMITED = "ratelimited"
_LIMITED = (LIMITED, "rate_limited")
_PASSING = frozenset(
    {
        *("internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"),
        *("message_limit_exceeded", "accesslimited"),
    }
)
"""Every other code says that the same call would be refused again."""
ACCOUNT = frozenset(
    {
        *("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"),
        *("missing_scope", "not_allowed_token_type", "no_permission", "org_login_required"),
        *("ekm_access_denied", "access_denied", "team_access_not_granted", "two_factor_setup_required"),
    }
)
"""The app itself is not let in: nothing can be done until an administrator has mended it."""


class SlackRefused(Exception):
    """`code`: Slack's own, or ours for what is no answer. `passing`: worth trying again. `unknown`: the
    answer was lost, so it may have been done. `retry_after`: seconds that Slack asks us to wait."""

    def __init__(
        self, code: str, *, passing: bool = False, unknown: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.passing = passing
        self.unknown = unknown
        self.retry_after = retry_after


class SlackApi:
    """One for the whole process. slack_sdk's own second tries are off: they would post twice."""

    def __init__(self, token: str, address: str, most_a_minute: float | None = None) -> None:
        self._token = token
        self._address = address if address.endswith("/") else f"{address}/"
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None
        most = most_a_minute / 60 if most_a_minute else None
        begin = (most_a_minute or MESSAGES_A_MINUTE) / 60
        time = Time(lambda: asyncio.get_running_loop().time())
        self.posts = Pace(time, begin, most=most)
        self._channels = EachChannel(time, A_CHANNEL_SECONDS)
        self._paces = {method: Pace(time, tier / 60, at_once=tier // 4) for method, tier in TIERS.items()}

    async def post(self, channel: str, **message: Any) -> Answer:
        """chat.postMessage, at the pace of its channel and of the workspace."""
        await self._channels.turn(channel)
        return await self._paced(self.posts, POST, channel=channel, **message)

    async def call(self, method: str, **arguments: Any) -> Answer:
        """Any method by Slack's name for it. Raises SlackRefused."""
        pace = self._paces.get(method)
        if pace is None:
            return await self._once(method, arguments)
        return await self._paced(pace, method, **arguments)

    async def _paced(self, pace: Pace, method: str, **arguments: Any) -> Answer:
        try:
            await pace.turn()
            answer = await self._once(method, arguments)
        except TooLong as wait:
            raise SlackRefused(LIMITED, passing=True, retry_after=wait.seconds) from None
        except SlackRefused as refused:
            if refused.code == LIMITED:
                pace.refused(refused.retry_after or 1.0)
            raise
        pace.taken()
        return answer

    async def _once(self, method: str, arguments: Mapping[str, Any]) -> Answer:
        call = getattr(self.client(), method.replace(".", "_"))
        try:
            answer = await call(**arguments)
        except SlackApiError as error:
            raise _refusal(error) from None
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL):
            raise SlackRefused("no_connection", passing=True) from None
        except (TimeoutError, aiohttp.ClientError, OSError, SlackClientError):
            raise SlackRefused("no_answer", passing=True, unknown=True) from None
        data = answer.data
        return data if isinstance(data, dict) else {}

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Answers a press or command by its own address, which is good for half an hour."""
        webhook = AsyncWebhookClient(url, timeout=CALL_SECONDS, session=self.session(), retry_handlers=[])
        try:
            answer = await webhook.send_dict(dict(body))
        except (TimeoutError, aiohttp.ClientError, OSError, SlackClientError):
            raise SlackRefused("no_answer", passing=True, unknown=True) from None
        if answer.status_code != 200:
            raise SlackRefused("response_url_refused")

    def client(self) -> AsyncWebClient:
        """slack_sdk's client, for slack_bolt to share. Made in the event loop."""
        if self._client is None:
            self._client = AsyncWebClient(
                token=self._token,
                base_url=self._address,
                timeout=CALL_SECONDS,
                session=self.session(),
                retry_handlers=[],
            )
        return self._client

    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS))
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            # aiohttp lets go of its sockets in the turns of the loop that follow.
            await asyncio.sleep(0.05)


def _refusal(error: SlackApiError) -> SlackRefused:
    """slack_sdk raises the same for a refusal and for an answer that could not be read."""
    answer = error.response
    status = int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0) or 0)
    headers = getattr(answer, "headers", {})
    if status == 429:
        return SlackRefused(LIMITED, passing=True, retry_after=_seconds(headers.get("Retry-After")))
    code = _code(answer)
    if code in _LIMITED:
        return SlackRefused(LIMITED, passing=True, retry_after=_seconds(headers.get("Retry-After")))
    if status >= 500 or not code:
        return SlackRefused(code or f"http_{status}", passing=True, unknown=True)
    return SlackRefused(code, passing=code in _PASSING, unknown=code in _PASSING)


def _code(answer: object) -> str:
    """What stands in `error`, when the answer is Slack's at all."""
    data = getattr(answer, "data", None)
    found = data.get("error") if isinstance(data, dict) else None
    return found if isinstance(found, str) and found.replace("_", "").isalnum() else ""


def _seconds(header: object) -> float:
    try:
        return max(1.0, float(str(header)))
    except ValueError:
        return 1.0
