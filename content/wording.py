"""Message texts: Jinja2 with a few Swedish filters, compiled once. Plain text, so nothing is escaped here.

An unknown name in a text is an error (StrictUndefined): a card with a hole in it is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from content.model import RateInWindow, RateSince, ReportedOccasions, Trigger, UnreportedLesson

TEMPLATES = Path(__file__).parent / "templates"
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)


def long_date(day: date) -> str:
    """ "tisdag 24 november"."""
    return f"{WEEKDAYS[day.weekday()]} {short_date(day)}"


def short_date(day: date) -> str:
    """ "24 november"."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def week(day: date) -> str:
    """The ISO week: "v. 48"."""
    return f"v. {day.isocalendar().week}"


def percent(share: float) -> str:
    """12.4 is "12,4 %" and 12.0 is "12 %", with a space that does not break the line."""
    figure = f"{share:.1f}".removesuffix(".0")
    return f"{figure.replace('.', ',').replace('-', '−')}\u00a0%"


def count(number: int, one: str, many: str) -> str:
    """ "1 lektion", "3 lektioner"."""
    return f"{number} {one if number == 1 else many}"


_NUMBERS = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def in_words(number: int) -> str:
    """ "fyra", and from thirteen on "13": for words of common gender."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def listed(words: list[str] | tuple[str, ...]) -> str:
    """ "mentor, elevhälsa och rektor"."""
    *first, last = words or ("",)
    return f"{', '.join(first)} och {last}" if first else last


_FILTERS: dict[str, Callable[..., str]] = {
    "long_date": long_date,
    "short_date": short_date,
    "week": week,
    "percent": percent,
    "count": count,
    "in_words": in_words,
    "listed": listed,
}


def say(text: str, /, **values: object) -> str:
    """`text` filled in. Raises jinja2.UndefinedError for a name that is not among `values`."""
    return _compiled(text).render(values) if "{" in text else text


def page(name: str, **values: object) -> str:
    """The template content/templates/`name` filled in."""
    return _environment().get_template(name).render(values)


def reason(trigger: Trigger) -> str:
    """The trigger's `why` with its own numbers in it: what the plan says, for the card."""
    return trigger.why.format_map(_numbers(trigger))


def _numbers(trigger: Trigger) -> dict[str, int]:
    match trigger:
        case UnreportedLesson():
            return {"days": trigger.days, "count": 1}
        case ReportedOccasions():
            return {"days": trigger.days, "count": trigger.min_occasions.value}
        case RateInWindow():
            return {"days": trigger.days, "limit": trigger.limit.percent}
        case RateSince():
            return {"weeks": trigger.weeks, "limit": trigger.limit.percent}


@lru_cache(maxsize=2048)
def _compiled(text: str) -> Template:
    return _environment().from_string(text)


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=400,
    )
    environment.filters.update(_FILTERS)
    return environment
