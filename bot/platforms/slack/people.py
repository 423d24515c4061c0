"""Who is who: staff found in Slack by e-mail address, kept, and looked up again when they change.

Looking up takes its time (Slack takes fifty questions a minute), so it is done in the background: when the
bot starts, for everyone on the roster, and again for whoever is written to and is not known yet.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.log import describe
from bot.platforms.identities import Identities, Identity
from bot.platforms.slack.api import ACCOUNT, SlackApi, SlackRefused
from bot.platforms.slack.members import Home, Told, email_of, is_app, is_elsewhere, is_member
from bot.prompt import promptly
from handlers.reachable import reached
from storage.database import Database

CHECKED_AGAIN = timedelta(hours=20)
"""How long what is kept is trusted without a new look. Changes are told by Slack meanwhile, and everybody is
looked at again before that, when nobody waits for it."""
LOOKED_AT_AGAIN = timedelta(hours=18)
LONGEST_LOOK = 0.5
"""Seconds that somebody known waits to be looked at again: their press must be acknowledged."""
BETWEEN_LOOKS = 2.0
"""Seconds between two looks that nobody waits for: those who are waited for go before."""
NOT_FOUND_FOR = 600.0
"""Seconds before somebody who was not found is looked for again."""
KNOWN_FOR = 20.0
"""Seconds that the list of who is known is used before it is read again: another replica may have added."""
AROUND = 3600.0
"""Seconds between two rounds of looking for everyone."""
REST = 15.0
"""Seconds of rest when Slack or the database is away."""
MOST_VISITORS = 5_000

log = structlog.get_logger()


@dataclass(frozen=True)
class Visitor:
    """Somebody who does something in Slack. `welcome`: one of the workspace's own people. `staff`: on the
    roster, else None. `is_app`: no person, but an app of the workspace's own."""

    user: str
    welcome: bool
    staff: int | None = None
    is_app: bool = False


