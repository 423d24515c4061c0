"""Keeps the local chat on this machine: it has no passwords, so nobody else may reach it.

Three doors: the caller's address, the Host header (a foreign name that points at 127.0.0.1 is
DNS rebinding) and, for what changes something, the Origin header (another site's script).
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.routing import APIRoute

FORWARDED = ("x-forwarded-for", "x-forwarded-host", "forwarded")
REFUSAL = (
    "Den lokala chatten svarar bara på den dator där den körs.\n"
    "Öppna den där, på http://127.0.0.1 med rätt port.\n"
)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class GuardedRoute(APIRoute):
    """A route that answers this machine's own browser only, with a strict content policy."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            if not is_ours(request):
                response: Response = PlainTextResponse(REFUSAL, status_code=403)
            else:
                response = await handle(request)
            response.headers.update(HEADERS)
            return response

        return guarded


def is_ours(request: Request) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    if request.client is None or not _is_loopback(request.client.host):
        return False
    host = request.headers.get("host", "")
    if not _is_loopback(_name(f"//{host}")):
        return False
    return request.method in ("GET", "HEAD") or _same_origin(request, host)


def _same_origin(request: Request, host: str) -> bool:
    """A browser names the origin of everything it posts; a tool that is no browser names none."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "none") in ("same-origin", "none")
    return origin == f"{request.url.scheme}://{host}"


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
