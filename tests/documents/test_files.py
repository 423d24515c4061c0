"""The files themselves: Word files that hold together, PDF that can be read aloud, whatever was typed."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from docx.table import Table

from bot.documents.docx import docx_of
from bot.documents.files import Looks
from bot.documents.logo import logo_of, wrong_with
from bot.documents.pdf import pdf_of
from content.guides.model import SHORT, GuideQuestion
from handlers.documents.paper import Drawing, Paper
from handlers.pictures import pattern_picture
from scripts.answered import made_up
from tests.documents.desk import Desk, answers

ODD = 'Å\x00\x07\x0c & <b>{{ 7 * 7 }}{% x %}</b> #let \\ $y$ "\ud800 \U0001f600\n\nрус\tord' + "o" * 150


def _word(paper: Paper) -> WordFile:
    return Document(BytesIO(docx_of(paper)))


def _words(word: WordFile) -> str:
    """Everything on the pages, headers and footers left out."""
    return "\n".join(_texts(word.element.body))


def _texts(element: object) -> list[str]:
    return [node.text or "" for node in element.iter(qn("w:t"))]  # type: ignore[attr-defined]


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_every_document_becomes_a_word_file_with_all_its_answers(desk: Desk) -> None:
    for name, paper in desk.papers().items():
        word = _word(paper)
        said = _words(word)
        assert paper.title in said, name
        assert all(one.question in said for one in answers(paper)), name
        assert all(line in said for one in answers(paper) for line in one.text.splitlines()), name
        assert "{{" not in said, name
        assert "{%" not in said, name
        assert [one.text for one in word.paragraphs if one.style and one.style.name == "Heading 1"] == [
            paper.title
        ]


def test_a_word_file_has_nothing_that_word_complains_of(desk: Desk) -> None:
    """A table needs a row, a row cells, a cell a paragraph; two tables side by side would become one."""
    for paper in desk.papers().values():
        word = _word(paper)
        for table in _tables(word):
            assert table.rows
            assert all(row.cells for row in table.rows)
            assert all(cell.paragraphs for row in table.rows for cell in row.cells)
        kinds = [child.tag for child in word.element.body]
        assert (qn("w:tbl"), qn("w:tbl")) not in list(pairwise(kinds))
        pictures = [one.get("id") for one in word.element.body.iter(qn("wp:docPr"))]
        assert len(pictures) == len(set(pictures))


def _tables(word: WordFile) -> list[Table]:
    return list(word.tables)


IN_ORDER = {
    "pPr": "pStyle keepNext keepLines pBdr shd tabs spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs u lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd tcMar vAlign",
}
"""The order in which Word wants these to stand (ISO/IEC 29500), of those that our files use."""


def test_a_word_files_parts_stand_in_words_own_order(desk: Desk) -> None:
    for paper in desk.papers().values():
        body = _word(paper).element.body
        for name, order in IN_ORDER.items():
            wanted = [qn(f"w:{one}") for one in order.split()]
            for element in body.iter(qn(f"w:{name}")):
                places = [wanted.index(child.tag) for child in element]
                assert places == sorted(places), (paper.id, name)
        for table in body.iter(qn("w:tbl")):
            columns = len(table.find(qn("w:tblGrid")))
            assert all(len(row.findall(qn("w:tc"))) == columns for row in table.findall(qn("w:tr")))


def test_word_knows_its_language_title_and_no_name_of_a_pupil(desk: Desk) -> None:
    word = _word(desk.paper("enkel_kartlaggning"))
    about = word.core_properties
    assert about.title == "Enkel kartläggning"
    assert "Alva" not in repr([about.title, about.author, about.comments, about.keywords, about.subject])
    languages = {one.get(qn("w:val")) for one in word.styles.element.iter(qn("w:lang"))}
    assert languages == {"sv-SE"}


def test_a_picture_says_in_words_what_it_shows(desk: Desk) -> None:
    paper = desk.paper("enkel_kartlaggning")
    [drawn] = [part for one in paper.chapters for part in one.parts if isinstance(part, Drawing)]
    words = pattern_picture(drawn.of).alt
    assert [one.get("descr") for one in _word(paper).element.body.iter(qn("wp:docPr"))] == [words]
    assert words in drawn.caption


def test_every_pdf_is_tagged_and_has_a_title(desk: Desk) -> None:
    for name, paper in desk.papers().items():
        pdf = pdf_of(paper)
        assert pages(pdf) > 0, name
        assert b"/StructTreeRoot" in pdf, name
        assert b"/Lang(sv-SE)" in pdf, name


def _overfull(question: GuideQuestion, number: int) -> str:
    return (f"{ODD} {made_up(question, number)} " * 40)[: getattr(question, "max_length", SHORT)]


def test_whatever_was_typed_and_however_much_the_files_hold_together(unanswered: Desk) -> None:
    without_surrogates = ODD.replace("\ud800", "")

    def speak(question: GuideQuestion, number: int) -> str:
        return _overfull(question, number).replace(ODD, without_surrogates).replace("\ud800", "")

    unanswered.answer_everything(speak)
    unanswered.agree("BUP " + without_surrogates)
    for name, paper in unanswered.papers().items():
        said = _words(_word(paper))
        assert "49" not in said, "nothing that was typed is a template"
        pdf = pdf_of(paper)
        assert pages(pdf) == 1 if paper.brief else pages(pdf) > 0, name


def test_the_schools_logo_stands_on_top(desk: Desk, tmp_path: Path) -> None:
    picture = pattern_picture(_pattern(desk)).png
    paper = desk.paper("enkel_kartlaggning")
    (tmp_path / f"{paper.school}.png").write_bytes(picture)
    for place in (tmp_path, tmp_path / f"{paper.school}.png"):
        word = Looks(place).file_of(paper, "docx")
        images = [
            ZipFile(BytesIO(word)).read(name) for name in ZipFile(BytesIO(word)).namelist() if "media" in name
        ]
        assert picture in images
        assert Looks(place).file_of(paper, "pdf") != Looks().file_of(paper, "pdf")


def _pattern(desk: Desk) -> object:
    chapters = desk.paper("enkel_kartlaggning").chapters
    return next(part.of for one in chapters for part in one.parts if isinstance(part, Drawing))


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"0" * 1_000_001])
def test_a_logo_that_cannot_be_used_holds_no_document_up(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(content)
    assert wrong_with(file)
    assert not logo_of(file, "Provskolan").image
    assert not logo_of(tmp_path / "none.png", "Provskolan").image
    assert not logo_of(None, "Provskolan").image
