"""The main job as its user meets it: `narvarolots demo` in a process of its own, and a browser.

The message is read, a pupil dealt with in three taps, the follow-up booked; the next school days come, with
the reminder; and the pupil whose absence goes on reaches step 2.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.local.conftest import ARGUMENTS

FIRST_MENTOR = "Alma Ekdunge"
PRESSES_TO_STEP_TWO = 10
REMINDED_ON = [4, 5, 6]
"""The presses that reach the school day before the meeting, which is booked a week ahead, its own, and the
next, when it is asked how the meeting went."""
PATIENCE_MS = 30_000


@pytest.fixture
def demo_address(first_day: Path, tmp_path: Path) -> Iterator[str]:
    """The command itself, over a copy of the school as it is on its first day."""
    shutil.copytree(first_day, tmp_path / ".demo")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "demo", "--port", str(port)],
        env={**os.environ, "NARVAROLOTS_DATA": str(tmp_path)},
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _answers(address)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _answers(address: str) -> None:
    """The transport tries to connect again and again, a little later each time."""
    with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
        assert client.get(address + "/healthz").status_code == 200


@pytest.fixture
def page(demo_address: str, chromium_path: Path) -> Iterator[Page]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        opened = chromium.new_page(viewport={"width": 390, "height": 844}, locale="sv-SE")
        opened.set_default_timeout(PATIENCE_MS)
        opened.goto(demo_address)
        yield opened
        chromium.close()


def test_a_visitors_two_weeks_from_the_first_message_to_step_two(page: Page) -> None:
    page.get_by_role("link", name=FIRST_MENTOR).first.click()
    page.wait_for_selector("html[data-ready] #messages")
    morning = _newest_morning(page)
    pupil = (
        morning.get_by_role("heading", level=4).first.inner_text().split(" Steg")[0].split("\n")[0].strip()
    )
    expect(morning).to_contain_text("Steg 1")

    _three_taps(page, morning)
    expect(_newest_morning(page)).to_contain_text("Uppföljning")

    reminded = []
    for press in range(1, PRESSES_TO_STEP_TWO + 1):
        _next_school_day(page)
        if _reminder(page, pupil).count():
            reminded.append(press)
    assert reminded == REMINDED_ON
    expect(_newest_morning(page)).to_contain_text(pupil)
    expect(_newest_morning(page)).to_contain_text("Steg 2")


def _three_taps(page: Page, morning: Locator) -> None:
    """Whom the mentor reached, the cause, and the meeting on the day that stands ready."""
    morning.get_by_role("button", name="Nådde vårdnadshavare").first.click()
    page.get_by_role("button", name="Något med kompisar").click()
    page.get_by_role("button", name="Boka mötet").click()
    expect(page.get_by_role("button", name="Bocka av")).to_be_visible()


def _newest_morning(page: Page) -> Locator:
    """The last message of a morning, without what stands in its thread."""
    return page.locator('li.item[data-key^="morning:"]').last.locator("article.card").first


def _reminder(page: Page, pupil: str) -> Locator:
    """The line of a meeting, which stands out in the part about the pupil."""
    about = _newest_morning(page).locator(".section", has=page.get_by_role("heading", name=pupil))
    return about.locator("p.strong", has_text="Uppföljning")


def _next_school_day(page: Page) -> None:
    """Waits for the new day to stand at the top and for its message to have come."""
    day, messages = page.locator("#day time"), page.locator('li.item[data-key^="morning:"]')
    today, before = str(day.get_attribute("datetime")), messages.count()
    page.get_by_role("button", name="Nästa skoldag").click()
    expect(day).not_to_have_attribute("datetime", today)
    expect(messages).to_have_count(before + 1)
