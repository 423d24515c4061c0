"""What goes back with a press, in the shapes that Teams wants: `Action.Execute`, dialogs, and nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.platforms.teams.fit import CARD, attachment, content
from bot.platforms.teams.render import Frame
from content.texts import text
from handlers.vocabulary import Card

MESSAGE = "application/vnd.microsoft.activity.message"
LONGEST_DIALOG_TITLE = 60


@dataclass(frozen=True)
class Answer:
    """The HTTP answer. `body` None: an empty one."""

    status: int = 200
    body: dict[str, Any] | None = None


def shown(card: Card, frame: Frame) -> Answer:
    """The presser's client puts this card in the place of the one pressed."""
    return Answer(body={"statusCode": 200, "type": CARD, "value": content(card, frame)})


def words(said: str) -> Answer:
    return Answer(body={"statusCode": 200, "type": MESSAGE, "value": said})


def dialog(card: Card, frame: Frame) -> Answer:
    """Opens a dialog, or puts this card in the one that is open."""
    value = {
        "title": text("teams.dialog_title")[:LONGEST_DIALOG_TITLE],
        "height": "medium",
        "width": "medium",
        "card": attachment(card, frame),
    }
    return Answer(body={"task": {"type": "continue", "value": value}})


def dialog_words(said: str) -> Answer:
    return Answer(body={"task": {"type": "message", "value": said}})


CLOSE_DIALOG = Answer()
NOTHING = Answer()
NOT_OURS = Answer(501)
