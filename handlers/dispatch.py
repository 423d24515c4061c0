"""From an event to the capability that answers it. A new capability is a module and a line in `MODULES`."""

from __future__ import annotations

from collections.abc import Callable

from content.texts import text
from handlers import (
    advice,
    away,
    case_actions,
    case_pictures,
    channel_links,
    data_trust,
    editions,
    first_contact,
    general,
    home,
    requests,
    tasks,
    worry,
)
from handlers.ask import talking
from handlers.ask.consulting import CONSULT
from handlers.context import Context, Refusal
from handlers.documents import offered as documents
from handlers.documents import sent as documents_sent
from handlers.escalation import between
from handlers.escalation import presses as eht
from handlers.follow_ups import presses as follow_ups
from handlers.guides import consent_cards
from handlers.guides import pressed as guides
from handlers.people import decisions, move_presses, sheets
from handlers.statistics import showing as statistics
from handlers.vocabulary import Event, Reply
from handlers.week import presses as week

Handler = Callable[[Context, Event], Reply]

MODULES = (
    general,
    away,
    home,
    worry,
    first_contact,
    case_actions,
    case_pictures,
    advice,
    guides,
    consent_cards,
    documents,
    documents_sent,
    talking,
    eht,
    between,
    follow_ups,
    decisions,
    sheets,
    move_presses,
    tasks,
    data_trust,
    channel_links,
    editions,
    requests,
    week,
    statistics,
)
"""Each offers ROUTES: action name → handler."""

ROUTES: dict[str, Handler] = {
    action: handler for module in MODULES for action, handler in module.ROUTES.items()
}
NO_TRACE = frozenset({worry.WORRY, CONSULT})
"""Actions whose event must not be stored, logged, counted or audited."""


def handle(context: Context, event: Event) -> Reply:
    """Raises Refusal, with words for the person, when it may not or cannot be done."""
    return _handler(event)(context, event)


def leaves_no_trace(event: Event) -> bool:
    """Asked before anything of the event is stored."""
    return event.action in NO_TRACE or worry.speaks_of_concern(event.text)


def _handler(event: Event) -> Handler:
    if event.kind in ("text", "command") and not event.action:
        return ROUTES["text"]
    if event.kind == "home":
        return ROUTES["home"]
    handler = ROUTES.get(event.action)
    if handler is None:
        raise Refusal(text("general.old_button"))
    return handler
