"""Makes the .xls files beside it. Every person in them is invented.

Old Excel files need a library that nothing else here needs: run in an environment of its own with
`pip install xlwt`, then `python tests/ingest/files/make.py`.
"""

from datetime import date, time
from pathlib import Path

import xlwt

HERE = Path(__file__).parent
DAY = xlwt.easyxf(num_format_str="yyyy-mm-dd")
CLOCK = xlwt.easyxf(num_format_str="hh:mm")
NBSP = "\u00a0"


def vklass() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("SchoolAbscenceEveryone")
    sheet.write(0, 1, "Utskriftsdatum: 2026-11-20 08:13")
    sheet.write(1, 1, "Frånvarorapport skola")
    sheet.write(3, 1, "2026-08-18 - 2026-11-19")
    headings = ["Namn", "Personnr", "Undv. tid", "Lekt.", "N min", "GF min", f"F{NBSP}min"]
    headings += [f"N{NBSP}%", "GF %", "F %"]
    classes = {
        "1A": [("Alm, Alva", "190101-0001", 3000, 50, 2700, 180, 120)],
        "1B": [
            ("Björk, Bo", "190202-0002", 3000, 50, 3000, 0, 0),
            ("Ceder, Cleo", "190303-0003", "1\u00a0200", 20, 600, "600", 0),
        ],
    }
    row = 5
    for name, pupils in classes.items():
        sheet.write(row, 1, f"Klass: {name}")
        for at, heading in enumerate(headings):
            sheet.write(row + 1, 1 + at, heading)
        row += 3
        for pupil in pupils:
            for at, value in enumerate(pupil):
                sheet.write(row, 1 + at, value)
            sheet.write(row, 8, "90 %")
            row += 2
    book.save(str(HERE / "vklass.xls"))


def skola24() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Report")
    sheet.write(0, 0, "Frånvaroanmälan för skola")
    sheet.write(1, 0, "Från och med : 2026-11-16")
    sheet.write(2, 0, "Till och med : 2026-11-20")
    sheet.write(3, 0, "Skola : Provskolan")
    for at, heading in enumerate(["Namn", "Datum från", "Datum till", "Tid från", "Tid till", "Anmäld av"]):
        sheet.write(5, 2 * at, heading)
    rows = [
        ("Alm, Alva", date(2026, 11, 17), date(2026, 11, 17), None, None, "Vårdnadshavare"),
        ("Björk, Bo", "2026-11-18", "2026-11-19", time(8, 20), time(10, 40), "Vårdnadshavare"),
        ("Björk, Bo", "2026-11-18", "2026-11-19", time(8, 20), time(10, 40), "Vårdnadshavare"),
        ("Ceder, Cleo", "2026-11-20", "2026-11-20", "08:20", "09:20", "Frånvarande - ogiltig"),
        ("Långtefternamnsson-Svensson,", "2026-11-20", "2026-11-20", "08:20", "09:20", "Skoladmin"),
    ]
    for number, row in enumerate(rows, start=7):
        for at, value in enumerate(row):
            style = (
                DAY
                if isinstance(value, date)
                else CLOCK
                if isinstance(value, time)
                else xlwt.Style.default_style
            )
            if value is not None:
                sheet.write(number, 2 * at, value, style)
    sheet.write(12, 0, "Doris")
    sheet.write(14, 0, "Rapporten är utskriven den 20 november 2026")
    book.save(str(HERE / "skola24.xls"))


def absence() -> None:
    """franvaro as an old Excel file, with real dates, times and numbers, and blank rows above."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Blad1")
    headings = ["elev_id", "datum", "start", "slut", "ämne", "schemalagda_min", "frånvaro_min", "status"]
    for at, heading in enumerate(headings):
        sheet.write(2, at, heading)
    row = ["E1", date(2026, 11, 20), time(8, 20), time(9, 20), "Svenska", 60, 40, "oanmäld"]
    for at, value in enumerate(row):
        style = (
            DAY if isinstance(value, date) else CLOCK if isinstance(value, time) else xlwt.Style.default_style
        )
        sheet.write(4, at, value, style)
    book.save(str(HERE / "franvaro.xls"))


if __name__ == "__main__":
    vklass()
    skola24()
    absence()
