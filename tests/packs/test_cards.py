"""What every plan shows fits in Slack's and Teams' limits, however long the answers."""

from __future__ import annotations

import pytest

from bot.platforms.slack import refs, render
from bot.platforms.teams.fit import message
from bot.platforms.teams.render import Frame
from handlers.vocabulary import Card, OpenForm
from tests.handlers.world import World
from tests.packs import PACKS
from tests.packs.shown import shown
from tests.slack.standin.blockkit import check_message_blocks, check_view
from tests.teams.standin.cards import faults

KEY = "case:1:2:3"
WHERE = refs.FormPlace("save", "12", "D1", "1.1", "", KEY)
FEWEST = 40
"""Cards that even the smallest plan shows."""


@pytest.mark.parametrize("pack", PACKS)
def test_every_card_of_the_plan_fits_in_slack_and_in_teams(told: World, pack: str) -> None:
    found = shown(told, pack)
    assert len(found) >= FEWEST
    for one in found:
        _in_slack(one)
        _in_teams(one)


def _in_slack(one: Card | OpenForm) -> None:
    if isinstance(one, OpenForm):
        opened = render.form(one, WHERE)
        assert opened is not None
        check_view(opened.to_dict(), ("modal",))
        return
    check_message_blocks(list(render.message(one, KEY).blocks))
    check_view(render.notice(one).to_dict(), ("modal",))


def _in_teams(one: Card | OpenForm) -> None:
    if isinstance(one, OpenForm):
        frame = Frame(dialog=True, aside=True, submit=(one.action, one.value))
        assert faults(message(one.card, frame)) == []
    else:
        assert faults(message(one, Frame(key=KEY))) == []
