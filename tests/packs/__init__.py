"""Every plan that the tests run over: those in `content/plans`, and a seventh that nobody follows.

The seventh is Havsvik, a made-up municipality with other steps, roles, clocks, words and documents, written
by following docs/plan.md only. What holds for one plan is to hold for all: a test that goes over plans takes
its list from here, and is thereby tried on a plan that no line of Python has seen.

    @pytest.mark.parametrize("pack", PACKS)
    def test_…(pack: str) -> None:
        plan = LIBRARY.get(pack)

`tests.packs.ROOT` is a folder that holds them all, for `Plans(LIBRARY, pack)` and `load_plan(pack, ROOT)`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from content.loader import PLANS, PlanLibrary, plan_ids

HERE = Path(__file__).parent
SEVENTH = "havsvik"
SEVENTH_FOLDER = HERE / "plans" / SEVENTH
SEVENTH_SOURCES = HERE / "sources"

_together = tempfile.TemporaryDirectory(prefix="narvarolots-packs-")
"""Emptied when the tests end: nothing but links lies in it."""
ROOT = Path(_together.name)
for _folder in (*(PLANS / name for name in plan_ids()), SEVENTH_FOLDER):
    (ROOT / _folder.name).symlink_to(_folder, target_is_directory=True)

LIBRARY = PlanLibrary(ROOT)
PACKS = plan_ids(ROOT)
"""The ids of all seven."""
