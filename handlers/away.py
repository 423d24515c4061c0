"""The daily look: who of one's own pupils was away on the last day, valid or not.

For plans that look at all absence every day (`Plan.daily_look`) it is a button of the morning's message, and
anybody can write "borta". It is read when asked for, and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from content.texts import text
from handlers.case_figures import evaluated_day
from handlers.context import Context
from handlers.morning.looks import LOOK
from handlers.my_cases import own_pupils
from handlers.names import names_of
from handlers.rights import Action, Subject, require
from handlers.vocabulary import Block, Button, Buttons, Card, Event, Facts, Paragraph, Reply, Whisper
from handlers.worry import QUIET_WORRY_BUTTON
from storage.ingest.generations import current_generation
from storage.queries.away import Away, away_on
from storage.tables import Pupil

WORDS = frozenset({"borta", "vilka ar borta", "vem ar borta", "daglig koll", "franvaro", "dagens franvaro"})


def show(context: Context, event: Event) -> Reply:
    """For the presser alone. Raises Refusal for who is on no roster."""
    blocks: list[Block] = []
    pupils = own_pupils(context)
    for school in dict.fromkeys(pupil.school_id for pupil in pupils):
        blocks += _of_school(context, school, [one for one in pupils if one.school_id == school])
    said = blocks or [Paragraph(text("away.not_mentor"))]
    buttons = Buttons((Button(text("general.mine_button"), "mine"), QUIET_WORRY_BUTTON))
    card = Card(text("away.title"), text("general.summary"), (*said, buttons))
    return Reply(now=(Whisper(card),))


def _of_school(context: Context, school: int, pupils: Sequence[Pupil]) -> Iterator[Block]:
    """Each pupil that is shown is a look at them, and stands in the audit log."""
    day = evaluated_day(context.session, school)
    if day is None:
        yield Paragraph(text("away.no_day"))
        return
    ids = [pupil.id or 0 for pupil in pupils]
    found = away_on(context.session, current_generation(context.session), ids, day)
    for one in found:
        require(context, Action.SEE_FIGURES, Subject(school, one.pupil_id))
    names = names_of(context.session, [one.pupil_id for one in found])
    yield Paragraph(text("away.day" if found else "away.nobody", on=day), "strong")
    if found:
        yield Facts(tuple((names[one.pupil_id].full, _words(one)) for one in found))
        yield Paragraph(text("away.all_kinds"), "muted")


def _words(one: Away) -> str:
    whole = one.absent >= one.scheduled
    much = text("away.whole_day") if whole else text("away.part", absent=one.absent, of=one.scheduled)
    kind = "valid" if one.valid == one.absent else "both" if one.valid else "invalid"
    return f"{much}, {text(f'away.{kind}')}"


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {LOOK: show}
