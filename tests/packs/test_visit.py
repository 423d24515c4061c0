"""Each plan meets its people in its own words, in a real browser: a morning, a guide and an escalation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from content.model import Plan
from content.wording import reason
from tests.local.conftest import ARGUMENTS
from tests.packs import LIBRARY, PACKS
from tests.packs.visiting import Town, Visit, begun_with, conversation, town

SHORTEST = 8
"""Characters of a name that is somebody's own: shorter ones are everybody's words."""


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(tmp_path_factory.mktemp("town")) as made:
        yield made


@pytest.mark.parametrize("pack", PACKS)
def test_a_morning_a_guide_and_an_escalation_are_in_the_plans_own_words(
    pack: str, seven: Town, browser: Browser
) -> None:
    plan = LIBRARY.get(pack)
    visit = Visit(seven, pack, browser, lambda page, what: None)
    morning = visit.morning()
    assert any(reason(trigger) in morning for trigger in plan.triggers)
    step = visit.three_taps()
    assert plan.step(1).name in step
    guide, number = begun_with(plan)
    talk = visit.guide()
    assert guide.name in talk
    assert any(end.text in talk for end in guide.endings)
    thread = visit.escalation()
    visit.leave()
    assert plan.step(number).name in thread
    strange = {name for name in _of_others(plan) if name in f"{morning}{step}{talk}{thread}".casefold()}
    assert strange == set()


def _of_others(plan: Plan) -> set[str]:
    """What other plans call their steps, guides, documents, units and people, and this one never says."""
    own = plan.model_dump_json().casefold()
    others = (LIBRARY.get(pack) for pack in PACKS if pack != plan.id)
    names = {name.casefold() for other in others for name in _names(other)}
    return {name for name in names if len(name) >= SHORTEST and name not in own}


def _names(plan: Plan) -> Iterator[str]:
    yield from (step.name for step in plan.steps)
    yield from (name for guide in plan.guides for name in (guide.name, guide.button))
    yield from (document.name for document in plan.documents)
    yield from (ladder.name for ladder in plan.ladders)
    yield from (one.text for one in plan.first_contact.participants)
    yield from (plan.name, plan.authority, plan.support_unit.name, plan.support_unit.short)


@pytest.mark.parametrize("pack", PACKS)
def test_the_guide_that_is_walked_has_a_conversation_recorded(pack: str) -> None:
    guide, _ = begun_with(LIBRARY.get(pack))
    assert conversation(pack, guide.id).talk
