"""The body of a request, as long as a platform ever sends it."""

from __future__ import annotations

from fastapi import Request

LARGEST = 1_000_000
"""Bytes. What the platforms send is far smaller."""


class TooLarge(Exception):
    """More than that, however long it said that it would be."""


async def body_of(request: Request) -> bytes:
    """Raises TooLarge."""
    found = bytearray()
    async for part in request.stream():
        found += part
        if len(found) > LARGEST:
            raise TooLarge
    return bytes(found)
