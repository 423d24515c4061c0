"""Tells open pages that something is new. It says no more than that: each page asks for its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

PING_SECONDS = 20.0
"""So that a page that has gone away is noticed."""


class Feed:
    """One bell per open page. `announce` may be called from any thread."""

    def __init__(self) -> None:
        self._bells: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self._closed = False

    def announce(self) -> None:
        for bell, loop in tuple(self._bells.items()):
            if not loop.is_closed():
                loop.call_soon_threadsafe(bell.set)

    def close(self) -> None:
        """Ends every open stream, so that the server can stop."""
        self._closed = True
        self.announce()

    async def events(self) -> AsyncIterator[str]:
        """Server-Sent Events. Several changes in quick succession may be one event."""
        bell = asyncio.Event()
        self._bells[bell] = asyncio.get_running_loop()
        try:
            yield "retry: 1500\nevent: changed\ndata: \n\n"
            while not self._closed:
                yield await _next(bell)
        finally:
            del self._bells[bell]


async def _next(bell: asyncio.Event) -> str:
    try:
        await asyncio.wait_for(bell.wait(), PING_SECONDS)
    except TimeoutError:
        return ": ping\n\n"
    bell.clear()
    return "event: changed\ndata: \n\n"
