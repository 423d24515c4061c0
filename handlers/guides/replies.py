"""Keeping what a turn led to, and showing it: in the same message when it was pressed, below when typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from handlers.case_views import pressed_list
from handlers.guides import store
from handlers.guides.cards import card_of, left_behind
from handlers.guides.overview import said_of
from handlers.guides.scene import LONG, MESSAGE, Pending, Scene, pending_json
from handlers.guides.talk import Talk, View
from handlers.vocabulary import Card, Event, Later, Place, Post, Replace, Reply, Update


def settled(
    scene: Scene,
    event: Event,
    talk: Talk,
    pending: Pending | None = None,
    written: Iterable[str] = (),
    said: str = "",
) -> Reply:
    """Writes the turn and answers with the card that is next."""
    answered, pending = scene.talk.asking, pending or _held(scene, talk)
    fresh = kept(scene, talk, pending, written)
    return shown(fresh, event, said, answered)


def _held(scene: Scene, talk: Talk) -> Pending | None:
    """A text that was too long is held until its question has got another answer."""
    pending = scene.pending
    if pending is None or pending.kind != LONG:
        return None
    before, after = scene.talk.answers.given, talk.answers.given
    return pending if before.get(pending.question) == after.get(pending.question) else None


def kept(scene: Scene, talk: Talk, pending: Pending | None, written: Iterable[str] = ()) -> Scene:
    """The scene as it is after the turn, written."""
    context, written = scene.context, tuple(written)
    changed = talk.answers != scene.talk.answers or bool(written)
    rows = scene.answers
    if changed:
        rows = store.saved(context, scene.id, rows, (scene.talk.answers, talk.answers), written)
        if scene.session.state == store.DONE and talk.view is not View.DONE:
            scene.session.state = store.OPEN
    seat = scene.seat
    seat.asking, seat.view, seat.pending = talk.asking, str(talk.view), pending_json(pending)
    seat.seen = rows[talk.asking].version if talk.asking in rows else 0
    seat.changed_at = scene.session.changed_at = context.now
    context.session.add(seat)
    context.session.add(scene.session)
    return replace(scene, answers=rows, talk=talk)


def shown(scene: Scene, event: Event, said: str = "", answered: str = "") -> Reply:
    """In its own message the card changes. Else it stands in a new one below, and the old is closed."""
    if scene.seat.round and event.kind == "form":
        return Reply(later=(Update(scene.key, card_of(scene, said)),))
    if scene.seat.round and event.message == scene.key:
        return Reply(now=(Replace(card_of(scene, said)),))
    old_key, had = scene.key, scene.seat.round > 0
    scene.seat.round += 1
    scene.seat.thread = event.place.thread or scene.seat.thread or event.message
    old = left_behind(scene, answered, said_of(scene, answered)) if had else None
    place = Place(staff=scene.seat.staff_id, thread=scene.seat.thread)
    later: list[Later] = [Update(old_key, old)] if old else []
    later.append(Post(scene.key, place, card_of(scene, said)))
    return Reply(now=_now(scene, event, old, old_key), later=tuple(later))


def _now(scene: Scene, event: Event, old: Card | None, old_key: str) -> tuple[Replace, ...]:
    """A press in a list, or in a message that the conversation has left, brings that up to date."""
    if event.kind != "click":
        return ()
    if event.message.startswith(f"{MESSAGE}:") and event.message != old_key:
        return (Replace(left_behind(scene, "", "")),)
    pressed = pressed_list(scene.context, event)
    return (Replace(pressed),) if pressed else ()
