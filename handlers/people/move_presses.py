"""Handing a case over to the pupil's new school: what goes along is chosen, and what it rests on is read."""

from __future__ import annotations

from collections.abc import Callable

from content.texts import text
from content.wording import listed
from handlers.context import Context
from handlers.escalation.presses import to_mentors
from handlers.names import for_eht, name_of
from handlers.people import moving
from handlers.people.moved import MAY_GO_ALONG
from handlers.people.sheets import handover_card
from handlers.presses import case_of, form, list_brought_up, opened
from handlers.rights import Action
from handlers.vocabulary import (
    Block,
    Card,
    Event,
    ManyInput,
    Option,
    Paragraph,
    Reply,
    Whisper,
)
from storage.tables import School


def ask(context: Context, event: Event) -> Reply:
    case = opened(context, event, Action.HAND_OVER_PUPIL)
    pupil, held = moving.place_of(context, case), moving.consents(context, case)
    school = context.session.get_one(School, pupil.school_id).name
    about = listed([one.about for one in held])
    rests = text("move.rests_on", whom=listed([one.with_whom for one in held]), until=held[-1].until)
    options = tuple(Option(one, text(f"move.{one}")) for one in MAY_GO_ALONG)
    blocks: list[Block] = [
        Paragraph(text("move.what_happens", school=school)),
        Paragraph(rests, "strong"),
        *([Paragraph(text("move.about", about=about))] if about else []),
        ManyInput("along", text("move.along"), options),
        Paragraph(text("move.stays"), "muted"),
    ]
    return form(context, case, blocks, "move.give")


def give(context: Context, event: Event) -> Reply:
    case = case_of(context, event)
    chosen = event.fields.get("along", ())
    new = moving.hand_over(context, case, (chosen,) if isinstance(chosen, str) else chosen)
    school = context.session.get_one(School, new.school_id).name
    said = Card(
        for_eht(context.plans, name_of(context.session, case.pupil_id)),
        text("case.summary"),
        (Paragraph(text("move.given", school=school), "good"),),
    )
    told = to_mentors(context, new, "came", handover_card(context, new), required=False)
    return Reply(now=(*list_brought_up(context, event), Whisper(said)), later=told)


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {"move.ask": ask, "move.give": give}
