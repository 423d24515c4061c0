"""What the app's manifest gives it: scopes, events, commands and shortcuts. Nothing else is given."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

MANIFEST = Path(__file__).parents[3] / "manifest.yaml"
EVENT_NEEDS = {
    "message.im": "im:history",
    "message.groups": "groups:history",
    "message.channels": "channels:history",
    "message.mpim": "mpim:history",
    "app_mention": "app_mentions:read",
    "user_change": "users:read",
    "team_join": "users:read",
    "member_joined_channel": "groups:read",
    "member_left_channel": "groups:read",
    "channel_archive": "channels:read",
    "group_archive": "groups:read",
}
"""An event whose scope is missing is never sent, whatever the manifest subscribes to."""


@dataclass(frozen=True)
class Installed:
    """The app as an administrator installed it from its manifest."""

    scopes: frozenset[str]
    events: frozenset[str]
    commands: frozenset[str] = frozenset()
    shortcuts: dict[str, str] = field(default_factory=dict)
    """What a person sees, and the callback id it sends. Message shortcuts only."""
    global_shortcuts: dict[str, str] = field(default_factory=dict)
    interactive: bool = True
    home_tab: bool = True
    messages_tab: bool = True
    writable_messages_tab: bool = True
    socket_mode: bool = True

    def without_scope(self, *scopes: str) -> Installed:
        return replace(self, scopes=self.scopes - set(scopes))

    def hears(self, event: str) -> bool:
        return event in self.events and EVENT_NEEDS.get(event, "") in self.scopes | {""}


def installed_from(path: Path = MANIFEST) -> Installed:
    """Reads a manifest as Slack's own page for new apps does."""
    manifest: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    features = manifest.get("features", {})
    settings = manifest.get("settings", {})
    home = features.get("app_home", {})
    shortcuts = features.get("shortcuts", [])
    return Installed(
        scopes=frozenset(manifest["oauth_config"]["scopes"].get("bot", [])),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        commands=frozenset(command["command"] for command in features.get("slash_commands", [])),
        shortcuts={s["name"]: s["callback_id"] for s in shortcuts if s["type"] == "message"},
        global_shortcuts={s["name"]: s["callback_id"] for s in shortcuts if s["type"] == "global"},
        interactive=settings.get("interactivity", {}).get("is_enabled", False),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=home.get("messages_tab_enabled", True),
        writable_messages_tab=not home.get("messages_tab_read_only_enabled", False),
        socket_mode=settings.get("socket_mode_enabled", False),
    )
