"""The report as a workbook: the main figures, a sheet a table, and a sheet that says how each is counted.

Numbers are numbers, so that they can be reckoned with; what is hidden is a sign, never an empty cell.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.documents.logo import NO_LOGO, Logo
from content.texts import text
from handlers.documents.shown import with_year
from handlers.pictures import cases_by_step
from handlers.statistics.hiding import SMALLEST
from handlers.statistics.report import Report
from handlers.statistics.tables import Kind, Sign, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_DARK, _PALE, _LINE, _GROUND = "#123f72", "#5b6673", "#aab4bf", "#f0f3f6"
_NUMBER_FORMATS: dict[Kind, str] = {"count": "# ##0", "percent": '0.0" %"', "days": "General"}
_NAME_WIDTH, _NUMBER_WIDTH, _LONGEST_NAME = 38, 14, 60
_TEXT_WIDTH = 96
_SHEET_NAME = 31
"""Characters that Excel takes."""


def xlsx_of(report: Report, logo: Logo = NO_LOGO) -> bytes:
    from xlsxwriter import Workbook

    kept = BytesIO()
    book = Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": text("statistics.title"), "created": report.at.replace(tzinfo=None)})
    looks = _Looks(book)
    _front(book, looks, report, logo)
    for table in report.tables:
        sheet = book.add_worksheet(table.title[:_SHEET_NAME].replace("/", "-"))
        _page(sheet, report)
        _table(sheet, looks, table, 0)
        if table.id == "over_time" and report.history is not None:
            drawn = cases_by_step(report.history)
            image = {"image_data": BytesIO(drawn.png), "description": drawn.alt}
            sheet.insert_image(len(table.rows) + 5, 0, "steg.png", image)
    _how(book, looks, report)
    book.close()
    return kept.getvalue()


class _Looks:
    def __init__(self, book: Workbook) -> None:
        base = {"font_name": "Calibri", "font_size": 11, "valign": "vcenter"}
        edge = {"border": 1, "border_color": _LINE}
        head = {**base, **edge, "bold": True, "bg_color": _GROUND, "text_wrap": True}
        self.title = self._made(book, {**base, "bold": True, "font_size": 18, "font_color": _DARK})
        self.about = self._made(book, {**base, "font_color": _PALE, "text_wrap": True, "valign": "top"})
        self.words = self._made(book, {**base, "text_wrap": True, "valign": "top"})
        self.label = self._made(book, {**base, "bold": True, "valign": "top"})
        self.head = self._made(book, head)
        self.number_head = self._made(book, {**head, "align": "right"})
        self._kinds = {
            (kind, total): self._made(
                book, {**base, **edge, "align": "right", "bold": total, "num_format": written}
            )
            for kind, written in _NUMBER_FORMATS.items()
            for total in (False, True)
        }
        self._names = {total: self._made(book, {**base, **edge, "bold": total}) for total in (False, True)}

    def number(self, kind: Kind, total: bool) -> Format:
        return self._kinds[kind, total]

    def name(self, total: bool) -> Format:
        return self._names[total]

    @staticmethod
    def _made(book: Workbook, values: dict[str, Any]) -> Format:
        return book.add_format(values)


def _front(book: Workbook, looks: _Looks, report: Report, logo: Logo) -> None:
    sheet = book.add_worksheet(text("statistics.main"))
    _page(sheet, report)
    sheet.set_column(0, 0, 52)
    sheet.set_column(1, 1, 64)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, text("statistics.title"), looks.title)
    rows = [
        ("scope_label", report.scope),
        ("period_label", text("statistics.period", first=report.first, last=report.last)),
        ("plans_label", "\n".join(report.plans)),
        ("made_label", with_year(report.at.date())),
    ]
    for place, (label, words) in enumerate(rows, start=1):
        sheet.write_string(place, 0, text(f"statistics.{label}"), looks.label)
        sheet.write_string(place, 1, words, looks.words)
        sheet.set_row(place, 16 * (1 + words.count("\n")))
    sheet.merge_range(6, 0, 6, 1, text("statistics.no_names"), looks.about)
    sheet.set_row(6, 32)
    _table(sheet, looks, report.main, 8, widths=False)
    if logo.image:
        name = {
            "image_data": BytesIO(logo.image),
            "description": text("document.logo_of", school=report.scope),
        }
        sheet.insert_image(0, 3, "logo", {**name, "x_scale": 0.5, "y_scale": 0.5})


def _table(sheet: Worksheet, looks: _Looks, table: Table, top: int, widths: bool = True) -> None:
    """Its title, what it shows, the heads and the rows."""
    last = max(len(table.columns), 5 if widths else 1)
    sheet.write_string(top, 0, table.title, looks.title if widths else looks.label)
    sheet.merge_range(top + 1, 0, top + 1, last, table.about, looks.about)
    if widths:
        longest = max(len(row.name) for row in table.rows)
        sheet.set_column(0, 0, min(max(_NAME_WIDTH, longest + 2), _LONGEST_NAME))
        sheet.set_column(1, last, _NUMBER_WIDTH)
        sheet.set_row(0, 28)
        sheet.set_row(top + 1, 16 * (1 + len(table.about) // 105))
        sheet.freeze_panes(top + 3, 1)
    head = top + 2
    sheet.set_row(head, 32)
    sheet.write_string(head, 0, table.rows_are, looks.head)
    for place, column in enumerate(table.columns, start=1):
        sheet.write_string(head, place, column.name, looks.number_head)
    for line, row in enumerate(table.rows, start=head + 1):
        sheet.write_string(line, 0, row.name, looks.name(row.is_total))
        for place, cell in enumerate(row.cells):
            looks_so = looks.number(table.kind(row, place), row.is_total)
            if isinstance(cell, Sign):
                sheet.write_string(line, place + 1, cell.value, looks_so)
            else:
                sheet.write_number(line, place + 1, cell, looks_so)


def _how(book: Workbook, looks: _Looks, report: Report) -> None:
    """Each table in words, and what the signs mean."""
    sheet = book.add_worksheet(text("statistics.how"))
    _page(sheet, report)
    sheet.set_column(0, 0, _NAME_WIDTH)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    sheet.write_string(0, 0, text("statistics.how"), looks.title)
    sheet.set_row(0, 28)
    sheet.write_string(2, 0, text("statistics.how_table"), looks.head)
    sheet.write_string(2, 1, text("statistics.how_text"), looks.head)
    rows = [(table.title, table.about) for table in (report.main, *report.tables)]
    rows.append((text("statistics.how_signs"), text("statistics.hidden_sign", smallest=SMALLEST)))
    for line, (name, words) in enumerate(rows, start=3):
        sheet.write_string(line, 0, name, looks.label)
        sheet.write_string(line, 1, words, looks.words)
        sheet.set_row(line, 16 * (1 + len(words) // 95))


def _page(sheet: Worksheet, report: Report) -> None:
    """On paper: lying, one page wide, with what it is about at the foot."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    period = text("statistics.period", first=report.first, last=report.last)
    sheet.set_footer(f"&L{report.scope.replace('&', '&&')}, {period}&RSida &P av &N")
