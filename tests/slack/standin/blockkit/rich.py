"""Rich text, as Slack's own editor makes it and apps may send it."""

from __future__ import annotations

from tests.slack.standin.blockkit.rules import (
    Rule,
    address,
    by_type,
    flag,
    listing,
    number,
    one_of,
    shape,
    text,
)

_STYLE = shape(optional={"bold": flag, "italic": flag, "strike": flag, "code": flag, "underline": flag})
_STYLED: dict[str, Rule] = {"style": _STYLE}
_LEAF = by_type(
    {
        "text": shape(required={"text": text(12000)}, optional=_STYLED),
        "link": shape(required={"url": address()}, optional={**_STYLED, "text": text(3000), "unsafe": flag}),
        "emoji": shape(required={"name": text(100)}, optional={**_STYLED, "unicode": text(100)}),
        "user": shape(required={"user_id": text(20)}, optional=_STYLED),
        "channel": shape(required={"channel_id": text(20)}, optional=_STYLED),
        "usergroup": shape(required={"usergroup_id": text(20)}, optional=_STYLED),
        "broadcast": shape(required={"range": one_of("here", "channel", "everyone")}, optional=_STYLED),
        "date": shape(
            required={"timestamp": number(0, 10**11), "format": text(200)},
            optional={"url": address(), "fallback": text(200)},
        ),
    }
)
_LEAVES = listing(_LEAF, most=1000, fewest=0)
_SECTION = shape(required={"elements": _LEAVES})
RICH_PART = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_preformatted": shape(
            required={"elements": _LEAVES}, optional={"border": number(0, 1), "language": text(50)}
        ),
        "rich_text_quote": shape(required={"elements": _LEAVES}, optional={"border": number(0, 1)}),
        "rich_text_list": shape(
            required={
                "style": one_of("bullet", "ordered"),
                "elements": listing(by_type({"rich_text_section": _SECTION}), most=1000),
            },
            optional={"indent": number(0, 8), "border": number(0, 1), "offset": number(0, 1000)},
        ),
    }
)
