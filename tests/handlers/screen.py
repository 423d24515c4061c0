"""What people see: the outbox carried out the way a platform does, message by message."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, select

from content.texts import text
from handlers.cards_json import from_json, to_json
from handlers.vocabulary import Button, Buttons, Card, Checklist, ChecklistItem, Heading, ManyInput, Paragraph
from storage.database import Database
from storage.tables import Outbox


@dataclass
class Screen:
    """Messages as they stand in the chats, and every card that was ever shown, in order."""

    messages: dict[tuple[int | None, str], Card] = field(default_factory=dict)
    history: list[tuple[int | None, str, str, Card | None]] = field(default_factory=list)
    """Staff, operation, key, card."""

    def deliver(self, database: Database, now: datetime) -> None:
        """Sends what waits and may go, as `bot/delivery` does: the card is erased once sent."""
        with database.writing() as session:
            waiting = select(Outbox).where(Outbox.state == "created").order_by(col(Outbox.id))
            for row in session.exec(waiting):
                if row.not_before is None or row.not_before <= now:
                    self._show(row)
                    row.state, row.card, row.platform_id = "sent", None, "shown"
                    session.add(row)

    def _show(self, row: Outbox) -> None:
        card = from_json(row.card) if row.card else None
        self.history.append((row.staff_id, row.operation, row.key, card))
        if row.operation == "delete":
            self.messages.pop((row.staff_id, row.key), None)
        else:
            assert card is not None
            self.messages[(row.staff_id, row.key)] = card

    def replace(self, staff: int | None, key: str, card: Card) -> None:
        assert (staff, key) in self.messages, "only a message that is there can be replaced"
        self.messages[(staff, key)] = card


@dataclass(frozen=True)
class Part:
    """What a morning message says of one pupil, or under one of its other headings."""

    heading: str
    badge: str
    paragraphs: tuple[str, ...]
    buttons: tuple[Button, ...]

    @property
    def actions(self) -> list[str]:
        return [button.action for button in self.buttons]


def parts(card: Card) -> list[Part]:
    """A card's parts, heading by heading. The buttons of the whole message are left out."""
    found: list[Part] = []
    for block in card.blocks:
        if isinstance(block, Heading):
            found.append(Part(block.text, block.badge, (), ()))
        elif found and isinstance(block, Paragraph):
            last = found[-1]
            found[-1] = Part(last.heading, last.badge, (*last.paragraphs, block.text), last.buttons)
        elif found and isinstance(block, Buttons) and any(button.value for button in block.buttons):
            last = found[-1]
            found[-1] = Part(last.heading, last.badge, last.paragraphs, (*last.buttons, *block.buttons))
    return found


def part_of(card: Card, name: str) -> Part:
    [found] = [part for part in parts(card) if name in part.heading]
    return found


def has_part(card: Card, name: str) -> bool:
    return any(name in part.heading for part in parts(card))


def buttons(card: Card) -> list[Button]:
    return [button for block in card.blocks if isinstance(block, Buttons) for button in block.buttons]


def button(card: Card, action: str, value_ends: str = "") -> Button:
    """The button that does this. Several: the first."""
    found = [one for one in buttons(card) if one.action == action and one.value.endswith(value_ends)]
    assert found, (
        f"no button {action} {value_ends} among {[(one.action, one.value) for one in buttons(card)]}"
    )
    return found[0]


def actions(card: Card) -> set[str]:
    return {one.action for one in buttons(card)}


def checklist(card: Card) -> list[ChecklistItem]:
    """The step's lines: those that are settled, and those left, which stand to be ticked off."""
    found: list[ChecklistItem] = []
    for block in card.blocks:
        if isinstance(block, Checklist):
            found += block.items
        if isinstance(block, ManyInput) and block.name == "actions":
            found += [ChecklistItem(option.text, "open", option.about) for option in block.options]
    return found


def all_words(card: Card) -> str:
    """Everything in the card, as it waits in the outbox."""
    return to_json(card)


def says(card: Card | Part, name: str, /, **values: object) -> bool:
    """Whether the text with this name stands in the card: its meaning, whatever its wording is."""
    words = text(name, **values)
    if isinstance(card, Part):
        return any(words in paragraph for paragraph in card.paragraphs)
    return any(words in block.text for block in card.blocks if isinstance(block, Paragraph | Heading))
