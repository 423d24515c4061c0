"""EHT's thread from beginning to end, in a real browser over the real bot: the mentor asks for help, EHT
takes the case, asks, gets the answer, notes what is tried and hands it back. Two people, each in a chat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from content.texts import text
from handlers.morning.run import run
from storage.database import Database
from tests.handlers.files import Files, lesson
from tests.handlers.world import ADULTS, CHILDREN, MONDAY, PLAN, TUESDAY, World
from tests.local.serving import served

PATIENCE_MS = 30_000
SECRET_QUESTION, SECRET_ANSWER = "Har du nått pappa?", "Ja, i går kväll."
MEASURE = "Morgonsamtal med en vuxen"


@pytest.fixture
def world(sqlite_database: Database, tmp_path: Path) -> World:
    """Alva missed a lesson on Monday, and it is Tuesday morning."""
    world = World(sqlite_database, tmp_path)
    world.take_in(Files(adults=ADULTS, children=CHILDREN))
    world.absence(lesson("E1", MONDAY))
    world.at(TUESDAY)
    run(world.database, world.plans, now=world.now, on=TUESDAY)
    return world


@pytest.fixture
def address(world: World, tmp_path: Path) -> Iterator[str]:
    with served(world, tmp_path, PLAN) as found:
        yield found


def _opens(browser: Browser, address: str, width: int = 1280) -> Page:
    expect.set_options(timeout=PATIENCE_MS)
    page = browser.new_context(viewport={"width": width, "height": 900}, locale="sv-SE").new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    return page


def _press(where: Page | Locator, name: str) -> None:
    where.get_by_role("button", name=text(name), exact=True).last.click()


def _fills(page: Page, label: str, words: str) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(text(label)).fill(words)
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_be_hidden()


def _mentor_asks_for_eht(mentor: Page) -> None:
    """Three taps, and then the button on the case."""
    mentor.get_by_role("button", name="Nådde vårdnadshavare").first.click()
    mentor.get_by_role("button", name="Något med kompisar").click()
    mentor.get_by_role("button", name="Boka mötet").click()
    _press(mentor, "eht.call_button")
    dialog = mentor.get_by_role("dialog")
    dialog.get_by_label(text("eht.wish_take_over")).check()
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_be_hidden()


def test_a_case_goes_to_eht_and_back_and_the_first_message_always_shows_how_it_stands(
    world: World, address: str, browser: Browser
) -> None:
    mentor = _opens(browser, f"{address}/chat/{world.staff('anna')}", width=390)
    eht = _opens(browser, f"{address}/chat/{world.staff('eva')}/eht:{world.school()}")
    _mentor_asks_for_eht(mentor)

    first = eht.locator(f'li.item[data-key="thread:{world.case("E1").id}:first"] article.card').first
    expect(first).to_contain_text("A.L. 8B")
    expect(first).to_contain_text(text("eht.state_waiting"))
    expect(first).to_contain_text(text("eht.asks_wish_take_over"))

    _press(first, "eht.take_button")
    expect(first).to_contain_text("Eva")
    expect(first).not_to_contain_text(text("eht.state_waiting"))

    _press(first, "eht.ask_button")
    _fills(eht, "eht.ask_label", SECRET_QUESTION)
    expect(mentor.get_by_text(SECRET_QUESTION)).to_be_visible()
    _press(mentor, "eht.answer_button")
    _fills(mentor, "eht.answer_label", SECRET_ANSWER)
    _press(eht, "eht.read_button")
    expect(eht.get_by_text(SECRET_ANSWER)).to_be_visible()

    _press(first, "eht.measure_button")
    _fills(eht, "eht.measure_text", MEASURE)
    expect(first).to_contain_text(text("eht.measures"))

    _press(first, "eht.back_button")
    _fills(eht, "eht.back_reason", "Vi ses på mötet.")
    expect(first).to_contain_text(text("eht.state_returned"))
    expect(mentor.get_by_text("Vi ses på mötet.")).to_be_visible()

    eht.reload()
    eht.wait_for_selector("html[data-ready]")
    channel = eht.locator("#messages").inner_text()
    for secret in ("Alva", "Lindgren", SECRET_QUESTION, SECRET_ANSWER, MEASURE):
        assert secret not in channel, "the channel shows initials, and nothing that was said in confidence"
