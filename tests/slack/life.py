"""One life of the bot, as a process that may be killed at any moment: `python -m tests.slack.life`.

Its settings are the environment's, its clock a school morning that goes on through all lives."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.app import build
from bot.server import serve
from bot.settings import load_settings
from storage.zone import STOCKHOLM

BEGAN = "LIFE_BEGAN"
"""The environment's word for when the first life began, in seconds since 1970."""
MINUTE = signal.SIGUSR1
"""Sent to a life: the minute's tick now, which does the morning."""
MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=STOCKHOLM)


class SharedClock:
    """The same morning in every life."""

    def __init__(self, began: float) -> None:
        self._began = began

    def now(self) -> datetime:
        return MORNING + timedelta(seconds=time.time() - self._began)


async def live() -> None:
    app = build(load_settings(), SharedClock(float(os.environ[BEGAN])))
    tick: Callable[[], object] = lambda: asyncio.ensure_future(app.ticker.tick())  # noqa: E731
    asyncio.get_running_loop().add_signal_handler(MINUTE, tick)
    await serve(app)


def main() -> None:
    asyncio.run(live())


if __name__ == "__main__":
    main()
