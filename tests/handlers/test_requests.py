"""Rektor's request reaches the unit's own channel: what is asked and by whom, a pupil by initials only."""

from __future__ import annotations

import pytest

from content.texts import text
from handlers.channel_links import LINK, value_of
from handlers.context import Refusal
from handlers.plans import Plans
from handlers.vocabulary import Button, Buttons, Card, Facts
from storage.tables import AuditEntry, Case, CaseEvent, Outbox, School
from storage.tables.chat import PlatformChannel
from tests.guides.helpers import Chat
from tests.handlers.files import Adult, Files
from tests.handlers.screen import buttons
from tests.handlers.world import ADULTS, World, whispered
from tests.packs import LIBRARY

ASKED = "Råd om morgnarna för Alva"


@pytest.fixture
def asking(told: World) -> World:
    """The school follows a plan with requests; Alva's case is at the step for them."""
    told.take_in(Files(adults=(*ADULTS, Adult("hans", "huvudman"))))
    told.plans = Plans(LIBRARY, "taby")
    with told.database.writing() as session:
        session.get_one(School, told.school()).plan = "taby"
        case = session.get_one(Case, told.case("E1").id)
        case.plan, case.plan_version, case.step = "taby", LIBRARY.get("taby").version, 2
        session.add(case)
    return told


def answered(world: World, who: str, *answers: str) -> Chat:
    chat = Chat(world, who, "begaran")
    chat.start()
    for one in answers:
        if one in ("training", "consult", "pupil", "yes", "no"):
            chat.press("answer", f":{one}")
        else:
            chat.types(one)
    return chat


def in_channel(world: World) -> list[Card]:
    """The requests in the unit's channel as they stand."""
    rows = {row.key for row in world.rows(Outbox) if row.channel == f"unit:{world.school()}"}
    return [card for (_, key), card in world.screen.messages.items() if key in rows]


def words(card: Card) -> str:
    rows = [row for block in card.blocks if isinstance(block, Facts) for row in block.rows]
    return " ".join(f"{name}: {value}" for name, value in rows)


def test_a_request_about_a_pupil_has_initials_and_class_and_who_asks(asking: World) -> None:
    answered(asking, "rut", "pupil", "yes", "yes", ASKED).press("finish")
    [card] = in_channel(asking)
    assert "A.L. 8B" in words(card)
    assert "Rut" in words(card)
    assert "Alva" not in repr(card)
    assert "Råd om morgnarna" in words(card)


@pytest.mark.parametrize("kind", ["training", "consult"])
def test_one_about_something_else_names_no_pupil(asking: World, kind: str) -> None:
    answered(asking, "rut", kind, ASKED).press("finish")
    [card] = in_channel(asking)
    assert "8B" not in repr(card)


@pytest.mark.parametrize(("mapped", "agreed"), [("yes", "no"), ("no", "yes")])
def test_without_the_familys_yes_or_the_mapping_nothing_is_sent(
    asking: World, mapped: str, agreed: str
) -> None:
    answered(asking, "rut", "pupil", mapped, agreed, ASKED).press("finish")
    assert in_channel(asking) == []


def test_only_those_the_plan_names_send_it_and_the_answers_are_kept(asking: World) -> None:
    chat = answered(asking, "anna", "consult", ASKED)
    with pytest.raises(Refusal, match="rektor"):
        chat.press("finish")
    assert in_channel(asking) == []
    Chat(asking, "rut", "begaran").start()
    Chat(asking, "rut", "begaran").press("finish")
    assert len(in_channel(asking)) == 1


def test_somebody_in_the_team_takes_it_and_rektor_is_told(asking: World) -> None:
    answered(asking, "rut", "consult", ASKED).press("finish")
    [take] = [one for one in buttons(in_channel(asking)[0]) if one.action == "request.take"]
    asking.press("hans", take)
    asking.press("hans", take)
    assert [row.kind for row in asking.rows(CaseEvent)].count("request_taken") == 1
    assert "take_request" in {row.action for row in asking.rows(AuditEntry)}
    assert text("request.told_title") == asking.latest("rut").title


@pytest.mark.parametrize("who", ["anna", "bo"])
def test_a_mentor_takes_no_request(asking: World, who: str) -> None:
    answered(asking, "rut", "consult", ASKED).press("finish")
    [take] = [one for one in buttons(in_channel(asking)[0]) if one.action == "request.take"]
    assert asking.refused(who, take) == text("general.no_right")


@pytest.mark.parametrize("value", ["", "x", "1", "1:", "1:x", "1:99", "99:1"])
def test_a_value_that_is_not_ours_is_refused(asking: World, value: str) -> None:
    with asking.nothing_changes():
        asking.words_of_refusal("hans", ("request.take", value))


def test_the_channel_is_pointed_out_as_the_units(asking: World) -> None:
    card = whispered(asking.press("eva", (LINK, value_of("slack", "C1"))))
    assert not asking.rows(PlatformChannel)
    [row] = [block for block in card.blocks if isinstance(block, Buttons)]
    unit: Button = row.buttons[1]
    assert unit.text == LIBRARY.get("taby").support_unit.name
    asking.press("eva", unit)
    assert [row.channel for row in asking.rows(PlatformChannel)] == [f"unit:{asking.school()}"]
    assert {row.channel for row in asking.rows(Outbox) if row.key.startswith("linked:")} == {
        f"unit:{asking.school()}"
    }
