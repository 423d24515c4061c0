"""What anybody can do: write to the bot, ask for their pupils, be left in peace when nothing happened."""

from __future__ import annotations

from content.texts import text
from handlers import away, first_contact, swedish
from handlers.ask import talking
from handlers.context import Context, Refusal
from handlers.guides import said
from handlers.my_cases import my_cases
from handlers.redaction import LISTS
from handlers.rights import Action, Subject, require
from handlers.statistics import showing as statistics
from handlers.statistics.report import schools_of
from handlers.vocabulary import Button, Buttons, Card, Event, Paragraph, Post, Replace, Reply, Whisper
from handlers.worry import WORRY_BUTTON, answer, sounds_worried, speaks_of_concern
from storage.tables import Staff

HELP_BUTTON = Button(text("home.help_button"), "help")
_MINE = frozenset({"mina", "mina elever", "nu", "vad gor jag nu", "vad ar kvar", "kvar", "lista", "arenden"})
_HELP = frozenset({"", "hjalp", "help", "hej", "meny"})


def typed(context: Context, event: Event) -> Reply:
    """Worry first; then an answer to what was asked; then the few words the bot knows. What is said in a
    channel is said to all: it is never taken for an answer in somebody's own conversation."""
    if sounds_worried(event.text):
        return said.beside_worry(context, event, answer(context, event))
    if speaks_of_concern(event.text):
        return talking.about_the_duty(context, event) or answer(context, event)
    if event.place.staff is None:
        return _other(context, event)
    guided = said.typed(context, event)
    if guided is not None:
        return guided
    if talking.is_question(context, event.text):
        return said.and_again(context, event, _other(context, event))
    answered = first_contact.typed(context, event)
    if answered is not None:
        return answered
    return said.and_again(context, event, _other(context, event))


def _other(context: Context, event: Event) -> Reply:
    words = swedish.plain(event.text)
    if words in _MINE:
        return mine(context, event)
    if words in away.WORDS:
        return away.show(context, event)
    if words in statistics.WORDS and schools_of(context):
        return statistics.statistics(context, event)
    return help_pressed(context, event) if words in _HELP else talking.typed(context, event)


def mine(context: Context, event: Event) -> Reply:
    """In a channel nobody but the asker sees it."""
    if event.place.staff is None:
        return Reply(now=(Whisper(my_cases(context)),))
    key = f"{LISTS}:{context.actor.staff_id}:{event.id}"
    return Reply(later=(Post(key, event.place, my_cases(context)),))


def help_pressed(context: Context, event: Event) -> Reply:
    return _say(event, help_card())


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
    if context.actor.staff_id is None:
        raise Refusal(text("general.no_right"))
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
    """Answers come where the question was; a press on a message answers in its thread."""
    return Reply(later=(Post(f"reply:{event.id}", event.place, card),))


ROUTES = {"text": typed, "mine": mine, "help": help_pressed, "settings.quiet": quiet}
