"""Where words go: answers to standard output, everything said to people to standard error (RULES.md).

On a terminal long lines are broken between words; in a file or a pipe they are left whole.
"""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

NARROWEST, WIDEST = 50, 100


def give(answer: str) -> None:
    """An answer that was asked for: JSON, a plan, a key."""
    sys.stdout.write(f"{fitted(answer, sys.stdout)}\n")


def give_json(answer: object) -> None:
    """One object on one line. UTF-8 letters where the stream takes them, else escaped."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    sys.stdout.write(f"{json.dumps(answer, ensure_ascii=plain)}\n")


def say(words: str = "", hang: int = 2) -> None:
    """Said to people. `hang`: how much further in a broken line goes on."""
    sys.stderr.write(f"{fitted(words, sys.stderr, hang)}\n")


def fitted(words: str, stream: TextIO, hang: int = 2) -> str:
    """The lines as the stream's reader sees them best."""
    if not stream.isatty():
        return words
    width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))
    return "\n".join(part for line in words.split("\n") for part in _broken(line, width, hang))


def _broken(line: str, width: int, hang: int) -> list[str]:
    if len(line) <= width:
        return [line]
    indent = len(line) - len(line.lstrip())
    return textwrap.wrap(
        line,
        width=width,
        subsequent_indent=" " * (indent + hang),
        drop_whitespace=True,
        break_long_words=False,
        break_on_hyphens=False,
    )


def columns(rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> list[str]:
    """Rows as aligned columns, two spaces between them. `right`: columns that are set to the right."""
    listed = list(rows)
    widths = [max(len(cell) for cell in cells) for cells in zip(*listed, strict=True)]
    return ["  ".join(_cells(row, widths, set(right))).rstrip() for row in listed]


def _cells(row: Sequence[str], widths: Sequence[int], right: set[int]) -> Iterator[str]:
    for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield cell.rjust(width) if number in right else cell.ljust(width)
