"""A document filled in: section by section from the plan, with the case's answers and figures in place.

What is sensitive comes into the appendix and nowhere else. What nobody has answered is a line to write on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content.documents.model import Document, DocumentSection, DocumentTable
from content.guides import flow
from content.guides.model import GuideQuestion, LongTextQuestion
from content.knowledge import filled
from content.texts import text
from content.wording import listed
from handlers.documents.folder import Folder, Round
from handlers.documents.paper import Answer, Chapter, Facts, Grid, Paper, Part, Points, Signatures, Words
from handlers.documents.shown import SHOWS, chapter_of, with_year
from handlers.names import name_of
from handlers.people.actors import actor_name
from storage.tables import Pupil

APPENDIX = "appendix"
_LINES_OF_A_LONG_ANSWER = 3
_AS_POINTS = 60
"""Characters: several choices that are longer stand below each other."""


def paper_of(folder: Folder, document: Document) -> Paper:
    """The right to see it (and what is sensitive in it) has been asked for."""
    plan, version = folder.follows
    return Paper(
        id=document.id,
        title=document.name,
        school=folder.school.name,
        about=filled(document.about, folder.plan),
        facts=tuple(_facts(folder)),
        chapters=tuple(chapter for one in document.sections for chapter in _chapters(folder, document, one)),
        follows=text("document.follows", plan=plan, version=version),
        made=text("document.made", on=folder.context.today),
        at=folder.context.now,
        marking=text(f"document.marking_{document.reader}") if document.reader in _MARKED else "",
        note=filled(document.note, folder.plan) if document.note else "",
        brief=document.reader in _BRIEF and not document.transition,
    )


_MARKED = frozenset({APPENDIX, "others"})
_BRIEF = frozenset({"others", "everyone"})


def _facts(folder: Folder) -> Iterator[tuple[str, str]]:
    if folder.case is not None:
        pupil = folder.context.session.get_one(Pupil, folder.case.pupil_id)
        yield text("document.pupil"), name_of(folder.context.session, folder.case.pupil_id).full
        if pupil.home_municipality:
            yield text("document.home"), pupil.home_municipality
    yield text("document.date"), with_year(folder.context.today)


def _chapters(folder: Folder, document: Document, section: DocumentSection) -> Iterator[Chapter]:
    guide = folder.plan.guide(section.guide) if section.guide else None
    one = folder.round(guide) if guide else None
    if one is not None and not all(flow.holds(condition, one.standing) for condition in section.when):
        return
    if "sensitive" in section.shows:
        yield from _sensitive(folder, section.heading)
        return
    parts = _opening(folder, section)
    if one is not None and not (section.areas or section.questions or section.table):
        yield from chapter_of(section.heading, parts)
        yield from _whole_guide(folder, document, section, one)
        return
    asked = _chosen(document, section, one) if one else []
    parts += [part for question in asked for part in _answer(folder, section, one, question)]
    parts += _closing(folder, section, one)
    yield from chapter_of(section.heading, parts, _by(folder, one, [*asked, *_in_table(section, one)]))


def _opening(folder: Folder, section: DocumentSection) -> list[Part]:
    parts: list[Part] = [Words(filled(words, folder.plan)) for words in section.paragraphs]
    if section.points:
        parts.append(Points(tuple(filled(words, folder.plan) for words in section.points)))
    for name in section.shows:
        parts += (_shortened(part, section.most) for part in SHOWS[name](folder))
    return parts


def _shortened(part: Part, most: int | None) -> Part:
    if most is None or not isinstance(part, Facts):
        return part
    return Facts(tuple((label, _cut(words, most)) for label, words in part.rows))


def _closing(folder: Folder, section: DocumentSection, one: Round | None) -> list[Part]:
    parts: list[Part] = [_grid(folder, section.table, one)] if section.table is not None else []
    parts += (Answer(label, "", _lines(label)) for label in section.blanks)
    if section.signatures:
        parts.append(Signatures(section.signatures))
    return parts


def _lines(label: str) -> int:
    """A question is given more room than a name or a number."""
    return _LINES_OF_A_LONG_ANSWER if label.endswith("?") else 1


def _whole_guide(
    folder: Folder, document: Document, section: DocumentSection, one: Round
) -> Iterator[Chapter]:
    asked = _chosen(document, section, one)
    areas = [(area.id, area.name) for area in one.guide.areas] or [("", one.guide.name)]
    for area_id, name in areas:
        mine = [question for question in asked if question.area == area_id]
        parts = [part for question in mine for part in _answer(folder, section, one, question)]
        yield from chapter_of(name, parts, _by(folder, one, mine))


def _chosen(document: Document, section: DocumentSection, one: Round | None) -> list[GuideQuestion]:
    """The questions that are asked, of those the section names. A sensitive one only where it may be told of;
    unanswered it is left out, so that nobody writes on a line here what belongs in the appendix."""
    if one is None or not (section.areas or section.questions or section.table is None):
        return []
    return [
        question
        for question in one.on_paper
        if (not section.areas or question.area in section.areas)
        and (not section.questions or question.id in section.questions)
        and question.id not in section.without
        and (not question.sensitive or (document.reader == "school" and one.standing.get(question.id)))
    ]


def _answer(
    folder: Folder, section: DocumentSection, one: Round | None, question: GuideQuestion
) -> Iterator[Part]:
    assert one is not None
    value = one.standing.get(question.id)
    said = folder.in_words(question, value)
    if isinstance(value, tuple) and len(said) > _AS_POINTS and not question.sensitive:
        said = "\n".join(f"• {folder.in_words(question, (single,))}" for single in value)
    lines = _LINES_OF_A_LONG_ANSWER if isinstance(question, LongTextQuestion) else 1
    yield Answer(question.text, _cut(said, section.most), lines)


def _cut(words: str, most: int | None) -> str:
    """At a word's end, with a mark that there was more. What is to be short has no lines of its own."""
    words = words if most is None else " ".join(words.split())
    if most is None or len(words) <= most:
        return words
    kept = words[:most].rsplit(None, 1)[0] if " " in words[:most] else words[:most]
    return f"{kept.rstrip(' ,.;:')}\u00a0…"


