"""Worry about a child: answered to the asker alone, before everything else, and leaving no trace.

No event is stored, no outbox row, no audit line, no case id, no metric (DESIGN.md, "Worry is never
in the queue"; OSL 40 kap. 7 g §). That is why nothing here writes, and why no id goes with the button.
"""

from __future__ import annotations

from content.hours import open_now
from content.model import Contact, Plan
from content.texts import text
from handlers.context import Context
from handlers.vocabulary import Block, Button, Card, Event, Facts, Paragraph, Reply, Whisper
from handlers.worry_words import mood

WORRY = "worry"
WORRY_BUTTON = Button(text("worry.button"), WORRY, style="danger")
QUIET_WORRY_BUTTON = Button(text("worry.button"), WORRY)
"""Beside an answer's buttons it must not outshout them."""


def sounds_worried(words: str) -> bool:
    """Whether the words are worry about a child: then the worry card is the answer."""
    return mood(words) == "worry"


def speaks_of_concern(words: str) -> bool:
    """Whether the words are worry, or a question about the duty to report: neither leaves a trace."""
    return mood(words) != ""


def answer(context: Context, event: Event) -> Reply:
    return Reply(now=(Whisper(worry_card(context)),), leave_no_trace=True)


def worry_card(context: Context) -> Card:
    """Whom to call this very hour comes first, then that the duty is one's own."""
    plan = context.plans.library.get(context.plans.default)
    blocks: list[Block] = [Paragraph(text("worry.life"), "warning"), Paragraph(text("worry.duty"), "strong")]
    blocks.append(Facts(tuple(_row(contact) for contact in _reachable(context, plan))))
    blocks += [Paragraph(text("worry.consult")), Paragraph(text("worry.no_trace"), "muted")]
    return Card(text("worry.title"), text("worry.summary"), tuple(blocks))


def _reachable(context: Context, plan: Plan) -> list[Contact]:
    """Social services that answer now; should none say its hours, all of them."""
    concerned = [contact for contact in plan.contacts if contact.for_concern]
    return list(open_now(concerned, context.now)) or concerned


def _row(contact: Contact) -> tuple[str, str]:
    return contact.name, " eller ".join(contact.phone) or contact.web or contact.email


ROUTES = {WORRY: answer}
