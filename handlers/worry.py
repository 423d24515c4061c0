"""Worry about a child: answered to the asker alone, before everything else, and leaving no trace.

No event is stored, no outbox row, no audit line, no case id, no metric (DESIGN.md, "Worry is never
in the queue"; OSL 40 kap. 7 g §). That is why nothing here writes, and why no id goes with the button.
"""

from __future__ import annotations

from content.model import Contact
from content.texts import text
from handlers.ask.calling import now_to_call, number_of
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
    """Whom to call this very hour comes first, then that the duty is one's own. The numbers are those of
    the plan that the asker's school follows; of each, for who works at schools with different plans."""
    plans = context.plans.of_staff(context.session, context.actor.staff_id, context.today)
    rows = [_row(contact) for plan in plans for contact in now_to_call(plan, context.now)]
    blocks: list[Block] = [Paragraph(text("worry.life"), "warning"), Paragraph(text("worry.not_live"))]
    blocks.append(Paragraph(text("worry.duty"), "strong"))
    blocks.append(Facts(tuple(dict.fromkeys(rows))))
    blocks += [Paragraph(text("worry.consult")), Paragraph(text("worry.no_trace"), "muted")]
    return Card(text("worry.title"), text("worry.summary"), tuple(blocks))


def _row(contact: Contact) -> tuple[str, str]:
    return contact.name, number_of(contact)


ROUTES = {WORRY: answer}
