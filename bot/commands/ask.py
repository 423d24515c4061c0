"""`narvarolots ask`: the same answer as in the chat, for people and for machines (RULES.md)."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import select

from bot.commands.opened import Opened, opened
from bot.commands.output import give, give_json, say
from handlers.ask.answering import Answered, asked, for_worry
from handlers.ask.unanswered import kept
from handlers.context import Actor, Context, Refusal
from handlers.worry import sounds_worried, speaks_of_concern
from storage.tables import Staff


def answer_question(words: str, email: str | None, *, as_json: bool) -> None:
    """Worry, and what is asked of the duty to report, is answered without anything being written."""
    with opened() as all_open:
        if speaks_of_concern(words):
            with all_open.database.reading() as session:
                context = Context(session, all_open.clock.now(), all_open.plans, Actor(label="cli"))
                seen = _seen(all_open, context, email)
                answered = asked(seen, words, own_room=False, traceless=True)
                if sounds_worried(words) or answered.answer is None:
                    answered = for_worry(seen)
        else:
            with all_open.writing() as context:
                answered = asked(_seen(all_open, context, email), words)
    _show(answered, as_json=as_json)


def show_unanswered(*, as_json: bool) -> None:
    """One question a line, the newest first."""
    with opened() as all_open, all_open.database.reading() as session:
        questions = kept(session)
    for one in questions:
        if as_json:
            asked_on = one.asked_at.date().isoformat()
            give_json({"asked_on": asked_on, "plan": one.plan, "question": one.question})
        else:
            give(f"{one.asked_at:%Y-%m-%d}  {one.question}")
    if not questions:
        say("Alla frågor har fått svar.")


def _seen(all_open: Opened, context: Context, email: str | None) -> Context:
    """As the person with that address. Raises Refusal for an address nobody on the staff has."""
    if email is None:
        return context
    hashed = all_open.database.vault.keyed_hash(email.strip().lower())
    staff = context.session.exec(select(Staff.id).where(Staff.email_hash == hashed)).first()
    if staff is None:
        raise Refusal(
            "Ingen i personalen har den e-postadressen. Kontrollera den, eller läs in personal.csv först."
        )
    return replace(context, actor=Actor(staff_id=staff))


def _show(answered: Answered, *, as_json: bool) -> None:
    if as_json:
        give_json(
            {
                "answer": answered.answer.id if answered.answer else None,
                "confidence": round(answered.confidence, 2),
                "text": answered.text,
                "sources": list(answered.sources),
            }
        )
        return
    give(answered.text)
    if answered.sources:
        say(f"\nKälla: {'; '.join(answered.sources)}")
