"""A case at step 2 with its guide's conversation, as somebody has it in the chat."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import select

from content.guides import flow
from content.guides.flow import Value
from handlers.guides.store import answers_in, given_in, sessions_of
from handlers.plans import Plans
from handlers.vocabulary import Button, Card, Reply, TextInput
from storage.tables import Case, GuideAnswer, GuideSession, School
from tests.handlers.screen import buttons
from tests.handlers.world import World, form, replaced
from tests.packs import LIBRARY

GUIDE = "enkel-kartlaggning"


@dataclass
class Chat:
    """One person's guide conversation about Alva."""

    world: World
    who: str = "anna"
    guide: str = GUIDE
    pressed: int = 0
    """How many presses it has taken, the start included."""

    def start(self) -> Card:
        self.pressed += 1
        self.world.press(self.who, ("guide.start", f"{self.world.case('E1').id}:{self.guide}"))
        return self.card()

    def key(self) -> str:
        """The newest of the conversation's messages."""
        staff = self.world.staff(self.who)
        keys = [
            key for where, key in self.world.screen.messages if where == staff and key.startswith("guide:")
        ]
        assert keys, "no guide's message"
        return keys[-1]

    def card(self) -> Card:
        return self.world.screen.messages[(self.world.staff(self.who), self.key())]

    def press(self, action: str, ends: str = "", **fields: str | tuple[str, ...]) -> Reply:
        button = self.button(action, ends)
        self.pressed += 1
        return self.world.press(self.who, button, message=self.key(), fields=fields)

    def button(self, action: str, ends: str = "") -> Button:
        found = [
            one
            for one in buttons(self.card())
            if one.action == f"guide.{action}" and one.value.endswith(ends)
        ]
        assert found, (action, ends, [(one.action, one.value) for one in buttons(self.card())])
        return found[0]

    def has(self, action: str) -> bool:
        return any(one.action == f"guide.{action}" for one in buttons(self.card()))

    def types(self, words: str) -> Reply:
        return self.world.types(self.who, words)

    def writes(self, words: str) -> None:
        """In the box of its own."""
        opened = form(self.press("write"))
        [box] = [block for block in opened.card.blocks if isinstance(block, TextInput)]
        self.world.press(self.who, (opened.action, opened.value), fields={box.name: words}, kind="form")

    def asked(self) -> str:
        """The question in the card, by its buttons; "" when none is asked."""
        for one in buttons(self.card()):
            number, _, rest = one.value.partition(":")
            if one.action.startswith("guide.") and rest and number.isdigit():
                return rest.split(":")[0]
        return ""

    def standing(self) -> dict[str, Value]:
        """The answers that count."""
        guide = self.world.plans.library.get(self.world.plans.default).guide(self.guide)
        assert guide is not None
        with self.world.database.reading() as session:
            [round_] = sessions_of(session, self.world.case("E1").id or 0, self.guide)
            return flow.standing(guide, answers_in(given_in(session, round_.id or 0)))


def answers(world: World) -> dict[str, str]:
    """Question to the answer as it lies in the database, decrypted."""
    return {row.question: row.answer for row in world.rows(GuideAnswer)}


def follows(world: World, pack: str) -> None:
    """The school, and the cases it has, follow this plan."""
    world.plans = Plans(LIBRARY, pack, training=True)
    with world.database.writing() as session:
        session.get_one(School, world.school()).plan = pack
        for case in session.exec(select(Case)):
            case.plan, case.plan_version = pack, LIBRARY.get(pack).version
            session.add(case)


def at_step(world: World, step: int) -> None:
    """Alva's case raised, one step at a time."""
    while world.case("E1").step < step:
        world.press("eva", ("raise", str(world.case("E1").id)), fields={"reason": "x"}, kind="form")


def offered(world: World, who: str = "anna") -> list[str]:
    """The guides that the case's own card can start, in its order."""
    world.press(who, ("case.show", str(world.case("E1").id)))
    shown = buttons(world.latest(who))
    return [one.value.partition(":")[2] for one in shown if one.action == "guide.start"]


def sessions(world: World) -> list[GuideSession]:
    return [row for row in world.rows(GuideSession) if row.guide == GUIDE]


def shown(reply: Reply) -> Card:
    return replaced(reply)
