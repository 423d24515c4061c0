"""Cards as HTML. Jinja2 escapes everything; what is not text (pictures, links) is checked here."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.platforms.local import dates
from handlers.pictures import svg_of
from handlers.vocabulary import Block, Card, Divider, Heading, OpenForm, Picture

TEMPLATES = Path(__file__).parent / "templates"
MOST_RADIOS = 6
"""A choice among more options than these is a list to open."""

_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Section:
    """A heading with what follows it, up to the next heading."""

    heading: Heading | None
    blocks: tuple[Block, ...]


def sections(card: Card) -> list[Section]:
    """A card's blocks in order; the first section has no heading when the card opens without one.

    A heading draws its own line: a divider just before it would be a second one."""
    found: list[tuple[Heading | None, list[Block]]] = []
    for block, after in zip_longest(card.blocks, card.blocks[1:]):
        if isinstance(block, Divider) and isinstance(after, Heading):
            continue
        if isinstance(block, Heading):
            found.append((block, []))
        elif found:
            found[-1][1].append(block)
        else:
            found.append((None, [block]))
    return [Section(heading, tuple(blocks)) for heading, blocks in found]


def element_id(*parts: object) -> str:
    """A short id for an HTML element: the same for the same parts, whatever characters they hold."""
    return "x" + sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


def svg_address(picture: Picture) -> str:
    """An address that an <img> can show: scripts in the picture do not run there."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg_of(picture).encode()).decode()


def safe_link(url: str) -> bool:
    """Whether it leads to a page, a document of ours, a mail or a phone, and not to a script."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return bool(parts.netloc)
    return parts.scheme in ("mailto", "tel") or (url.startswith("/") and not parts.netloc and "\\" not in url)


def card_html(card: Card, scope: str) -> str:
    """A card on its own, for what is not kept. `scope` keeps its element ids apart from others'."""
    return fragment("card.html", card=card, scope=scope)


def whisper_html(cards: tuple[Card, ...], echo: str, scope: str) -> str:
    """Cards for one person's eyes only, after the words they answer, if those are not kept either."""
    return fragment("whisper.html", cards=cards, echo=echo, scope=scope)


def form_html(form: OpenForm, scope: str) -> str:
    return fragment("form.html", card=form.card, scope=scope, action=form.action, value=form.value)


def fragment(template: str, **values: object) -> str:
    return _environment.get_template(template).render(**values)


def first_words(texts: Iterable[str], length: int = 60) -> str:
    """The first text that is not empty, cut at a word."""
    text = next((" ".join(text.split()) for text in texts if text.strip()), "")
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


_environment.filters.update(
    sections=sections,
    svg_address=svg_address,
    day_words=dates.day_words,
    day_with_week=dates.day_with_week,
    time_of_day=dates.time_of_day,
)
_environment.tests.update(safe_link=safe_link)
_environment.globals.update(element_id=element_id, MOST_RADIOS=MOST_RADIOS)
