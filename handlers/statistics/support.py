"""A support team's work as a plan counts it: how it was when the support began, and when it ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from content.follow_up_data import Counted, FollowUpData, Round
from content.guides import flow
from content.guides.flow import Answers, Value
from content.guides.model import Guide, GuideQuestion, NumberQuestion, YesNoQuestion
from content.model import Plan
from content.texts import text
from handlers.guides.store import decoded
from handlers.statistics.facts import SupportCount, SupportFacts
from handlers.statistics.grades import grade_name
from storage.ingest.generations import current_generation
from storage.queries.absence import Sums
from storage.queries.case_lives import CaseLife
from storage.queries.day_sums import pupil_days
from storage.queries.guide_rounds import DoneRound, done_rounds

DAY = timedelta(days=1)
_WEEKS = (4, 12, 26)
"""Weeks of support, in four parts."""


@dataclass(frozen=True)
class _Episode:
    """`ended` None: it goes on."""

    begun: DoneRound
    ended: DoneRound | None


@dataclass(frozen=True)
class _Known:
    """What the counting needs of an episode's pupil."""

    schools: Mapping[int, str]
    grades: Mapping[int, int | None]
    absence: Mapping[int, Mapping[date, Sums]]
    month_days: int

    def rate(self, pupil: int, before: date) -> float | None:
        """Percent of the month up to the day before."""
        first = before - DAY * self.month_days
        days = [sums for day, sums in self.absence.get(pupil, {}).items() if first <= day < before]
        scheduled = sum(one.scheduled for one in days)
        return sum(one.absent for one in days) * 100 / scheduled if scheduled else None


def support_of(
    session: Session,
    plans: Iterable[tuple[Plan, Sequence[int]]],
    schools: Mapping[int, str],
    lives: Sequence[CaseLife],
    period: tuple[date, date],
) -> Iterator[SupportFacts]:
    """`plans`: each with the schools that follow it."""
    grades = {life.pupil_id: life.grade for life in lives}
    for plan, own in plans:
        data = plan.follow_up_data
        if data is not None:
            yield _followed(session, plan, data, own, schools, grades, period)


def _followed(
    session: Session,
    plan: Plan,
    data: FollowUpData,
    own: Sequence[int],
    schools: Mapping[int, str],
    grades: Mapping[int, int | None],
    period: tuple[date, date],
) -> SupportFacts:
    first, last = period
    asked = {one.guide for one in data.counts if one.guide}
    rounds = done_rounds(session, own, {data.begins.guide, data.ends.guide, *asked})
    episodes = list(_episodes(plan, data, rounds))
    begun = [one for one in episodes if first <= one.begun.done_on <= last]
    ended = [one for one in episodes if one.ended is not None and first <= one.ended.done_on <= last]
    known = _Known(schools, grades, _absence(session, plan, [*begun, *ended]), plan.settings.month_days.value)
    counting = _Counting(plan, data, known, rounds)
    sides = {"beginning": begun, "end": ended}
    counts = tuple(counting.count(one, sides[one.at]) for one in data.counts)
    return SupportFacts(data.name, data.about, len(begun), len(ended), counts)


def _episodes(plan: Plan, data: FollowUpData, rounds: Iterable[DoneRound]) -> Iterator[_Episode]:
    """At most one a case: it begins with the first round of its guide, and ends with the other's last."""
    by_case: dict[int, list[DoneRound]] = defaultdict(list)
    for one in rounds:
        by_case[one.case_id].append(one)
    for mine in by_case.values():
        begun = next((one for one in mine if _is(plan, data.begins, one)), None)
        if begun is not None:
            ended = [one for one in mine if _is(plan, data.ends, one) and one.id > begun.id]
            yield _Episode(begun, ended[-1] if ended else None)


def _is(plan: Plan, wanted: Round, one: DoneRound) -> bool:
    guide = plan.guide(wanted.guide)
    if guide is None or one.guide != wanted.guide:
        return False
    standing = _standing(guide, one)
    return all(flow.holds(condition, standing) for condition in wanted.when)


def _standing(guide: Guide, one: DoneRound) -> Mapping[str, Value]:
    answers = Answers({question: decoded(written) for question, written in one.answers.items()})
    return flow.standing(guide, answers)


def _absence(session: Session, plan: Plan, episodes: Sequence[_Episode]) -> dict[int, dict[date, Sums]]:
    """From the month before the first of them began."""
    if not episodes:
        return {}
    first = min(one.begun.done_on for one in episodes) - DAY * plan.settings.month_days.value
    last = max(one.ended.done_on if one.ended else one.begun.done_on for one in episodes)
    pupils = {one.begun.pupil_id for one in episodes}
    return pupil_days(session, current_generation(session), pupils, first, last)


