"""Blocks, and the messages and views they stand in."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.slack.standin.blockkit.elements import (
    ACCESSORY,
    IMAGE,
    IN_ACTIONS,
    IN_INPUT,
    slack_file,
)
from tests.slack.standin.blockkit.rich import RICH_PART
from tests.slack.standin.blockkit.rules import (
    Rule,
    Site,
    any_text,
    by_type,
    flag,
    identifier,
    listing,
    number,
    one_of,
    picture_address,
    plain_text,
    shape,
    text,
)
from tests.slack.standin.refusals import Refused

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
ALL_TEXT = 12_000
ALL_JSON = 16_000
"""The blocks of one message, as compact JSON. Not in Slack's documentation: measured by others
(bolt-js issue 2867: 15,561 was taken, 17,694 refused), and 12,000 of text is what Slack's people say
(bolt-js issue 2509). Refused as `msg_blocks_too_long`."""

BLOCK: dict[str, Rule] = {"block_id": identifier}


def _has_words(block: dict[str, Any], site: Site) -> None:
    if "text" not in block and "fields" not in block:
        site.wrong("missing required field: text or fields")


def _one_source(block: dict[str, Any], site: Site) -> None:
    if ("image_url" in block) == ("slack_file" in block):
        site.wrong("must have either image_url or slack_file")


def _unique_actions(block: dict[str, Any], site: Site) -> None:
    ids = [e.get("action_id") for e in block.get("elements") or () if isinstance(e, dict)]
    for action_id, times in Counter(filter(None, ids)).items():
        if times > 1:
            site.wrong(f"action_id {action_id} already exists in this block")


CELL = by_type(
    {
        "raw_text": shape(required={"text": text(12000)}),
        "rich_text": shape(required={"elements": listing(RICH_PART, most=100)}),
    }
)
EVERYWHERE: dict[str, Rule] = {
    "section": shape(
        optional={
            **BLOCK,
            "text": any_text(3000),
            "fields": listing(any_text(2000), most=10),
            "accessory": ACCESSORY,
            "expand": flag,
        },
        also=_has_words,
    ),
    "divider": shape(optional=BLOCK),
    "header": shape(required={"text": plain_text(150)}, optional={**BLOCK, "level": number(1, 4)}),
    "image": shape(
        required={"alt_text": text(2000)},
        optional={
            **BLOCK,
            "image_url": picture_address,
            "slack_file": slack_file,
            "title": plain_text(2000),
        },
        also=_one_source,
    ),
    "context": shape(
        required={
            "elements": listing(
                by_type({"image": IMAGE, "plain_text": any_text(3000), "mrkdwn": any_text(3000)}), most=10
            )
        },
        optional=BLOCK,
    ),
    "actions": shape(
        required={"elements": listing(IN_ACTIONS, most=25)}, optional=BLOCK, also=_unique_actions
    ),
    "input": shape(
        required={"label": plain_text(2000), "element": IN_INPUT},
        optional={**BLOCK, "hint": plain_text(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": shape(required={"elements": listing(RICH_PART, most=1000, fewest=0)}, optional=BLOCK),
}
ONLY_IN_MESSAGES: dict[str, Rule] = {
    "markdown": shape(required={"text": text(12000)}, optional=BLOCK),
    "table": shape(
        required={"rows": listing(listing(CELL, most=20), most=100)},
        optional={
            **BLOCK,
            "column_settings": listing(
                shape(optional={"align": one_of("left", "center", "right"), "is_wrapped": flag}), most=20
            ),
        },
    ),
}
IN_MESSAGES = listing(by_type(EVERYWHERE | ONLY_IN_MESSAGES), most=MESSAGE_BLOCKS, fewest=0)
IN_VIEWS = listing(by_type(EVERYWHERE), most=VIEW_BLOCKS, fewest=0)


def _unique_block_ids(blocks: Any, site: Site) -> None:
    if not isinstance(blocks, list):
        return
    ids = [block.get("block_id") for block in blocks if isinstance(block, dict)]
    for block_id, times in Counter(filter(None, ids)).items():
        if times > 1:
            site.wrong(f"block_id {block_id} already exists")


def _strings(value: Any) -> Iterator[str]:
    """Every text that is shown, wherever it stands."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def check_message_blocks(blocks: Any, files: frozenset[str] = frozenset()) -> None:
    """Raises Refused as chat.postMessage and chat.update do."""
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    site = Site("message", "/blocks", files=files)
    IN_MESSAGES(blocks, site)
    _unique_block_ids(blocks, site)
    tables = [block for block in blocks if isinstance(block, dict) and block.get("type") == "table"]
    if len(tables) > 1:
        raise Refused("invalid_attachments", errors=["only_one_table_allowed"])
    if site.problems:
        raise Refused.with_messages("invalid_blocks", site.problems)
    if sum(map(len, _strings(blocks))) > ALL_TEXT or len(_compact(blocks)) > ALL_JSON:
        raise Refused("msg_blocks_too_long")


def _needs_submit(view: dict[str, Any], site: Site) -> None:
    blocks = view.get("blocks")
    listed = blocks if isinstance(blocks, list) else []
    if "submit" not in view and any(isinstance(b, dict) and b.get("type") == "input" for b in listed):
        site.wrong("missing required field: submit (the view has an input block)")


_VIEW: dict[str, Rule] = {
    "private_metadata": text(3000, 0),
    "callback_id": text(255, 0),
    "external_id": text(255, 0),
}
VIEWS = by_type(
    {
        "modal": shape(
            required={"title": plain_text(24), "blocks": IN_VIEWS},
            optional={
                **_VIEW,
                "submit": plain_text(24),
                "close": plain_text(24),
                "clear_on_close": flag,
                "notify_on_close": flag,
                "submit_disabled": flag,
            },
            also=_needs_submit,
        ),
        "home": shape(required={"blocks": IN_VIEWS}, optional=_VIEW),
    }
)


def check_view(view: Any, kinds: tuple[str, ...], files: frozenset[str] = frozenset()) -> None:
    """Raises Refused as the views methods do. `kinds`: which types may stand here."""
    if not isinstance(view, dict):
        raise Refused.with_messages("invalid_arguments", ["must be a valid view [json-pointer:/view]"])
    site = Site(str(view.get("type")), "/view", files=files)
    if view.get("type") not in kinds:
        site.at("type").wrong(f"must be one of {', '.join(kinds)}")
    else:
        VIEWS(view, site)
        _unique_block_ids(view.get("blocks"), site.at("blocks"))
    if site.problems:
        raise Refused.with_messages("invalid_arguments", site.problems)
    if len(_compact(view).encode()) > VIEW_BYTES:
        raise Refused("view_too_large")
