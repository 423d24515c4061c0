"""Documents can be filled in: what a section names is there, and the sensitive is in the appendix only."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.flaw import Flaw, Path, dangling
from content.documents.model import ABOUT_PUPIL, Document, DocumentSection
from content.guides.model import Guide
from content.knowledge import holes
from content.model import Plan


def document_flaws(plan: Plan) -> Iterator[Flaw]:
    for d, document in enumerate(plan.documents):
        place: Path = ("documents", d)
        yield from _whole(plan, place, document)
        for s, section in enumerate(document.sections):
            yield from _section(plan, document, section, (*place, "sections", s))


def _whole(plan: Plan, place: Path, document: Document) -> Iterator[Flaw]:
    if document.sections and not document.reader:
        expected = "school, guardian, others, appendix eller everyone"
        yield Flaw((*place, "id"), "Dokumentet säger inte vem det är till för (reader).", expected)
    if document.reader and not document.sections:
        yield Flaw(
            (*place, "reader"), "Dokumentet har ingenting att fylla i.", "sections, eller ingen reader"
        )
    numbers = [step.number for step in plan.steps]
    for index, number in enumerate(document.steps):
        if number not in numbers:
            known = ", ".join(str(one) for one in numbers)
            yield Flaw((*place, "steps", index), f"Steg {number} finns inte.", known)
    if document.note:
        yield from _words((*place, "note"), document.note, plan)


def _section(plan: Plan, document: Document, section: DocumentSection, place: Path) -> Iterator[Flaw]:
    for name in ("paragraphs", "points"):
        for index, words in enumerate(getattr(section, name)):
            yield from _words((*place, name, index), words, plan)
    yield from _shows(document, section, place)
    guide = plan.guide(section.guide) if section.guide else None
    if section.guide and guide is None:
        yield from dangling((*place, "guide"), section.guide, [one.id for one in plan.guides])
    elif guide is None:
        yield from _without_guide(section, place)
    else:
        yield from _of_guide(document, section, guide, place)
    if not (section.heading or section.guide):
        yield Flaw(place, "Delen har ingen rubrik.", "heading")


def _words(place: Path, words: str, plan: Plan) -> Iterator[Flaw]:
    if reason := holes(words, plan):
        yield Flaw(place, reason, "uppgifter som finns i planen")


def _shows(document: Document, section: DocumentSection, place: Path) -> Iterator[Flaw]:
    for index, name in enumerate(section.shows):
        path = (*place, "shows", index)
        if name == "sensitive" and document.reader != "appendix":
            yield Flaw(path, "Det känsliga får bara stå i den skilda bilagan.", "reader: appendix")
        if name in ABOUT_PUPIL and document.reader == "everyone":
            yield Flaw(
                path, f"{name} handlar om en elev, men dokumentet är till alla.", "people eller support"
            )
    if section.guide and document.reader == "everyone":
        what = "En guides svar handlar om en elev, men dokumentet är till alla."
        yield Flaw((*place, "guide"), what, "paragraphs eller points")


def _without_guide(section: DocumentSection, place: Path) -> Iterator[Flaw]:
    answers = section.table.answers if section.table else ()
    if section.areas or section.questions or section.without or section.when or answers:
        yield Flaw(place, "Delen hämtar svar, men säger inte ur vilken guide.", "guide")


def _of_guide(document: Document, section: DocumentSection, guide: Guide, place: Path) -> Iterator[Flaw]:
    areas, questions = [area.id for area in guide.areas], [one.id for one in guide.questions]
    for index, area in enumerate(section.areas):
        yield from dangling((*place, "areas", index), area, areas)
    for index, condition in enumerate(section.when):
        yield from dangling((*place, "when", index, "question"), condition.question, questions)
    for path, name in _named(section):
        yield from dangling((*place, *path), name, questions)
        asked = guide.question(name)
        if asked is not None and asked.sensitive and path[0] != "without":
            what = f"Frågan {name} är känslig, och svaret får bara stå i den skilda bilagan."
            yield Flaw((*place, *path), what, "shows: [sensitive] i dokumentet med reader: appendix")


def _named(section: DocumentSection) -> Iterator[tuple[Path, str]]:
    for name in ("questions", "without"):
        for index, question in enumerate(getattr(section, name)):
            yield (name, index), question
    for r, row in enumerate(section.table.answers if section.table else ()):
        for index, question in enumerate(row):
            yield ("table", "answers", r, index), question
