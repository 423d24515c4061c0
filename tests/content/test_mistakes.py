"""Mistakes an editor of a new plan makes, tried on the seventh: each is named in its place, with the cure."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from content.inspect import check
from tests.packs import SEVENTH, SEVENTH_FOLDER


@dataclass(frozen=True)
class Mistake:
    """`old` becomes `new` in `file`; something is found in `found_in` that says each of `words`."""

    name: str
    file: str
    old: str
    new: str
    found_in: str
    words: tuple[str, ...]


MISTAKES = (
    Mistake("year: no time", "year_wheel.yaml", "  week: 33\n", "", "year_wheel.yaml", ("month eller week",)),
    Mistake(
        "year: two times",
        "year_wheel.yaml",
        "  week: 33",
        "  week: 33\n  month: 8",
        "year_wheel.yaml",
        ("month eller week",),
    ),
    Mistake(
        "year: month 13", "year_wheel.yaml", "  week: 33", "  month: 13", "year_wheel.yaml", ("högst 12",)
    ),
    Mistake("year: week 60", "year_wheel.yaml", "week: 33", "week: 60", "year_wheel.yaml", ("högst 53",)),
    Mistake(
        "year: role", "year_wheel.yaml", "to: [eht]", "to: [mentor]", "year_wheel.yaml", ("eht", "rektor")
    ),
    Mistake("year: nobody", "year_wheel.yaml", "to: [eht]", "to: []", "year_wheel.yaml", ("når ingen",)),
    Mistake(
        "year: id twice",
        "year_wheel.yaml",
        "id: before_the_break",
        "id: pilots",
        "year_wheel.yaml",
        ("två gånger",),
    ),
    Mistake(
        "year: unit without channel",
        "plan.yaml",
        "  channel: true\n",
        "",
        "year_wheel.yaml",
        ("channel: true",),
    ),
    Mistake(
        "year: empty text",
        "year_wheel.yaml",
        "text: Vilka elever behöver en lots från första dagen?",
        "text: ''",
        "year_wheel.yaml",
        ("tom",),
    ),
    Mistake(
        "request: who",
        "guides/fraga-hamnen.yaml",
        "by: [eht, rektor]",
        "by: [rektorn]",
        "guides/fraga-hamnen.yaml",
        ("rektor (närmast)",),
    ),
    Mistake(
        "request: question",
        "guides/fraga-hamnen.yaml",
        "by: [eht, rektor]",
        "by: [eht, rektor]\n  about_pupil: [{question: whatt, is: x}]",
        "guides/fraga-hamnen.yaml",
        ("what (närmast)",),
    ),
    Mistake(
        "request: key",
        "guides/fraga-hamnen.yaml",
        "by: [eht, rektor]",
        "from: [eht]",
        "guides/fraga-hamnen.yaml",
        ("by", "about_pupil"),
    ),
    Mistake(
        "request: sends",
        "guides/fraga-hamnen.yaml",
        "svarar inom en vecka.",
        "svarar inom en vecka.\n    send: false",
        "guides/fraga-hamnen.yaml",
        ("sends (närmast)",),
    ),
    Mistake(
        "guide: name of file",
        "guides/kurs.yaml",
        "id: kurs",
        "id: kursen",
        "guides/kurs.yaml",
        ("kursen", "id: kurs"),
    ),
    Mistake(
        "guide: condition later",
        "guides/kurs.yaml",
        'when: {question: last, is: "yes"}',
        'when: {question: goal, is: "yes"}',
        "guides/kurs.yaml",
        ("goal", "före"),
    ),
    Mistake(
        "guide: answer that cannot be",
        "guides/kurs.yaml",
        'is: "yes"}',
        "is: ja}",
        "guides/kurs.yaml",
        ("yes, no",),
    ),
    Mistake(
        "guide: kind", "guides/kurs.yaml", "kind: yes_no", "kind: ja_nej", "guides/kurs.yaml", ("yes_no",)
    ),
    Mistake(
        "guide: no ending",
        "guides/kurs.yaml",
        "endings:\n  - text: Kursen är lagd. Jag påminner inför uppföljningen.\n",
        "endings: []\n",
        "guides/kurs.yaml",
        ("slut",),
    ),
    Mistake(
        "guide: follow-up too late",
        "guides/kurs.yaml",
        "suggest_weeks: 4\n    within_weeks: 4",
        "suggest_weeks: 9\n    within_weeks: 9",
        "guides/kurs.yaml",
        ("högst 4",),
    ),
    Mistake("guide: step", "guides/kurs.yaml", "steps: [3]", "steps: [8]", "guides/kurs.yaml", ("Steg 8",)),
    Mistake(
        "guide: document",
        "guides/kurs.yaml",
        "document: kursplan",
        "document: kursplanen",
        "guides/kurs.yaml",
        ("kursplan (närmast)",),
    ),
    Mistake(
        "guide: nobody leads there",
        "steps/3.yaml",
        "    guide: kurs\n",
        "",
        "guides/kurs.yaml",
        ("offered: true",),
    ),
    Mistake(
        "guide: comes after one that is not there",
        "guides/kurs.yaml",
        "repeats: true\n",
        "repeats: true\nafter: brokortet\n",
        "guides/kurs.yaml",
        ("brokort (närmast)",),
    ),
    Mistake(
        "guide: choices_from",
        "guides/brokort.yaml",
        "choices_from: participants",
        "choices_from: deltagare",
        "guides/brokort.yaml",
        ("participants",),
    ),
    Mistake(
        "guide: area",
        "guides/brokort.yaml",
        "    area: day",
        "    area: dagen",
        "guides/brokort.yaml",
        ("day, bridge",),
    ),
    Mistake(
        "document: reader",
        "documents.yaml",
        "reader: guardian",
        "reader: hemmet",
        "documents.yaml",
        ("guardian",),
    ),
    Mistake(
        "document: guide",
        "documents.yaml",
        "- guide: kurs\n",
        "- guide: kursen\n",
        "documents.yaml",
        ("kurs (närmast)",),
    ),
    Mistake(
        "document: shows",
        "documents.yaml",
        "shows: [rate, pattern]",
        "shows: [siffror]",
        "documents.yaml",
        ("figures",),
    ),
    Mistake(
        "document: sensitive",
        "documents.yaml",
        "      without: [own_matter]",
        "      questions: [own_matter]",
        "documents.yaml",
        ("känslig",),
    ),
    Mistake(
        "document: hole", "documents.yaml", "phone('hamnen')", "phone('hamn')", "documents.yaml", ("fylla i",)
    ),
    Mistake(
        "document: web",
        "documents.yaml",
        "web: https://havsvik.example/blankett",
        "web: havsvik.example",
        "documents.yaml",
        ("https://",),
    ),
    Mistake("ladder: number", "ladders.yaml", "number: 2", "number: två", "ladders.yaml", ("heltal",)),
    Mistake("contact: hours", "contacts.yaml", "08:00-16:00", "8-16", "contacts.yaml", ("08:00-16:30",)),
    Mistake(
        "settings: missing value",
        "settings.yaml",
        "calm: {value: 6, source",
        "calm: {source",
        "settings.yaml",
        ("value: …",),
    ),
    Mistake(
        "settings: negative",
        "settings.yaml",
        "calm: {value: 6",
        "calm: {value: -6",
        "settings.yaml",
        ("minst 0",),
    ),
    Mistake("settings: unknown", "settings.yaml", "calm:", "lugnt:", "settings.yaml", ("lugnt",)),
    Mistake(
        "trigger: since",
        "triggers.yaml",
        "since: opened",
        "since: started",
        "triggers.yaml",
        ("opened eller measures",),
    ),
    Mistake(
        "trigger: when",
        "triggers.yaml",
        "when: {case: none}",
        "when: {case: no}",
        "triggers.yaml",
        ("none (närmast)",),
    ),
    Mistake(
        "trigger: no source for number",
        "triggers.yaml",
        'limit: {at_least: 12, source: "901:29"}',
        "limit: {at_least: 12}",
        "triggers.yaml",
        ("saknar källa",),
    ),
    Mistake(
        "trigger: guide",
        "triggers.yaml",
        "guide: brokort",
        "guide: brokortet",
        "triggers.yaml",
        ("brokort (närmast)",),
    ),
    Mistake(
        "step: decides",
        "steps/3.yaml",
        "decides: investigator",
        "decides: utredare",
        "steps/3.yaml",
        ("investigator",),
    ),
    Mistake(
        "step: done_by",
        "steps/1.yaml",
        "done_by: contact",
        "done_by: kontakt",
        "steps/1.yaml",
        ("contact (närmast)",),
    ),
    Mistake("step: after", "steps/1.yaml", "after: opened", "after: start", "steps/1.yaml", ("opened",)),
    Mistake(
        "step: weeks in words", "steps/1.yaml", "weeks: 1", "weeks: en vecka", "steps/1.yaml", ("heltal",)
    ),
    Mistake("step: number jumps", "steps/4.yaml", "number: 4", "number: 6", "steps/4.yaml", ("number: 4",)),
    Mistake(
        "plan: date",
        "plan.yaml",
        'valid_from: "2026-08-10"',
        'valid_from: "10 augusti"',
        "plan.yaml",
        ("2026-11-23",),
    ),
    Mistake("plan: lines", "plan.yaml", "lines: 75", "lines: 20", "contacts.yaml", ("20 rader",)),
    Mistake("plan: support unit", "plan.yaml", "  short: hamnen\n", "", "plan.yaml", ("short: …",)),
    Mistake(
        "first: usual",
        "first_contact.yaml",
        "usual_participants: [teacher, guardian, pupil]",
        "usual_participants: [mentor]",
        "first_contact.yaml",
        ("teacher",),
    ),
    Mistake(
        "first: cause tells",
        "first_contact.yaml",
        "tells: [eht]",
        "tells: [soc]",
        "first_contact.yaml",
        ("eht",),
    ),
    Mistake(
        "measure areas: no id",
        "measure_areas.yaml",
        "{id: home, text: Hemmet}",
        "{text: Hemmet}",
        "measure_areas.yaml",
        ("id: …",),
    ),
    Mistake(
        "resource: audience",
        "resources.yaml",
        "audience: guardians",
        "audience: föräldrar",
        "resources.yaml",
        ("guardians",),
    ),
    Mistake("sign: area", "signs.yaml", "area: home", "area: hemma", "signs.yaml", ("home",)),
    Mistake(
        "definition: no term", "definitions.yaml", "  term: Lots\n", "", "definitions.yaml", ("term: …",)
    ),
)


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.name for mistake in MISTAKES])
def test_a_mistake_is_named_with_its_file_and_line_and_what_was_expected(
    mistake: Mistake, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(SEVENTH_FOLDER, tmp_path / SEVENTH))
    path = folder / mistake.file
    words = path.read_text("utf-8")
    assert mistake.old in words
    path.write_text(words.replace(mistake.old, mistake.new, 1), "utf-8")
    here = [finding for finding in check(folder) if finding.file == mistake.found_in]
    assert here
    assert all(finding.line > 0 and finding.expected for finding in here)
    said = " ".join(str(finding) for finding in here)
    assert all(word in said for word in mistake.words), said


def test_the_plan_itself_has_none() -> None:
    assert check(SEVENTH_FOLDER) == []
