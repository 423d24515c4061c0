"""The names that our blocks carry to Slack and back.

A press must say which message it stood in, also before we have written down what Slack called that message:
so the message's key goes with each row of buttons. Slack wants block ids to be new when a block has changed,
or it keeps what was chosen before: so a short mark of the contents is part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from pydantic import TypeAdapter, ValidationError

from bot.platforms.slack import limits

OURS = "narvarolots_message"
"""Our messages' `event_type` in metadata; the payload is `{"key": …}`."""
_AGAIN = "~"
_BEFORE_KEY = ":"
NO_VALUE = "(inget)"
"""Slack takes no empty option value."""


def block_id(number: int, contents: object, key: str = "") -> str:
    mark = f"{number}-{sha256(repr(contents).encode()).hexdigest()[:8]}"
    whole = f"{mark}{_BEFORE_KEY}{key}" if key else mark
    return whole if len(whole) <= limits.ID else mark


def key_in(found: str) -> str:
    """The message key in a block id, or ""."""
    return found.partition(_BEFORE_KEY)[2]


def action_id(action: str, number: int) -> str:
    """Unique among the buttons of one row."""
    return f"{action}{_AGAIN}{number}"


def action_in(found: str) -> str:
    return found.rpartition(_AGAIN)[0] or found


@dataclass(frozen=True)
class FormPlace:
    """What a form must remember: what its submit is for, and where it was opened."""

    action: str
    value: str = ""
    channel: str = ""
    ts: str = ""
    thread: str = ""
    key: str = ""
    home: bool = False
    """On the home page."""


_FORM: TypeAdapter[FormPlace] = TypeAdapter(FormPlace)


def form_metadata(place: FormPlace) -> str:
    return _FORM.dump_json(place, exclude_defaults=True).decode()


def form_place(metadata: str) -> FormPlace | None:
    """None for a view that is not one of our forms."""
    try:
        return _FORM.validate_json(metadata)
    except ValidationError:
        return None


def message_metadata(key: str) -> dict[str, object]:
    return {"event_type": OURS, "event_payload": {"key": key}}


def platform_id(channel: str, ts: str) -> str:
    """How a message is remembered: Slack's timestamps are unique within a channel only."""
    return f"{channel}:{ts}"


def channel_and_ts(found: str) -> tuple[str, str]:
    channel, _, ts = found.partition(":")
    return channel, ts
