"""A script in words, for the one who is to judge which side is right."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.play import Disagreement
from tests.oracle.world import Import, Morning, Outcome, Person, Script, Step


def show(script: Script, disagreement: Disagreement) -> str:
    lines = []
    for index, step in enumerate(script[: disagreement.index + 1]):
        lines += [f"{index:>3} {line}" if n == 0 else f"      {line}" for n, line in enumerate(_step(step))]
    lines += _outcome("oracle", disagreement.expected, disagreement.got)
    lines += _outcome("system", disagreement.got, disagreement.expected)
    return "\n".join(lines)


def _step(step: Step) -> list[str]:
    match step:
        case Import():
            return list(_import(step))
        case Morning():
            return [f"MORNING {step.day:%a %Y-%m-%d}{' (dry run)' if step.dry_run else ''}"]
        case Person():
            return [f"PERSON {step.today} {step.school} {step.pupil}: {step.deed} {step.day or ''}"]


def _import(step: Import) -> Iterator[str]:
    yield "IMPORT" + (f" --replaces {step.replaces[0]}..{step.replaces[1]}" if step.replaces else "")
    for pupil in step.pupils or ():
        protected = " skyddad" if pupil.protected else ""
        yield f"elev {pupil.school} {pupil.id} {pupil.klass} {' '.join(pupil.mentors)}{protected}"
    for row in step.breaks or ():
        yield f"lov {row.school or '(alla)'} {row.first}..{row.last}"
    for lesson in step.schema or ():
        slot = f"{lesson.weekday} {lesson.start}-{lesson.end}"
        yield f"schema {lesson.klass} veckodag {slot} {lesson.first}..{lesson.last}"
    for told in sorted(step.absence or (), key=lambda told: (told.pupil, told.day, told.start)):
        minutes = f"{told.absent}/{told.scheduled}"
        yield f"frånvaro {told.pupil} {told.day:%a %Y-%m-%d} {told.start} {minutes} {told.status}"


def _outcome(side: str, outcome: Outcome, other: Outcome) -> list[str]:
    """Only the lines that the other side does not have."""
    if outcome.refused:
        return [f"{side}: refused"]
    own = [line for line in outcome.lines if line not in other.lines]
    if own:
        return [f"{side}: {line}" for line in own]
    if sorted(map(repr, outcome.lines)) == sorted(map(repr, other.lines)) and outcome.lines:
        return [f"{side}, in this order: {[(line.school, line.pupil) for line in outcome.lines]}"]
    return [f"{side}: nothing more ({len(outcome.lines)} lines in all)"]
