"""Which presses Teams opens a dialog for: those that are answered to the presser alone."""

import pytest

from handlers.asides import ASIDES
from handlers.context import Refusal
from handlers.dispatch import ROUTES
from handlers.vocabulary import OpenForm
from tests.handlers.conftest import told, told_file  # noqa: F401
from tests.handlers.test_rights import PRESSES
from tests.handlers.world import World


def test_each_is_a_press_that_somebody_answers() -> None:
    assert set(ROUTES) >= ASIDES


@pytest.mark.parametrize("who", ["anna", "eva"])
def test_a_press_that_asks_for_more_opens_a_dialog(who: str, told: World) -> None:  # noqa: F811
    """A form that is not listed would stand in the message's place: it works, but is not Teams' habit."""
    missing = set()
    for action, (rest, fields, _) in PRESSES.items():
        try:
            reply = told.press(who, (action, f"{told.case('E1').id}{rest}"), fields=fields)
        except Refusal:
            continue
        if action not in ASIDES and any(isinstance(one, OpenForm) for one in reply.now):
            missing.add(action)
    assert missing == set()
