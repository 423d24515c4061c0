from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from content.assembly import SHARED
from content.findings import Finding
from content.inspect import check
from content.loader import PLANS, load_plan
from content.model import Plan
from tests.packs import LIBRARY, PACKS


@dataclass(frozen=True)
class Draft:
    """A good plan's folder, copied where a test may break it."""

    folder: Path

    def change(self, file: str, old: str, new: str) -> int:
        """Replace the first `old`; the line where it stood is returned."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), "utf-8")
        return text[: text.index(old)].count("\n") + 1

    def findings(self) -> list[Finding]:
        return check(self.folder)


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    folder = Path(shutil.copytree(PLANS / "danderyd", tmp_path / "danderyd"))
    shutil.copy(SHARED / "first_contact.yaml", folder)  # so that it can be broken too
    return Draft(folder)


@pytest.fixture(scope="session")
def danderyd() -> Plan:
    return load_plan("danderyd")


@pytest.fixture(scope="session")
def stockholm() -> Plan:
    return load_plan("stockholm")


@pytest.fixture(params=PACKS)
def any_plan(request: pytest.FixtureRequest) -> Plan:
    return LIBRARY.get(request.param)
