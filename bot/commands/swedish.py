"""Typer's help pages and complaints in Swedish, and nothing of its own English left.

Typer carries its own copy of click (typer._click), whose words cannot be translated from outside: so the
pages are written here, from what the commands say of themselves. tests/cli/test_swedish.py reads every page.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import typer
from typer._click.exceptions import BadOptionUsage, BadParameter, MissingParameter, NoSuchOption, UsageError
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

HELP_NAMES = ["-h", "--help"]
OPTIONS, COMMAND = "[VAL]", "KOMMANDO …"


class _SwedishPages:
    """What a command and a group of commands have in common."""

    def get_help_option(self: Any, ctx: Any) -> TyperOption | None:
        option: TyperOption | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Visa den här hjälpen."
        return option

    def format_usage(self: Any, ctx: Any, formatter: Any) -> None:
        pieces = [OPTIONS, *(_argument(one) for one in self.params if isinstance(one, TyperArgument))]
        if isinstance(self, TyperGroup):
            pieces.append(COMMAND)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Användning: ")

    def format_help(self: Any, ctx: Any, formatter: Any) -> None:
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        arguments = [_row(one) for one in self.params if isinstance(one, TyperArgument)]
        options = [_row(one) for one in self.get_params(ctx) if isinstance(one, TyperOption)]
        commands = [(_strong(one.name), one.help or "") for one in getattr(self, "commands", {}).values()]
        for heading, rows in (("Kommandon", commands), ("Uppgifter", arguments), ("Val", options)):
            _section(formatter, heading, rows)
        if self.epilog:
            formatter.write(f"\n{_strong('Exempel')}:\n")
            formatter.write("".join(f"  {line}\n" for line in self.epilog.splitlines()))

    def parse_args(self: Any, ctx: Any, args: list[str]) -> list[str]:
        """Says which command an error belongs to, and that nothing may stand over on the line."""
        try:
            rest: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        except UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if rest and not isinstance(self, TyperGroup):
            raise UsageError(f"Det är något för mycket på raden: {' '.join(rest)}", ctx)
        return rest


class SwedishCommand(_SwedishPages, TyperCommand):
    allow_extra_args = True  # so that `parse_args` may refuse them in its own words


class SwedishGroup(_SwedishPages, TyperGroup):
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands:
            meant = get_close_matches(args[0], self.commands)
            hint = _meant(meant) or f"Det finns: {', '.join(self.commands)}."
            raise UsageError(f"Kommandot {args[0]} finns inte. {hint}", ctx)
        return super().resolve_command(ctx, args)


def complaint(error: UsageError) -> str:
    """What is wrong with the command line, how it is written, and where to read more."""
    lines = [_what(error)]
    if error.ctx is not None:
        lines += [error.ctx.get_usage(), f"Läs mer: {error.ctx.command_path} --help"]
    return "\n".join(lines)


def _what(error: UsageError) -> str:
    match error:
        case MissingParameter(param=param) if param is not None:
            return f"{_name(param)} saknas."
        case NoSuchOption(option_name=name, possibilities=known):
            return " ".join(filter(None, [f"Valet {name} finns inte här.", _meant(known or ())]))
        case BadOptionUsage(option_name=name):
            return _unfinished(name, error)
        case BadParameter(param_hint=str(hint), message=message):
            return f"{hint}: {message}"
        case BadParameter(param=param) if param is not None:
            return f"{_name(param)}: Värdet går inte att använda. Väntat: {_expected(param)}."
    return error.message


def _unfinished(name: str, error: UsageError) -> str:
    params = error.ctx.command.params if error.ctx else ()
    option = next((one for one in params if name in one.opts), None)
    if isinstance(option, TyperOption) and option.is_flag:
        return f"{name} tar inget värde."
    return f"{name} saknar sitt värde: {name} {(option and option.metavar) or '…'}"


def _expected(param: Any) -> str:
    kind = param.type_descriptor
    if kind.choices:
        return " eller ".join(str(choice) for choice in kind.choices)
    if kind.annotation is int or kind.is_ranged:
        bounds = [f"från {param.min}" if param.min is not None else ""]
        bounds += [f"till {param.max}" if param.max is not None else ""]
        return " ".join(["ett heltal", *filter(None, bounds)])
    return str(param.metavar or "ett annat värde")


def _meant(names: Sequence[str]) -> str:
    return f"Menade du {' eller '.join(names)}?" if names else ""


def _name(param: Any) -> str:
    return _argument(param).strip("[]") if isinstance(param, TyperArgument) else str(param.opts[0])


def _argument(param: TyperArgument) -> str:
    name = param.metavar or param.display_name_raw.upper()
    return name if param.required else f"[{name}]"


def _row(param: TyperArgument | TyperOption) -> tuple[str, str]:
    if isinstance(param, TyperArgument):
        return _strong(_argument(param).strip("[]")), param.help or ""
    names = ", ".join(sorted(param.opts, key=len))
    value = "" if param.is_flag or not param.metavar else f" {param.metavar}"
    return f"{_strong(names)}{value}", param.help or ""


def _section(formatter: Any, heading: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(_strong(heading)):
            formatter.write_dl(rows)


def _strong(words: str | None) -> str:
    """Bold; typer leaves the style out when nobody looks at a terminal."""
    return typer.style(words or "", bold=True)
