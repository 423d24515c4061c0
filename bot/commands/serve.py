"""`narvarolots run` and `narvarolots demo`."""

from __future__ import annotations

from bot.settings import load_settings


def run_bot() -> None:
    import asyncio

    from bot.app import build
    from bot.clock import SystemClock
    from bot.log import configure_log
    from bot.server import serve

    configure_log()
    asyncio.run(serve(build(load_settings(), SystemClock())))


def run_demo(host: str, port: int, plan: str | None, *, fresh: bool) -> None:
    from bot.demo import run_demo as start

    start(host, port, plan=plan or load_settings().plan, fresh=fresh)
