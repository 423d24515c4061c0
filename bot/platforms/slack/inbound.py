"""What people do in Slack: stored, then acknowledged, then answered with what the press itself opened.

Slack tells the same thing again when it has not heard from us within three seconds. Each deed has an id
that is the same every time, so a second telling does nothing.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from typing import Any

from bot.intake import DID_NOT_WORK, EventIntake
from bot.platforms.slack import refs, surface
from bot.platforms.slack.answers import Answers, to_a_form
from bot.platforms.slack.escape import written
from bot.platforms.slack.inputs import Fields, fields_in
from bot.platforms.slack.linking import Linking
from bot.platforms.slack.people import People, Visitor
from bot.platforms.slack.places import Places
from bot.platforms.slack.surface import Payload, Surface
from bot.prompt import promptly
from handlers.vocabulary import Event, EventKind, Now, Replace

Ack = Callable[..., Awaitable[object]]
Answering = Callable[[], Coroutine[Any, Any, tuple[Now, ...]]]

FORM_ANSWER_WITHIN = 0.7
"""Seconds. A form stays open until it is acknowledged; what takes longer is answered beside it."""
NAME = "slack"
LONGEST_TEXT = 12_000
UNTRACED = 500
"""Deeds that leave no trace, remembered by a number that says nothing of whose they were or what."""
_SPOKEN = (None, "file_share", "thread_broadcast", "me_message")
"""Subtypes of messages in which a person says something."""
WHAT_NOW = "vad gör jag nu"


class Inbound:
    def __init__(
        self,
        intake: EventIntake,
        people: People,
        places: Places,
        answers: Answers,
        linking: Linking,
    ) -> None:
        self._intake = intake
        self._people = people
        self._places = places
        self._answers = answers
        self._linking = linking
        self._greeted: set[str] = set()
        self._untraced: OrderedDict[str, None] = OrderedDict()

    # What Slack sends. Each raises SlackRefused or SQLAlchemyError before it is acknowledged, if ever.

    async def pressed(self, ack: Ack, body: Payload) -> None:
        """A button. What is chosen in an input is sent along when a button is pressed, and not before."""
        for action in body.get("actions") or ():
            if action.get("type", "button") != "button":
                await ack()
                continue
            where = surface.of_press(body, str(action.get("block_id", "")))
            moment = action.get("action_ts") or body.get("trigger_id")
            one = surface.event_id(
                "press", where.user, moment, action.get("action_id"), where.channel, where.ts
            )
            visitor = await self._welcome(ack, where)
            if visitor is None:
                return
            state = (body.get("view") or body).get("state")
            name = refs.action_in(str(action.get("action_id", "")))
            event = await self._event(
                one,
                "click",
                visitor,
                where,
                action=name,
                value=str(action.get("value") or ""),
                fields=fields_in(state),
            )
            now = await self._take(event, ack)
            if where.view == "home":
                await self._answer_at_home(now, event, visitor, where)
            else:
                await self._answers.give(now, where)
            await self._greet(visitor, where)

    async def sent(self, ack: Ack, body: Payload) -> None:
        """A form. Its answer goes into the form itself, while it is still open."""
        view = body.get("view") or {}
        place = refs.form_place(str(view.get("private_metadata") or ""))
        where = surface.of_form(body)
        if place is None:
            await ack()
            return
        visitor = await self._welcome(ack, where)
        if visitor is None:
            return
        state = view.get("state") or {}
        one = surface.event_id("form", view.get("id"), view.get("hash"), body.get("trigger_id"), state)
        event = await self._event(
            one, "form", visitor, where, action=place.action, value=place.value, fields=fields_in(state)
        )
        await self._answer_form(ack, event, where, _inputs(view))
        if where.at_home:
            await self._home_again(event, visitor)

    async def said(self, ack: Ack, event: Payload) -> None:
        """Something typed to the bot: in its own chat, in a thread of its, or with its name."""
        if not await self._is_for_us(event):
            await ack()
            return
        where = surface.of_message(event)
        visitor = await self._welcome(ack, where)
        if visitor is None:
            return
        words = written(str(event.get("text", "")))[:LONGEST_TEXT]
        one = surface.event_id("text", where.channel, event.get("ts") or event.get("event_ts"))
        linked = await promptly(self._places.is_ours, where)
        if not linked and event.get("channel_type") == "group":
            await ack()
            await self._answers.say("slack.not_linked", where)
            return
        typed = await self._event(one, "text", visitor, where, text=words)
        now = await self._take(typed, ack)
        await self._answers.give(now, where)
        await self._greet(visitor, where)
        if not linked and not now:
            await self._answers.say("slack.answered_apart", where)

    async def commanded(self, ack: Ack, body: Payload) -> None:
        """`/narvaro`, with words or without. The answer comes in the bot's own chat with the person."""
        where = surface.of_command(body)
        visitor = await self._welcome(ack, where)
        if visitor is None:
            return
        words = written(str(body.get("text") or ""))[:LONGEST_TEXT]
        one = surface.event_id("command", where.user, body.get("trigger_id"), where.channel, words)
        if self._linking.is_asked(words):
            await ack()
            await self._link(one, visitor, where)
            return
        apart = Surface(where.user, trigger=where.trigger, response_url=where.response_url)
        event = await self._event(one, "command", visitor, apart, text=words)
        now = await self._take(event, ack)
        await self._answers.give(now, where)
        await self._greet(visitor, where)
        if not now and not where.is_direct:
            await self._answers.say("slack.answered_apart", where)

    async def asked_of_a_message(self, ack: Ack, body: Payload) -> None:
        """The shortcut on a message: a colleague's words are the question; on ours, what to do now."""
        where, message = surface.of_shortcut(body), body.get("message") or {}
        visitor = await self._welcome(ack, where)
        if visitor is None:
            return
        ours = bool(message.get("bot_id")) or message.get("user") == (await self._people.home()).bot
        words = WHAT_NOW if ours else written(str(message.get("text", "")))[:LONGEST_TEXT]
        apart = where if ours and where.is_direct else Surface(where.user)
        times = (body.get("trigger_id"), body.get("action_ts"))
        one = surface.event_id("shortcut", where.user, *times, where.ts)
        event = await self._event(one, "command", visitor, apart, text=words or WHAT_NOW)
        now = await self._take(event, ack)
        await self._answers.give(now, where)
        if not now and not (ours and where.is_direct):
            await self._answers.say("slack.answered_apart", where)

    async def came_home(self, ack: Ack, body: Payload) -> None:
        event = body.get("event") or {}
        where = Surface(str(event.get("user", "")), view="home")
        if event.get("tab", "home") != "home":
            await ack()
            return
        visitor = await self._people.visitor(where.user)
        if not visitor.welcome:
            await ack()
            return
        one = surface.event_id("home", body.get("event_id"))
        await self._show_home(await self._take(await self._event(one, "home", visitor, where), ack), where)

    async def changed(self, ack: Ack, event: Payload) -> None:
        """Slack tells that something about a person has changed, or that somebody is new."""
        await ack()
        person = event.get("user")
        if isinstance(person, Mapping):
            await self._people.told_of(person)

    # The home page

    async def _answer_at_home(
        self, now: tuple[Now, ...], event: Event, visitor: Visitor, where: Surface
    ) -> None:
        """Nothing there is replaced by itself: the whole page is shown as it is after the press."""
        beside = [answer for answer in now if not isinstance(answer, Replace)]
        await self._answers.give(beside, where)
        if not beside:
            await self._answers.say("slack.answered_in_messages", where)
        await self._home_again(event, visitor)

    async def _home_again(self, done: Event, visitor: Visitor) -> None:
        if self._intake.leaves_no_trace(done):
            return
        where = Surface(visitor.user, view="home")
        opened = await self._event(surface.event_id("home", done.id), "home", visitor, where)
        await self._show_home(await self._intake.take(NAME, opened), where)

    async def _show_home(self, now: tuple[Now, ...], where: Surface) -> None:
        await self._answers.give([answer for answer in now if isinstance(answer, Replace)], where)

    # The steps they share

    async def _welcome(self, ack: Ack, where: Surface) -> Visitor | None:
        """None for those we do not answer; they are told so, bots excepted."""
        visitor = await self._people.visitor(where.user, where.team)
        if visitor.welcome:
            return visitor
        await ack()
        await self._answers.say("slack.not_one_of_us", where)
        return None

    async def _greet(self, visitor: Visitor, where: Surface) -> None:
        """A friendly word to somebody who is not on the roster, the first time."""
        if visitor.staff is None and visitor.user not in self._greeted:
            self._greeted.add(visitor.user)
            await self._answers.say("slack.not_on_roster", where)

    async def _event(
        self,
        one: str,
        kind: EventKind,
        visitor: Visitor,
        where: Surface,
        *,
        action: str = "",
        value: str = "",
        text: str = "",
        fields: Fields | None = None,
    ) -> Event:
        place = await promptly(self._places.of, visitor, where)
        return Event(
            one, kind, visitor.staff, place, action, value, text, fields=fields or {}, message=where.key
        )

    async def _take(self, event: Event, ack: Ack) -> tuple[Now, ...]:
        """Stored before it is acknowledged, answered after."""
        answering = await self._begin(event)
        await ack()
        return await answering() if answering else ()

    async def _begin(self, event: Event) -> Answering | None:
        """The event is stored, and what is left is to answer it. What leaves no trace is not stored.

        None: told of before."""
        if self._intake.leaves_no_trace(event):
            return partial(self._intake.take, NAME, event) if self._is_new(event) else None
        stored = await self._intake.store(NAME, event)
        return partial(self._intake.answer, stored) if stored else None

    def _is_new(self, event: Event) -> bool:
        """What is never stored is told apart in memory, for as long as Slack may tell of it again."""
        is_new = event.id not in self._untraced
        self._untraced[event.id] = None
        while len(self._untraced) > UNTRACED:
            self._untraced.popitem(last=False)
        return is_new

    async def _answer_form(self, ack: Ack, event: Event, where: Surface, inputs: list[str]) -> None:
        """Stored first, whatever happens; then the form stays open for its answer, as long as it may."""
        answering = await self._begin(event)
        if answering is None:
            await ack()
            return
        taking = asyncio.create_task(answering())
        done, _ = await asyncio.wait({taking}, timeout=FORM_ANSWER_WITHIN)
        beside = Surface(where.user, where.channel, where.ts, where.key, where.thread)
        if not done:
            await ack()
            await self._answers.give(await taking, beside)
            return
        now = taking.result()
        await ack(**to_a_form(now, where, DID_NOT_WORK, inputs))
        await self._answers.give([answer for answer in now if isinstance(answer, Replace)], beside)

    async def _link(self, one: str, visitor: Visitor, where: Surface) -> None:
        reason = await self._linking.why_not(where.channel)
        if reason:
            await self._answers.say(reason, where)
            return
        event = await self._event(
            one,
            "command",
            visitor,
            Surface(where.user),
            action=self._linking.action,
            value=self._linking.value(where.channel),
        )
        await self._answers.give(await self._intake.take(NAME, event), where)

    async def _is_for_us(self, event: Payload) -> bool:
        """In the bot's own chat everything is; in its channel what is said in its threads, or to it."""
        if event.get("subtype") not in _SPOKEN or event.get("bot_id") or event.get("hidden"):
            return False
        home = await self._people.home()
        raw = str(event.get("text", ""))
        if not event.get("user") or event["user"] == home.bot or not raw.strip():
            return False
        if event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D"):
            return True
        if event.get("type") == "app_mention" or f"<@{home.bot}>" in raw:
            return True
        return await promptly(self._places.is_our_thread, surface.of_message(event))


def _inputs(view: Mapping[str, Any]) -> list[str]:
    return [str(block["block_id"]) for block in view.get("blocks") or () if block.get("type") == "input"]
