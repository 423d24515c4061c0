"""A day with a plan in a browser, as its people have it: the morning's message, three taps, the guide of the
step answered to its end, and EHT asked for help, who reads the thread and takes it; rektor reads it too.

One town with a school for each plan, one bot: seven plans are lived through in a few seconds. What people
answer in the guides is what the plan's own recorded conversations say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from playwright.sync_api import Browser, Locator, Page, expect
from sqlmodel import col, select

from content.guides.model import Guide
from content.model import Plan
from content.texts import text
from handlers.guides.recorded import Recording, read_recording, recordings
from handlers.morning.run import run
from handlers.plans import Plans
from storage.database import open_database
from storage.tables import School
from tests.handlers.files import Adult, Child, Files, lesson, present
from tests.handlers.world import MONDAY, TUESDAY, World
from tests.local.serving import served
from tests.packs import LIBRARY, PACKS, ROOT

PATIENCE_MS = 30_000
PHONE, SCREEN = 390, 1280
Look = Callable[[Page, str], None]
"""What is done with a page when there is something to see: told what it shows."""


@dataclass(frozen=True)
class Town:
    """`world` holds every plan's school; `address` is where the bot answers."""

    world: World
    address: str


@contextmanager
def town(folder: Path, packs: tuple[str, ...] = PACKS) -> Iterator[Town]:
    """It is Tuesday, and in each school a pupil has been away so much that any plan has something to say."""
    database = open_database(f"sqlite:///{folder / 'town.db'}", [Fernet.generate_key().decode()])
    world = World(database, folder, plans=Plans(LIBRARY, packs[0], training=True))
    _people(world, packs)
    world.at(TUESDAY)
    run(world.database, world.plans, now=world.now, on=TUESDAY)
    with pytest.MonkeyPatch.context() as instead:
        instead.setattr("bot.app.PlanLibrary", lambda: LIBRARY)
        with served(world, folder, packs[0]) as address:
            yield Town(world, address)
    database.close()


def _people(world: World, packs: tuple[str, ...]) -> None:
    adults = [
        Adult(f"{who}-{pack}", role, pack)
        for pack in packs
        for who, role in (("anna", "mentor"), ("eva", "eht"), ("rut", "rektor"))
    ]
    children = [Child(pack, "Alva", "Lindgren", f"anna-{pack}", school=pack) for pack in packs]
    world.take_in(Files(adults=tuple(adults), children=tuple(children)))
    with world.database.writing() as session:
        for school in session.exec(select(School).where(col(School.name).in_(packs))):
            school.plan = school.name
            session.add(school)
    first = MONDAY - timedelta(weeks=4)
    days = (MONDAY - timedelta(days=number) for number in (0, 5, 11, 19, 20, 21))
    away = [(pack, day) for day in days for pack in packs]
    there = [one for pack in packs for one in present(pack, first, MONDAY)]
    world.absence(there, [lesson(pack, day) for pack, day in away if day.weekday() < 5])


def begun_with(plan: Plan) -> tuple[Guide, int]:
    """The plan's first guide, in the order of its steps, and the step where it is offered."""
    guide = next(
        found
        for step in plan.steps
        for action in step.actions
        if (found := plan.guide(action.guide)) is not None
    )
    return guide, guide.steps[0]


def conversation(pack: str, guide: str) -> Recording:
    """The guide's recorded conversation that goes straight through."""
    kept = (read_recording(path) for path in recordings(ROOT / pack) if path.stem.endswith("-rak"))
    return next(one for one in kept if one.guide == guide)