class People:
    """`wake`: called in the event loop when somebody can be written to who could not before."""

    def __init__(self, database: Database, api: SlackApi, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._identities = Identities(database, "slack")
        self._api = api
        self._clock = clock
        self._wake = wake
        self._home: Home | None = None
        self._others: dict[str, tuple[Visitor, float]] = {}
        self._wanted: asyncio.Queue[int] = asyncio.Queue()
        self._in_line: set[int] = set()
        self._missing: dict[int, float] = {}
        self._asking: set[asyncio.Task[Visitor]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self._known: tuple[frozenset[int], float] = (frozenset(), -KNOWN_FOR)

    async def home(self) -> Home:
        """Raises SlackRefused when the token is not taken."""
        if self._home is None:
            told = await self._api.call("auth.test")
            team, enterprise = str(told.get("team_id", "")), str(told.get("enterprise_id") or "")
            self._home = Home(team, enterprise, str(told.get("user_id", "")))
        return self._home

    # Who does something

    async def visitor(self, user: str, team: str = "") -> Visitor:
        """`team`: the workspace that Slack says they come from, if it does.

        Raises SlackRefused when Slack must be asked and does not answer."""
        if team and is_elsewhere(team, await self.home()):
            return Visitor(user, False)
        kept = await promptly(self._identities.of_user, user)
        if kept is not None and self._clock.now() - kept.checked_at < CHECKED_AGAIN:
            return Visitor(user, True, kept.staff_id)
        other, until = self._others.get(user, (None, 0.0))
        if other is not None and until > time.monotonic():
            return other
        return await (self._known_already(user, kept) if kept else self._asked_anew(user, None))

    async def _known_already(self, user: str, kept: Identity) -> Visitor:
        """Looked at again; when that takes its time, they are taken for who they were yesterday."""
        asking = asyncio.create_task(self._asked_anew(user, kept))
        done, _ = await asyncio.wait({asking}, timeout=LONGEST_LOOK)
        if done:
            return asking.result()
        self._asking.add(asking)
        asking.add_done_callback(self._asked)
        return Visitor(user, True, kept.staff_id)

    def _asked(self, asking: asyncio.Task[Visitor]) -> None:
        self._asking.discard(asking)
        if not asking.cancelled() and (error := asking.exception()) is not None:
            log.warning("look_failed", platform="slack", **describe(error))

    async def _asked_anew(self, user: str, kept: Identity | None) -> Visitor:
        """Should Slack not answer, somebody known stays known."""
        try:
            told = (await self._api.call("users.info", user=user)).get("user") or {}
        except SlackRefused as refused:
            if kept is not None and (refused.passing or refused.code in ACCOUNT):
                return Visitor(user, True, kept.staff_id)
            if refused.passing or refused.code in ACCOUNT:
                raise
            return self._remember(Visitor(user, False))
        return await self.told_of(told)

    async def told_of(self, person: Told) -> Visitor:
        """Slack has described somebody: in an answer, or because something about them has changed."""
        user, email = str(person.get("id", "")), email_of(person)
        welcome = is_member(person, await self.home())
        addresses = [email] if welcome and email else []
        found = await asyncio.to_thread(self._identities.recognise, user, addresses, self._clock.now())
        self._others.pop(user, None)
        if found is None:
            self._stale()
            return self._remember(Visitor(user, welcome, is_app=is_app(person, await self.home())))
        if not found.conversation:
            self._missing.pop(found.staff_id, None)
            self._want(found.staff_id)
        return Visitor(user, True, found.staff_id)

    def _remember(self, visitor: Visitor) -> Visitor:
        if len(self._others) > MOST_VISITORS:
            self._others.clear()
        self._others[visitor.user] = (visitor, time.monotonic() + NOT_FOUND_FOR)
        return visitor

    # Who is written to

    def known(self, staff_id: int) -> bool:
        """Whether the person can be written to. Somebody who cannot is looked for. From any thread."""
        with self._lock:
            staff, read = self._known
            if time.monotonic() - read >= KNOWN_FOR:
                staff = self._identities.reached()
                self._known = (staff, time.monotonic())
        if staff_id not in staff and self._loop is not None:
            self._loop.call_soon_threadsafe(self._want, staff_id)
        return staff_id in staff

    async def conversation_of(self, staff_id: int) -> str | None:
        """The bot's own conversation with the person."""
        found = await asyncio.to_thread(self._identities.of_staff, staff_id)
        return found.conversation if found else None

    async def conversation_with(self, user: str) -> str:
        """Raises SlackRefused."""
        opened = await self._api.call("conversations.open", users=[user])
        return str((opened.get("channel") or {}).get("id", ""))

    async def lost(self, staff_id: int) -> None:
        """A message could not be delivered: the person is looked up anew before the next one."""
        await asyncio.to_thread(lambda: self._identities.closed(staff_id=staff_id))
        self._stale()

    # In the background

    async def run(self) -> None:
        """Looks up who is wanted, until it is cancelled."""
        self._loop = asyncio.get_running_loop()
        rounds = asyncio.create_task(self._rounds())
        try:
            while True:
                staff_id = await self._wanted.get()
                await self._look_up(staff_id)
                self._in_line.discard(staff_id)
        finally:
            rounds.cancel()

    async def _rounds(self) -> None:
        while True:
            try:
                for colleague in await asyncio.to_thread(self._identities.not_reached):
                    self._want(colleague.staff_id)
                await self._look_again()
            except SQLAlchemyError as error:
                log.error("people_not_read", platform="slack", **describe(error))
            await asyncio.sleep(AROUND)

    async def _look_again(self) -> None:
        """Whoever has not been looked at since yesterday, with a pause between."""
        since = self._clock.now() - LOOKED_AT_AGAIN
        for user in await asyncio.to_thread(self._identities.checked_before, since):
            try:
                told = (await self._api.call("users.info", user=user)).get("user") or {}
                await self.told_of(told)
            except SlackRefused as refused:
                log.info("look_refused", platform="slack", code=refused.code)
            await asyncio.sleep(BETWEEN_LOOKS)

    def _want(self, staff_id: int) -> None:
        if staff_id in self._in_line or self._missing.get(staff_id, 0.0) > time.monotonic():
            return
        self._in_line.add(staff_id)
        self._wanted.put_nowait(staff_id)

    async def _look_up(self, staff_id: int) -> None:
        """What passes, and what an administrator must mend, is waited out; the person keeps their turn."""
        while True:
            try:
                return await self._find(staff_id)
            except SlackRefused as refused:
                log.warning("lookup_refused", platform="slack", code=refused.code)
                await asyncio.sleep(refused.retry_after or REST)
            except SQLAlchemyError as error:
                log.error("lookup_failed", platform="slack", **describe(error))
                await asyncio.sleep(REST)

    async def _find(self, staff_id: int) -> None:
        email = await asyncio.to_thread(self._identities.email_of, staff_id)
        user = await self._user_with(email) if email else ""
        if not email or not user:
            self._missing[staff_id] = time.monotonic() + NOT_FOUND_FOR
            return
        self._others.pop(user, None)
        await asyncio.to_thread(self._identities.recognise, user, [email], self._clock.now())
        conversation = await self.conversation_with(user)
        await asyncio.to_thread(self._identities.opened, user, conversation)
        self._stale()
        # Once more, now that everybody who asks is told: what was set aside a moment ago goes too.
        await asyncio.to_thread(self._let_go, staff_id)
        self._wake()

    def _let_go(self, staff_id: int) -> None:
        with self._database.writing() as session:
            reached(session, staff_id=staff_id)

    async def _user_with(self, email: str) -> str:
        """The workspace's own person with this address, or ""."""
        try:
            told = (await self._api.call("users.lookupByEmail", email=email)).get("user") or {}
        except SlackRefused as refused:
            if refused.passing or refused.code in ACCOUNT:
                raise
            return ""
        return str(told.get("id", "")) if is_member(told, await self.home()) else ""

    def _stale(self) -> None:
        with self._lock:
            self._known = (self._known[0], -KNOWN_FOR)
