"""Where a ticket is handed in: the right is asked for again, and written down, before a file is made."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import Clock
from bot.documents.files import TYPES, Looks, file_name
from handlers.context import Actor, Context
from handlers.documents.fetching import fetch
from handlers.documents.links import Ticket, file_in, ticket_in
from handlers.documents.paper import Paper
from handlers.plans import Plans
from storage.database import Database


class Unknown(Exception):
    """A ticket that we never made."""


@dataclass(frozen=True)
class MadeFile:
    """`type`: its media type."""

    name: str
    type: str
    content: bytes


class Desk:
    def __init__(self, database: Database, clock: Clock, plans: Plans, looks: Looks) -> None:
        self._database, self._clock, self._plans, self._looks = database, clock, plans, looks

    def ticket(self, token: str) -> Ticket:
        """Of a link. Raises LinkEnded, or Unknown."""
        found = ticket_in(self._database.vault, token, self._clock.now())
        if found is None:
            raise Unknown
        return found

    def linked(self, token: str, kind: str) -> MadeFile:
        """What a link leads to, as one of TYPES. Raises LinkEnded, Unknown or Refusal."""
        return self._made(self.ticket(token), kind)

    def sent(self, token: str, staff: int | None) -> MadeFile:
        """What goes with a message to that person (`handlers.vocabulary.File`), and to nobody else.

        Raises LinkEnded, Unknown or Refusal."""
        found = file_in(self._database.vault, token, self._clock.now())
        if found is None or found[1].staff != staff:
            raise Unknown
        kind, ticket = found
        return self._made(ticket, kind)

    def _made(self, ticket: Ticket, kind: str) -> MadeFile:
        """Made outside the transaction: nobody waits for it."""
        paper = self._paper(ticket)
        return MadeFile(file_name(paper, kind), TYPES[kind], self._looks.file_of(paper, kind))

    def _paper(self, ticket: Ticket) -> Paper:
        """As the person of the ticket, whoever holds it."""
        with self._database.writing() as session:
            context = Context(session, self._clock.now(), self._plans, Actor(ticket.staff))
            return fetch(context, ticket.wanted)
