"""The part of a question's card that takes the answer: buttons for choices, inputs for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from content.guides.flow import Value
from content.guides.model import (
    ChoiceQuestion,
    DateQuestion,
    GuideQuestion,
    LongTextQuestion,
    NumberQuestion,
    PersonQuestion,
    SeveralQuestion,
    YesNoQuestion,
)
from content.texts import text
from handlers.guides.reading import choices_of, suggested
from handlers.guides.scene import LONG, Scene
from handlers.guides.wording import day_words, in_words
from handlers.vocabulary import (
    Block,
    Button,
    Buttons,
    DateInput,
    ManyInput,
    Option,
    Paragraph,
    TextInput,
)

BOX = "answer"
FORM_CHARS = 3000
"""What a form's input takes on every platform."""


def button(scene: Scene, action: str, name: str, question: str = "", *, primary: bool = False) -> Button:
    value = f"{scene.id}:{question}:{scene.version(question)}" if question else str(scene.id)
    return Button(text(name), f"guide.{action}", value, "primary" if primary else "plain")


def answer_blocks(scene: Scene, question: GuideQuestion, before: str) -> list[Block]:
    """`before`: the earlier answer in words, which can be kept with one press."""
    blocks: list[Block] = []
    if before:
        keep = button(scene, "keep", "guide.keep_it", question.id)
        blocks += [Paragraph(before), Buttons((keep,))]
    if question.sensitive:
        write = button(scene, "write", "guide.write_apart", question.id, primary=True)
        return [*blocks, Paragraph(text("guide.sensitive_why"), "muted"), Buttons((write,))]
    return blocks + _inputs(scene, question)


def _inputs(scene: Scene, question: GuideQuestion) -> list[Block]:
    if isinstance(question, ChoiceQuestion | YesNoQuestion):
        return [Buttons(_choice_buttons(scene, question))]
    if isinstance(question, SeveralQuestion):
        return _several(scene, question)
    if isinstance(question, DateQuestion):
        return _date(scene, question)
    if isinstance(question, PersonQuestion):
        people = _choice_buttons(scene, question)
        held = _written(scene, question)[:FORM_CHARS]
        typed = TextInput(BOX, text("guide.typing"), max_length=FORM_CHARS, value=held)
        return [*([Buttons(people)] if people else []), typed, _save(scene, question)]
    if isinstance(question, NumberQuestion):
        return [
            TextInput(BOX, question.unit or text("guide.typing"), max_length=7),
            _save(scene, question),
        ]
    return _text(scene, question)


def _choice_buttons(scene: Scene, question: GuideQuestion) -> tuple[Button, ...]:
    return tuple(
        _choice(scene, question, value, words) for value, words in choices_of(question, scene.around).items()
    )


def _choice(
    scene: Scene, question: GuideQuestion, value: str, words: str, *, primary: bool = False
) -> Button:
    held = f"{scene.id}:{question.id}:{scene.version(question.id)}:{value}"
    return Button(words, "guide.answer", held, "primary" if primary else "plain")


def _save(scene: Scene, question: GuideQuestion) -> Buttons:
    return Buttons((button(scene, "save", "guide.save", question.id, primary=True),))


def _several(scene: Scene, question: SeveralQuestion) -> list[Block]:
    options = tuple(Option(choice.id, choice.text) for choice in question.choices)
    earlier = scene.given[question.id].value if question.id in scene.given else None
    selected = earlier if isinstance(earlier, tuple) else _usual(scene, question)
    return [ManyInput(BOX, text("guide.typing_several"), options, selected), _save(scene, question)]


def _usual(scene: Scene, question: SeveralQuestion) -> tuple[str, ...]:
    """What is chosen beforehand; for a meeting that is booked, those who are coming."""
    if question.choices_from != "participants" or not any(map(_speaks_of_booked, scene.guide.questions)):
        return question.usual
    booked = scene.around.booked
    return booked.participants if booked and booked.participants else question.usual


def _speaks_of_booked(question: GuideQuestion) -> bool:
    return isinstance(question, DateQuestion) and question.suggest_booked


def _date(scene: Scene, question: DateQuestion) -> list[Block]:
    """A good day as a button: the nearest when the wanted one would not do, else the suggested."""
    wrong = scene.talk.wrong
    if wrong is not None and isinstance(wrong.good, str):
        ready: date | None = date.fromisoformat(wrong.good)
    else:
        ready = suggested(question, scene.around)
    blocks: list[Block] = []
    if ready is not None:
        words = text("guide.day_button", day=day_words(ready, scene.around))
        blocks.append(Buttons((_choice(scene, question, ready.isoformat(), words, primary=True),)))
    earliest = scene.around.today if question.span == "coming" else None
    latest = scene.around.today if question.span == "past" else None
    chosen = DateInput(BOX, text("guide.other_date"), None, earliest, latest)
    return [*blocks, chosen, _save(scene, question)]


def _text(scene: Scene, question: GuideQuestion) -> list[Block]:
    pending = scene.pending
    if pending is not None and pending.kind == LONG and pending.question == question.id:
        shorten = button(scene, "write", "guide.shorten", question.id, primary=True)
        return [Buttons((shorten,))]
    return [
        _text_input(scene, question, text("guide.typing"), _written(scene, question)),
        _save(scene, question),
    ]


def _text_input(scene: Scene, question: GuideQuestion, label: str, value: str) -> TextInput:
    """As much as a form takes: what is too long is answered with how long it may be, and nothing is cut."""
    is_long = isinstance(question, LongTextQuestion)
    return TextInput(BOX, label, is_long, FORM_CHARS, value=value, sensitive=question.sensitive)


def form_inputs(scene: Scene, question: GuideQuestion) -> list[TextInput]:
    """The box for a text. What was typed and was too long stands in it, in as many boxes as it takes;
    nothing sensitive ever does."""
    first, *more = _in_boxes(_written(scene, question))
    boxes = [_text_input(scene, question, text("guide.your_answer"), first)]
    for number, part in enumerate(more, start=2):
        name, label = f"{BOX}_{number}", text("guide.your_answer_more")
        boxes.append(TextInput(name, label, True, FORM_CHARS, value=part))
    return boxes


def from_boxes(fields: Mapping[str, str | tuple[str, ...]]) -> Value:
    """What stands in a card's input, or in a form's boxes together."""
    said = fields.get(BOX, "")
    more = [fields.get(f"{BOX}_{number}", "") for number in range(2, len(fields) + 1)]
    if isinstance(said, tuple):
        return said
    return " ".join(part.strip() for part in (said, *more) if isinstance(part, str) and part.strip())


def _written(scene: Scene, question: GuideQuestion) -> str:
    if question.sensitive:
        return ""
    pending = scene.pending
    if pending is not None and pending.question == question.id and isinstance(pending.value, str):
        return pending.value
    given = scene.given.get(question.id)
    return in_words(question, given.value, scene.around) if given and given.value else ""


def _in_boxes(words: str) -> list[str]:
    """Cut between words where that can be done."""
    boxes = []
    while len(words) > FORM_CHARS:
        cut = words.rfind(" ", 1, FORM_CHARS) + 1 or FORM_CHARS
        boxes.append(words[:cut])
        words = words[cut:]
    return [*boxes, words]
