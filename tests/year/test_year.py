"""A short made-up year with a break in it, over every plan: what must hold on every day of it."""

from collections.abc import Sequence
from datetime import date

import pytest

from bot.simulation.days import Days
from bot.simulation.phones import Delivered
from bot.simulation.report import picture, table, words
from bot.simulation.rules import Rules
from bot.simulation.year import Year, play
from handlers.plans import Plans
from tests.packs import LIBRARY, PACKS

AUTUMN = Days(date(2026, 10, 5), 30)
"""Höstlov and one school's own days off are in it."""
PNG = b"\x89PNG"


def _play(pack: str, pupils: int = 40, days: Days = AUTUMN, seed: int = 3) -> Year:
    return play(Plans(LIBRARY, pack, training=True), pupils=pupils, days=days, seed=seed)


@pytest.mark.parametrize("pack", PACKS)
def test_nothing_is_forgotten_in_a_short_year(pack: str) -> None:
    year = _play(pack)
    assert [breach.words for breach in year.breaches] == []
    assert len(year.days) == AUTUMN.count
    assert year.cases > 0
    assert sum(day.presses for day in year.days) > 0
    plan = LIBRARY.get(pack)
    assert len(table(plan, year)) == 1 + len({day.on.month for day in year.days})
    assert any(str(year.cases) in line for line in words(year))
    assert picture(plan, year).startswith(PNG)


def test_the_same_seed_gives_the_same_year() -> None:
    short = Days(date(2026, 9, 14), 8)
    assert _play(PACKS[0], 40, short) == _play(PACKS[0], 40, short)


@pytest.mark.parametrize(
    ("delivered", "open_schools"),
    [
        ([Delivered("a", "post", 1), Delivered("b", "post", 1)], ["Granskolan"]),
        ([Delivered("a", "post", 1)], []),
        ([Delivered("a", "post", "eht:1")], []),
    ],
    ids=["two-messages-in-a-morning", "a-message-without-school", "a-thread-without-school"],
)
def test_a_rule_that_is_broken_is_named_with_its_day(
    delivered: Sequence[Delivered], open_schools: Sequence[str], rules: Rules
) -> None:
    rules.a_night_passed(date(2026, 11, 23), delivered, open_schools)
    assert rules.breaches
    assert all("23 november" in breach.words for breach in rules.breaches)


def test_changed_and_withdrawn_messages_are_no_new_ones(rules: Rules) -> None:
    changes = [Delivered("a", "update", 1), Delivered("a", "update", 1), Delivered("b", "delete", 1)]
    rules.a_night_passed(date(2026, 11, 22), changes, [])
    assert rules.breaches == []
