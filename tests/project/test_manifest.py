"""manifest.yaml: what Slack would refuse, and no wider rights than the events and calls need.

The limits are Slack's own, as its published manifest schema has them. That schema has no licence to be
copied here; where it lies beside the project the manifest is checked against it as well.
"""

import json
from typing import Any

import jsonschema
import pytest
import yaml

from tests.project.source import ROOT

OFFICIAL = ROOT.parent / "shared" / "schemas" / "slack.manifest.schema.2.0.0.json"

# Which scope makes Slack send the event, and which Web API methods each scope is for.
SCOPE_OF_EVENT = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "team_join": "users:read",
    "user_change": "users:read",
}
CALLS_OF_SCOPE = {
    "chat:write": ("chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral"),
    "groups:history": ("conversations.history", "conversations.replies"),
    "groups:read": ("conversations.info", "conversations.members"),
    "im:write": ("conversations.open",),
    "metadata.message:read": ("conversations.history with include_all_metadata",),
    "users:read": ("users.info",),
    "users:read.email": ("users.lookupByEmail",),
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_texts_keep_within_slacks_limits(manifest: dict[str, Any]) -> None:
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    for shortcut in manifest["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
    for command in manifest["features"]["slash_commands"]:
        assert command["command"].startswith("/")
        assert len(command["command"]) <= 32


def test_it_needs_no_public_address(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(manifest)


def test_every_event_has_its_scope_and_every_scope_a_reason(manifest: dict[str, Any]) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    by_events = {SCOPE_OF_EVENT[event] for event in events} - {""}
    by_features = {"commands"} if manifest["features"]["slash_commands"] else set()
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == by_events | by_features | set(CALLS_OF_SCOPE)


def test_it_never_acts_as_a_person(manifest: dict[str, Any]) -> None:
    assert set(manifest["oauth_config"]["scopes"]) == {"bot"}


def test_slacks_own_schema_has_nothing_to_say(manifest: dict[str, Any]) -> None:
    schema = json.loads(OFFICIAL.read_text(encoding="utf-8")) if OFFICIAL.exists() else {}
    jsonschema.validate(manifest, schema)
