"""A document as a file in the presser's own conversation, where the school has chosen to allow it.

What goes into the outbox is a sealed ticket: the file is made, and the right asked for once more, when it is
sent. The sensitive appendix never comes this way.
"""

from __future__ import annotations

from collections.abc import Callable

from content.texts import text
from handlers import cases
from handlers.context import Context, Refusal
from handlers.documents.fetching import allowed_document
from handlers.documents.links import Wanted, file_ticket
from handlers.documents.offered import KINDS, SEND
from handlers.presses import field
from handlers.rights import Action, require
from handlers.vocabulary import (
    Card,
    Event,
    File,
    Paragraph,
    Place,
    Post,
    Reply,
    Whisper,
)
from storage.tables import Case


def send(context: Context, event: Event) -> Reply:
    """The file goes to the presser alone, wherever the press was made."""
    case, kind = cases.case_of(context, event.value)
    require(context, Action.FETCH_DOCUMENT, cases.subject_of(case))
    cases.must_stand(case)
    wanted = _wanted(context, event, case)
    document = allowed_document(context, wanted)
    if not context.files or kind not in KINDS:
        raise Refusal(text("document.no_files"))
    if document.reader == "appendix":
        raise Refusal(text("document.never_in_chat"))
    file = File(document.name, file_ticket(context, wanted, kind))
    post = Post(f"case:{case.id}:file:{event.id}", Place(staff=context.actor.staff_id), _message(file))
    return Reply((Whisper(_message(None)),), (post,))


def _message(file: File | None) -> Card:
    words = Paragraph(text("document.sent_keep"), "muted") if file else Paragraph(text("document.sent"))
    return Card(text("document.sent_title"), text("document.summary"), (words,), file=file)


def _wanted(context: Context, event: Event, case: Case) -> Wanted:
    """Raises Refusal when nothing is chosen, and for what we never offered."""
    document, _, consent = field(event, "document").partition(":")
    if not document:
        raise Refusal(text("document.choose_first"))
    found = cases.plan_of(context, case).document(document)
    if found is None or not ((consent.isascii() and consent.isdigit()) or not consent):
        raise Refusal(text("general.old_button"))
    own_case = None if found.reader == "everyone" else case.id
    return Wanted(document, case.school_id, own_case, int(consent[:9]) if consent else None)


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {SEND: send}
