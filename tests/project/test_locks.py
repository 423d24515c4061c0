"""The lock files: everything pinned and hashed, no addresses, and nothing left out."""

import re
import tomllib
from collections.abc import Iterable

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.source import ROOT

RUNTIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"
BOTH = pytest.mark.parametrize("name", [RUNTIME, DEVELOPMENT])


def entries(name: str) -> list[str]:
    """One string per locked package, its hashes included."""
    text = re.sub(r"^\s*#.*$", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def requirement(entry: str) -> Requirement:
    return Requirement(entry.split("--hash")[0].strip())


def pins(name: str) -> set[tuple[str, str, str]]:
    """Package, version and for whom, such as ("cryptography", "==50.0.2", 'sys_platform != "darwin"')."""
    locked = (requirement(entry) for entry in entries(name))
    return {(canonicalize_name(one.name), str(one.specifier), str(one.marker or "")) for one in locked}


def wanted(extras: Iterable[str] = ()) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    return [Requirement(line) for lines in lists for line in lines]


@BOTH
def test_every_package_has_one_version_and_hashes(name: str) -> None:
    for entry in entries(name):
        assert re.search(r"==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


@BOTH
def test_no_address_stands_in_a_lock(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text


@pytest.mark.parametrize(("name", "extras"), [(RUNTIME, ()), (DEVELOPMENT, ("dev",))])
def test_everything_the_project_asks_for_is_locked(name: str, extras: tuple[str, ...]) -> None:
    locked: dict[str, list[str]] = {}
    for package, specifier, _ in pins(name):
        locked.setdefault(package, []).append(specifier.removeprefix("=="))
    for one in wanted(extras):
        versions = locked.get(canonicalize_name(one.name), [])
        assert versions, f"{one.name} is not in {name}: run `make lock`"
        assert all(version in one.specifier for version in versions), f"{one} and {versions} in {name}"


def test_what_is_tested_is_what_is_run() -> None:
    assert pins(RUNTIME) <= pins(DEVELOPMENT)
