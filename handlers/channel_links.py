"""Pointing out the channel that a school's EHT cases are spoken of in, or that its requests to the
municipality's unit reach, on whatever platform it is.

Whether the channel is private enough only the platform knows: it asks before the deed comes here, and again
before each message.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from content.texts import text
from handlers.context import Context, Refusal
from handlers.people.year_wheel import unit_channel
from handlers.reachable import reached
from handlers.rights import RULES, Action, Subject, relations, require
from handlers.vocabulary import Block, Button, Buttons, Card, Event, Paragraph, Place, Post, Reply, Whisper
from storage.tables import School
from storage.tables.chat import PlatformChannel

LINK = "channel.link"
_PARTS = 4
EHT, UNIT = "eht", "unit"
"""Kinds of channel: the school's student health team's, and the one where the school reaches the unit."""


@dataclass(frozen=True)
class Wanted:
    """`school`: None until somebody who works at several has said which. `kind`: "" until it has been asked
    whose channel it is, where the plan's unit has one too."""

    platform: str
    conversation: str
    school: int | None
    kind: str = ""


def value_of(platform: str, conversation: str, school: int | None = None) -> str:
    """What goes with the deed. The conversation's id holds no blanks on any platform."""
    return " ".join([platform, conversation, *([str(school)] if school is not None else [])])


def channel_of(school: int, kind: str = EHT) -> str:
    return unit_channel(school) if kind == UNIT else f"{EHT}:{school}"


def link(context: Context, event: Event) -> Reply:
    """The channel is the school's from now on, and what has waited for it may go."""
    wanted = _wanted(event.value)
    schools = _schools(context)
    if wanted.school is not None:
        schools = {school: name for school, name in schools.items() if school == wanted.school}
    if not schools:
        raise Refusal(text("channels.no_right"))
    if len(schools) > 1:
        return Reply(now=(Whisper(_which(wanted, schools)),))
    [(school, name)] = schools.items()
    unit = context.plans.of_school(context.session, school, context.today).support_unit
    if unit.channel and not wanted.kind:
        return Reply(now=(Whisper(_whose(wanted, school, unit.name)),))
    require(context, Action.LINK_CHANNEL, Subject(school_id=school))
    kind = UNIT if unit.channel and wanted.kind == UNIT else EHT
    _keep(context, wanted, channel_of(school, kind))
    of = "_unit" if kind == UNIT else ""
    said = {"school": name, "unit": unit.name, "named": context.plans.names_for_eht}
    card = Card(
        text(f"channels.linked_title{of}", **said),
        text("channels.summary"),
        (Paragraph(text(f"channels.linked{of}", **said)),),
    )
    return Reply(
        now=(Whisper(_card(text(f"channels.done{of}", **said))),),
        later=(Post(f"linked:{school}:{event.id}", Place(channel=channel_of(school, kind)), card),),
    )


def _whose(wanted: Wanted, school: int, unit: str) -> Card:
    names = {EHT: text("channels.of_eht"), UNIT: unit}
    buttons = tuple(
        Button(name, LINK, f"{value_of(wanted.platform, wanted.conversation, school)} {kind}")
        for kind, name in names.items()
    )
    return _card(text("channels.whose"), Buttons(buttons))


def _wanted(value: str) -> Wanted:
    parts = value.split(" ")
    if not 2 <= len(parts) <= _PARTS or not all(parts):
        raise Refusal(text("general.old_button"))
    school, kind = (*parts[2:], "", "")[:2]
    if kind not in ("", EHT, UNIT):
        raise Refusal(text("general.old_button"))
    if school and not (school.isascii() and school.isdigit() and len(school) < 10):
        raise Refusal(text("general.old_button"))
    return Wanted(parts[0], parts[1], int(school) if school else None, kind)


def _schools(context: Context) -> dict[int, str]:
    """Those whose channel the person may point out."""
    rows = context.session.exec(select(School).order_by(col(School.name))).all()
    return {
        school.id: school.name
        for school in rows
        if school.id is not None
        and RULES[Action.LINK_CHANNEL]
        & relations(context.session, context.actor, Subject(school_id=school.id))
    }


def _which(wanted: Wanted, schools: dict[int, str]) -> Card:
    buttons = tuple(
        Button(name, LINK, value_of(wanted.platform, wanted.conversation, school))
        for school, name in schools.items()
    )
    return _card(text("channels.which"), Buttons(buttons))


def _card(words: str, *more: Block) -> Card:
    return Card("", text("channels.summary"), (Paragraph(words), *more))


def _keep(context: Context, wanted: Wanted, channel: str) -> None:
    linked = _linked(context.session, wanted.platform)
    if any(row.conversation == wanted.conversation and row.channel != channel for row in linked):
        raise Refusal(text("channels.taken"))
    row = next((row for row in linked if row.channel == channel), None) or PlatformChannel(
        platform=wanted.platform, channel=channel, conversation="", linked_at=context.now
    )
    row.conversation, row.linked_at, row.linked_by = wanted.conversation, context.now, context.actor.staff_id
    context.session.add(row)
    reached(context.session, channel=channel)


def _linked(session: Session, platform: str) -> list[PlatformChannel]:
    return list(session.exec(select(PlatformChannel).where(PlatformChannel.platform == platform)))


ROUTES = {LINK: link}
