"""What anybody can do: write to the bot, ask for their pupils, be left in peace when nothing happened."""

from __future__ import annotations

from sqlmodel import col, or_, select

from content.texts import text
from handlers import cases, first_contact, swedish
from handlers.context import Context
from handlers.morning.book import Entry
from handlers.morning.entry import progress
from handlers.names import names_of
from handlers.next_action import next_buttons
from handlers.redaction import LISTS
from handlers.rights import Action, Subject, require
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    Divider,
    Event,
    Heading,
    Paragraph,
    Place,
    Post,
    Replace,
    Reply,
)
from handlers.worry import WORRY_BUTTON, answer, sounds_worried
from storage.tables import Case, Mentorship, Pupil, Staff

_MINE = frozenset({"mina", "mina elever", "nu", "vad gor jag nu", "vad ar kvar", "kvar", "lista", "arenden"})


def typed(context: Context, event: Event) -> Reply:
    """Worry first; then an answer to what was asked; then the few words the bot knows."""
    if sounds_worried(event.text):
        return answer(context, event)
    answered = first_contact.typed(context, event)
    if answered is not None:
        return answered
    if swedish.plain(event.text) in _MINE:
        return mine(context, event)
    return _say(event, help_card())


def mine(context: Context, event: Event) -> Reply:
    key = f"{LISTS}:{context.actor.staff_id}:{event.id}"
    return Reply(later=(Post(key, _place(event), my_cases(context)),))


def help_pressed(context: Context, event: Event) -> Reply:
    return _say(event, help_card())


def my_cases(context: Context) -> Card:
    """The asker's own pupils with an open case, each with its next action."""
    require(context, Action.ASK_GENERAL)
    found = context.session.exec(
        select(Case)
        .join(Mentorship, col(Mentorship.pupil_id) == col(Case.pupil_id))
        .join(Pupil, col(Pupil.id) == col(Case.pupil_id))
        .join(Staff, col(Staff.id) == col(Mentorship.staff_id))
        .where(
            Case.state == "open",
            col(Pupil.left).is_(False),
            or_(col(Staff.id) == context.actor.staff_id, col(Staff.deputy_hash) == _own_hash(context)),
        )
        .order_by(col(Case.step).desc(), col(Case.id))
        .distinct()
    ).all()
    names = names_of(context.session, {case.pupil_id for case in found})
    blocks: list[Block] = []
    for case in found:
        plan = cases.plan_of(context, case)
        badge = text("morning.badge", step=case.step)
        blocks += [Divider()] if blocks else []
        blocks += [Heading(names[case.pupil_id].full, badge), *progress(plan, Entry(case))]
        blocks.append(Buttons(next_buttons(plan, case)))
    if not blocks:
        blocks.append(Paragraph(text("general.no_cases")))
    return Card(text("general.my_title"), text("general.summary"), (*blocks, Buttons((WORRY_BUTTON,))))


def _own_hash(context: Context) -> str:
    staff = context.session.get(Staff, context.actor.staff_id)
    return staff.email_hash if staff else ""


def help_card() -> Card:
    buttons = (Button(text("general.mine_button"), "mine", "", "primary"), WORRY_BUTTON)
    return Card(
        text("general.help_title"),
        text("general.summary"),
        (Paragraph(text("general.help")), Paragraph(text("general.help_words"), "muted"), Buttons(buttons)),
    )


def quiet(context: Context, event: Event) -> Reply:
    """No message on mornings with nothing to report, until it is turned on again."""
    require(context, Action.OWN_SETTINGS, Subject())
    staff = context.session.get_one(Staff, context.actor.staff_id)
    staff.quiet_when_nothing = not staff.quiet_when_nothing
    context.session.add(staff)
    name = "general.quiet_on" if staff.quiet_when_nothing else "general.quiet_off"
    button = Button(text("general.quiet_undo"), "settings.quiet")
    card = Card(
        text("morning.title_nothing"), text("general.summary"), (Paragraph(text(name)), Buttons((button,)))
    )
    return Reply(now=(Replace(card),))


def _say(event: Event, card: Card) -> Reply:
    return Reply(later=(Post(f"reply:{event.id}", _place(event), card),))


def _place(event: Event) -> Place:
    """Answers come where the question was; a press on a message answers in its thread."""
    return Place(event.place.staff, event.place.channel, event.place.thread)


ROUTES = {"text": typed, "mine": mine, "help": help_pressed, "settings.quiet": quiet}
