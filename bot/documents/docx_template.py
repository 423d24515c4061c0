"""The Word template that documents are filled into, made here so that it can be read and changed as text.

docxtpl fills it in: {%p …%} takes away its paragraph, {%tr …%} its row and {%tc …%} its cell.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

DARK, PALE, LINE = RGBColor(0x12, 0x3F, 0x72), RGBColor(0x5B, 0x66, 0x73), "AAB4BF"
FONT = "Arial"
_WIDTH = 166
"""Millimetres between the margins."""
_LABEL = 46
_QUESTION, _SMALL, _TINY = "Fråga", "Liten text", "Mellanrum"


@lru_cache(maxsize=2)
def template(*, brief: bool = False) -> bytes:
    """The same for every document: what differs is in the values. `brief`: smaller, to keep within a page."""
    word = Document()
    _page(word)
    _styles(word)
    if brief:
        _smaller(word)
    _header_and_footer(word)
    _top(word)
    _chapters(word)
    _foot(word)
    kept = BytesIO()
    word.save(kept)
    return kept.getvalue()


def _page(word: WordFile) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    section.header_distance = section.footer_distance = Mm(11)
    section.different_first_page_header_footer = True
    compat = OxmlElement("w:compat")
    mode = OxmlElement("w:compatSetting")
    for name, value in (("name", "compatibilityMode"), ("uri", _WORD), ("val", "15")):
        mode.set(qn(f"w:{name}"), value)
    compat.append(mode)
    settings = word.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.replace(old, compat)  # else Word opens the file in its old mode


_WORD = "http://schemas.microsoft.com/office/word"


def _styles(word: WordFile) -> None:
    normal = word.styles["Normal"]
    _font(normal, 10.5)
    normal.paragraph_format.space_after = Pt(5)
    normal.paragraph_format.line_spacing = 1.15
    for name, size, before, after in (("Heading 1", 20, 0, 4), ("Heading 2", 13, 16, 6)):
        style = word.styles[name]
        _font(style, size, DARK, bold=True)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
    _border_under(word.styles["Heading 2"].element.get_or_add_pPr(), "123F72", 6)
    for name, size, color, bold in (
        (_QUESTION, 10, None, True),
        (_SMALL, 9, PALE, False),
        (_TINY, 3, None, False),
    ):
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.styleId = f"Narvaro{size:g}".replace(".", "")  # letters that every program takes
        style.base_style = normal
        _font(style, size, color, bold=bold)
    word.styles[_QUESTION].paragraph_format.keep_with_next = True
    word.styles[_QUESTION].paragraph_format.space_before = Pt(9)
    word.styles[_QUESTION].paragraph_format.space_after = Pt(1)
    word.styles[_TINY].paragraph_format.space_after = Pt(0)
    _language(word)


def _smaller(word: WordFile) -> None:
    word.styles["Normal"].font.size = Pt(9.5)
    word.styles["Normal"].paragraph_format.line_spacing = 1.05
    word.styles["Normal"].paragraph_format.space_after = Pt(3)
    word.styles["Heading 2"].paragraph_format.space_before = Pt(9)
    word.styles["Heading 2"].paragraph_format.space_after = Pt(3)
    word.styles[_QUESTION].font.size = Pt(9.5)
    word.styles[_QUESTION].paragraph_format.space_before = Pt(4)
    word.sections[0].top_margin = Mm(16)


def _font(style: Any, size: float, color: RGBColor | None = None, *, bold: bool | None = None) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    if color is not None:
        style.font.color.rgb = color


def _language(word: WordFile) -> None:
    """Else Word spell-checks Swedish as English."""
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "sv-SE")


def _header_and_footer(word: WordFile) -> None:
    section = word.sections[0]
    running = section.header.paragraphs[0]
    running.style = _SMALL
    running.add_run("{{ whose }}{% if marking %} · {{ marking }}{% endif %}")
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        line.style = _SMALL
        line.add_run("{{ follows }} · Sida ")
        _field(line, "PAGE")
        line.add_run(" av ")
        _field(line, "NUMPAGES")


def _top(word: WordFile) -> None:
    top = _plain_table(word, (_WIDTH - 60, 60))
    name, logo = top.rows[0].cells
    name.paragraphs[0].style = _SMALL
    name.paragraphs[0].add_run("{{ school }}{% if marking %} · ")
    name.paragraphs[0].add_run("{{ marking }}").bold = True
    name.paragraphs[0].add_run("{% endif %}")
    logo.paragraphs[0].alignment = 2
    logo.paragraphs[0].add_run("{{ logo }}")
    word.add_paragraph(style=_TINY)
    word.add_paragraph("{{ title }}", style="Heading 1")
    word.add_paragraph("{{ about }}", style=_SMALL)
    _facts(word, "facts")


def _chapters(word: WordFile) -> None:
    word.add_paragraph("{%p for chapter in chapters %}")
    word.add_paragraph("{{ chapter.heading }}", style="Heading 2")
    word.add_paragraph("{%p if chapter.by %}")
    word.add_paragraph("{{ chapter.by }}", style=_SMALL).paragraph_format.keep_with_next = True
    word.add_paragraph("{%p endif %}")
    word.add_paragraph("{%p for part in chapter.parts %}")
    _part(word, "words", lambda: _words(word))
    _part(word, "points", lambda: _points(word))
    _part(word, "facts", lambda: _facts(word, "part.rows"))
    _part(word, "answer", lambda: _answer(word))
    _part(word, "drawing", lambda: _drawing(word))
    _part(word, "grid", lambda: _grid(word))
    _part(word, "signatures", lambda: _signatures(word))
    word.add_paragraph("{%p endfor %}")
    word.add_paragraph("{%p endfor %}")


def _part(word: WordFile, kind: str, draw: Any) -> None:
    word.add_paragraph(f'{{%p if part.kind == "{kind}" %}}')
    draw()
    word.add_paragraph("{%p endif %}")


def _words(word: WordFile) -> None:
    word.add_paragraph("{%p if part.muted %}")
    word.add_paragraph("{{ part.text }}", style=_SMALL)
    word.add_paragraph("{%p else %}")
    word.add_paragraph("{{ part.text }}")
    word.add_paragraph("{%p endif %}")


def _points(word: WordFile) -> None:
    word.add_paragraph("{%p for item in part.texts %}")
    word.add_paragraph("{{ item }}", style="List Bullet")
    word.add_paragraph("{%p endfor %}")


def _facts(word: WordFile, rows: str) -> None:
    table = _plain_table(word, (_LABEL, _WIDTH - _LABEL), rows=3)
    table.rows[0].cells[0].text = f"{{%tr for row in {rows} %}}"
    label, value = table.rows[1].cells
    label.paragraphs[0].add_run("{{ row[0] }}").font.color.rgb = PALE
    value.paragraphs[0].add_run("{{ row[1] }}")
    for cell in (label, value):
        cell.paragraphs[0].paragraph_format.space_after = Pt(2)
    table.rows[2].cells[0].text = "{%tr endfor %}"
    word.add_paragraph(style=_TINY)


def _answer(word: WordFile) -> None:
    word.add_paragraph("{{ part.question }}", style=_QUESTION)
    word.add_paragraph("{%p if part.text %}")
    word.add_paragraph("{{ part.text }}")
    word.add_paragraph("{%p else %}")
    table = _plain_table(word, (_WIDTH,), rows=3)
    table.rows[0].cells[0].text = "{%tr for line in range(part.lines) %}"
    table.rows[1].height = Mm(8.5)
    table.rows[1].cells[0].paragraphs[0].paragraph_format.keep_with_next = True
    _border_under(table.rows[1].cells[0]._tc.get_or_add_tcPr(), LINE, 4, "w:tcBorders")
    table.rows[2].cells[0].text = "{%tr endfor %}"
    word.add_paragraph(style=_TINY)
    word.add_paragraph("{%p endif %}")


def _drawing(word: WordFile) -> None:
    word.add_paragraph("{{ part.picture }}").paragraph_format.keep_with_next = True
    word.add_paragraph("{{ part.caption }}", style=_SMALL)


def _grid(word: WordFile) -> None:
    """As many columns and rows as the values have."""
    table = word.add_table(rows=4, cols=3, style="Table Grid")
    _cell_margins(table, left=108, above=50)
    head, body = table.rows[0], table.rows[2]
    _repeat(head)
    table.rows[1].cells[0].text = "{%tr for row in part.rows %}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for row, each, shown in ((head, "name in part.columns", "name"), (body, "words in row", "words")):
        first, middle, last = row.cells
        first.text, last.text = f"{{%tc for {each} %}}", "{%tc endfor %}"
        run = middle.paragraphs[0].add_run(f"{{{{ {shown} }}}}")
        run.font.size, run.bold = Pt(9.5), row is head
        middle.paragraphs[0].paragraph_format.space_after = Pt(0)
    _shade(head.cells[1], "F0F3F6")
    body.height = Mm(9)
    _keep_together(body)
    word.add_paragraph(style=_TINY)


def _signatures(word: WordFile) -> None:
    word.add_paragraph("{%p for who in part.who %}")
    table = _plain_table(word, (_WIDTH - 60, 8, 52), rows=2)
    table.rows[0].height = Mm(13)
    for column, words in ((0, "{{ who }}"), (2, "{{ words.date }}")):
        _border_under(table.rows[0].cells[column]._tc.get_or_add_tcPr(), LINE, 4, "w:tcBorders")
        table.rows[1].cells[column].paragraphs[0].style = _SMALL
        table.rows[1].cells[column].paragraphs[0].add_run(words)
    word.add_paragraph(style=_TINY)
    word.add_paragraph("{%p endfor %}")


def _foot(word: WordFile) -> None:
    word.add_paragraph()
    table = _plain_table(word, (_WIDTH,), left=140, above=100)
    _keep_together(table.rows[0])
    cell = table.rows[0].cells[0]
    _shade(cell, "F5F7F9")
    cell.paragraphs[0].add_run("{%p if note %}")
    cell.add_paragraph("{{ note }}")
    cell.add_paragraph("{%p endif %}")
    cell.add_paragraph("{{ made }}", style=_SMALL)
    word.add_paragraph(style=_TINY)


def _plain_table(
    word: WordFile, widths: tuple[float, ...], rows: int = 1, left: int = 0, above: int = 0
) -> Table:
    table: Table = word.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    _cell_margins(table, left=left, above=above)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _cell_margins(table: Table, *, left: int, above: int = 0) -> None:
    """In twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", above), ("left", left), ("bottom", above), ("right", 108)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr
    properties.insert(list(properties).index(properties.find(qn("w:tblLook"))), margins)


def _border_under(properties: Any, color: str, eighths: int, kind: str = "w:pBdr") -> None:
    borders, under = OxmlElement(kind), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "2"), ("color", color)):
        under.set(qn(f"w:{name}"), value)
    borders.append(under)
    if kind == "w:pBdr":
        properties.insert_element_before(borders, *_AFTER_BORDERS)
    else:
        properties.append(borders)


_AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _shade(cell: _Cell, color: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", color)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:
    """The row stands on top of every page the table reaches."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_together(row: Any) -> None:
    """Not on two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, shown = OxmlElement("w:r"), OxmlElement("w:t")
    shown.text = "1"
    run.append(shown)
    field.append(run)
    paragraph._p.append(field)
