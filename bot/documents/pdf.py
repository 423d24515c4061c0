"""A filled-in document as PDF, tagged so that a screen reader can follow it (PDF/UA)."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import content.documents
from bot.documents.logo import NO_LOGO, Logo
from bot.documents.values import values_of
from handlers.documents.paper import Paper
from handlers.pictures import picture_of

if TYPE_CHECKING:
    from typst import Fonts

TEMPLATE = Path(content.documents.__file__).with_name("paper.typ")


def pdf_of(paper: Paper, logo: Logo = NO_LOGO) -> bytes:
    values = values_of(paper)
    for chapter in values["chapters"]:
        for part in chapter["parts"]:
            if part["kind"] == "drawing":
                part["svg"] = picture_of(part.pop("of")).svg
    values["logo"] = list(logo.image)
    return typeset(TEMPLATE, paper=values)


def typeset(template: Path, **values: object) -> bytes:
    """The template as PDF. `values`: what it reads, by name."""
    from typst import compile as made_of  # the compiler takes a moment to load

    made = made_of(
        template.read_bytes(),
        format="pdf",
        sys_inputs={name: json.dumps(value) for name, value in values.items()},
        font_paths=_fonts(),
        pdf_standards="ua-1",
        timestamp=0,  # no clock but ours; the day it was made stands in the text
    )
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    """Typst's own first. matplotlib's DejaVu has more scripts, for names and words in other languages."""
    from typst import Fonts

    found = find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    return Fonts(font_paths=[Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"])
