"""One life of the bot, as a process that may be killed at any moment: `python -m tests.slack.life`.

Its settings are the environment's, its clock a school morning that goes on through all lives."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import datetime, timedelta

from bot.app import build
from bot.server import serve
from bot.settings import load_settings
from storage.columns import STOCKHOLM

BEGAN = "LIFE_BEGAN"
"""The environment's word for when the first life began, in seconds since 1970."""
MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=STOCKHOLM)


class SharedClock:
    """The same morning in every life."""

    def __init__(self, began: float) -> None:
        self._began = began

    def now(self) -> datetime:
        return MORNING + timedelta(seconds=time.time() - self._began)


def main() -> None:
    asyncio.run(serve(build(load_settings(), SharedClock(float(os.environ[BEGAN])))))


if __name__ == "__main__":
    main()
