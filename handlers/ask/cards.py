"""An answer as a card."""

from __future__ import annotations

from content.knowledge import called
from content.texts import text
from handlers.ask.answering import Answered
from handlers.vocabulary import Block, Button, Buttons, Card, Divider, Facts, Paragraph
from handlers.worry import WORRY_BUTTON

ENTRY = "ask.entry"
CALL = "ask.call"
PUPIL = "ask.pupil"
MOST_BUTTONS, MOST_ALSO = 5, 3
"""Under an answer, beside the worry button; and how many of them lead to other answers."""


def answer_card(answered: Answered, *, worried: bool = False) -> Card:
    """`worried`: the question was about the duty to report, so 112 and the worry button come with it."""
    blocks: list[Block] = [Paragraph(text("worry.life"), "warning")] if worried else []
    blocks += [Paragraph(one.line, "strong") for one in answered.pupils]
    blocks += [Divider()] if answered.pupils and answered.lines else []
    blocks += [_line(line, first=number == 0) for number, line in enumerate(answered.lines)]
    blocks += [Facts(answered.contacts)] if answered.contacts else []
    blocks += [Paragraph(words, "muted") for words in _footing(answered)]
    blocks.append(Buttons(_buttons(answered)))
    return Card(_title(answered), text("ask.summary"), tuple(blocks))


def _title(answered: Answered) -> str:
    return text("ask.title")


def _line(line: str, *, first: bool) -> Block:
    return Paragraph(line, "strong" if first else "normal")


def _footing(answered: Answered) -> list[str]:
    if answered.answer is None:
        return []
    source = text("ask.source", source="; ".join(answered.sources))
    return [f"{source} {text('ask.checked', on=answered.answer.checked)}"]


def _buttons(answered: Answered) -> tuple[Button, ...]:
    wanted = answered.answer.buttons if answered.answer else ("mine",)
    if answered.which:
        wanted = ()
    found = [_BUTTONS[name] for name in wanted if name in _BUTTONS]
    cases = {one.case_id for one in answered.pupils if one.case_id is not None}
    if len(cases) == 1:
        found.insert(0, Button(text("case.show"), "case.show", str(cases.pop()), "primary"))
    found += [Button(one.called.full[:75], PUPIL, str(one.pupil_id)) for one in answered.which]
    found += [Button(called(answer)[:75], ENTRY, answer.id) for answer in answered.also[:MOST_ALSO]]
    shown = found[: MOST_BUTTONS + len(answered.which)]
    return tuple(shown) if WORRY_BUTTON in shown else (*shown, WORRY_BUTTON)


_BUTTONS = {
    "mine": Button(text("general.mine_button"), "mine"),
    "worry": WORRY_BUTTON,
    "call": Button(text("ask.call_button"), CALL, style="primary"),
}
