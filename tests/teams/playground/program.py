"""Microsoft's playground: fetched when it is asked for, set up with our school's people, and started.

Its licence is for evaluation, so it is never kept with the project."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import yaml

from tests.project.source import ROOT

PACKAGE = "@microsoft/m365agentsplayground@0.2"
HOME = ROOT / "build" / "playground"
PORT = 56150
ADDRESS = f"http://localhost:{PORT}"
SERVICE_URL = f"{ADDRESS}/_connector"
TENANT = "00000000-0000-0000-0000-0000000000001"
BOT = "00000000-0000-0000-0000-00000000000011"
CHANNEL = "channel-eht"
PATIENCE = 60.0


def fetch() -> Path:
    """The program's own entrance, installed with npm the first time."""
    if shutil.which("npm") is None:
        raise SystemExit("make playground behöver Node.js och npm. Debian och Ubuntu: sudo apt install npm")
    entrance = HOME / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
    if not entrance.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(HOME), PACKAGE]
        subprocess.run(command, check=True)
    return entrance


def configure(me: str, others: list[str]) -> None:
    """Exactly five others: with any other number the playground leaves without a word."""
    assert len(others) == 5
    people = [_person(number, short) for number, short in enumerate([me, *others])]
    config = {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": BOT, "name": "Närvarolotsen"},
        "currentUser": people[0],
        "users": people[1:],
        "personalChat": {"id": "personal-chat-id"},
        "groupChat": {"id": "group-chat-id", "name": "Gruppchatt"},
        "team": {
            "id": "team-id",
            "name": "Provskolan",
            "aadGroupId": "00000000-0000-0000-0000-000000000031",
            "channels": [{"id": CHANNEL, "name": "Elevhälsoteamet"}],
        },
    }
    text = yaml.safe_dump(config, allow_unicode=True, sort_keys=False)
    (HOME / ".m365agentsplayground.yml").write_text(text, encoding="utf-8")


def _person(number: int, short: str) -> dict[str, str]:
    return {
        "id": f"user-id-{number}",
        "name": short.capitalize(),
        "userPrincipleName": f"{short}@skola.example",
        "aadObjectId": f"00000000-0000-0000-0000-00000000002{number}",
        "givenName": short.capitalize(),
        "surname": "Provsson",
        "email": f"{short}@skola.example",
    }


@contextmanager
def running(endpoint: str) -> Iterator[None]:
    """The playground, until the block ends."""
    command = ["node", str(fetch()), "-e", endpoint, "-c", "msteams", "-p", str(PORT), "--disable-telemetry"]
    with (HOME / "output.log").open("w") as log:
        started = subprocess.Popen(command, cwd=HOME, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(started)
            yield
        finally:
            started.terminate()
            started.wait(timeout=20)


def _wait(started: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and started.poll() is None:
        try:
            with urlopen(ADDRESS, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise SystemExit(f"Provmiljön startade inte. Varför: {HOME / 'output.log'} och {HOME / 'devTools'}.")
