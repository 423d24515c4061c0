"""Buttons by what they do, so that a test need not know their wording."""

from __future__ import annotations

from collections.abc import Callable

from tests.slack.standin import Human, NotThere, Seen
from tests.slack.standin.screen import Control, Screen


def deed(control: Control) -> str:
    """The action that a button of ours carries."""
    return str(control.element["action_id"]).split("~")[0]


def deeds(seen: Screen) -> set[str]:
    return {deed(control) for control in seen.presses}


def does(action: str, ends: str = "") -> Callable[[Control], bool]:
    return lambda control: deed(control) == action and str(control.element.get("value", "")).endswith(ends)


def has(action: str, ends: str = "") -> Callable[[Seen], bool]:
    """For `sees`: a message with such a button."""
    return lambda seen: any(does(action, ends)(control) for control in seen.presses)


def press(who: Human, on: Seen, action: str, ends: str = "") -> None:
    """Presses it in the message as it is now."""
    now = who.now(on)
    wanted = next((control for control in now.presses if does(action, ends)(control)), None)
    if wanted is None:
        raise NotThere(f"no button for {action} {ends}; there are {list(now.buttons)}")
    alike = [control for control in now.presses if control.label == wanted.label]
    who.press(wanted.label, on=now, number=alike.index(wanted))


def press_at_home(who: Human, action: str, ends: str = "") -> None:
    """Presses it on the home tab as it is now."""
    home = who.sees_home(lambda seen: any(does(action, ends)(control) for control in seen.presses))
    wanted = next(control for control in home.presses if does(action, ends)(control))
    alike = [control for control in home.presses if control.label == wanted.label]
    who.press(wanted.label, on=home, number=alike.index(wanted))


def label(screen: Screen, action: str, ends: str = "") -> str:
    """What stands on it."""
    return next(control.label for control in screen.presses if does(action, ends)(control))
