"""The Bot Connector's REST calls that we need, and what its refusals mean to delivery."""

from __future__ import annotations

import asyncio
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx
import structlog

from bot.clock import Clock
from bot.platforms.base import DeliveryFailed
from bot.platforms.teams.activity import Address, Loose
from bot.platforms.teams.login import CONNECTOR, Login, LoginRefused
from bot.platforms.teams.pace import Pace

PATIENCE = httpx.Timeout(20.0, connect=5.0)
LONGEST_QUEUE = 15.0
"""Seconds that a call waits for its turn here; a longer wait is left to the outbox."""
PASSING = frozenset({408, 412, 425, 429, 500, 502, 503, 504})
"""Statuses worth another try. Delivery waits longer each time, and never equally long (jitter)."""
PERHAPS_DONE = frozenset({408, 500, 502, 504})
"""After these nobody knows whether the message came through."""
MEMBERS_A_PAGE = 500
REMOVED = frozenset({"BotNotInConversationRoster", "MessageWritesBlocked", "ConversationBlockedByUser"})
"""The app is gone from there, or the person has blocked it."""

log = structlog.get_logger()


class Member(Loose):
    """Somebody in a conversation, as the connector knows them."""

    id: str = ""
    aad_object_id: str = ""
    object_id: str = ""
    email: str = ""
    user_principal_name: str = ""
    user_role: str = ""
    tenant_id: str = ""

    @property
    def user_ref(self) -> str:
        return self.aad_object_id or self.object_id or self.id

    @property
    def is_guest(self) -> bool:
        return self.user_role.lower() not in ("", "user") or "#ext#" in self.user_principal_name.lower()

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (self.email, self.user_principal_name))))


class _Page(Loose):
    members: tuple[Member, ...] = ()
    continuation_token: str = ""


class Connector:
    """`login` None: the playground, which asks for no tokens. Calls raise DeliveryFailed."""

    def __init__(self, http: httpx.AsyncClient, login: Login | None, pace: Pace, clock: Clock) -> None:
        self._http = http
        self._login = login
        self._pace = pace
        self._clock = clock

    async def send(self, service_url: str, conversation: str, activity: dict[str, Any]) -> Address:
        await self._turn(conversation)
        path = f"v3/conversations/{_part(conversation)}/activities"
        answer = await self._call("POST", service_url, path, activity)
        return Address(conversation, _text(answer, "id"))

    async def update(self, service_url: str, message: Address, activity: dict[str, Any]) -> None:
        await self._turn(message.conversation)
        path = f"v3/conversations/{_part(message.conversation)}/activities/{_part(message.activity)}"
        await self._call("PUT", service_url, path, activity | {"id": message.activity})

    async def delete(self, service_url: str, message: Address) -> None:
        """A message that is gone already is as it should be."""
        await self._turn(message.conversation)
        path = f"v3/conversations/{_part(message.conversation)}/activities/{_part(message.activity)}"
        try:
            await self._call("DELETE", service_url, path)
        except DeliveryFailed as refused:
            if refused.code not in ("404", "ActivityNotFoundInConversation"):
                raise

    async def open_personal(self, service_url: str, bot: str, user_ref: str, tenant: str) -> str:
        """The id of the bot's own conversation with a person who has the app."""
        await self._turn(user_ref)
        wanted = {
            "bot": {"id": bot},
            "members": [{"id": user_ref}],
            "isGroup": False,
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        return _text(await self._call("POST", service_url, "v3/conversations", wanted), "id")

    async def open_thread(
        self, service_url: str, bot: str, channel: str, activity: dict[str, Any]
    ) -> Address:
        """A new thread in a channel."""
        await self._turn(channel)
        wanted = {
            "bot": {"id": bot},
            "isGroup": True,
            "channelData": {"channel": {"id": channel}},
            "activity": activity,
        }
        answer = await self._call("POST", service_url, "v3/conversations", wanted)
        conversation = _text(answer, "id")
        activity_id = str(answer.get("activityId") or conversation.rpartition("=")[2])
        return Address(conversation, activity_id)

    async def member(self, service_url: str, conversation: str, user: str) -> Member | None:
        """None: nobody of that id is there."""
        path = f"v3/conversations/{_part(conversation)}/members/{_part(user)}"
        try:
            return Member.model_validate(await self._call("GET", service_url, path))
        except DeliveryFailed as refused:
            if refused.permanent:
                return None
            raise

    async def members(self, service_url: str, conversation: str) -> list[Member]:
        """Everybody in a conversation, page by page."""
        found: list[Member] = []
        token = ""
        while True:
            more = f"&continuationToken={quote(token, safe='')}" if token else ""
            path = f"v3/conversations/{_part(conversation)}/pagedmembers?pageSize={MEMBERS_A_PAGE}{more}"
            page = _Page.model_validate(await self._call("GET", service_url, path))
            found += page.members
            if not page.continuation_token or page.continuation_token == token:
                return found
            token = page.continuation_token

    async def _turn(self, conversation: str) -> None:
        """Waits until Teams' limits allow one more call there."""
        while (wait := self._pace.reserve(conversation)) > 0:
            if wait > LONGEST_QUEUE:
                raise DeliveryFailed("paced", permanent=False, retry_after=wait)
            await asyncio.sleep(wait)

    async def _call(
        self, method: str, service_url: str, path: str, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        url = f"{service_url.rstrip('/')}/{path}"
        try:
            answer = await self._http.request(method, url, json=body, headers=await self._headers())
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise DeliveryFailed(type(error).__name__, permanent=False) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DeliveryFailed(type(error).__name__, permanent=False, unknown=True) from None
        if answer.is_success:
            return _object(answer)
        if answer.status_code == 401 and self._login is not None:
            self._login.forget()
        raise refusal(answer, self._clock)

    async def _headers(self) -> dict[str, str]:
        if self._login is None:
            return {}
        try:
            return {"Authorization": f"Bearer {await self._login.token(CONNECTOR)}"}
        except LoginRefused as refused:
            log.error("teams_login_refused", code=refused.code)
            raise DeliveryFailed(f"login_{refused.code}", permanent=False) from None


def refusal(answer: httpx.Response, clock: Clock) -> DeliveryFailed:
    """What an answer that is not a success means. 401 is ours to mend: the message waits for that."""
    status = answer.status_code
    code = _error_code(answer) or str(status)
    if status == 401:
        return DeliveryFailed(code, permanent=False)
    if status in PASSING or status >= 500:
        unknown = status in PERHAPS_DONE or status > 504
        return DeliveryFailed(code, permanent=False, retry_after=_retry_after(answer, clock), unknown=unknown)
    return DeliveryFailed(code, permanent=True)


def _retry_after(answer: httpx.Response, clock: Clock) -> float | None:
    """Seconds, whichever of the two ways it was written in."""
    asked = answer.headers.get("Retry-After", "").strip()
    if not asked:
        return None
    try:
        return max(0.0, float(asked))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(asked) - clock.now()).total_seconds())
    except (ValueError, TypeError):
        return None


def _error_code(answer: httpx.Response) -> str:
    """The connector's short code. Its text is never kept: it may hold a name."""
    error = _object(answer).get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code[:60] if isinstance(code, str) and code.isidentifier() else ""


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _text(answer: dict[str, Any], name: str) -> str:
    """Raises DeliveryFailed for a success that does not say what it made."""
    found = answer.get(name)
    if not isinstance(found, str) or not found:
        raise DeliveryFailed("no_id", permanent=False, unknown=True)
    return found


def _part(text: str) -> str:
    return quote(text, safe="")
