"""What is filled in, in messages and views: Slack's `state.values`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
Key = tuple[str, str]
STATELESS = ("button", "overflow", "image")


def elements_of(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with its block."""
    for block in blocks:
        if block["type"] == "actions":
            yield from ((block, element) for element in block["elements"])
        elif block["type"] == "input":
            yield block, block["element"]
        elif block["type"] == "section" and "accessory" in block:
            yield block, block["accessory"]


def key_of(block: Json, element: Json) -> Key:
    return block["block_id"], element.get("action_id", "")


def initial_values(blocks: list[Json]) -> dict[Key, Json]:
    return {
        key_of(block, element): initial_value(element)
        for block, element in elements_of(blocks)
        if element["type"] not in STATELESS
    }


def initial_value(element: Json) -> Json:
    match element["type"]:
        case "static_select" | "radio_buttons" | "external_select":
            return _value(element, "selected_option", element.get("initial_option"))
        case "checkboxes" | "multi_static_select":
            return _value(element, "selected_options", element.get("initial_options", []))
        case "datepicker":
            return _value(element, "selected_date", element.get("initial_date"))
        case "timepicker":
            return _value(element, "selected_time", element.get("initial_time"))
        case "datetimepicker":
            return _value(element, "selected_date_time", element.get("initial_date_time"))
        case "users_select":
            return _value(element, "selected_user", element.get("initial_user"))
        case "conversations_select":
            return _value(element, "selected_conversation", element.get("initial_conversation"))
        case _:
            return _value(element, "value", element.get("initial_value") or None)


def _value(element: Json, name: str, value: Any) -> Json:
    return {"type": element["type"], name: value}


def is_empty(value: Json) -> bool:
    return all(not part for name, part in value.items() if name != "type")
