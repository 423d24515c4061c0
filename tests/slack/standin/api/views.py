"""Modals and the home tab."""

from __future__ import annotations

import time
from typing import Any

from tests.slack.standin.api.chat import with_ids
from tests.slack.standin.blockkit import check_view
from tests.slack.standin.calls import Answer, Call, method
from tests.slack.standin.inputs import initial_values
from tests.slack.standin.refusals import Refused
from tests.slack.standin.shapes import view_json
from tests.slack.standin.workspace import View, Workspace

DEEPEST = 3


def checked(workspace: Workspace, view: Any, *kinds: str) -> dict[str, Any]:
    """The view with every id filled in. Raises Refused."""
    check_view(view, kinds, workspace.pictures())
    external = view.get("external_id")
    if external and any(v.definition.get("external_id") == external for v in workspace.views.values()):
        raise Refused("duplicate_external_id")
    return {**view, "blocks": with_ids(workspace, view["blocks"])}


def set_definition(workspace: Workspace, view: View, definition: dict[str, Any]) -> None:
    """What was filled in stays where the ids are the same."""
    view.definition = definition
    fresh = initial_values(definition["blocks"])
    view.inputs = {key: view.inputs.get(key, value) for key, value in fresh.items()}
    view.hash = f"{time.time_ns()}.{workspace.new_id('h')}"
    workspace.changed()


def new_view(workspace: Workspace, user: str, definition: dict[str, Any]) -> View:
    view_id = workspace.new_id("V")
    view = View(view_id, user, definition, root=view_id)
    set_definition(workspace, view, definition)
    return view


def put_on_stack(workspace: Workspace, user: str, definition: dict[str, Any]) -> View:
    """Raises Refused when three views lie there already."""
    stack = workspace.stack_of(user)
    if len(stack) >= DEEPEST:
        raise Refused("push_limit_reached")
    view = new_view(workspace, user, definition)
    if stack:
        view.root, view.previous = stack[0], stack[-1]
    workspace.views[view.id] = view
    stack.append(view.id)
    workspace.changed()
    return view


def spend_trigger(call: Call) -> str:
    """Whose press it was. A trigger lives three seconds and is good for one view."""
    trigger = call.workspace.triggers.get(call.arguments.text("trigger_id"))
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if trigger.used:
        raise Refused("exchanged_trigger_id")
    if time.monotonic() > trigger.expires:
        raise Refused("expired_trigger_id")
    trigger.used = True
    return trigger.user


def _given(call: Call, *kinds: str) -> dict[str, Any]:
    if "view" not in call.arguments:
        raise Refused.with_messages("invalid_arguments", ["missing required field: view"])
    return checked(call.workspace, call.arguments.object("view", "invalid_arguments"), *kinds)


@method("views.open", tier=4, takes="trigger_id view interactivity_pointer")
def open_view(call: Call) -> Answer:
    """The first view of a stack; what lay there is gone."""
    definition = _given(call, "modal")
    user = spend_trigger(call)
    clear(call.workspace, user)
    return {"view": view_json(call.workspace, put_on_stack(call.workspace, user, definition))}


@method("views.push", tier=4, takes="trigger_id view interactivity_pointer")
def push(call: Call) -> Answer:
    definition = _given(call, "modal")
    user = spend_trigger(call)
    if not call.workspace.stack_of(user):
        raise Refused("not_found")
    return {"view": view_json(call.workspace, put_on_stack(call.workspace, user, definition))}


@method("views.update", tier=4, takes="view view_id external_id hash")
def update(call: Call) -> Answer:
    arguments = call.arguments
    if ("view_id" in arguments) == ("external_id" in arguments):
        raise Refused("invalid_arguments")
    external = arguments.text("external_id", "")
    named = (v for v in call.workspace.views.values() if v.definition.get("external_id") == external)
    view = next(named, None) if external else call.workspace.view(arguments.text("view_id"))
    if view is None:
        raise Refused("not_found")
    if "hash" in arguments and arguments.text("hash") != view.hash:
        raise Refused("hash_conflict")
    given = arguments.object("view", "invalid_arguments")
    check_view(given, (view.definition["type"],), call.workspace.pictures())
    set_definition(call.workspace, view, {**given, "blocks": with_ids(call.workspace, given["blocks"])})
    return {"view": view_json(call.workspace, view)}


@method("views.publish", tier=4, takes="user_id view hash")
def publish(call: Call) -> Answer:
    if not call.workspace.installed.home_tab:
        raise Refused("not_enabled")
    user = call.arguments.text("user_id")
    person = call.workspace.people.get(user)
    if person is None or person.kind in ("deactivated", "bot"):
        raise Refused("user_not_found")
    definition = _given(call, "home")
    home = call.workspace.homes.get(user)
    if home is None:
        home = call.workspace.homes[user] = new_view(call.workspace, user, definition)
    elif "hash" in call.arguments and call.arguments.text("hash") != home.hash:
        raise Refused("hash_conflict")
    else:
        set_definition(call.workspace, home, definition)
    return {"view": view_json(call.workspace, home)}


def clear(workspace: Workspace, user: str) -> None:
    for view_id in workspace.stack_of(user):
        workspace.views.pop(view_id, None)
    workspace.stacks[user] = []
    workspace.changed()
