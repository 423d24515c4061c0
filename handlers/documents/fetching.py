"""Fetching a document: the right is asked for again, and written down, each time."""

from __future__ import annotations

from content.documents.model import Document
from content.model import Plan
from content.texts import text
from handlers import cases
from handlers.context import Context, Refusal
from handlers.documents.filling import paper_of
from handlers.documents.folder import Folder, folder_of, folder_without_case
from handlers.documents.links import Wanted
from handlers.documents.offered import right_to
from handlers.documents.paper import Paper
from handlers.rights import Subject, require
from storage.queries.consents import consents_of
from storage.tables import Case, Consent, School


def fetch(context: Context, wanted: Wanted) -> Paper:
    """Raises Refusal for who may not (any longer), and for what is not there."""
    document, folder = _looked_up(context, wanted)
    return paper_of(folder, document)


def allowed_document(context: Context, wanted: Wanted) -> Document:
    """Which document it is, when the actor may have it now. Raises Refusal as `fetch`."""
    return _looked_up(context, wanted)[0]


def _looked_up(context: Context, wanted: Wanted) -> tuple[Document, Folder]:
    school = context.session.get(School, wanted.school)
    if school is None:
        raise Refusal(text("case.gone"))
    document = _plan(context, wanted).document(wanted.document)
    if document is None or not document.is_made:
        raise Refusal(text("document.unknown"))
    if document.reader == "everyone":
        require(context, right_to(document), Subject(school_id=school.id))
        return document, folder_without_case(context, school)
    return document, _folder(context, document, wanted)


def _plan(context: Context, wanted: Wanted) -> Plan:
    """A case's document is that of the edition it began with."""
    case = context.session.get(Case, wanted.case) if wanted.case is not None else None
    if case is not None and case.school_id == wanted.school:
        return cases.plan_of(context, case)
    return context.plans.of_school(context.session, wanted.school, context.today)


def _folder(context: Context, document: Document, wanted: Wanted) -> Folder:
    if wanted.case is None:
        raise Refusal(text("document.no_pupil"))
    case = cases.case_by_id(context, wanted.case)
    if case.school_id != wanted.school:
        raise Refusal(text("case.gone"))
    require(context, right_to(document), cases.subject_of(case))
    cases.must_stand(case)
    consent = _consent(context, case, wanted.consent) if document.reader == "others" else None
    return folder_of(context, case, consent)


def _consent(context: Context, case: Case, wanted: int | None) -> Consent:
    """The one that is asked for, or the newest; it must hold today."""
    held = consents_of(context.session, case.id or 0, context.today)
    found = [one for one in held if wanted is None or one.id == wanted]
    if not found:
        raise Refusal(text("document.no_consent"))
    return found[-1]
