"""Questions in the chat: typed, mentioned or by a command; and the buttons under an answer."""

from __future__ import annotations

import re

from content.knowledge_files import load_knowledge
from content.texts import text
from handlers.ask import consulting
from handlers.ask.answering import CALL_NOW, Answered, answered_by, asked, knowledge_of
from handlers.ask.cards import CALL, ENTRY, PUPIL, answer_card
from handlers.ask.find import ENOUGH, finder_of
from handlers.ask.pupils import next_for
from handlers.cases import whole_number
from handlers.context import Context, Refusal
from handlers.plans import Plans
from handlers.redaction import LISTS
from handlers.rights import Action, require
from handlers.swedish import plain
from handlers.vocabulary import Event, Place, Post, Reply, Whisper

CERTAIN = 0.95
"""So sure is an entry of words that come while another question waits for its answer, unless they both begin
and end as a question does."""
_ASKING = re.compile(
    r"^(?:vad|va|vem|vilk\w+|hur|nar|var|vart|varfor|maste|kan|far|ska|finns|behover|raknas|galler)\b"
)


def warm(plans: Plans) -> None:
    """Builds the default plan's index, which takes a few seconds, before anybody asks."""
    finder_of(load_knowledge(plans.default, plans.library.root))


def typed(context: Context, event: Event) -> Reply:
    """The answer, in the place where the question was."""
    require(context, Action.ASK_GENERAL)
    own_room = event.place.staff is not None
    answered = asked(context, event.text, own_room=own_room)
    if answered.maybe_worried:
        return Reply(now=(Whisper(answer_card(answered)),), leave_no_trace=True)
    return Reply(later=(Post(_key(context, event, answered), _place(event), answer_card(answered)),))


def about_the_duty(context: Context, event: Event) -> Reply | None:
    """General knowledge of the duty to report: answered to the asker alone, and leaving no trace.

    None: nothing in content is sure to answer it, and the worry card is the better word."""
    answered = asked(context, event.text, own_room=False, traceless=True)
    if answered.answer is None:
        return None
    return Reply(now=(Whisper(answer_card(answered, worried=True)),), leave_no_trace=True)


def is_question(context: Context, words: str) -> bool:
    """Whether words that come while something waits for an answer are plainly a question to the bot."""
    marked, begins = words.rstrip().endswith("?"), _ASKING.match(plain(words)) is not None
    if not marked and not begins:
        return False
    found = finder_of(knowledge_of(context)).find(words, at_most=1)
    return bool(found) and found[0].confidence >= (ENOUGH if marked and begins else CERTAIN)


def pressed_entry(context: Context, event: Event) -> Reply:
    """An entry that was offered beside another."""
    knowledge = knowledge_of(context)
    answer = knowledge.answer(event.value)
    if answer is None:
        raise Refusal(text("general.old_button"))
    card = answer_card(answered_by(context, knowledge, answer))
    return Reply(now=(Whisper(card),), leave_no_trace=answer.topic == "concern")


def pressed_call(context: Context, event: Event) -> Reply:
    """Whom to call this minute, to the presser alone; it says nothing of why, and leaves no trace."""
    knowledge = knowledge_of(context)
    answer = knowledge.answer(CALL_NOW)
    if answer is None:
        raise Refusal(text("general.old_button"))
    return Reply(now=(Whisper(answer_card(answered_by(context, knowledge, answer))),), leave_no_trace=True)


def _key(context: Context, event: Event, answered: Answered) -> str:
    """An answer that speaks of pupils is called as their lists are, so that it can be taken back."""
    return f"{LISTS}:{context.actor.staff_id}:{event.id}" if answered.pupils else f"reply:{event.id}"


def _place(event: Event) -> Place:
    return Place(event.place.staff, event.place.channel, event.place.thread)


def pressed_pupil(context: Context, event: Event) -> Reply:
    """Which of several with the same name was meant: their next action, to the presser alone."""
    pupil_id = whole_number(event.value)
    if pupil_id is None:
        raise Refusal(text("general.old_button"))
    found = next_for(context, pupil_id)
    answered = Answered(knowledge_of(context).plan, None, 1.0, (), pupils=(found,))
    return Reply(now=(Whisper(answer_card(answered)),))


ROUTES = {ENTRY: pressed_entry, CALL: pressed_call, PUPIL: pressed_pupil, **consulting.ROUTES}
