"""From the words on the command line to an exit code: 0 done, 1 refused, 2 wrong usage (RULES.md).

Beyond those, as shells have them for signals: 130 for Ctrl-C, 141 when the reader of a pipe has gone.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import TextIO

import typer
from typer._click.exceptions import NoArgsIsHelpError, UsageError
from typer.main import get_command

from bot.commands.output import say
from bot.commands.swedish import complaint

REFUSED, WRONG_USAGE, INTERRUPTED, READER_GONE = 1, 2, 130, 141


def enter(cli: typer.Typer, args: Sequence[str]) -> int:
    """Carries out one command line and gives its exit code. A fault of our own is raised, with its trace."""
    try:
        return _answered(cli, args)
    except BrokenPipeError:
        _let_go(sys.stdout)
        _let_go(sys.stderr)
        return READER_GONE


def _answered(cli: typer.Typer, args: Sequence[str]) -> int:
    code = _carried_out(cli, args)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        from bot.commands.refusals import in_swedish

        _let_go(sys.stdout)
        say(f"Svaret gick inte att skriva: {in_swedish(error)}. Det som kommandot skulle göra är gjort.")
        return code or REFUSED
    return code


def _carried_out(cli: typer.Typer, args: Sequence[str]) -> int:
    try:
        with get_command(cli).make_context("narvarolots", list(args)) as context:
            context.command.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    except NoArgsIsHelpError as error:
        typer.echo(error.ctx.get_help(), err=True)
        return WRONG_USAGE
    except UsageError as error:
        say(complaint(error))
        return WRONG_USAGE
    except KeyboardInterrupt:
        say()
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except _refusals() as error:
        from bot.commands.refusals import refusal

        say(refusal(error))
        return REFUSED
    return 0


def _refusals() -> tuple[type[Exception], ...]:
    """Looked up only when something is raised: what it imports is more than a help page needs."""
    from bot.commands.refusals import refusals

    return refusals()


def _let_go(stream: TextIO) -> None:
    """So that Python does not complain of the same once more when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
