"""The same conversation in Slack: typed and pressed by somebody at Slack's stand-in, the bot in a thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import col, func, select

from content.guides.flow import Value
from handlers.vocabulary import Event, Place
from storage.tables import Inbound
from tests.guides.helpers import Chat
from tests.slack.presses import deeds, press
from tests.slack.school import PATIENCE, SlackSchool
from tests.slack.standin import Human, Seen
from tests.slack.standin.blockkit.elements import options_of
from tests.slack.standin.reading import words as shown_words


@dataclass
class InSlack:
    school: SlackSchool
    who: str
    guide: str
    started: int = 0

    async def start(self) -> None:
        staff = self.school.world.staff(self.who)
        value = f"{self.school.world.case('E1').id}:{self.guide}"
        self.started += 1
        event = Event(f"start-{self.who}-{self.started}", "click", staff, Place(staff), "guide.start", value)
        bot = self.school.bot
        self._after(
            lambda: asyncio.run_coroutine_threadsafe(bot.app.intake.take("slack", event), bot._loop).result(
                PATIENCE
            )
        )

    async def types(self, words: str) -> None:
        self._after(lambda: self._human.writes(words))

    async def press(self, action: str, ends: str = "", **fields: str | tuple[str, ...]) -> None:
        now = self._newest()
        for value in fields.values():
            self._choose(now, (value,) if isinstance(value, str) else value)
        self._after(lambda: press(self._human, now, f"guide.{action}", ends))

    async def writes(self, words: str) -> None:
        press(self._human, self._newest(), "guide.write")
        self._human.sees_modal()
        self._human.fill("", words)
        self._after(lambda: self._human.submit())

    def standing(self) -> dict[str, Value]:
        return Chat(self.school.world, self.who, self.guide).standing()

    @property
    def _human(self) -> Human:
        return self.school.person(self.who)

    def _newest(self) -> Seen:
        guides = [
            seen
            for seen in self._human.messages()
            if any(deed.startswith("guide.") and deed != "guide.start" for deed in deeds(seen))
        ]
        return guides[-1]

    def _choose(self, now: Seen, values: tuple[str, ...]) -> None:
        for control in now.inputs:
            texts = {str(one["value"]): shown_words(one["text"]) for one in options_of(control.element)}
            if set(values) <= set(texts):
                self._human.choose(control.label, *(texts[value] for value in values), on=now)
                return
        raise AssertionError(f"no choice of {values}")

    def _after(self, deed: Callable[[], object]) -> None:
        """It is done, taken in, and what is seen has changed: an answer in place goes past the outbox."""
        before, seen = self._handled(), self._seen()
        deed()
        self._until(lambda: self._handled() != before, "nothing was taken in")
        self.school.until_sent()
        self._until(lambda: self._seen() != seen, "nothing changed")
        self.school.slack.settle()

    def _until(self, holds: Callable[[], bool], otherwise: str) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, otherwise
            time.sleep(0.02)

    def _seen(self) -> list[tuple[str, int, str]]:
        return [
            (seen.ts, seen.version, seen.whole)
            for seen in self._human.messages()
            if any(deed.startswith("guide.") for deed in deeds(seen))
        ]

    def _handled(self) -> int:
        with self.school.world.database.reading() as session:
            handled = select(func.count()).select_from(Inbound).where(col(Inbound.handled_at).is_not(None))
            return session.exec(handled).one()
