"""Block elements and the objects they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.slack.standin.blockkit.rules import (
    Rule,
    Site,
    address,
    any_text,
    by_type,
    clock_time,
    date,
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

CONFIRM = shape(
    required={
        "title": plain_text(100),
        "text": any_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    optional={"style": one_of("primary", "danger")},
)
OPTION = shape(
    required={"text": plain_text(75), "value": text(150)},
    optional={"description": plain_text(75)},
)
MARKED_OPTION = shape(
    required={"text": any_text(75), "value": text(150)},
    optional={"description": any_text(75)},
)
LINK_OPTION = shape(
    required={"text": plain_text(75), "value": text(150)},
    optional={"description": plain_text(75), "url": address()},
)
GROUP = shape(required={"label": plain_text(75), "options": listing(OPTION, most=100)})
DISPATCH = shape(
    optional={
        "trigger_actions_on": listing(one_of("on_enter_pressed", "on_character_entered"), most=2),
    }
)


def options_of(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All options of a select, radio or checkbox element, groups opened."""
    yield from element.get("options") or ()
    for group in element.get("option_groups") or ():
        yield from group.get("options") or ()


def _chosen_beforehand(element: dict[str, Any], site: Site) -> None:
    """What is chosen from the start must be one of the options, word for word."""
    options = list(options_of(element))
    chosen = element.get("initial_options") or ()
    if element.get("initial_option") is not None:
        chosen = (*chosen, element["initial_option"])
    for option in chosen:
        if option not in options:
            site.wrong("initial_option must be one of the options")
    values = [option.get("value") for option in options if isinstance(option, dict)]
    if len(set(values)) != len(values):
        site.wrong("option values must be unique")


def _select_rule(element: dict[str, Any], site: Site) -> None:
    if ("options" in element) == ("option_groups" in element):
        site.wrong("must have either options or option_groups")
    _chosen_beforehand(element, site)


def _input_lengths(element: dict[str, Any], site: Site) -> None:
    shortest, longest = element.get("min_length"), element.get("max_length")
    if isinstance(shortest, int) and isinstance(longest, int) and shortest > longest:
        site.wrong("min_length must not be greater than max_length")


def _one_source(element: dict[str, Any], site: Site) -> None:
    if ("image_url" in element) == ("slack_file" in element):
        site.wrong("must have either image_url or slack_file")


def slack_file(value: Any, site: Site) -> None:
    shape(optional={"id": text(100), "url": address()})(value, site)
    if isinstance(value, dict) and value.get("id") not in site.files:
        site.wrong("invalid slack file")


COMMON: dict[str, Rule] = {"action_id": identifier}
CONFIRMABLE: dict[str, Rule] = {**COMMON, "confirm": CONFIRM, "focus_on_load": flag}
PLACEHOLDER: dict[str, Rule] = {"placeholder": plain_text(150)}
OPTIONS: dict[str, Rule] = {"options": listing(OPTION, most=100), "option_groups": listing(GROUP, most=100)}
MANY: dict[str, Rule] = {"max_selected_items": number(1, 100)}
TYPED: dict[str, Rule] = {**COMMON, **PLACEHOLDER, "focus_on_load": flag, "dispatch_action_config": DISPATCH}

IMAGE = shape(
    required={"alt_text": text(2000)},
    optional={"image_url": picture_address, "slack_file": slack_file},
    also=_one_source,
)
ELEMENTS: dict[str, Rule] = {
    "button": shape(
        required={"text": plain_text(75)},
        optional={
            **COMMON,
            "url": address(),
            "value": text(2000),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": text(75),
        },
    ),
    "static_select": shape(
        optional={**CONFIRMABLE, **PLACEHOLDER, **OPTIONS, "initial_option": OPTION}, also=_select_rule
    ),
    "multi_static_select": shape(
        optional={
            **CONFIRMABLE,
            **PLACEHOLDER,
            **OPTIONS,
            **MANY,
            "initial_options": listing(OPTION, most=100),
        },
        also=_select_rule,
    ),
    "external_select": shape(
        optional={
            **CONFIRMABLE,
            **PLACEHOLDER,
            "initial_option": OPTION,
            "min_query_length": number(0, 255),
        }
    ),
    "users_select": shape(optional={**CONFIRMABLE, **PLACEHOLDER, "initial_user": text(20)}),
    "conversations_select": shape(
        optional={
            **CONFIRMABLE,
            **PLACEHOLDER,
            "initial_conversation": text(20),
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": shape(
                optional={
                    "include": listing(one_of("im", "mpim", "private", "public"), most=4),
                    "exclude_external_shared_channels": flag,
                    "exclude_bot_users": flag,
                }
            ),
        }
    ),
    "datepicker": shape(optional={**CONFIRMABLE, **PLACEHOLDER, "initial_date": date}),
    "timepicker": shape(
        optional={**CONFIRMABLE, **PLACEHOLDER, "initial_time": clock_time, "timezone": text(50)}
    ),
    "datetimepicker": shape(optional={**CONFIRMABLE, "initial_date_time": number(10**9, 10**10 - 1)}),
    "radio_buttons": shape(
        required={"options": listing(MARKED_OPTION, most=10)},
        optional={**CONFIRMABLE, "initial_option": MARKED_OPTION},
        also=_chosen_beforehand,
    ),
    "checkboxes": shape(
        required={"options": listing(MARKED_OPTION, most=10)},
        optional={**CONFIRMABLE, "initial_options": listing(MARKED_OPTION, most=10)},
        also=_chosen_beforehand,
    ),
    "overflow": shape(
        required={"options": listing(LINK_OPTION, most=5)}, optional={**COMMON, "confirm": CONFIRM}
    ),
    "plain_text_input": shape(
        optional={
            **TYPED,
            "initial_value": text(3000, 0),
            "multiline": flag,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
        },
        also=_input_lengths,
    ),
    "email_text_input": shape(optional={**TYPED, "initial_value": text(3000, 0)}),
    "url_text_input": shape(optional={**TYPED, "initial_value": text(3000, 0)}),
    "number_input": shape(
        required={"is_decimal_allowed": flag},
        optional={**TYPED, "initial_value": text(40), "min_value": text(40), "max_value": text(40)},
    ),
    "image": IMAGE,
}
SELECTS = ("static_select", "external_select", "users_select", "conversations_select")
PICKERS = ("datepicker", "timepicker")
CHOICES = ("radio_buttons", "checkboxes")


def elements(*names: str) -> Rule:
    return by_type({name: ELEMENTS[name] for name in names})


ACCESSORY = elements("button", "overflow", "image", "multi_static_select", *SELECTS, *PICKERS, *CHOICES)
IN_ACTIONS = elements("button", "overflow", "datetimepicker", *SELECTS, *PICKERS, *CHOICES)
IN_INPUT = elements(
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "multi_static_select",
    "datetimepicker",
    *SELECTS,
    *PICKERS,
    *CHOICES,
)
