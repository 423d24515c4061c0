"""From a question to an answer: the asker's own pupils first, then what content says, with its source.

Whether the words are worry about a child has been looked at before this (handlers.worry).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from content.knowledge import BUTTONS, Answer, Knowledge, called
from content.knowledge_files import load_knowledge
from content.model import Contact, Plan
from content.sources import readable
from content.texts import text
from handlers.ask.calling import call_lines, contact_now, number_of
from handlers.ask.find import ENOUGH, Found, finder_of
from handlers.ask.masking import masked
from handlers.ask.named import Named, doubtful, named_in
from handlers.ask.pupils import NextAction, next_actions
from handlers.ask.question import Fault, Question, made_ready
from handlers.ask.unanswered import keep
from handlers.context import Context
from handlers.swedish import plain
from handlers.worry_words import tells_of_a_child

NEARLY = 0.8
"""Another entry this near, the nearest being 1, is offered beside it."""
IN_DOUBT = 0.15
"""An entry no further behind the nearest is told too, in its first words: it may be what was meant."""
MAYBE = 0.15
"""So sure at least is an entry that is offered by its name when none is sure enough."""
CALL_NOW, WORRIED = "call_now", "concern_worried"


@dataclass(frozen=True)
class Answered:
    """`answer` None: nothing fits, and `lines` says so kindly. `pupils` stands before everything else."""

    plan: Plan
    answer: Answer | None
    confidence: float
    lines: tuple[str, ...]
    sources: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    """Name, and number with whether somebody answers now."""
    pupils: tuple[NextAction, ...] = ()
    which: tuple[Named, ...] = ()
    """Pupils that the same name fits: the asker says which is meant, and gets their next action."""
    also: tuple[Answer, ...] = ()
    """Other answers to go on to: those nearly as sure, and what is often asked next."""
    fault: Fault = ""
    maybe_worried: bool = False
    """Nothing fits, but a child is told of: it may be worry in words of its own, so nothing of it is kept."""

    @property
    def text(self) -> str:
        """All of it as plain text."""
        contacts = [text("ask.call_line", name=name, number=number) for name, number in self.contacts]
        return "\n\n".join(
            part for part in (*(one.line for one in self.pupils), *self.lines, *contacts) if part
        )


def asked(context: Context, words: str, *, own_room: bool = True, traceless: bool = False) -> Answered:
    """`own_room`: only the asker reads the answer, so their own pupils may be in it. `traceless`: nothing is
    written, not even that nothing was found."""
    question = made_ready(words)
    knowledge = knowledge_of(context)
    if question.fault:
        return Answered(knowledge.plan, None, 0.0, (text(f"ask.{question.fault}"),), fault=question.fault)
    named: tuple[Named, ...] = ()
    if own_room and not traceless:
        named = named_in(context, question.text, finder_of(knowledge).words)
    found = finder_of(knowledge).find(_without(question.text, named))
    if not found or found[0].confidence < ENOUGH:
        return _unknown(context, knowledge, question, named, found, traceless=traceless)
    best, *others = found
    answered = answered_by(context, knowledge, best.answer, best.confidence)
    pupils = _pupils(context, best.answer, named) if own_room and not traceless else ()
    which = doubtful(named)
    near = [one.answer for one in others if one.nearness >= NEARLY * best.nearness]
    also = tuple({one.id: one for one in (*near, *answered.also)}.values())
    lines = (*_notes(question), *_which(which), *answered.lines, *_meant_perhaps(knowledge, found))
    return replace(answered, pupils=pupils, which=which, also=also, lines=lines)


def knowledge_of(context: Context) -> Knowledge:
    """Of the plan that the asker's school follows, else of the default one."""
    plan, *_ = context.plans.of_staff(context.session, context.actor.staff_id, context.today)
    return load_knowledge(plan.id, context.plans.library.root, context.today)


def answered_by(context: Context, knowledge: Knowledge, answer: Answer, confidence: float = 1.0) -> Answered:
    plan = knowledge.plan
    lines = tuple(part for part in (knowledge.short(answer), knowledge.long(answer)) if part)
    if answer.id == CALL_NOW:
        lines = call_lines(plan, context.now)
    contacts = [one for name in answer.buttons if name not in BUTTONS and (one := knowledge.contact(name))]
    shown = tuple((contact.name, contact_now(contact, context.now)) for contact in contacts)
    sources = tuple(readable(answer.source, plan.sources).split("; "))
    return Answered(plan, answer, confidence, lines, sources, shown, also=knowledge.seen_from(answer))


def for_worry(context: Context) -> Answered:
    """For somebody who is worried about a child: the duty, and whom to call this minute."""
    knowledge = knowledge_of(context)
    answer = knowledge.answer(WORRIED)
    assert answer is not None  # tests/ask holds content to it
    answered = answered_by(context, knowledge, answer)
    return replace(answered, lines=(*answered.lines, *call_lines(knowledge.plan, context.now)[1:]))


def _without(question: str, named: tuple[Named, ...]) -> str:
    names = {word for one in named for word in one.words}
    return " ".join(word for word in plain(question).split() if word not in names) if names else question


def _pupils(context: Context, answer: Answer, named: tuple[Named, ...]) -> tuple[NextAction, ...]:
    sure = [one for one in named if one not in doubtful(named)]
    return next_actions(context, sure) if sure or (answer.cases and not named) else ()


def _which(doubted: tuple[Named, ...]) -> tuple[str, ...]:
    names = list(dict.fromkeys(one.called.first for one in doubted))
    return (text("ask.which", names=names),) if names else ()


def _meant_perhaps(knowledge: Knowledge, found: Sequence[Found]) -> tuple[str, ...]:
    if len(found) < 2 or found[0].nearness - found[1].nearness > IN_DOUBT:
        return ()
    second = found[1].answer
    return (text("ask.near", title=called(second), short=knowledge.short(second)),)


def _notes(question: Question) -> tuple[str, ...]:
    return (text("ask.civic"),) if question.had_civic else ()


def _unknown(
    context: Context,
    knowledge: Knowledge,
    question: Question,
    named: tuple[Named, ...],
    found: Sequence[Found],
    *,
    traceless: bool,
) -> Answered:
    """Says so, offers EHT and the support unit, and what may have been meant; keeps the question for those
    who own the content."""
    plan, confidence = knowledge.plan, found[0].confidence if found else 0.0
    if named:
        which = doubtful(named)
        sure = [one for one in named if one not in which]
        pupils = next_actions(context, sure) if sure else ()
        return Answered(plan, None, confidence, _which(which), pupils=pupils, which=which)
    unit = next((one for one in plan.contacts if one.id == plan.support_unit.contact), None)
    maybe = tuple(one.answer for one in found if one.confidence >= MAYBE)
    lines = [*_notes(question), text("ask.unknown", unit=plan.support_unit.name, reach=_reach(unit))]
    if tells_of_a_child(question.text):
        worried = (text("ask.unknown_child"), *lines)
        return Answered(plan, None, confidence, worried, also=maybe, maybe_worried=True)
    if not traceless:
        keep(context, plan.id, masked(question.text, context.session, finder_of(knowledge).words))
        lines.append(text("ask.unknown_kept"))
    lines.append(text("ask.also", names=[called(one) for one in maybe]) if maybe else text("ask.unknown_try"))
    return Answered(plan, None, confidence, tuple(lines), also=maybe)


def _reach(unit: Contact | None) -> str:
    return f" ({number_of(unit)})" if unit and number_of(unit) else ""
