"""The shape that DESIGN.md gives the project, held by tests: imports go one way, the clock is injected."""

import re
from graphlib import TopologicalSorter

import pytest

from tests.project.source import (
    PACKAGES,
    ROOT,
    Found,
    dotted_calls,
    imported_at_once,
    imports,
    module_name,
    python_files,
)

NETWORK = ("slack_bolt", "slack_sdk", "microsoft_teams", "msal", "fastapi", "uvicorn", "aiohttp", "httpx")
NETWORK += ("requests", "urllib.request", "http.client", "socket")
FORBIDDEN = {
    "content": ("bot", "handlers", "storage", *NETWORK),
    "storage": ("bot", "handlers", "content", *NETWORK),
    "handlers": ("bot", *NETWORK),
}
WALL_CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
THE_CLOCK = ROOT / "bot" / "clock.py"
DEFAULT_SETTINGS = ROOT / "bot" / "settings.py"


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_imports_go_one_way(folder: str) -> None:
    wrong = [
        found
        for path in python_files(folder)
        for found in imports(path)
        if any(within(found.name, package) for package in FORBIDDEN[folder])
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_ring() -> None:
    """Whichever of them is imported first works."""
    known = {module_name(path): path for path in python_files(*PACKAGES)}
    TopologicalSorter(
        {name: imported_at_once(path, known) for name, path in known.items()}
    ).prepare()  # CycleError names the ring


def test_only_the_clock_asks_what_time_it_is() -> None:
    files = [path for path in python_files(*PACKAGES) if path != THE_CLOCK]
    asked = [found for path in files for found in dotted_calls(path) if found.name in WALL_CLOCK]
    borrowed = [found for path in files for found in imports(path) if found.name in WALL_CLOCK]
    assert asked + borrowed == []


def test_no_plan_is_named_in_python() -> None:
    plans = [folder.name for folder in (ROOT / "content" / "plans").iterdir() if folder.is_dir()]
    assert plans, "no plans at all"
    # Europe/Stockholm, and a constant named for it in capitals, is every plan's time zone.
    names = "|".join(re.escape(form) for plan in plans for form in (plan, plan.capitalize()))
    named = re.compile(rf"(?<!Europe/)\b({names})s?\b")
    wrong = [
        Found(match[0], f"{path.relative_to(ROOT)}:{number}")
        for path in python_files(*PACKAGES)
        if path != DEFAULT_SETTINGS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for match in named.finditer(line)
    ]
    assert wrong == []


def test_a_plan_is_data_only() -> None:
    assert list((ROOT / "content" / "plans").rglob("*.py")) == []
