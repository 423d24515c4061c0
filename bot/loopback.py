"""Whether a request comes from this very machine, and not from elsewhere through a proxy that stands here."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from bot.settings import is_loopback

FORWARDED = ("x-forwarded-for", "x-forwarded-host", "forwarded")


def from_this_machine(request: Request) -> bool:
    """The caller's own address, and the Host header: a foreign name that points at 127.0.0.1 is DNS
    rebinding, and a proxy on this machine lets others in."""
    if any(name in request.headers for name in FORWARDED):
        return False
    if request.client is None or not is_loopback(request.client.host):
        return False
    return is_loopback(_name(request.headers.get("host", "")))


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
