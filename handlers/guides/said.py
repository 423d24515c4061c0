"""Typed words while a guide's question waits: an answer, steering, or something else altogether."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import col, select

from content.guides.model import GuideQuestion
from content.texts import text
from handlers import cases, first_contact, swedish
from handlers.ask.answering import asked
from handlers.ask.cards import answer_card
from handlers.context import Context
from handlers.guides import talk as talks
from handlers.guides.cards import card_of, left_behind
from handlers.guides.inputs import button
from handlers.guides.pressed import finished, offered, refused, taken
from handlers.guides.replies import settled
from handlers.guides.scene import LONG, Pending, Scene, scene_of
from handlers.guides.talk import View
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    Event,
    Later,
    Now,
    Paragraph,
    Place,
    Post,
    Reply,
    Update,
    Whisper,
)
from handlers.worry import QUIET_WORRY_BUTTON
from storage.tables import Case, GuideSeat, GuideSession

_WAITING = (View.QUESTION, View.ALL)


def typed(context: Context, event: Event) -> Reply | None:
    """None when no guide waits for this person, or when the words are not for it."""
    seat = _seat(context, event)
    if seat is None:
        return None
    other = first_contact.waiting_session(context, event)
    if other is not None and other.changed_at > seat.changed_at:
        answered = first_contact.typed(context, event)
        if answered is not None:
            return answered
    if View(seat.view) not in _WAITING and not talks.steers(event.text, "continue"):
        return None
    return _turn(scene_of(context, seat.session_id), event)


def and_again(context: Context, event: Event, reply: Reply) -> Reply:
    """Something else was answered in the middle of a guide: its question comes again below."""
    seat = _seat(context, event)
    if seat is None or seat.view != View.QUESTION or reply.leave_no_trace or not seat.round:
        return reply
    scene = scene_of(context, seat.session_id)
    old_key = scene.key
    seat.round += 1
    place = Place(staff=seat.staff_id, thread=seat.thread)
    later: tuple[Later, ...] = (
        Update(old_key, left_behind(scene, "", "")),
        *reply.later,
        Post(scene.key, place, card_of(scene)),
    )
    return Reply(now=reply.now, later=later)


def beside_worry(context: Context, event: Event, reply: Reply) -> Reply:
    """Worry comes first and leaves no trace. Were the words meant as an answer, there is a box for it.

    Only looks: nothing of it is written, not even that somebody looked."""
    seat = _seat(context, event)
    if seat is None or seat.view != View.QUESTION:
        return reply
    session = context.session.get_one(GuideSession, seat.session_id)
    case = cases.case_by_id(context, session.case_id)
    guide = cases.plan_of(context, case).guide(session.guide)
    question = guide.question(seat.asking) if guide else None
    if question is None:
        return reply
    said = Paragraph(text("guide.beside_worry", question=question.text), "muted")
    value = f"{session.id}:{question.id}:{seat.seen}"
    more = (said, Buttons((Button(text("guide.write_answer"), "guide.write", value),)))
    return replace(reply, now=tuple(_with(one, more) for one in reply.now))


def _with(shown: Now, more: tuple[Block, ...]) -> Now:
    if not isinstance(shown, Whisper):
        return shown
    return Whisper(replace(shown.card, blocks=(*shown.card.blocks, *more)))


def _seat(context: Context, event: Event) -> GuideSeat | None:
    """Where the person was last; in the thread that they write in, if a guide is there."""
    if context.actor.staff_id is None:
        return None
    question = (
        select(GuideSeat)
        .join(GuideSession, col(GuideSession.id) == col(GuideSeat.session_id))
        .join(Case, col(Case.id) == col(GuideSession.case_id))
        .where(
            GuideSeat.staff_id == context.actor.staff_id,
            GuideSession.state == "open",
            Case.state == "open",
            GuideSeat.view != View.STOPPED,
        )
        .order_by(col(GuideSeat.changed_at).desc(), col(GuideSeat.id).desc())
    )
    found = context.session.exec(question).all()
    here = [seat for seat in found if event.place.thread and seat.thread == event.place.thread]
    return next(iter(here or found), None)


def _turn(scene: Scene, event: Event) -> Reply | None:
    talk = scene.talk
    if talks.steers(event.text, "continue"):
        return settled(scene, event, talks.begin(scene.guide, talk.answers))
    if scene.pending is not None and (settled_now := _about_pending(scene, event, scene.pending)):
        return settled_now
    if _aside(scene, event.text):
        return None
    if talk.question is None and talks.steers(event.text, "finish"):
        return finished(scene, event)
    question = talk.question
    if question is not None and talks.steer(talk, event.text) is None and _unsure(question, event.text):
        return settled(scene, event, talk, Pending("unsure", question.id, event.text.strip()))
    led = talks.typed(talk, event.text, scene.around)
    if led is None:
        return _not_an_answer(scene, event)
    if led.wrong is not None and question is not None:
        return refused(scene, event, question, led.wrong)
    if question is not None and led.answers != talk.answers and led.answers.given[question.id] is not None:
        return offered(scene, event, question, led.answers.given[question.id], scene.seat.seen)
    return settled(scene, event, led)


def _about_pending(scene: Scene, event: Event, pending: Pending) -> Reply | None:
    """Yes or no to whether it was an answer, or which of two answers holds."""
    question = scene.guide.question(pending.question)
    meant = swedish.means_yes(event.text) if len(event.text.split()) < 4 else None
    if question is None or pending.kind == LONG or meant is None:
        return None
    if meant:
        return taken(scene, event, question, pending)
    return settled(scene, event, talks.begin(scene.guide, scene.talk.answers))


def _unsure(question: GuideQuestion, words: str) -> bool:
    return talks.is_text(question) and not question.sensitive and talks.may_be_question(words)


def _not_an_answer(scene: Scene, event: Event) -> Reply | None:
    """Sensitive words are not kept; a question goes to whoever answers questions; the rest is asked again."""
    question = scene.talk.question
    if question is not None and question.sensitive:
        return _not_stored(scene, question, event.text)
    if talks.sounds_like_question(event.text):
        return None
    return settled(scene, event, replace(scene.talk, notice="guide.not_understood"))


def _not_stored(scene: Scene, question: GuideQuestion, said: str) -> Reply:
    """Seen by the writer alone, so that a chat of our own keeps the words no more than we do. A question is
    answered too, but what was asked is kept nowhere: it may hold what is sensitive."""
    asks = talks.sounds_like_question(said)
    found = asked(scene.context, said, own_room=False, traceless=True) if asks else None
    answer = (Whisper(answer_card(found)),) if found is not None and found.answer is not None else ()
    write = button(scene, "write", "guide.write_apart", question.id, primary=True)
    words = (Paragraph(text("guide.sensitive_typed"), "warning"), Buttons((write, QUIET_WORRY_BUTTON)))
    return Reply(now=(*answer, Whisper(Card(question.text, text("guide.summary"), words))))


def _aside(scene: Scene, words: str) -> bool:
    """Words that every conversation knows, such as "mina elever"."""
    return talks.steers(words, "aside")
