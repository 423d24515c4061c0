"""A filled-in document as a Word file."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.documents.logo import NO_LOGO, Logo
from bot.documents.values import values_of
from content.texts import text
from handlers.documents.paper import Paper
from handlers.pictures import picture_of

if TYPE_CHECKING:
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]

_PICTURE_MM, _LOGO_MM = 150, 14


def docx_of(paper: Paper, logo: Logo = NO_LOGO) -> bytes:
    from docxtpl import DocxTemplate  # takes a moment to import

    from bot.documents.docx_template import template

    word = DocxTemplate(BytesIO(template(brief=paper.brief)))
    alts = [text("document.logo_of", school=paper.school)] if logo.image else []
    word.render(_values(word, paper, logo, alts), autoescape=True)
    _describe(word, alts)
    _widen_first_columns(word)
    _name(word, paper)
    kept = BytesIO()
    word.save(kept)
    return kept.getvalue()


def _values(word: DocxTemplate, paper: Paper, logo: Logo, alts: list[str]) -> dict[str, Any]:
    """`alts` gets the words that stand for each picture, in the order of the page."""
    from docx.shared import Mm
    from docxtpl import InlineImage

    values = values_of(paper)
    values["logo"] = InlineImage(word, BytesIO(logo.image), height=Mm(_LOGO_MM)) if logo.image else ""
    about = values["facts"][0][1] if len(paper.facts) > 1 else ""
    values["whose"] = " · ".join(part for part in (values["title"], about) if part)
    for chapter in values["chapters"]:
        for part in chapter["parts"]:
            if part["kind"] == "drawing":
                drawn = picture_of(part.pop("of"))
                part["picture"] = InlineImage(word, BytesIO(drawn.png), width=Mm(_PICTURE_MM))
                alts.append(drawn.alt)
    return values


def _describe(word: DocxTemplate, alts: list[str]) -> None:
    """The words a screen reader says for each picture."""
    from docx.oxml.ns import qn

    for picture, words in zip(word.docx.element.body.iter(qn("wp:docPr")), alts, strict=False):
        picture.set("descr", words)


def _widen_first_columns(word: DocxTemplate) -> None:
    """What is to be done takes more room than who and when; docxtpl makes all columns alike."""
    for table in word.docx.tables:
        if table.style is not None and table.style.name == "Table Grid":
            whole = sum(column.width or 0 for column in table.columns)
            parts = [2, *[1] * (len(table.columns) - 1)]
            for column, part in zip(table.columns, parts, strict=True):
                column.width = whole * part // sum(parts)
                for cell in column.cells:
                    cell.width = column.width


def _name(word: DocxTemplate, paper: Paper) -> None:
    """What Word shows as the file's own facts. No pupil's name: they follow the file wherever it is sent."""
    about = word.docx.core_properties
    about.title, about.author, about.language = paper.title, paper.school, "sv-SE"
    about.last_modified_by, about.comments = "", ""
    about.created = about.modified = paper.at
