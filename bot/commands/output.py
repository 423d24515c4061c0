"""Where words go: answers to standard output, everything said to people to standard error (RULES.md).

On a terminal long lines are broken between words; in a file or a pipe they are left whole.
"""

from __future__ import annotations

import errno
import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

NARROWEST, WIDEST = 50, 100


class AnswerLost(OSError):
    """The answer could not be written where it was asked for. The command itself is done."""


def give(answer: str) -> None:
    """An answer that was asked for: JSON, a plan, a key. Raises AnswerLost, and BrokenPipeError."""
    _answer(fitted(answer, sys.stdout))


def give_json(answer: object) -> None:
    """One object on one line. UTF-8 letters where the stream takes them, else escaped. Raises as `give`."""
    encoding = getattr(sys.stdout, "encoding", None) or ""
    escaped = encoding.lower().replace("-", "") != "utf8"
    _answer(json.dumps(answer, ensure_ascii=escaped))


def finish_answers() -> None:
    """What still waits in the buffer is written. Raises as `give`."""
    if sys.stdout is not None:
        with _answering():
            sys.stdout.flush()


def say(words: str = "", hang: int = 0) -> None:
    """Said to people, if anybody listens. `hang`: how much further in a broken line goes on."""
    if sys.stderr is not None:
        sys.stderr.write(f"{fitted(words, sys.stderr, hang)}\n")


def _answer(line: str) -> None:
    with _answering():
        if sys.stdout is None:
            raise OSError(errno.EBADF, "closed")
        sys.stdout.write(f"{line}\n")


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AnswerLost(error.errno, "not written") from error


def fitted(words: str, stream: TextIO | None, hang: int = 0) -> str:
    """The lines as the stream's reader sees them best."""
    if stream is None or not stream.isatty():
        return words
    width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))
    return "\n".join(part for line in words.split("\n") for part in _broken(line, width, hang))


def _broken(line: str, width: int, hang: int) -> list[str]:
    if len(line) <= width:
        return [line]
    text = line.lstrip()
    indent = len(line) - len(text) + (2 if text.startswith("- ") else 0)
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
