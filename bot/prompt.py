"""Threads for what stands between a press and its acknowledgement, and for nothing else.

asyncio's own threads are few, and may all be waiting: for the database's write lock behind a morning, or for
a long card to be drawn. Slack and Teams wait some seconds only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

THREADS = 8

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
_THREADS = ThreadPoolExecutor(THREADS, thread_name_prefix="prompt")


async def promptly(work: Callable[_Given, _Result], *given: _Given.args, **named: _Given.kwargs) -> _Result:
    """As asyncio.to_thread, for milliseconds' work: a look in the database, or an event to be stored."""
    context = copy_context()
    return await asyncio.get_running_loop().run_in_executor(
        _THREADS, lambda: context.run(work, *given, **named)
    )
