"""What Slack's tests share. Kept thin: a test that needs other limits starts a stand-in of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.slack.standin import StandIn, running_standin


@pytest.fixture
def slack() -> Iterator[StandIn]:
    """A workspace with the app installed from manifest.yaml, and nobody in it."""
    with running_standin() as standin:
        yield standin
