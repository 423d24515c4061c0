"""Whatever is asked of the command line, it answers in Swedish: help pages and complaints alike."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from bot.cli import cli
from tests.cli.terminal import Terminal

CLICKS_OWN = re.compile(
    r"usage|\boptions?\b|\bcommands?\b|\barg(ument)?s?\b|show this|\bexit\b|missing|no such|\btry\b|invalid"
    r"|\berrors?\b|default|required|did you|possible|unexpected|\bextra\b|does not|requires|should be|valid"
    r"|<\w+>|(?-i:\b(TEXT|INTEGER|PATH|BOOLEAN|RANGE)\b)",
    re.IGNORECASE,
)


def every_command(command: Any = None, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    command = command or get_command(cli)
    yield words
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from every_command(inner, (*words, name))


EVERY_COMMAND = list(every_command())


def english_in(page: str) -> list[str]:
    return [found[0] for found in CLICKS_OWN.finditer(page)]


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_no_help_page_has_a_word_of_clicks_own(terminal: Terminal, words: tuple[str, ...]) -> None:
    page = terminal.done(*words, "--help").out
    assert english_in(page) == []
    assert all(len(line) <= 80 for line in page.splitlines())


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_every_option_and_command_is_explained(terminal: Terminal, words: tuple[str, ...]) -> None:
    page = terminal.done(*words, "--help").out
    listed = page.partition("Exempel:")[0]
    for line in re.findall(r"^  (?=\S)(.+)$", listed, flags=re.MULTILINE)[1:]:
        assert re.search(r"\S {2,}\S", line) or line.endswith("."), line


@pytest.mark.parametrize("words", [(), ("content",), ("plan",)])
def test_a_group_alone_shows_its_help_as_wrong_usage(terminal: Terminal, words: tuple[str, ...]) -> None:
    assert "Kommandon:" in terminal.misused(*words)


@pytest.mark.parametrize(
    "words",
    [
        ("mornig",),
        ("--versio",),
        ("morning", "--dat", "2026-11-23"),
        ("morning", "--date"),
        ("morning", "--date", "i går"),
        ("morning", "--json=ja"),
        ("morning", "i", "dag"),
        ("import",),
        ("import", "--format", "excel", "fil.csv"),
        ("demo", "--port", "x"),
        ("demo", "--port", "99999"),
        ("case",),
        ("case", "E1", "-x"),
        ("plan", "show"),
        ("plan", "show", "danderyd", "--step", "ett"),
        ("plan", "visa"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_in_swedish_with_where_to_read_more(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    told = terminal.misused(*words)
    assert english_in(told) == []
    assert "Läs mer: narvarolots" in told
    assert "--help" in told


def test_a_mistyped_word_is_met_with_the_right_one(terminal: Terminal) -> None:
    assert "morning" in terminal.misused("mornig").splitlines()[0]
    assert "--date" in terminal.misused("morning", "--dat", "x").splitlines()[0]


def test_a_value_out_of_bounds_is_met_with_the_bounds(terminal: Terminal) -> None:
    assert re.search(r"\b1\b.*\b65535\b", terminal.misused("demo", "--port", "99999"))
    assert "skola24" in terminal.misused("import", "--format", "excel", "fil.csv")
