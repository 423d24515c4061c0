"""The inspector: every kind of mistake an author can make is named with file, line and cure."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from content.inspect import check, render_findings
from tests.content.conftest import Draft
from tests.packs import PACKS, ROOT


@dataclass(frozen=True)
class Mistake:
    """`old` becomes `new` in `file`; the finding stands `below` lines under it and says each of `words`."""

    name: str
    file: str
    old: str
    new: str
    words: tuple[str, ...]
    below: int = 0


MISTAKES = (
    Mistake("unknown key", "triggers.yaml", "min_school_days:", "min_skoldagar:", ("min_skoldagar", "okänd")),
    Mistake("misspelt key", "steps/1.yaml", "responsible:", "responsable:", ("responsable", "responsible")),
    Mistake(
        "misspelt key in a list", "steps/2.yaml", "    who: [mentor]", "    hwo: [mentor]", ("hwo", "who")
    ),
    Mistake("unknown role", "steps/1.yaml", "who: [mentor]", "who: [mentorn]", ("mentor", "rektor")),
    Mistake("unknown kind", "triggers.yaml", "kind: rate_since", "kind: rates", ("rate_since", "kind"), -1),
    Mistake(
        "dangling document", "steps/2.yaml", "document: enkel_kart", "document: enkla_kart", ("enkel_kart",)
    ),
    Mistake(
        "dangling listed document",
        "steps/1.yaml",
        "anpassningar, idebank]",
        "anpassningar, idebanken]",
        ("idebank (närmast)",),
    ),
    Mistake("dangling contact", "resources.yaml", "contact: bup", "contact: pub", ("hänvisar",)),
    Mistake(
        "dangling support unit", "plan.yaml", "contact: skolnarvaro", "contact: narvaro", ("skolnarvaro",)
    ),
    Mistake(
        "dangling participant",
        "first_contact.yaml",
        "[mentor, guardian, pupil]",
        "[mentor, mamma]",
        ("mamma", "hänvisar"),
    ),
    Mistake(
        "dangling law", "law_words.yaml", "law: concern_report", "law: concern_rapport", ("concern_report",)
    ),
    Mistake("a trigger to a step that is not there", "triggers.yaml", "step: 4", "step: 7", ("Steg 7",)),
    Mistake(
        "a trigger from a step that is not there", "triggers.yaml", "steps: [3]", "steps: [9]", ("Steg 9",)
    ),
    Mistake(
        "no responsible",
        "steps/3.yaml",
        "responsible: [mentor, team, eht, rektor]",
        "responsible: []",
        ("saknar ansvarig",),
    ),
    Mistake("an action without owner", "steps/1.yaml", "who: [mentor]", "who: []", ("s1_call", "ansvarig")),
    Mistake("fact without source", "definitions.yaml", "  source: 001:112\n", "", ("saknar källa",), -3),
    Mistake(
        "fact with an empty source", "definitions.yaml", "source: 001:112", 'source: ""', ("saknar källa",)
    ),
    Mistake("source after the end", "definitions.yaml", "source: 001:112", "source: 001:700", ("632 rader",)),
    Mistake("source that is unknown", "definitions.yaml", "source: 001:112", "source: 009:112", ("009",)),
    Mistake("source in another form", "definitions.yaml", "source: 001:112", "source: sidan 7", ("sidan 7",)),
    Mistake(
        "source backwards", "definitions.yaml", "source: 001:108-110", "source: 001:110-108", ("början",)
    ),
    Mistake("text where a number stands", "triggers.yaml", "days: 30", "days: trettio", ("days", "heltal")),
    Mistake("a number in quotes", "triggers.yaml", "days: 30", 'days: "30"', ("days", "heltal")),
    Mistake("a decimal limit", "triggers.yaml", "over: 15", "over: 15.5", ("over", "heltal")),
    Mistake("yes as a number", "triggers.yaml", "days: 30", "days: true", ("days", "heltal")),
    Mistake("a number where text stands", "contacts.yaml", '"08-410 200 40"', "112", ("phone", "text")),
    Mistake("a limit over a hundred", "triggers.yaml", "over: 15", "over: 115", ("over", "omöjligt", "99")),
    Mistake("a limit given twice", "triggers.yaml", "{over: 15,", "{over: 15, at_least: 15,", ("antingen",)),
    Mistake("a percent over a hundred", "settings.yaml", "calm: {value: 5", "calm: {value: 105", ("105",)),
    Mistake("no days", "triggers.yaml", "days: 30", "days: 0", ("days", "minst 1")),
    Mistake(
        "hours as words", "contacts.yaml", '"08:00-16:30"', '"kontorstid"', ("kontorstid", "08:00-16:30")
    ),
    Mistake("hours that do not exist", "contacts.yaml", '"08:00-16:30"', '"08:00-25:30"', ("25:30", "24:00")),
    Mistake("days as words", "contacts.yaml", "days: mon-thu", "days: vardagar", ("vardagar", "mon-thu")),
    Mistake("an impossible date", "contacts.yaml", '"2018-08-01"', '"2018-08-41"', ("checked", "2026-11-23")),
    Mistake("an id twice", "documents.yaml", "id: idebank", "id: enkel_kartlaggning", ("två gånger",)),
    Mistake("an action's id in another step", "steps/2.yaml", "id: s2_guardian", "id: s1_call", ("s1_call",)),
    Mistake("an id with å", "signs.yaml", "id: rising", "id: ökande", ("ökande", "a–z")),
    Mistake("two steps with a number", "steps/3.yaml", "number: 3", "number: 2", ("number: 3",)),
    Mistake("an empty text", "steps/1.yaml", "text: Ring eleven och vårdnadshavaren", 'text: ""', ("tom",)),
    Mistake(
        "a button too long", "first_contact.yaml", "text: Något hemma", f"text: {'hemma ' * 15}", ("75",)
    ),
    Mistake(
        "a word the trigger does not know",
        "triggers.yaml",
        "Mer än {limit}",
        "Mer än {procent}",
        ("{procent}", "{limit}"),
    ),
    Mistake("a lonely brace", "triggers.yaml", "Mer än {limit}", "Mer än {limit", ("klammer",)),
    Mistake("another plan's id", "plan.yaml", "id: danderyd", "id: tyreso", ("tyreso", "danderyd")),
    Mistake(
        "an undecided deadline with weeks",
        "steps/1.yaml",
        "    weeks: 2\n",
        "    weeks: 2\n    undecided: true\n",
        ("obeslutad",),
        1,
    ),
    Mistake("a rate since nothing", "triggers.yaml", "case: open, steps: [1]", "case: none", ("öppna",)),
    Mistake("a key twice", "steps/2.yaml", "informs: [eht]", "number: 2", ("number", "rad 1")),
    Mistake("broken YAML", "settings.yaml", "calm: {value: 5", "calm: {value: 5}}", ("YAML",)),
    Mistake(
        "a colon in free text",
        "steps/1.yaml",
        "text: Ring eleven och",
        "text: Ring: eleven och",
        ("YAML", "citattecken"),
    ),
    Mistake("a tab", "plan.yaml", "  name: Enheten", "\tname: Enheten", ("YAML", "tabbar")),
    Mistake(
        "a tag", "plan.yaml", "name: Danderyds", "name: !!python/object:os.system Danderyds", ("taggar",)
    ),
    Mistake("an anchor", "plan.yaml", "authority: Danderyds", "authority: &a Danderyds", ("Ankare",)),
    Mistake(
        "a list where keys stand",
        "settings.yaml",
        "calm: {value: 5, source: lokal tolkning}",
        "calm: [5]",
        ("calm", "nycklar"),
    ),
    Mistake(
        "a word where a list stands",
        "steps/1.yaml",
        "responsible: [mentor, team]",
        "responsible: mentor",
        ("responsible", "lista"),
    ),
)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_named_with_file_line_and_cure(draft: Draft, mistake: Mistake) -> None:
    line = draft.change(mistake.file, mistake.old, mistake.new) + mistake.below
    findings = draft.findings()
    here = [finding for finding in findings if (finding.file, finding.line) == (mistake.file, line)]
    assert here, f"nothing at {mistake.file}:{line}, but {[str(finding) for finding in findings]}"
    said = " ".join(str(finding) for finding in here)
    assert all(word in said for word in mistake.words), said


@pytest.mark.parametrize("plan_id", PACKS)
def test_the_plans_of_the_project_have_nothing_to_mend(plan_id: str) -> None:
    assert check(ROOT / plan_id) == []


def test_a_step_no_trigger_leads_to_is_found(draft: Draft) -> None:
    draft.change("triggers.yaml", "step: 3", "step: 2")
    assert {finding.file for finding in draft.findings()} == {"steps/3.yaml", "steps/4.yaml"}


def test_a_step_reached_by_a_person_needs_no_trigger(draft: Draft) -> None:
    draft.change("triggers.yaml", "step: 3", "step: 2")
    draft.change("steps/3.yaml", "number: 3\n", "number: 3\nreached_by: person\n")
    assert draft.findings() == []


@pytest.mark.parametrize("part", ["actions", "questions", "deadlines"])
def test_a_step_without_one_of_its_parts_is_found(draft: Draft, part: str) -> None:
    path = draft.folder / "steps/2.yaml"
    path.write_text(_without(path.read_text("utf-8"), part), "utf-8")
    (finding,) = [one for one in draft.findings() if one.file == "steps/2.yaml"]
    assert part in finding.expected


def _without(text: str, part: str) -> str:
    """The YAML text with the list `part` made empty."""
    kept, inside = [], False
    for line in text.splitlines():
        inside = line.startswith((" ", "-")) if inside else line == f"{part}:"
        kept.append(f"{part}: []" if line == f"{part}:" else line if not inside else "")
    return "\n".join(kept)


@pytest.mark.parametrize("file", ["plan.yaml", "triggers.yaml"])
def test_a_missing_file_is_named(draft: Draft, file: str) -> None:
    (draft.folder / file).unlink()
    assert (file, "Filen saknas.") in {(finding.file, finding.what) for finding in draft.findings()}


def test_a_plan_without_steps_is_told_so(draft: Draft) -> None:
    for path in (draft.folder / "steps").iterdir():
        path.unlink()
    assert [finding.file for finding in draft.findings()] == ["steps"]


def test_a_file_that_is_no_part_of_a_plan_is_named(draft: Draft) -> None:
    (draft.folder / "trigger.yaml").write_text("- id: x\n", "utf-8")
    assert [finding.file for finding in draft.findings()] == ["trigger.yaml"]


def test_a_file_in_another_encoding_is_named_with_its_line(draft: Draft) -> None:
    path = draft.folder / "signs.yaml"
    path.write_bytes(path.read_text("utf-8").encode("cp1252"))
    (finding,) = draft.findings()
    assert (finding.file, finding.expected) == ("signs.yaml", "spara om filen som UTF-8")
    assert finding.line > 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"\x00\x01",
        b"\xff\xfe",
        b"[" * 500,
        b"- " * 5000,
        b"a: b\n---\na: b\n",
        b"x" * 2_000_000,
    ],
    ids=["empty", "blank", "binary", "utf-16", "deep", "deeper", "two documents", "enormous"],
)
@pytest.mark.parametrize("file", ["plan.yaml", "signs.yaml", "steps/1.yaml"])
def test_a_hostile_file_gets_a_finding(draft: Draft, file: str, content: bytes) -> None:
    (draft.folder / file).write_bytes(content)
    assert file in {finding.file for finding in draft.findings()}


def test_a_nest_of_aliases_is_refused_at_once(draft: Draft) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (draft.folder / "signs.yaml").write_text(bomb, "utf-8")
    assert [finding.file for finding in draft.findings()] == ["signs.yaml"]


def test_several_mistakes_are_all_told_in_one_go(draft: Draft) -> None:
    draft.change("documents.yaml", "id: idebank", "id: Idébank")
    draft.change("definitions.yaml", "source: 001:112", "source: 001:999")
    draft.change("contacts.yaml", "id: bup", "id: pub")
    files = {finding.file for finding in draft.findings()}
    assert {"documents.yaml", "definitions.yaml", "resources.yaml", "steps/1.yaml"} <= files


def test_broken_files_are_all_told_in_one_go(draft: Draft) -> None:
    for file in ("signs.yaml", "steps/2.yaml"):
        (draft.folder / file).write_text("a: [", "utf-8")
    assert [finding.file for finding in draft.findings()] == ["signs.yaml", "steps/2.yaml"]


@pytest.mark.parametrize("name", ["", "tom", "fil.txt", "finns-inte"])
def test_what_is_no_plan_folder_is_said_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "tom").mkdir()
    (tmp_path / "fil.txt").write_text("hej", "utf-8")
    (finding,) = check(tmp_path / name)
    assert "plan" in finding.expected


def test_findings_are_rendered_with_place_fault_and_cure(draft: Draft) -> None:
    line = draft.change("steps/1.yaml", "responsible:", "responsable:")
    text = render_findings(draft.findings())
    assert f"steps/1.yaml:{line}" in text
    assert "responsible" in text


def test_nothing_to_mend_is_said_too() -> None:
    assert render_findings([]).strip()


@pytest.mark.parametrize("seed", range(150))
def test_a_plan_mangled_at_random_never_ends_in_a_traceback(draft: Draft, seed: int) -> None:
    chance = random.Random(seed)
    path = chance.choice(sorted(draft.folder.rglob("*.yaml")))
    path.write_bytes(_mangled(path.read_bytes(), chance))
    for finding in draft.findings():
        assert finding.file
        assert finding.what


def _mangled(raw: bytes, chance: random.Random) -> bytes:
    at, until = sorted(chance.randrange(len(raw)) for _ in range(2))
    cuts = (
        raw[:at],
        raw[at:],
        raw[:at] + raw[until:],
        raw[:at] + chance.randbytes(3) + raw[at:],
        raw[:at]
        + chance.choice([b"\t", b": ", b"- ", b"{", b"]", b'"', b"\n", b"#", b"!", b"*a", b"null"])
        + raw[at:],
        raw[:at] + raw[at:until][::-1] + raw[until:],
        raw[:until] + raw[at:],
    )
    return chance.choice(cuts)