@dataclass
class Visit:
    """A day with one plan. Each part leaves the pages as they are: the next goes on where it ended."""

    town: Town
    pack: str
    browser: Browser
    look: Look

    def __post_init__(self) -> None:
        expect.set_options(timeout=PATIENCE_MS)
        self.plan = LIBRARY.get(self.pack)
        self.pages: list[Page] = []
        self.mentor = self._opens("anna", PHONE)

    def leave(self) -> None:
        """A page that is open goes on asking for what is new."""
        for page in self.pages:
            page.context.close()

    def morning(self) -> str:
        """The words of the mentor's message, before anything is done."""
        expect(self.mentor.locator('[data-action="contact"]').first).to_be_visible()
        self.look(self.mentor, "1 morgon")
        return self._words(self.mentor)

    def three_taps(self) -> str:
        """Somebody was reached, the cause, and the meeting on the day that stands ready: the step's card."""
        first = self.plan.first_contact
        cause = next(one for one in first.causes if not (one.closes or one.explains or one.tells))
        self._press(self.mentor, "contact", f":{first.reached[0].id}")
        self._press(self.mentor, "cause", f":{cause.id}")
        self._press(self.mentor, "book")
        expect(self.mentor.locator('[data-action="tick"]').last).to_be_visible()
        self.look(self.mentor, "2 steg 1")
        return self._words(self.mentor)

    def guide(self) -> str:
        """The mentor answers every question, at the step where the guide is."""
        guide, step = begun_with(self.plan)
        for number in range(1, step):
            self._press(self.mentor, "raise.ask")
            self._fills(self.mentor, "Vi behöver göra mer.")
            expect(self.mentor.get_by_text(self.plan.step(number + 1).name).last).to_be_visible()
        self._press(self.mentor, "guide.start", f":{guide.id}")
        talk = conversation(self.pack, guide.id)
        for number, line in enumerate(talk.talk):
            self._asked(line.asked)
            if number == 0:
                self.look(self.mentor, "3 guidens första fråga")
            self._answers(line.asked, talk.answers)
        self._press(self.mentor, "guide.finish")
        expect(self.mentor.locator('[data-action="guide.finish"]')).to_have_count(0)
        self.look(self.mentor, "4 guidens slut")
        return self._words(self.mentor)

    def escalation(self) -> str:
        """The mentor asks for help; in EHT's channel somebody takes the case."""
        self._press(self.mentor, "eht.call.ask")
        form = self.mentor.get_by_role("dialog")
        form.get_by_label(text("eht.wish_take_over")).check()
        form.get_by_role("button", name="Spara").click()
        expect(form).to_be_hidden()
        eht = self._opens("eva", SCREEN, self._channel)
        first = eht.locator('li.item[data-key^="thread:"] article.card').first
        expect(first).to_contain_text(text("eht.asks_wish_take_over"))
        self.look(eht, "5 elevhälsan")
        self._press(eht, "case.take")
        expect(first).not_to_contain_text(text("eht.state_waiting"))
        return self._words(eht)

    def rektor(self) -> str:
        """The thread as rektor reads it, once somebody has taken the case."""
        rektor = self._opens("rut", SCREEN, self._channel)
        expect(rektor.locator("#messages")).to_contain_text(text("eht.back_button"))
        self.look(rektor, "6 rektor")
        return self._words(rektor)

    @property
    def _channel(self) -> str:
        return f"/eht:{self.town.world.school(self.pack)}"

    def _opens(self, who: str, width: int, channel: str = "") -> Page:
        page = self.browser.new_context(viewport={"width": width, "height": 900}, locale="sv-SE").new_page()
        self.pages.append(page)
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{self.town.address}/chat/{self.town.world.staff(f'{who}-{self.pack}')}{channel}")
        page.wait_for_selector("html[data-ready]")
        return page

    def _words(self, page: Page) -> str:
        return page.locator("#messages").inner_text()

    def _press(self, page: Page, action: str, ends: str = "") -> None:
        value = f'[data-value$="{ends}"]' if ends else ""
        page.locator(f'[data-action="{action}"]{value}').last.click()

    def _fills(self, page: Page, words: str) -> None:
        form = page.get_by_role("dialog")
        form.locator("textarea, input[type=text]").last.fill(words)
        form.get_by_role("button", name="Spara").click()
        expect(form).to_be_hidden()

    def _asked(self, question: str) -> None:
        expect(self._of(question).last).to_be_visible()

    def _of(self, question: str) -> Locator:
        """The buttons that answer the question."""
        return self.mentor.locator(f'[data-action^="guide."][data-value*=":{question}:"]')

    def _answers(self, question: str, answers: Mapping[str, object]) -> None:
        """By the button there is for the answer; else in the inputs, and saved."""
        answer = answers.get(question)
        if answer is None:
            self._press(self.mentor, "guide.skip")
            return
        ready = self.mentor.locator(f'[data-action="guide.answer"][data-value$=":{answer}"]')
        if isinstance(answer, str) and ready.count():
            ready.last.click()
            return
        card = self.mentor.locator("article.card", has=self._of(question)).last
        if isinstance(answer, list | tuple):
            for box in card.locator("input[type=checkbox]").all():
                box.set_checked(box.get_attribute("value") in answer)
        elif (apart := card.locator('[data-action="guide.write"]')).count():
            apart.click()
            self._fills(self.mentor, "Bara för bilagan.")
            return
        else:
            card.locator("[data-field=answer]").last.fill(str(answer))
        card.locator('[data-action="guide.save"]').click()
