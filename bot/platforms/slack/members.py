"""What Slack says of a person: who is one of the workspace's own, and who is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Told = Mapping[str, Any]
"""A person as `users.info`, `users.lookupByEmail` and the `user_change` event describe them."""


@dataclass(frozen=True)
class Home:
    """Our workspace, as `auth.test` tells it. `bot`: our own user there."""

    team: str
    enterprise: str
    bot: str


def is_member(person: Told, home: Home) -> bool:
    """Whether it is a person with an account of the workspace's own: no guest, no bot, nobody from another
    workspace, nobody whose account is closed."""
    never = ("deleted", "is_bot", "is_workflow_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    if any(person.get(mark) for mark in never) or person.get("id") == "USLACKBOT":
        return False
    return _is_ours(person, home)


def is_app(person: Told, home: Home) -> bool:
    """Whether it is an app, or Slack's own helper, in our workspace: nobody who reads along."""
    return person.get("id") == "USLACKBOT" or (bool(person.get("is_bot")) and _is_ours(person, home))


def _is_ours(person: Told, home: Home) -> bool:
    """In an organisation of several workspaces, the organisation's people are ours."""
    enterprise = (person.get("enterprise_user") or {}).get("enterprise_id")
    if home.enterprise and enterprise:
        return bool(enterprise == home.enterprise)
    return not home.team or person.get("team_id", home.team) == home.team


def is_elsewhere(team: str, home: Home) -> bool:
    """Whether it is another workspace than ours. In an organisation a person may belong to any of its own."""
    return bool(home.team) and not home.enterprise and team != home.team


def email_of(person: Told) -> str:
    """In lower case, or "" when Slack does not tell it."""
    return str((person.get("profile") or {}).get("email") or "").strip().lower()
