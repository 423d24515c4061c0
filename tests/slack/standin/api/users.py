"""People."""

from __future__ import annotations

from tests.slack.standin.api.conversations import page
from tests.slack.standin.calls import Answer, Call, method
from tests.slack.standin.refusals import Refused
from tests.slack.standin.shapes import person_json

WITH_EMAIL = "users:read.email"


@method("users.lookupByEmail", WITH_EMAIL, tier=3, takes="email")
def lookup_by_email(call: Call) -> Answer:
    """Those who have left, bots and people of other workspaces are not found."""
    person = call.workspace.by_email(call.arguments.text("email"))
    if person is None or person.kind in ("deactivated", "bot", "stranger"):
        raise Refused("users_not_found")
    return {"user": person_json(person, with_email=True)}


@method("users.info", "users:read", tier=4, takes="user include_locale")
def info(call: Call) -> Answer:
    person = call.workspace.people.get(call.arguments.text("user"))
    if person is None:
        raise Refused("user_not_found")
    return {"user": person_json(person, WITH_EMAIL in call.scopes)}


@method("users.list", "users:read", tier=2, takes="cursor include_locale limit team_id")
def list_people(call: Call) -> Answer:
    found, cursor = page(list(call.workspace.people.values()), call, 1000, 1000)
    people = [person_json(person, WITH_EMAIL in call.scopes) for person in found]
    return {"members": people, "cache_ts": 0, "response_metadata": {"next_cursor": cursor}}