def _grid(folder: Folder, table: DocumentTable, one: Round | None) -> Grid:
    width = len(table.columns)
    rows = [_cells(folder, questions, one) for questions in table.answers] if one else []
    told = [(*row, *[""] * width)[:width] for row in rows if any(row)]
    empty = max(table.rows - len(told), 0)
    return Grid(table.columns, (*told, *[("",) * width] * empty))


def _cells(folder: Folder, questions: Iterable[str], one: Round) -> list[str]:
    known = {question.id: question for question in one.asked if not question.sensitive}
    return [
        folder.in_words(known[name], one.standing.get(name)) if name in known else "" for name in questions
    ]


def _in_table(section: DocumentSection, one: Round | None) -> list[GuideQuestion]:
    if section.table is None or one is None:
        return []
    named = {name for row in section.table.answers for name in row}
    return [question for question in one.asked if question.id in named]


def _by(folder: Folder, one: Round | None, questions: Iterable[GuideQuestion]) -> str:
    """Who answered these, and on which days."""
    if one is None:
        return ""
    said: dict[str, list[str]] = {}
    for question in questions:
        given = one.given.get(question.id)
        if given is not None and one.standing.get(question.id) is not None:
            days = said.setdefault(actor_name(folder.context.session, given.actor), [])
            days.append(with_year(given.at.date()))
    whos = [f"{who} {listed(list(dict.fromkeys(days)))}" for who, days in said.items()]
    return text("document.answered_by", who=listed(whos)) if whos else ""


def _sensitive(folder: Folder, heading: str) -> Iterator[Chapter]:
    """Every sensitive answer that stands, round by round: this is the appendix."""
    empty = True
    for one in folder.rounds:
        words = folder.sensitive_of(one)
        asked = [question for question in one.asked if question.sensitive and words.get(question.id)]
        told = [question for question in asked if one.standing.get(question.id) is not None]
        parts: list[Part] = [Answer(question.text, words[question.id]) for question in told]
        for chapter in chapter_of(one.guide.name, parts, _by(folder, one, told)):
            empty = False
            yield chapter
    if empty:
        yield Chapter(heading, (Answer(text("document.nothing_sensitive"), "", 6),))
