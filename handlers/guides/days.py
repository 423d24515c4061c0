"""Days as answers: which one was meant, whether it will do, and the nearest that does."""

from __future__ import annotations

import re
from datetime import date, timedelta

from content.guides.model import DateQuestion
from handlers import swedish
from handlers.guides.meaning import Around, Wrong

DAY = timedelta(days=1)
_AGO = {"i förrgår": 2, "igår": 1, "i går": 1, "igar": 1, "i gar": 1}
_LAST = ("måndags", "tisdags", "onsdags", "torsdags", "fredags", "lördags", "söndags")
_ALREADY = re.compile(r"\b(?:förra|sedan|började|var)\b")


def past_date(words: str, today: date, span: str) -> date | None:
    """The day in the words. Where it may have been, "3/11" and "i måndags" look back; else ahead."""
    said = words.lower()
    if span != "coming" and (found := _looked_back(said, today)):
        return found
    ahead = swedish.find_date(words, today)
    if ahead is None or span == "coming" or swedish.iso_date(words):
        return ahead
    behind = _behind(ahead, today, said)
    if span == "past":
        return ahead if ahead <= today else behind
    return min((ahead, behind), key=lambda day: abs(day - today)) if _is_day_month(said) else ahead


def _looked_back(said: str, today: date) -> date | None:
    for word, days in _AGO.items():
        if re.search(rf"\b{word}\b", said):
            return today - days * DAY
    for number, word in enumerate(_LAST):
        if re.search(rf"\b{word}\b", said):
            return today - ((today.weekday() - number - 1) % 7 + 1) * DAY
    if match := re.search(r"\bför (\d{1,3}|en|två|tre|fyra) (dag|dagar|vecka|veckor) sedan\b", said):
        count = {"en": 1, "två": 2, "tre": 3, "fyra": 4}.get(match[1]) or int(match[1])
        return today - count * (7 if match[2].startswith("veck") else 1) * DAY
    return today - 7 * DAY if re.search(r"\bförra veckan\b", said) else None


def _behind(ahead: date, today: date, said: str) -> date:
    """The same day the last time it was: a year ago, or for a weekday a week."""
    if not _is_day_month(said):
        return ahead if ahead <= today else ahead - 7 * DAY
    try:
        return ahead.replace(year=ahead.year - 1) if ahead > today else ahead
    except ValueError:
        return ahead.replace(year=ahead.year - 1, day=28)


def _is_day_month(said: str) -> bool:
    return bool(re.search(r"\d", said))


def wrong_day(question: DateQuestion, on: date, around: Around) -> Wrong | None:
    """Why the day will not do, with the nearest that does."""
    good = _nearest(question, on, around)
    if good == on:
        return None
    name = _why(question, on, around)
    return Wrong(name, {"on": on}, good.isoformat())


def _nearest(question: DateQuestion, on: date, around: Around) -> date:
    first, last = _first(question, around), _last(question, around)
    good = min(max(on, first), last)
    if not question.school_day:
        return good
    ahead = around.days.next_on_or_after(good)
    return ahead if ahead <= last else max(around.days.last_before(good), min(first, last))


def _why(question: DateQuestion, on: date, around: Around) -> str:
    if on < _first(question, around) and question.span == "coming":
        return "guide.day_passed"
    if question.span == "past" and on > around.today:
        return "guide.day_ahead"
    if question.school_day and not around.days.is_school_day(on):
        return "guide.day_free"
    return "guide.day_late" if on > around.today else "guide.day_passed"


def _first(question: DateQuestion, around: Around) -> date:
    if question.span == "coming":
        return around.days.next_on_or_after(around.today) if question.school_day else around.today
    return around.today - timedelta(days=3650)


def _last(question: DateQuestion, around: Around) -> date:
    if question.span == "past":
        return around.today
    weeks = question.within_weeks
    if weeks is None and question.sets == "follow_up":
        weeks = around.follow_up_weeks
    if weeks is None:
        return around.today + timedelta(days=400)
    last = weeks_on(question, weeks, around)
    return max(last, around.booked.on) if question.suggest_booked and around.booked else last


def weeks_on(question: DateQuestion, weeks: int, around: Around) -> date:
    """So many weeks from today. Only school's own days wait for a break: a year is a year."""
    pause = around.breaks_pause and question.school_day
    return around.days.add_weeks(around.today, weeks, breaks_pause=pause)
