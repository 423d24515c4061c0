"""One person's conversation through a guide, as values: what is asked, and what follows on what is said.

Pure: the terminal, the chats and the tests all hold the same conversation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

from content.guides import flow
from content.guides.flow import Answers, Value
from content.guides.model import Guide, GuideQuestion, LongTextQuestion, PersonQuestion, ShortTextQuestion
from content.texts import text
from handlers import swedish
from handlers.guides.meaning import Around, Understood, Wrong
from handlers.guides.reading import read


class View(StrEnum):
    """What the person looks at."""

    QUESTION = "question"
    ALL = "all"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True)
class Talk:
    """`asking`: the question that waits, "" when all are answered. `wrong`: why the last answer did not
    stand; `notice`: the name of another text to show; `helping`: "vad menas?" was asked."""

    guide: Guide
    answers: Answers = field(default_factory=Answers)
    asking: str = ""
    view: View = View.QUESTION
    wrong: Wrong | None = None
    notice: str = ""
    helping: bool = False

    @property
    def question(self) -> GuideQuestion | None:
        return self.guide.question(self.asking) if self.asking else None


def begin(guide: Guide, answers: Answers | None = None) -> Talk:
    """From the first question that has no answer, whoever gave the others."""
    given = answers or Answers()
    return _at(Talk(guide, given), flow.next_question(guide, given))


def ask(talk: Talk, question_id: str, notice: str = "") -> Talk:
    """The same conversation, at this question. One that is not asked: at the first unanswered."""
    asked = next((one for one in flow.path(talk.guide, talk.answers) if one.id == question_id), None)
    if asked is None:
        return _plain(begin(talk.guide, talk.answers), notice)
    return replace(_at(talk, asked), notice=notice)


def answer(talk: Talk, question_id: str, value: Value) -> Talk:
    """The answer stands; next comes the first question without one."""
    return begin(talk.guide, flow.answered(talk.guide, talk.answers, question_id, value))


def skip(talk: Talk) -> Talk:
    question = talk.question
    if question is None:
        return talk
    if question.required:
        return _plain(talk, "guide.required")
    return answer(talk, question.id, None)


def back(talk: Talk) -> Talk:
    earlier = flow.question_before(talk.guide, talk.answers, talk.asking)
    return ask(talk, earlier.id) if earlier else _plain(talk, "guide.first_question")


def explain(talk: Talk) -> Talk:
    return replace(_plain(talk, ""), helping=True, view=View.QUESTION)


def look(talk: Talk, view: View) -> Talk:
    return replace(_plain(talk, ""), view=view)


def keep(talk: Talk) -> Talk:
    """The earlier answer still holds."""
    if talk.asking not in talk.answers.given:
        return talk
    return answer(talk, talk.asking, talk.answers.given[talk.asking])


def typed(talk: Talk, words: str, around: Around) -> Talk | None:
    """What follows on what was typed; None when it neither steers nor answers."""
    steered = steer(talk, words)
    if steered is not None or talk.question is None or talk.question.sensitive:
        return steered
    if not is_text(talk.question) and sounds_like_question(words):
        return None
    meant = read(talk.question, words, around)
    if isinstance(meant, Understood):
        return answer(talk, talk.question.id, meant.value)
    return None if meant is None else replace(_plain(talk, ""), wrong=meant, view=View.QUESTION)


def is_text(question: GuideQuestion) -> bool:
    """Whether anything that is typed may be the answer."""
    return isinstance(question, ShortTextQuestion | LongTextQuestion | PersonQuestion)


_ASKING = frozenset(
    "vad hur när var vem vilka vilken vilket varför får kan måste ska behöver".split()  # noqa: SIM905
)


def sounds_like_question(words: str) -> bool:
    said = words.strip().lower()
    first = next(iter(re.findall(r"\w+", said)), "")
    many = len(said.split())
    return (said.endswith("?") and many > 1) or (first in _ASKING and many > 2)


def may_be_question(words: str) -> bool:
    """In an answer of free text: a question mark after a word that asks."""
    said = words.strip().lower()
    first = next(iter(re.findall(r"\w+", said)), "")
    return said.endswith("?") and first in _ASKING


def help_of(question: GuideQuestion) -> str:
    """What answers "vad menas?": the author's words, else how this kind of question is answered."""
    if question.help:
        return question.help
    return text("guide.no_help" if is_text(question) else "guide.no_help_choice")


def steers(words: str, name: str) -> bool:
    return swedish.plain(words) in text(f"guide.words_{name}").split("|")


def steer(talk: Talk, words: str) -> Talk | None:
    """What follows on words that steer the conversation; None for all others."""
    if steers(words, "skip"):
        return skip(talk)
    if steers(words, "back"):
        return back(talk)
    if steers(words, "help"):
        return explain(talk)
    if steers(words, "keep") and talk.asking in talk.answers.given:
        return keep(talk)
    for name, view in (("pause", View.PAUSED), ("stop", View.STOPPED), ("all", View.ALL)):
        if steers(words, name):
            return look(talk, view)
    match = re.fullmatch(r"andra (?:fraga |svar )?(\d{1,2})", swedish.plain(words))
    return _changing(talk, int(match[1])) if match else None


def _changing(talk: Talk, number: int) -> Talk:
    """ "ändra 4": the fourth question as they are counted now."""
    asked = flow.path(talk.guide, talk.answers)
    if 1 <= number <= len(asked):
        return ask(talk, asked[number - 1].id, "guide.changing")
    return look(talk, View.ALL)


def _at(talk: Talk, question: GuideQuestion | None) -> Talk:
    again = question is not None and question.id in talk.answers.reopened
    notice = "guide.reopened" if again else ""
    return Talk(talk.guide, talk.answers, question.id if question else "", notice=notice)


def _plain(talk: Talk, notice: str) -> Talk:
    return replace(talk, wrong=None, notice=notice, helping=False)
