"""Reads one sheet of a workbook in a process of its own: a hostile workbook can only bring that down.

Workbook on standard input, the sheet's name as the only argument ("" means the first sheet); the
sheet's cells as text on standard output, as an Arrow stream. Run as a script; imports nothing of ours.
"""

import sys

import fastexcel

NO_SUCH_SHEET = 3
UNREADABLE = 4
TOO_MANY_CELLS = 5
MOST_CELLS = 25_000_000
MOST_MEMORY = 6 << 30


def limit_memory() -> None:
    """A sheet may claim billions of cells. Windows and macOS have no such limit to set."""
    try:
        import resource
    except ImportError:
        return
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def main() -> int:
    limit_memory()
    wanted = sys.argv[1]
    try:
        book = fastexcel.read_excel(sys.stdin.buffer.read())
        if wanted and wanted not in book.sheet_names:
            return NO_SUCH_SHEET
        # Nothing is skipped, so that row numbers are the sheet's own.
        sheet = book.load_sheet(wanted or 0, header_row=None, skip_rows=0, dtypes="string")
        if sheet.width * sheet.total_height > MOST_CELLS:
            return TOO_MANY_CELLS
        sheet.to_polars().write_ipc_stream(sys.stdout.buffer)
    except fastexcel.FastExcelError:
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())
