"""Which documents a case has now, and the card that hands out the links to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlmodel import col, select

from content.documents.model import Document
from content.model import Plan
from content.texts import text
from handlers import cases
from handlers.context import Context
from handlers.documents.links import Wanted, link_to
from handlers.names import in_room, name_of
from handlers.rights import Action, allowed, relations, require
from handlers.tickets import LIVES
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    Card,
    ChoiceInput,
    Event,
    Heading,
    Link,
    Option,
    Paragraph,
    Reply,
    Whisper,
)
from handlers.worry import QUIET_WORRY_BUTTON
from storage.queries.consents import consents_of
from storage.tables import Case, Consent, GuideSession

RIGHTS = {"appendix": Action.SEE_SENSITIVE, "everyone": Action.ASK_GENERAL}
SEND = "documents.send"
"""A press that asks for a file: "<case>:<kind>", with the document chosen in the card."""
KINDS = ("docx", "pdf")


def right_to(document: Document) -> Action:
    return RIGHTS.get(document.reader, Action.FETCH_DOCUMENT)


@dataclass(frozen=True)
class Offer:
    """`consent`: what a document for others rests on; None there: it has to be got first."""

    document: Document
    consent: Consent | None = None

    @property
    def needs_consent(self) -> bool:
        return self.document.reader == "others" and self.consent is None


def offers(context: Context, plan: Plan, case: Case) -> Iterator[Offer]:
    """In the plan's order; those that are about no pupil last."""
    fitting = _fitting(context, plan, case)
    of_pupil = (one for one in plan.documents if one.reader != "everyone" and not one.transition)
    about_pupil = [one for one in of_pupil if one.is_made]
    for document in (one for one in about_pupil if one.id in fitting):
        if document.reader != "others":
            yield Offer(document)
        else:
            held = consents_of(context.session, case.id or 0, context.today)
            yield from [Offer(document, one) for one in held] or [Offer(document)]
    yield from (Offer(one) for one in plan.documents if one.reader == "everyone")


def _fitting(context: Context, plan: Plan, case: Case) -> set[str]:
    """Ids of the documents of the present step, and of the guides that have been begun."""
    step = plan.step(case.step)
    named = {*step.documents, *(action.document for action in step.actions)}
    named |= {one.id for one in plan.documents if case.step in one.steps}
    begun = select(col(GuideSession.guide)).where(GuideSession.case_id == case.id)
    guides = (plan.guide(one) for one in context.session.exec(begun))
    return named | {guide.document for guide in guides if guide is not None}


def show(context: Context, event: Event) -> Reply:
    """For the presser alone, as the links are; also of a closed case."""
    case, _ = cases.case_of(context, event.value)
    subject = cases.subject_of(case)
    require(context, Action.FETCH_DOCUMENT, subject)
    cases.must_stand(case)
    found = relations(context.session, context.actor, subject, context.today)
    plan = cases.plan_of(context, case)
    mine = [one for one in offers(context, plan, case) if allowed(right_to(one.document), found)]
    called = name_of(context.session, case.pupil_id)
    title = text("document.title", name=in_room(context.plans, event.place, called))
    blocks = [*_intro(context), *(block for one in mine for block in _blocks(context, case, one))]
    blocks += [*_as_files(context, case, mine), *_elsewhere(context, plan, case)]
    card = Card(title, text("document.summary"), (*blocks, Buttons((QUIET_WORRY_BUTTON,))))
    return Reply(now=(Whisper(card),))


def transition_blocks(context: Context, case: Case) -> Iterator[Block]:
    """What may be handed over to a new school: for each consent that holds, the plan's sheets for it."""
    sheets = [one for one in cases.plan_of(context, case).documents if one.transition]
    held = consents_of(context.session, case.id or 0, context.today)
    found = [Offer(sheet, consent) for consent in held for sheet in sheets]
    if found:
        yield from _intro(context)
        yield from (block for one in found for block in _blocks(context, case, one))
        yield from _as_files(context, case, found)


def _intro(context: Context) -> Iterator[Block]:
    if not context.address:
        if not context.files:
            yield Paragraph(text("document.no_address"), "warning")
    else:
        yield Paragraph(text("document.own_links", minutes=LIVES.seconds // 60), "muted")


def _blocks(context: Context, case: Case, offer: Offer) -> Iterator[Block]:
    document = offer.document
    yield Heading(document.name, text(f"document.badge_{document.reader}"))
    yield Paragraph(document.about, "muted")
    if offer.needs_consent:
        yield Paragraph(text("document.needs_consent"))
        return
    if offer.consent is not None:
        yield Paragraph(text("document.rests_on", whom=offer.consent.with_whom, until=offer.consent.until))
    if context.address:
        yield Link(text("document.open", name=document.name), link_to(context, _wanted(case, offer)))


def _elsewhere(context: Context, plan: Plan, case: Case) -> Iterator[Block]:
    """Forms of the step that are filled in somewhere else: a link is all we have to do with them."""
    fitting = _fitting(context, plan, case)
    for document in plan.documents:
        if document.web and not document.is_made and document.id in fitting:
            yield Heading(document.name, text("document.badge_elsewhere"))
            yield Paragraph(document.about, "muted")
            yield Link(text("document.elsewhere", name=document.name), document.web)


def _wanted(case: Case, offer: Offer) -> Wanted:
    own_case = None if offer.document.reader == "everyone" else case.id
    return Wanted(offer.document.id, case.school_id, own_case, offer.consent.id if offer.consent else None)


def _as_files(context: Context, case: Case, offered: list[Offer]) -> Iterator[Block]:
    """The choice of one to have in the chat. The appendix is never among them."""
    chosen = [one for one in offered if one.document.reader != "appendix" and not one.needs_consent]
    if context.files and chosen:
        yield ChoiceInput("document", text("document.send_which"), tuple(_option(one) for one in chosen))
        yield Buttons(tuple(Button(text(f"document.send_{one}"), SEND, f"{case.id}:{one}") for one in KINDS))


def _option(offer: Offer) -> Option:
    name = f"{offer.document.name} ({offer.consent.with_whom})" if offer.consent else offer.document.name
    return Option(f"{offer.document.id}:{offer.consent.id if offer.consent else ''}", name)


def documents_button(case: Case) -> Button:
    return Button(text("document.button"), "documents", str(case.id))


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {"documents": show}
