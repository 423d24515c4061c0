"""Finds a Chromium for the tests, or fetches one: `python -m tests.browser` prints its path.

Never a reason to skip a test: without a browser it says what is missing and how to mend it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPS = ("Chromium", "Google Chrome", "Microsoft Edge")
CURE = (
    "Testerna behöver en Chromium, och ingen fungerande finns eller gick att hämta.\n"
    "Debian och Ubuntu:  sudo apt install chromium\n"
    "macOS:              brew install --cask chromium\n"
    "Finns den på annan plats:  make test CHROMIUM=/sökväg/till/chromium"
)


class NoBrowser(Exception):
    """No Chromium that starts; the message says what to install."""


def installed() -> Iterator[str]:
    """Paths where a browser may already be, the one asked for first."""
    yield from (shutil.which(name) or "" for name in COMMANDS)
    folders = (Path("/Applications"), Path.home() / "Applications")
    yield from (str(folder / f"{app}.app/Contents/MacOS/{app}") for folder in folders for app in MAC_APPS)


def starts(path: str) -> bool:
    """True if the browser opens a page: a path that exists may still lack a system library."""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path)
            browser.new_page().close()
            browser.close()
    except Error:
        return False
    return True


def fetch() -> str:
    """Playwright's own Chromium, downloaded once to its cache. Returns its path."""
    print("Ingen Chromium här; hämtar en genom Playwright …", file=sys.stderr)
    command = [sys.executable, "-m", "playwright", "install", "--no-shell"]
    if sys.platform == "linux" and os.geteuid() == 0:
        command.append("--with-deps")
    subprocess.run([*command, "chromium"], check=False, stdout=sys.stderr)
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def find_chromium() -> Path:
    """The browser of the tests. Raises NoBrowser, with the cure, when there is none that starts."""
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        wanted = shutil.which(wanted) or wanted
        if not starts(wanted):
            raise NoBrowser(f"CHROMIUM pekar på {wanted}, som inte går att starta.\n{CURE}")
        return Path(wanted)
    for path in installed():
        if Path(path).is_file() and starts(path):
            return Path(path)
    fetched = fetch()
    if not starts(fetched):
        raise NoBrowser(CURE)
    return Path(fetched)


if __name__ == "__main__":
    try:
        print(find_chromium())
    except NoBrowser as reason:
        sys.exit(str(reason))
