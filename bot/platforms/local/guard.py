"""Keeps the local chat on this machine: it has no passwords, so nobody else may reach it.

Three doors: the caller's address, the Host header (a foreign name that points at 127.0.0.1 is
DNS rebinding) and, for what changes something, the Origin header (another site's script).
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.routing import APIRoute

from bot.loopback import from_this_machine

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
    if not from_this_machine(request):
        return False
    return request.method in ("GET", "HEAD") or _same_origin(request, request.headers.get("host", ""))


def _same_origin(request: Request, host: str) -> bool:
    """A browser names the origin of everything it posts; a tool that is no browser names none."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "none") in ("same-origin", "none")
    return origin == f"{request.url.scheme}://{host}"
