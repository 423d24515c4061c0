"""A script on which two systems differ, made as small as patience allows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from tests.oracle.world import Import, Lesson, Person, Script, Step

T = TypeVar("T")
Fails = Callable[[Script], bool]


def shrink(script: Script, fails: Fails, seconds: float = 120) -> Script:
    """The smallest script found in the time given for which `fails` still holds."""
    until = time.monotonic() + seconds
    smaller: Script | None = script
    while smaller is not None:
        script = smaller
        smaller = next(
            (candidate for candidate in _smaller(script) if time.monotonic() < until and fails(candidate)),
            None,
        )
    return script


def focus(script: Script, pupils: set[str], fails: Fails) -> Script:
    """Only these pupils, if it still fails so: the first thing to try."""
    alone = _without(script, set(), _pupils(script) - pupils)
    return alone if pupils and fails(alone) else script


def _smaller(script: Script) -> Iterator[Script]:
    """Candidates, the boldest first: whole schools, runs of steps, pupils, days, rows."""
    for school in _schools(script):
        yield _without(script, {school}, set())
    yield from map(tuple, _fewer(script))
    pupils = sorted(_pupils(script))
    for some in _chunks(pupils):
        yield _without(script, set(), set(some))
    yield from _fewer_days(script)
    for index, step in enumerate(script):
        if isinstance(step, Import):
            yield from (_put(script, index, other) for other in _smaller_import(step))
    yield from _merged(script)


def _put(script: Script, index: int, step: Step) -> Script:
    return (*script[:index], step, *script[index + 1 :])


def _merged(script: Script) -> Iterator[Script]:
    """Two imports of lessons in a row as one."""
    for index, (first, second) in enumerate(pairwise(script)):
        if isinstance(first, Import) and isinstance(second, Import) and second.pupils is None:
            rows = {(row.pupil, row.day, row.start): row for row in first.absence or ()}
            rows |= {(row.pupil, row.day, row.start): row for row in second.absence or ()}
            breaks = (*(first.breaks or ()), *(second.breaks or ()))
            both = replace(first, absence=tuple(rows.values()) or None, breaks=breaks or None)
            yield (*script[:index], both, *script[index + 2 :])


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Halves, quarters … and single items."""
    size = len(items) // 2
    while size >= 1:
        for start in range(0, len(items), size):
            yield items[start : start + size]
        size //= 2


def _fewer(items: Sequence[T]) -> Iterator[list[T]]:
    size = max(len(items) // 2, 1) if items else 0
    while size >= 1:
        for start in reversed(range(0, len(items), size)):
            yield [*items[:start], *items[start + size :]]
        size //= 2


def _imports(script: Script) -> list[Import]:
    return [step for step in script if isinstance(step, Import)]


def _schools(script: Script) -> list[str]:
    names = sorted({pupil.school for step in _imports(script) for pupil in step.pupils or ()})
    return names if len(names) > 1 else []


def _pupils(script: Script) -> set[str]:
    return {pupil.id for step in _imports(script) for pupil in step.pupils or ()}


def _without(script: Script, schools: set[str], pupils: set[str]) -> Script:
    """The script as if these schools and pupils had never been."""
    gone = set(pupils)
    for step in _imports(script):
        gone |= {pupil.id for pupil in step.pupils or () if pupil.school in schools}
    steps: list[Step] = []
    for each in script:
        if isinstance(each, Person) and each.pupil in gone:
            continue
        steps.append(_import_without(each, schools, gone) if isinstance(each, Import) else each)
    return tuple(steps)


def _import_without(step: Import, schools: set[str], gone: set[str]) -> Import:
    return replace(
        step,
        pupils=tuple(row for row in step.pupils or () if row.id not in gone) or None,
        breaks=tuple(row for row in step.breaks or () if row.school not in schools) or None,
        absence=tuple(row for row in step.absence or () if row.pupil not in gone) or None,
    )


def _fewer_days(script: Script) -> Iterator[Script]:
    """All lessons of some days at once."""
    days = sorted({row.day for step in _imports(script) for row in step.absence or ()})
    for some in _chunks(days):
        gone = set(some)
        yield tuple(
            _with_lessons(step, [row for row in step.absence or () if row.day not in gone])
            if isinstance(step, Import)
            else step
            for step in script
        )


def _with_lessons(step: Import, rows: Sequence[Lesson]) -> Import:
    return replace(step, absence=tuple(rows) or None)


def _smaller_import(step: Import) -> Iterator[Import]:
    if step.absence is not None:
        yield replace(step, absence=None, replaces=None)
    if step.replaces is not None:
        yield replace(step, replaces=None)
    for part in ("schema", "breaks"):
        rows = getattr(step, part)
        if rows:
            yield replace(step, **{part: None})
            yield from (replace(step, **{part: tuple(some) or None}) for some in _fewer(rows))
    yield from (_with_lessons(step, rows) for rows in _fewer(step.absence or ()))
