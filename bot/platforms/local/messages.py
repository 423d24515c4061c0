"""What pages send and get, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.platforms.local.people import Conversation, Person
from bot.platforms.local.platform import Answer
from bot.platforms.local.render import card_html, form_html, whisper_html
from handlers.vocabulary import Event, EventKind, Place

PressId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")]
Short = Annotated[str, StringConstraints(max_length=500)]
FieldText = Annotated[str, StringConstraints(max_length=20_000)]


class Sent(BaseModel):
    """What every deed carries. `id` is made in the browser once per deed, so that a repeated
    delivery is known. `message`: key of the message pressed; `thread`: of the message it hangs under."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: EventKind
    id: PressId
    conversation: Short
    message: Short = ""
    thread: Short = ""
    action: Short = ""
    value: Short = ""
    text: Annotated[str, StringConstraints(max_length=3000)] = ""
    fields: dict[Short, FieldText | list[FieldText]] = Field(default_factory=dict, max_length=200)

    def event(self, someone: Person, conversation: Conversation) -> Event:
        place = Place(conversation.place.staff, conversation.place.channel, self.thread)
        fields = {name: tuple(v) if isinstance(v, list) else v for name, v in self.fields.items()}
        return Event(
            id=self.id,
            kind=self.kind,
            staff=someone.id,
            place=place,
            action=self.action,
            value=self.value,
            text=self.text,
            fields=fields,
            message=self.message,
        )


class Pressed(Sent):
    kind: Literal["click"] = "click"


class FormSent(Sent):
    kind: Literal["form"] = "form"


class HomeOpened(Sent):
    kind: Literal["home"] = "home"


class Typed(Sent):
    """Longer than any answer may be: how long that is, is said by whoever asked, and nothing is cut."""

    kind: Literal["text"] = "text"
    text: Annotated[str, StringConstraints(min_length=1, max_length=20_000, strip_whitespace=True)]


class Answered(BaseModel):
    """HTML to put in place: of the pressed card (`swap`), after it (`whisper`), in the dialog (`form`)."""

    swap: str = ""
    whisper: str = ""
    form: str = ""


class Fresh(BaseModel):
    key: str
    html: str


class News(BaseModel):
    """`items` are those changed since; `order` all that the conversation now holds."""

    changed: int
    order: list[str]
    items: list[Fresh]
    people: str
    tabs: str
    day: str


class NextDay(BaseModel):
    """The simulated day: asked, the one to leave; answered, the one that it is now."""

    day: date


def answered(sent: Sent, answer: Answer) -> Answered:
    """A typed text that is not kept is shown back with its answer."""
    echo = sent.text if answer.whispers and not answer.kept else ""
    return Answered(
        swap=card_html(answer.swap, f"{sent.id}:swap") if answer.swap else "",
        whisper=whisper_html(answer.whispers, echo, sent.id) if answer.whispers else "",
        form=form_html(answer.form, f"{sent.id}:form") if answer.form else "",
    )
