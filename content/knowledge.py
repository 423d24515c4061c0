"""What the bot knows when somebody asks: entries in YAML, each with its ways of asking and its source.

Shared entries (the law, how to talk) lie in content/answers/; a plan's own in its folder answers/. A plan's
entry with the same id as a shared one takes its place. Texts may use the plan's own data, so that a number
is written once: "{{ plan.settings.problematic.percent }}", "{{ phone('socialjouren') }}".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from jinja2 import TemplateError
from pydantic import Field, RootModel

from content.model import Contact, Model, Plan, Sourced
from content.wording import listed, say

SHARED_ANSWERS = Path(__file__).parent / "answers"
ANSWERS = "answers"
Topic = Literal[
    "ladder",
    "deadline",
    "responsible",
    "document",
    "definition",
    "sign",
    "talk",
    "meeting",
    "law",
    "consent",
    "concern",
    "cooperation",
    "contact",
    "support",
    "transition",
    "bot",
]
ROLES: dict[str, str] = {
    "mentor": "mentorn",
    "team": "arbetslaget",
    "eht": "elevhälsan",
    "rektor": "rektor",
    "teacher": "läraren",
}
"""What a step's roles are called; the support unit's name is the plan's."""
ButtonName = Literal["mine", "worry", "call"]
BUTTONS: tuple[str, ...] = get_args(ButtonName)
"""What a button under an answer may do; any other name in `buttons` is a contact of the plan."""


class Answer(Sourced):
    """One thing the bot knows. `id` is kept for ever; `checked`: when somebody last saw that it is so."""

    id: str
    topic: Topic
    ways: tuple[str, ...]
    """Ways of asking, as staff write."""
    short: str
    text: str = ""
    """Read after `short`, by those who want more."""
    title: str = ""
    """What a button that leads here says: a few words."""
    see: tuple[str, ...] = ()
    """Ids of other answers that are often the next question: buttons under this one."""
    buttons: tuple[str, ...] = ()
    """"mine", "worry", "call", or ids of contacts, which are then shown with number and hours."""
    cases: bool = False
    """Whether the asker's own pupils' next actions come before the answer."""
    steps: tuple[int, ...] = ()
    """The steps it is about, where it is about some only."""
    checked: date


def called(answer: Answer) -> str:
    """What a button that leads to it says."""
    return answer.title or answer.ways[0].capitalize()


class AnswerFile(Model):
    """One file: what its entries have in common, and the entries."""

    topic: Topic
    checked: date
    entries: tuple[Entry, ...]


class Entry(Sourced):
    """An entry as it is written; topic and checked are the file's unless it has its own."""

    id: str
    ways: tuple[str, ...] = Field(default=())
    short: str
    text: str = ""
    title: str = ""
    see: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    cases: bool = False
    steps: tuple[int, ...] = ()
    topic: Topic | None = None
    checked: date | None = None


class MoreWays(RootModel[dict[str, tuple[str, ...]]]):
    """More ways of asking, by the answer's id, beside those that stand with the answer."""


class Synonyms(Model):
    """How people write: words without weight, and words that mean the same."""

    skip: tuple[str, ...] = ()
    """Words that say nothing of what is asked: "jag", "och"."""
    light: tuple[str, ...] = ()
    """Words that say little, such as "vem" and "göra": they part two answers but find none alone."""
    same: dict[str, tuple[str, ...]] = Field(default={})
    """A word to others that mean it; also several words in a row ("steg ett")."""
    ours: tuple[str, ...] = ()
    """Words that are the plan's own subject: a question without any of them has to fit almost exactly."""
    others: tuple[str, ...] = ()
    """Words that are plainly not: a question with one of them has to fit almost exactly too."""

    def and_also(self, own: Synonyms) -> Synonyms:
        """These with a plan's own words beside them: its neighbouring municipalities, its units' names."""
        same = {
            word: (*self.same.get(word, ()), *own.same.get(word, ())) for word in {**self.same, **own.same}
        }
        return Synonyms(
            skip=(*self.skip, *own.skip),
            light=(*self.light, *own.light),
            same=same,
            ours=(*self.ours, *own.ours),
            others=(*self.others, *own.others),
        )


AnswerFile.model_rebuild()


@dataclass(frozen=True, eq=False)
class Knowledge:
    """All a plan's askers can be told. `answers` in the order of the files."""

    plan: Plan
    answers: tuple[Answer, ...]
    synonyms: Synonyms
    not_ours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Questions about other things, by subject: what is nearer to one of them is refused."""

    def answer(self, answer_id: str) -> Answer | None:
        return next((one for one in self.answers if one.id == answer_id), None)

    def seen_from(self, answer: Answer) -> tuple[Answer, ...]:
        """The answers its buttons lead to. One that this plan does not have is left out."""
        return tuple(found for name in answer.see if (found := self.answer(name)))

    def contact(self, contact_id: str) -> Contact | None:
        return next((one for one in self.plan.contacts if one.id == contact_id), None)

    def full_text(self, answer: Answer) -> str:
        """The short answer and the longer one, filled in."""
        return "\n\n".join(part for part in (self.short(answer), self.long(answer)) if part)

    def short(self, answer: Answer) -> str:
        return filled(answer.short, self.plan)

    def long(self, answer: Answer) -> str:
        return filled(answer.text, self.plan)


def filled(words: str, plan: Plan) -> str:
    """`words` with the plan's data in them. Raises jinja2.TemplateError or LookupError for a hole."""
    return say(words, plan=plan, **_helpers(plan)).strip()


def holes(words: str, plan: Plan) -> str:
    """Why `words` cannot be filled in, in Swedish; empty when they can."""
    try:
        filled(words, plan)
    except (TemplateError, LookupError, StopIteration) as error:
        return f"Texten går inte att fylla i ({type(error).__name__})."
    return ""


def _helpers(plan: Plan) -> dict[str, Callable[..., str]]:
    def one(items: Sequence[Model], wanted: str) -> Model:
        for item in items:
            if getattr(item, "id", "") == wanted:
                return item
        raise LookupError(wanted)

    def phone(contact: str) -> str:
        found = one(plan.contacts, contact)
        assert isinstance(found, Contact)
        return " eller ".join(found.phone) or found.email or found.web

    def lines(step: int, part: str) -> str:
        texts = [item.text.rstrip(".") for item in getattr(plan.step(step), part)]
        return "\n".join(f"• {text}" for text in texts)

    return {
        "phone": phone,
        "law": lambda law: str(getattr(one(plan.laws, law), "text", "")),
        "cite": lambda law: str(getattr(one(plan.laws, law), "cite", "")),
        "definition": lambda name: str(getattr(one(plan.definitions, name), "text", "")),
        "document": lambda name: str(getattr(one(plan.documents, name), "name", "")),
        "about": lambda name: str(getattr(one(plan.documents, name), "about", "")),
        "actions": lambda step: lines(step, "actions"),
        "deadlines": lambda step: lines(step, "deadlines"),
        "think_of": lambda step: lines(step, "think_of"),
        "begins": lambda step: plan.step(step).begins,
        "help": lambda action: next(
            one.help or one.text for step in plan.steps for one in step.actions if one.id == action
        ),
        "papers": lambda step: listed(
            [str(getattr(one(plan.documents, name), "name", "")) for name in plan.step(step).documents]
        ),
        "who": lambda step: _who(plan, step),
    }


def _who(plan: Plan, step: int) -> str:
    words = ROLES | {"support_unit": plan.support_unit.name}
    return listed([words[role] for role in plan.step(step).responsible])
