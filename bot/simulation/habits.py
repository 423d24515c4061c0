"""How the made-up staff use the bot: some at once, some late, some never; they press what a card offers.

Everything goes in through the real intake, as events, and what is filled in is what the card has ready.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from bot.clock import Clock
from bot.intake import DID_NOT_WORK, EventIntake
from bot.simulation.phones import Phones
from handlers.vocabulary import (
    Button,
    Buttons,
    Card,
    ChoiceInput,
    DateInput,
    Event,
    EventKind,
    ManyInput,
    OpenForm,
    Place,
    Replace,
    TextInput,
    Whisper,
)

PLATFORM = "simulation"
LOOKS = ((1, 30), (3, 30), (8, 25), (0, 15))
"""School days between two looks at the phone (0: never), and how many in a hundred are such."""
LEADERS_LOOK = ((1, 25), (3, 40), (6, 25), (0, 10))
WEIGHTS: Mapping[str, int] = {
    "contact": 9,
    "no_meeting": 1,
    "cause": 9,
    "book": 9,
    "book_on": 9,
    "hold": 4,
    "remind": 1,
    "meeting.held": 9,
    "meeting.missed": 3,
    "result.save": 9,
    "measures.ask": 5,
    "hold.ask": 1,
    "close.ask": 6,
    "case.show": 2,
    "tick": 2,
    "handover.show": 4,
    "eht.call.ask": 1,
    "eht.answer.ask": 9,
    "proposal.yes": 9,
    "task.ask": 1,
    "task.done": 5,
    "decide.ask": 9,
    "case.take": 4,
    "eht.ask": 2,
    "eht.propose": 2,
    "measure.ask": 2,
    "eht.back.ask": 1,
    "data.trust": 1,
}
"""What they press, and how likely. What is not here they leave: worry, guides, documents, settings."""
LEAVE_IT = 5
"""The weight of pressing nothing more."""
MOST_PRESSES, MOST_CASES = 3, 1
"""In one case, and cases in one message: five minutes between lessons are not more."""
THREADS_AT_A_SITTING = 1
LEFT_EMPTY = frozenset({"time", "place", "external", "more"})
SAID = "Vi har pratat. Vi provar tillsammans."


@dataclass(frozen=True)
class Person:
    """`looks`: school days between two looks, 0 for never. `channels`: EHT's, of the schools they work at."""

    staff: int
    looks: int
    channels: tuple[str, ...] = ()

    def looks_on(self, number: int) -> bool:
        """`number`: of the school day in the year."""
        return self.looks > 0 and (number + self.staff) % self.looks == 0


def looks_of(random: Random, *, leader: bool) -> int:
    kinds = LEADERS_LOOK if leader else LOOKS
    return random.choices([days for days, _ in kinds], [share for _, share in kinds])[0]


@dataclass
class Hands:
    """Presses for everyone. `presses` and `refused` count; a refusal is an answer like any other."""

    intake: EventIntake
    phones: Phones
    clock: Clock
    random: Random
    presses: int = 0
    refused: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def sit_down(self, person: Person) -> None:
        """Goes through what is new in the person's own chat, and some of the threads in EHT's channel."""
        for key in self.phones.look(person.staff):
            await self._read(person, key, Place(staff=person.staff))
        for channel in person.channels:
            for key in self.phones.look(channel)[-THREADS_AT_A_SITTING:]:
                await self._read(person, key, Place(channel=channel))

    async def _read(self, person: Person, key: str, place: Place) -> None:
        card = self.phones.card(key)
        for case in _cases_in(card)[:MOST_CASES] if card else ():
            await self._deal_with(person, key, place, case)

    async def _deal_with(self, person: Person, key: str, place: Place, case: str) -> None:
        """One case, a press at a time, where the answers lead."""
        for _ in range(MOST_PRESSES):
            card = self.phones.card(key)
            button = self._choose(card, case) if card else None
            if card is None or button is None:
                return
            key, place = await self._press(person, key, place, button, card)

    def _choose(self, card: Card, case: str) -> Button | None:
        offered = [one for one in _buttons(card) if _case(one) == case and one.action in WEIGHTS]
        weights = [WEIGHTS[one.action] for one in offered]
        return self.random.choices([*offered, None], [*weights, LEAVE_IT])[0]

    async def _press(
        self, person: Person, key: str, place: Place, button: Button, card: Card
    ) -> tuple[str, Place]:
        """Where it goes on: the message that has come of it, or the one that was pressed."""
        fields = self._filled(card)
        event = self._event("click", person, place, button.action, button.value, fields, key)
        opened = await self._take(event, key)
        for form in opened:
            said = self._event("form", person, place, form.action, form.value, self._filled(form.card))
            await self._take(said, key)
        self.phones.deliver(self.clock.now())
        newest = list(self.phones.fresh.get(person.staff, {}))
        if newest and newest[-1] != key:
            self.phones.fresh[person.staff].pop(newest[-1])
            return newest[-1], Place(staff=person.staff)
        return key, place

    def _event(
        self,
        kind: EventKind,
        person: Person,
        place: Place,
        action: str,
        value: str,
        fields: Mapping[str, str | tuple[str, ...]],
        message: str = "",
    ) -> Event:
        number = next(self._numbers)
        return Event(f"s{number}", kind, person.staff, place, action, value, fields=fields, message=message)

    async def _take(self, event: Event, key: str) -> list[OpenForm]:
        self.presses += 1
        opened = []
        for now in await self.intake.take(PLATFORM, event):
            match now:
                case Replace(card):
                    self.phones.replace(key, card)
                case OpenForm():
                    opened.append(now)
                case Whisper(card) if card.title == DID_NOT_WORK:
                    self.refused += 1
        return opened

    def _filled(self, card: Card) -> dict[str, str | tuple[str, ...]]:
        """What stands in a card's inputs, and something where nothing does."""
        fields: dict[str, str | tuple[str, ...]] = {}
        for block in card.blocks:
            match block:
                case ChoiceInput():
                    fields[block.name] = block.selected or self.random.choice(block.options).value
                case ManyInput():
                    fields[block.name] = block.selected or (self.random.choice(block.options).value,)
                case DateInput():
                    fields[block.name] = self._day(block).isoformat()
                case TextInput():
                    fields[block.name] = block.value or ("" if block.name in LEFT_EMPTY else SAID)
        return fields

    def _day(self, block: DateInput) -> date:
        if block.selected is not None:
            return block.selected
        today = self.clock.now().date()
        wanted = today + timedelta(weeks=1)
        return min(wanted, block.latest) if block.latest else wanted


def _buttons(card: Card) -> Iterable[Button]:
    return (button for block in card.blocks if isinstance(block, Buttons) for button in block.buttons)


def _case(button: Button) -> str:
    return button.value.partition(":")[0]


def _cases_in(card: Card) -> Sequence[str]:
    """What the card's buttons are about, in its order."""
    found = (_case(one) for one in _buttons(card) if one.action in WEIGHTS and _case(one))
    return list(dict.fromkeys(found))
