"""The inspector covers the answers: what an author can do wrong is named with file, line and cure."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from content.findings import Finding
from content.inspect import check
from content.knowledge_files import load_knowledge
from content.loader import PLANS
from tests.packs import PACKS, ROOT

FILE = "answers/steps.yaml"
Broken = Callable[[str, str], Finding]


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    """Replaces the first `old` in the answers; the one finding that comes of it, at the line it stood on."""

    def change(old: str, new: str) -> Finding:
        folder = Path(shutil.copytree(PLANS / "danderyd", tmp_path / "danderyd"))
        path = folder / FILE
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        [*findings] = [one for one in check(folder) if one.file == FILE]
        assert findings, "nothing was found"
        return findings[0]

    return change


@pytest.mark.parametrize("plan", PACKS)
def test_the_answers_of_every_plan_are_well(plan: str) -> None:
    assert check(ROOT / plan) == []
    assert load_knowledge(plan, ROOT).answers


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("  - id: ladder\n", "  - id: what_now\n", "what_now"),
        ("    buttons: [mine]", "    buttons: [nobody]", "nobody"),
        ("    source: 001:338-348", "    source: ''", "källa"),
        ("    source: 001:338-348", "    source: 001:338-9999", "001"),
        ("    source: 001:290-304", "    source: boken", "boken"),
        ("    cases: true", "    fall: true", "fall"),
        ("    see: [step1_what, ", "    see: [step9_what, ", "step9_what"),
        ("{{ begins(1) }}", "{{ begins(9) }}", "fylla"),
        ("{{ actions(1) }}", "{{ aktioner(1) }}", "fylla"),
    ],
)
def test_a_mistake_in_an_answer_is_named(broken: Broken, old: str, new: str, word: str) -> None:
    found = broken(old, new)
    assert word.lower() in str(found).lower()
    assert found.line > 0


def test_an_answer_that_can_be_asked_for_in_one_way_only_is_named(broken: Broken) -> None:
    steps = (PLANS / "danderyd" / "answers" / "steps.yaml").read_text(encoding="utf-8")
    entry = steps[steps.index("  - id: always_think\n") :]
    ways = entry[entry.index("    ways:\n") : entry.index("    short:")]
    alone = "  - id: only_here\n    ways: [grundtankar]\n"
    found = broken(entry[: entry.index(ways)] + ways, alone)
    assert "fråga" in found.what
    assert found.line > 0
