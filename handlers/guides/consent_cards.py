"""The consents of a case, shown to the presser alone, and the press that takes one back."""

from __future__ import annotations

from collections.abc import Callable

from content.texts import text
from content.wording import long_date
from handlers import cases
from handlers.context import Context, Refusal
from handlers.guides.consents import restore, withdraw
from handlers.names import name_of
from handlers.people.actors import actor_name
from handlers.rights import Action, require
from handlers.vocabulary import Block, Button, Buttons, Card, Divider, Event, Facts, Paragraph, Reply, Whisper
from handlers.worry import QUIET_WORRY_BUTTON
from storage.queries.consents import every_consent, holds_on
from storage.tables import Case, Consent


def show(context: Context, event: Event) -> Reply:
    """Also of a closed case: a consent outlives it."""
    case, _ = cases.case_of(context, event.value)
    require(context, Action.SEE_CONSENTS, cases.subject_of(case))
    return _shown(context, case)


def take_back(context: Context, event: Event) -> Reply:
    """ "case:consent": holds from today on, also in a closed case."""
    case, consent = _pressed(context, event)
    withdraw(context, consent)
    return _shown(context, case, text("guide.consent_withdrawn"))


def put_back(context: Context, event: Event) -> Reply:
    """Undoes a press made by mistake, the same day."""
    case, consent = _pressed(context, event)
    if consent.withdrawn_on != context.today:
        raise Refusal(text("general.old_button"))
    restore(context, consent)
    return _shown(context, case, text("guide.consent_restored"))


def _pressed(context: Context, event: Event) -> tuple[Case, Consent]:
    case, rest = cases.case_of(context, event.value)
    require(context, Action.WITHDRAW_CONSENT, cases.subject_of(case))
    number = cases.whole_number(rest)
    found = [one for one in every_consent(context.session, case.id or 0) if one.id == number]
    if not found:
        raise Refusal(text("general.old_button"))
    return case, found[0]


def _shown(context: Context, case: Case, said: str = "") -> Reply:
    blocks: list[Block] = [Paragraph(said, "good")] if said else []
    found = sorted(every_consent(context.session, case.id or 0), key=lambda one: -(one.id or 0))
    for number, one in enumerate(found):
        blocks += [Divider()] if number else []
        blocks += _blocks(context, case, one)
    if not found:
        blocks.append(Paragraph(text("guide.no_consent")))
    title = text("guide.consents_of", name=name_of(context.session, case.pupil_id).full)
    card = Card(title, text("guide.summary_consent"), (*blocks, Buttons((QUIET_WORRY_BUTTON,))))
    return Reply(now=(Whisper(card),))


def _blocks(context: Context, case: Case, one: Consent) -> list[Block]:
    who = actor_name(context.session, one.registered_by)
    rows = (
        (text("guide.consent_with"), one.with_whom),
        (text("guide.consent_about"), one.about),
        (text("guide.consent_last"), f"{long_date(one.until)} {one.until.year}"),
        (text("guide.consent_by"), text("guide.who_and_when", who=who, on=one.registered_at.date())),
    )
    return [Facts(rows), *_standing(context, case, one)]


def _standing(context: Context, case: Case, one: Consent) -> list[Block]:
    value = f"{case.id}:{one.id}"
    if holds_on(one, context.today):
        return [Buttons((Button(text("guide.withdraw"), "guide.withdraw", value),))]
    if one.withdrawn_on is None:
        return [Paragraph(text("guide.consent_ended"), "muted")]
    gone = Paragraph(text("guide.consent_gone", on=one.withdrawn_on), "muted")
    if one.withdrawn_on != context.today:
        return [gone]
    return [gone, Buttons((Button(text("guide.restore"), "guide.restore", value),))]


ROUTES: dict[str, Callable[[Context, Event], Reply]] = {
    "guide.consents": show,
    "guide.withdraw": take_back,
    "guide.restore": put_back,
}
