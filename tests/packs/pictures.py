"""A day with each plan as pictures, to be looked at: `python -m tests.packs.pictures FOLDER [PLAN …]`.

Each is taken on a screen and on a phone. The visit is the one that the tests make.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import find_chromium
from tests.local.conftest import ARGUMENTS
from tests.packs import PACKS
from tests.packs.visiting import PHONE, SCREEN, Look, Visit, town

HEIGHT = 900
DRAWN_MS = 200
"""Until the page has settled in its new width."""


def main(folder: Path, packs: tuple[str, ...]) -> None:
    chromium_path = find_chromium()
    with (
        tempfile.TemporaryDirectory() as school,
        town(Path(school), packs) as made,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        for pack in packs:
            visit = Visit(made, pack, browser, _pictures(folder / pack))
            for part in (visit.morning, visit.three_taps, visit.guide, visit.escalation, visit.rektor):
                part()
            visit.leave()
        browser.close()


def _pictures(folder: Path) -> Look:
    folder.mkdir(parents=True, exist_ok=True)

    def look(page: Page, what: str) -> None:
        before = page.viewport_size
        for width in (SCREEN, PHONE):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.locator("article.card").last.scroll_into_view_if_needed()
            page.wait_for_timeout(DRAWN_MS)
            page.screenshot(path=folder / f"{what}, {width}.png")
        if before is not None:
            page.set_viewport_size(before)

    return look


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("python -m tests.packs.pictures MAPP [PLAN …]")
    main(Path(sys.argv[1]), tuple(sys.argv[2:]) or PACKS)
