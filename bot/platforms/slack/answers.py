"""What goes back with a press, by the way that the press opened: its trigger, its own address, its view."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import structlog

from bot.platforms.slack import refs, render
from bot.platforms.slack.api import SlackApi, SlackRefused
from bot.platforms.slack.delivery import rewrite
from bot.platforms.slack.surface import Surface
from content.texts import text
from handlers.vocabulary import Card, Now, OpenForm, Paragraph, Replace, Whisper

_TOO_LATE = frozenset({"expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "trigger_exchanged"})

log = structlog.get_logger()


class Answers:
    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def give(self, answers: Iterable[Now], surface: Surface) -> None:
        """An answer that does not get through is not tried again: the press can be made again."""
        for answer in answers:
            try:
                await self._give(answer, surface)
            except SlackRefused as refused:
                log.warning("answer_refused", platform="slack", kind=type(answer).__name__, code=refused.code)

    async def _give(self, answer: Now, surface: Surface) -> None:
        match answer:
            case Replace(card):
                await self.replace(card, surface)
            case Whisper(card):
                await self.whisper(card, surface)
            case OpenForm():
                await self.open(answer, surface)

    async def replace(self, card: Card, surface: Surface) -> None:
        if surface.view == "home":
            await self.publish(card, surface.user)
        elif surface.ts:
            await self._rewrite(card, surface)
        elif surface.view == "modal":
            view = render.notice(card).to_dict()
            await self._api.call("views.update", view_id=surface.view_id, view=view)
        elif surface.is_ephemeral and surface.response_url:
            await self._api.respond(surface.response_url, await _body(card, replace_original=True))
        else:
            await self.whisper(card, surface)

    async def _rewrite(self, card: Card, surface: Surface) -> None:
        """By the press's own address when there is one: it has no share in the workspace's pace."""
        if surface.response_url:
            body = await _body(card, surface.key, replace_original=True)
            try:
                return await self._api.respond(surface.response_url, body)
            except SlackRefused as refused:
                log.info("response_url_refused", platform="slack", code=refused.code)
        await rewrite(self._api, surface.channel, surface.ts, card, surface.key)

    async def whisper(self, card: Card, surface: Surface) -> None:
        """For the presser alone."""
        if surface.view and surface.trigger:
            return await self._over(render.notice(card).to_dict(), surface)
        thread = {"thread_ts": surface.thread} if surface.thread else {}
        if surface.response_url:
            body = await _body(card, replace_original=False)
            body |= {"response_type": "ephemeral"} | thread
            try:
                return await self._api.respond(surface.response_url, body)
            except SlackRefused as refused:
                log.info("response_url_refused", platform="slack", code=refused.code)
        if surface.channel:
            message = await asyncio.to_thread(render.message, card)
            await self._api.call(
                "chat.postEphemeral",
                channel=surface.channel,
                user=surface.user,
                text=message.text,
                blocks=list(message.blocks),
                **thread,
            )

    async def open(self, opened: OpenForm, surface: Surface) -> None:
        view = form_of(opened, surface)
        if view is None or not surface.trigger:
            return await self.whisper(_say("slack.press_again"), surface)
        try:
            await self._over(view, surface)
        except SlackRefused as refused:
            if refused.code not in _TOO_LATE:
                raise
            await self.whisper(_say("slack.too_late"), _without_trigger(surface))

    async def _over(self, view: dict[str, Any], surface: Surface) -> None:
        """Above the form that is open, if one is."""
        method = "views.push" if surface.view == "modal" else "views.open"
        await self._api.call(method, trigger_id=surface.trigger, view=view)

    async def publish(self, card: Card, user: str) -> None:
        """The home page."""
        view = await asyncio.to_thread(lambda: render.home(card).to_dict())
        await self._api.call("views.publish", user_id=user, view=view)

    async def say(self, name: str, surface: Surface) -> None:
        """A text of ours, to the presser alone."""
        await self.give((Whisper(_say(name)),), surface)


def form_of(opened: OpenForm, surface: Surface) -> dict[str, Any] | None:
    place = refs.FormPlace(
        opened.action,
        opened.value,
        surface.channel,
        surface.ts,
        surface.thread,
        surface.key,
        surface.at_home,
    )
    view = render.form(opened, place)
    return view.to_dict() if view else None


def to_a_form(answers: Iterable[Now], surface: Surface, refusal: str, inputs: list[str]) -> Mapping[str, Any]:
    """The acknowledgement of a form that was sent in: {} closes it.

    `refusal`: the title of a card that says no. It is then shown at the form's first input (`inputs`: the
    inputs' block ids), so that nothing that was written is lost."""
    for answer in answers:
        match answer:
            case Whisper(card) if card.title == refusal and inputs:
                return {"response_action": "errors", "errors": {inputs[0]: _words(card)}}
            case Whisper(card):
                return {"response_action": "update", "view": render.notice(card).to_dict()}
            case OpenForm() if view := form_of(answer, surface):
                return {"response_action": "update", "view": view}
    return {}


async def _body(card: Card, key: str = "", *, replace_original: bool) -> dict[str, Any]:
    """Beside the event loop: while a long card is written out, somebody else's press would wait."""
    message = await asyncio.to_thread(render.message, card, key)
    return {"text": message.text, "blocks": list(message.blocks), "replace_original": replace_original}


def _words(card: Card) -> str:
    return " ".join(block.text for block in card.blocks if isinstance(block, Paragraph))[:1000] or card.title


def _say(name: str) -> Card:
    return Card("", text("slack.summary"), (Paragraph(text(name)),))


def _without_trigger(surface: Surface) -> Surface:
    return Surface(surface.user, surface.channel, thread=surface.thread, response_url=surface.response_url)
