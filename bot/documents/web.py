"""Where a document is fetched: a page that tells nothing of anybody, and a press that gives the file.

Chats and mail filters open links by themselves to look at them. What they find is the page. The file comes
with the press only: to whoever holds the link, within its minutes, while that person still may have it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.documents.desk import Desk, MadeFile, Unknown
from bot.documents.files import TYPES, as_attachment
from content.texts import text
from handlers.context import Refusal
from handlers.documents.links import PAGE, Ticket
from handlers.tickets import LIVES, LinkEnded

STYLE = (
    "body{margin:0;background:#f3f5f7;color:#1c2733;font:1.05rem/1.5 system-ui,sans-serif}"
    "main{max-width:34rem;margin:8vh auto;padding:2rem;background:#fff;border-radius:12px}"
    "@media(max-width:36rem){main{margin:0;border-radius:0;min-height:100vh;box-sizing:border-box}}"
    "h1{font-size:1.5rem;margin:0 0 .75rem;color:#123f72}"
    ".ways{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.5rem 0}"
    "button{font:inherit;padding:.7rem 1.2rem;border:0;border-radius:8px;background:#1f4e5f;color:#fff;"
    "cursor:pointer}button:hover,button:focus-visible{background:#123f72}"
    ".hint{color:#5b6673;font-size:.95rem;margin:0}"
)
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


def documents_router(desk: Desk) -> APIRouter:
    """Plain functions: the server runs them in threads, and making a file takes its time there."""
    router = APIRouter(prefix=PAGE, include_in_schema=False)

    @router.get("/{token}")
    def page(token: str) -> Response:
        return answered(lambda: _page_of(desk.ticket(token), token))

    @router.post("/{token}/{kind}")
    def file(token: str, kind: str) -> Response:
        if kind not in TYPES:
            return _told("document.page_unknown", 404)
        return answered_file(lambda: desk.linked(token, kind))

    return router


def answered(answer: Callable[[], Response], unknown: str = "document.page_unknown") -> Response:
    """What is asked for, or a page that says why not. `unknown`: the text for a link that we never made."""
    try:
        return answer()
    except Unknown:
        return _told(unknown, 404)
    except LinkEnded as ended:
        return _shown(text("document.page_ended_title"), str(ended), status=410)
    except Refusal as refusal:
        return _shown(text("document.page_refused_title"), str(refusal), status=403)


def _page_of(ticket: Ticket, token: str) -> Response:
    """Nothing of whom it is about: the ticket is not even looked at further."""
    ways = [(f"{PAGE}/{token}/{kind}", text(f"document.as_{kind}")) for kind in TYPES]
    words = text("document.page", minutes=LIVES.seconds // 60)
    return download_page(text("document.page_title"), words, ways, text("document.page_hint"))


def download_page(title: str, words: str, ways: list[tuple[str, str]], hint: str) -> Response:
    """`ways`: addresses to press for a file, each with what stands on the button."""
    return _shown(title, words, ways, hint)


def answered_file(make: Callable[[], MadeFile], unknown: str = "document.page_unknown") -> Response:
    """The file as a download, or a page that says why not."""
    return answered(lambda: _download(make()), unknown)


def _download(made: MadeFile) -> Response:
    headers = {**HEADERS, "Content-Disposition": as_attachment(made.name)}
    return Response(made.content, media_type=made.type, headers=headers)


def _told(name: str, status: int) -> Response:
    return _shown(text("document.page_refused_title"), text(name), status=status)


def _shown(
    title: str, words: str, ways: Sequence[tuple[str, str]] = (), hint: str = "", status: int = 200
) -> Response:
    values = {"title": title, "words": words, "ways": ways, "hint": hint, "style": STYLE}
    page = _environment().get_template("page.html").render(**values)
    return HTMLResponse(page, status_code=status, headers=HEADERS)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    folder = Path(__file__).parent
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