class _Counting:
    def __init__(self, plan: Plan, data: FollowUpData, known: _Known, rounds: Sequence[DoneRound]) -> None:
        self._plan, self._data, self._known = plan, data, known
        self._rounds: dict[tuple[int, str], list[DoneRound]] = defaultdict(list)
        for one in rounds:
            self._rounds[one.case_id, one.guide].append(one)

    def count(self, one: Counted, episodes: Sequence[_Episode]) -> SupportCount:
        if one.question:
            return self._answers(one, episodes)
        found = [self._shown(one.shows, episode) for episode in episodes]
        return SupportCount(one.text, one.at, self._kinds(one.shows, found), tuple((kind,) for kind in found))

    def _answers(self, one: Counted, episodes: Sequence[_Episode]) -> SupportCount:
        guide = self._plan.guide(one.guide)
        question = guide.question(one.question) if guide is not None else None
        assert guide is not None, "the inspector lets no other pass"
        assert question is not None, "nor this"
        names = _names(question)
        several = question.kind == "several"
        found = tuple(self._given(guide, one.question, names, episode) for episode in episodes)
        if isinstance(question, NumberQuestion):
            names = {number: name for number, name in names.items() if (name,) in found}
        kinds = tuple(names.values()) if several else (*names.values(), text("statistics.no_answer"))
        return SupportCount(one.text, one.at, kinds, found, several)

    def _given(
        self, guide: Guide, question: str, names: Mapping[str, str], episode: _Episode
    ) -> tuple[str, ...]:
        """The latest round that answers it; of several choices those of every round."""
        values = [
            _standing(guide, one).get(question) for one in self._rounds[episode.begun.case_id, guide.id]
        ]
        told = [value for value in values if value is not None]
        if any(isinstance(value, tuple) for value in told):
            every = {one for value in told for one in (value if isinstance(value, tuple) else (value,))}
            return tuple(name for number, name in names.items() if number in every)
        latest = told[-1] if told else None
        return (names.get(str(latest), text("statistics.no_answer")),)

    def _shown(self, shows: str, episode: _Episode) -> str:
        begun, ended = episode.begun, episode.ended
        known = self._known
        before = known.rate(begun.pupil_id, begun.done_on)
        after = known.rate(begun.pupil_id, ended.done_on) if ended is not None else None
        match shows:
            case "school":
                return known.schools[begun.school_id]
            case "grade":
                return grade_name(known.grades.get(begun.pupil_id))
            case "absence_at_beginning":
                return self._band(before)
            case "absence_at_end":
                return self._band(after)
            case "change":
                return self._change(before, after)
            case _:
                assert ended is not None
                return _length((ended.done_on - begun.done_on).days / 7)

    def _kinds(self, shows: str, found: Sequence[str]) -> tuple[str, ...]:
        unknown = text("statistics.no_figures")
        every: Iterable[str]
        match shows:
            case "absence_at_beginning" | "absence_at_end":
                every = [*(self._band(limit) for limit in (*self._data.bands, 100)), unknown]
            case "change":
                every = [*(text(f"statistics.change_{name}") for name in ("down", "same", "up")), unknown]
            case "weeks":
                every = [_length(weeks) for weeks in (*_WEEKS, 1000)]
            case _:
                every = sorted(set(found))
        return tuple(one for one in every if one in found)

    def _band(self, rate: float | None) -> str:
        if rate is None:
            return text("statistics.no_figures")
        bands = self._data.bands
        over = next((place for place, limit in enumerate(bands) if rate <= limit), len(bands))
        if over == 0:
            return text("statistics.band_least", upper=bands[0])
        if over == len(bands):
            return text("statistics.band_most", lower=bands[-1])
        return text("statistics.band", lower=bands[over - 1], upper=bands[over])

    def _change(self, before: float | None, after: float | None) -> str:
        if before is None or after is None:
            return text("statistics.no_figures")
        by = after - before
        name = "same" if abs(by) < self._data.changed else "up" if by > 0 else "down"
        return text(f"statistics.change_{name}")


def _names(question: GuideQuestion) -> dict[str, str]:
    """Every answer that can be counted, in its order, as it is told."""
    if isinstance(question, YesNoQuestion):
        return {"yes": text("guide.say_yes"), "no": text("guide.say_no")}
    if isinstance(question, NumberQuestion):
        every = range(question.least, question.most + 1)
        return {str(number): f"{number} {question.unit}".strip() for number in every}
    return {choice.id: choice.text for choice in getattr(question, "choices", ())}


def _length(weeks: float) -> str:
    """How long the support lasted, in one of four parts."""
    over = next((place for place, limit in enumerate(_WEEKS) if weeks <= limit), len(_WEEKS))
    if over == 0:
        return text("statistics.weeks_least", upper=_WEEKS[0])
    if over == len(_WEEKS):
        return text("statistics.weeks_most", lower=_WEEKS[-1])
    return text("statistics.weeks", lower=_WEEKS[over - 1], upper=_WEEKS[over])
