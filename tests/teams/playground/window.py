"""The playground's page, as a person uses it: presses, types, looks, and keeps pictures."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

PATIENCE = 20_000
"""Milliseconds."""
CARD = ".ac-adaptiveCard"


class Window:
    def __init__(self, page: Page, pictures: Path) -> None:
        self._page = page
        self._pictures = pictures
        self._number = 0

    def opens(self, address: str) -> None:
        """Once only: the playground begins anew with every page."""
        self._page.goto(address)
        self._page.get_by_title("Toggle Log Panel").click(timeout=PATIENCE)

    def sees(self, words: str) -> Locator:
        """Waits until the words stand in a card. Gives the last card that has them."""
        found = self._page.locator(CARD, has_text=words).last
        expect(found).to_be_visible(timeout=PATIENCE)
        return found

    def press(self, label: str, card: Locator | None = None) -> None:
        """The last button of that name, in a card or anywhere. What follows is shown in time."""
        where = card or self._page
        button = where.get_by_role("button", name=re.compile(f"^{re.escape(label)}")).last
        button.scroll_into_view_if_needed(timeout=PATIENCE)
        button.click(timeout=PATIENCE)

    def types(self, words: str) -> None:
        """In the personal chat."""
        box = self._page.locator("[contenteditable=true]").first
        box.click(timeout=PATIENCE)
        self._page.keyboard.type(words)
        self._page.keyboard.press("Enter")

    def fills(self, words: str) -> None:
        """The long text's box of the form that was opened last. Lists and days are text boxes there too."""
        box = self._page.locator(f"{CARD} textarea").last
        box.scroll_into_view_if_needed(timeout=PATIENCE)
        box.fill(words, timeout=PATIENCE)

    def chooses(self, option: str) -> None:
        """In the closed list of the form opened last: a text box that opens a list beside the card."""
        self._page.locator(f"{CARD} input[role=combobox]:not([aria-haspopup=dialog])").last.click(
            timeout=PATIENCE
        )
        self._page.get_by_role("option", name=option).click(timeout=PATIENCE)

    def posts(self, words: str) -> None:
        """A new post in the channel that is open, with the bot mentioned."""
        self._page.locator("[contenteditable=true]").first.click(timeout=PATIENCE)
        self._page.keyboard.type("@")
        self._page.get_by_text("Närvarolotsen", exact=True).last.click(timeout=PATIENCE)
        self._page.keyboard.type(words)
        self._page.get_by_role("button", name="Post").click(timeout=PATIENCE)

    def goes_to(self, place: str) -> None:
        self._page.get_by_role("treeitem", name=re.compile(place)).click(timeout=PATIENCE)
        self._page.wait_for_timeout(1000)

    def count(self) -> int:
        return self._page.locator(CARD).count()

    def grows(self, before: int) -> None:
        """Waits for one more card."""
        expect(self._page.locator(CARD)).to_have_count(before + 1, timeout=PATIENCE)

    def words(self) -> str:
        return "\n".join(self._page.locator(CARD).all_inner_texts())

    def narrow(self) -> None:
        """Cards as wide as on a phone: the playground's own page cannot be made that narrow."""
        self._page.add_style_tag(content=f"{CARD} {{ max-width: 320px; box-sizing: border-box }}")
        self._page.wait_for_timeout(500)

    def keep(self, name: str) -> None:
        """A picture of what is seen now."""
        self._page.wait_for_timeout(1200)
        self._number += 1
        self._pictures.mkdir(parents=True, exist_ok=True)
        self._page.screenshot(path=self._pictures / f"{self._number:02}-{name}.png")
