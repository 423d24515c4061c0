from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateError, UndefinedError
from jinja2.sandbox import SecurityError

from content.wording import long_date, page, percent, say, week


def test_dates_and_weeks_are_said_in_swedish() -> None:
    assert (
        say("{{ day | long_date }}, {{ day | week }}", day=date(2026, 11, 24)) == "tisdag 24 november, v. 48"
    )
    assert week(date(2026, 12, 31)) == "v. 53"
    assert week(date(2027, 1, 3)) == "v. 53"


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_date_has_a_weekday_a_number_and_a_month(day: date) -> None:
    weekday, number, month = long_date(day).split()
    assert int(number) == day.day
    assert weekday[0].islower()
    assert month[0].islower()


@pytest.mark.parametrize(
    ("share", "text"), [(12.4, "12,4 %"), (15.0, "15 %"), (0, "0 %"), (100, "100 %"), (7.96, "8 %")]
)
def test_shares_have_a_comma_and_no_empty_decimal(share: float, text: str) -> None:
    assert percent(share) == text.replace(" ", "\u00a0")


@pytest.mark.parametrize(("number", "text"), [(0, "0 lektioner"), (1, "1 lektion"), (2, "2 lektioner")])
def test_numbers_bend_their_word(number: int, text: str) -> None:
    assert say("{{ n | count('lektion', 'lektioner') }}", n=number) == text


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a och b"), (["a", "b", "c"], "a, b och c")]
)
def test_lists_end_with_och(words: list[str], text: str) -> None:
    assert say("{{ words | listed }}", words=words) == text


def test_a_name_the_text_does_not_get_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        say("Hej {{ namn }}")


def test_names_are_left_as_they_are() -> None:
    assert say("{{ name }}", name="<O'Brien & Åsa>") == "<O'Brien & Åsa>"


def test_a_text_cannot_reach_python() -> None:
    with pytest.raises((SecurityError, UndefinedError)):
        say("{{ ''.__class__.__mro__[1].__subclasses__() }}")


def test_a_text_that_is_no_template_is_an_error() -> None:
    with pytest.raises(TemplateError):
        say("{{ ")


def test_a_missing_page_is_an_error() -> None:
    with pytest.raises(TemplateError):
        page("finns-inte.jinja")
