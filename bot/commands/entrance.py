"""From the words on the command line to an exit code: 0 done, 1 refused, 2 wrong usage (RULES.md).

Beyond those, as shells have them for signals: 130 for Ctrl-C, 141 when the reader of a pipe has gone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import TextIO

import typer
from typer._click.exceptions import NoArgsIsHelpError, UsageError
from typer.main import get_command

from bot.commands.output import finish_answers, say
from bot.commands.swedish import complaint

REFUSED, WRONG_USAGE, INTERRUPTED, READER_GONE = 1, 2, 130, 141


_SHOW_CURSOR = b"\x1b[?25h"


def leave_at_once_when_interrupted() -> None:
    """Ctrl-C ends the process where it stands, as a kill does: nothing here needs to be put away first.

    Python's own way, an exception at any line, may come in the middle of a library's clean-up, which then
    swallows it or complains of it."""
    signal.signal(signal.SIGINT, _leave)


def _leave(_number: int, _frame: FrameType | None) -> None:
    with contextlib.suppress(OSError):
        os.write(2, (_SHOW_CURSOR if os.isatty(2) else b"") + b"\n")
    os._exit(INTERRUPTED)


def enter(cli: typer.Typer, args: Sequence[str]) -> int:
    """Carries out one command line and gives its exit code. A fault of our own is raised, with its trace."""
    try:
        return _carried_out(cli, args)
    except BrokenPipeError:
        _let_go(sys.stdout)
        _let_go(sys.stderr)
        return READER_GONE


def _carried_out(cli: typer.Typer, args: Sequence[str]) -> int:
    try:
        with get_command(cli).make_context("narvarolots", list(args)) as context:
            context.command.invoke(context)
        finish_answers()
    except typer.Exit as done:
        return done.exit_code
    except NoArgsIsHelpError as error:
        typer.echo(error.ctx.get_help(), err=True)
        return WRONG_USAGE
    except UsageError as error:
        say(complaint(error))
        return WRONG_USAGE
    except BrokenPipeError:
        raise
    except _refusals() as error:
        from bot.commands.refusals import refusal

        say(refusal(error))
        _let_go_unless_written(sys.stdout)
        return REFUSED
    return 0


def _refusals() -> tuple[type[Exception], ...]:
    """Looked up only when something is raised: what it imports is more than a help page needs."""
    from bot.commands.refusals import refusals

    return refusals()


def _let_go_unless_written(stream: TextIO | None) -> None:
    try:
        if stream is not None:
            stream.flush()
    except OSError:
        _let_go(stream)


def _let_go(stream: TextIO | None) -> None:
    """So that Python does not complain of the same once more when it ends."""
    if stream is not None:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
