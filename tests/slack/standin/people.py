"""A person with Slack in front of them: looks, waits, presses, fills in and writes. For test code."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from tests.slack.standin.hands import Hands
from tests.slack.standin.inputs import key_of
from tests.slack.standin.screen import Control, NotThere, Seen, SeenView, find_option, seen_view
from tests.slack.standin.workspace import Channel, Person

if TYPE_CHECKING:
    from tests.slack.standin.running import StandIn

Json = dict[str, Any]
Result = TypeVar("Result")
Wanted = str | Callable[[Seen], bool]


class Human:
    """Every method may be called from any thread but the stand-in's own, and blocks until it is done.

    `where` is a channel's name; without it, the person's own conversation with the app."""

    def __init__(self, standin: StandIn, person: Person) -> None:
        self._standin = standin
        self._hands = Hands(standin.server, person)
        self.person = person

    @property
    def id(self) -> str:
        return self.person.id

    # Looking

    def messages(self, where: str = "") -> list[Seen]:
        """Oldest first: roots, replies and whispers."""
        return self._call(lambda: self._hands.messages(self._channel(where)))

    def thread(self, root: Seen) -> list[Seen]:
        """The replies under a message."""
        channel = self._standin.channel_by_id(root.channel)
        return self._call(lambda: [m for m in self._hands.messages(channel) if m.thread == root.ts])

    def newest(self, where: str = "") -> Seen:
        found = self.messages(where)
        if not found:
            raise NotThere("no message yet")
        return found[-1]

    def sees(self, wanted: Wanted, where: str = "", after: Seen | None = None, patience: float = 0) -> Seen:
        """Waits until a message says so (a text in it, or what the function agrees to); gives the newest one.

        `after`: only messages newer than this one. Raises NotThere with what is seen instead."""

        def _look() -> Seen | None:
            for message in reversed(self._hands.messages(self._channel(where))):
                if after is not None and message.ts <= after.ts:
                    break
                if _fits(message, wanted):
                    return message
            return None

        return self._until(_look, f"a message with {wanted!r}", where, patience)

    def sees_change(self, shown: Seen, wanted: Wanted = "", patience: float = 0) -> Seen:
        """Waits until this message has been changed into one that fits."""
        channel = self._standin.channel_by_id(shown.channel)

        def _look() -> Seen | None:
            now = next((m for m in self._hands.messages(channel) if m.ts == shown.ts), None)
            return now if now and now.version > shown.version and _fits(now, wanted) else None

        return self._until(_look, f"a change with {wanted!r}", channel.name, patience)

    def no_longer_sees(self, shown: Seen, patience: float = 0) -> None:
        """Waits until the message is deleted."""
        channel = self._standin.channel_by_id(shown.channel)

        def _look() -> bool | None:
            return all(m.ts != shown.ts for m in self._hands.messages(channel)) or None

        self._until(_look, "the message gone", channel.name, patience)

    def now(self, shown: Seen) -> Seen:
        """The same message as it is at this moment."""
        return self._call(lambda: self._hands.current(shown))

    @property
    def modal(self) -> SeenView | None:
        """The form on top, if one is open."""

        def _look() -> SeenView | None:
            view = self._hands.top_view()
            depth = len(self._hands.workspace.stack_of(self.id))
            return seen_view(view, depth) if view else None

        return self._call(_look)

    def sees_modal(self, wanted: str = "", patience: float = 0) -> SeenView:
        """Waits for a form with that text in its title or body."""

        def _look() -> SeenView | None:
            view = self._hands.top_view()
            found = seen_view(view) if view else None
            return found if found and wanted in f"{found.title}\n{found.text}" else None

        return self._until(_look, f"a form with {wanted!r}", "", patience)

    @property
    def home(self) -> SeenView | None:
        """The home tab as it was last published."""

        def _look() -> SeenView | None:
            view = self._hands.workspace.homes.get(self.id)
            return seen_view(view) if view else None

        return self._call(_look)

    def sees_home(self, wanted: str | Callable[[SeenView], bool] = "", patience: float = 0) -> SeenView:
        """Waits for a home tab with that text in it, or that the function agrees to."""

        def _look() -> SeenView | None:
            view = self._hands.workspace.homes.get(self.id)
            found = seen_view(view) if view else None
            fits = found and (wanted(found) if callable(wanted) else wanted in found.text)
            return found if fits else None

        return self._until(_look, f"a home tab with {wanted!r}", "", patience)

    # Pressing and filling in

    def press(
        self, button: str, on: Seen | SeenView | None = None, number: int = 0, stale: bool = False
    ) -> None:
        """Presses a button by its text: without `on`, in the open form or the newest message that has it.

        A message is pressed as it is now; `stale`: as it was when `on` was seen, as when two press at once.
        Raises NotThere when there is no such button, AppDidNotAnswer when it is not acknowledged in time."""
        if isinstance(on, SeenView) or (on is None and self.modal is not None):
            return self._press_in_view(button, on, number)
        shown = self._with_button(button) if on is None else on if stale else self.now(on)
        control = shown.find_press(button, number)
        self._run(self._hands.press(shown, control))

    def press_again(self, button: str, on: Seen, times: int) -> None:
        """Presses many times without waiting for answers, as an impatient finger does."""
        control = on.find_press(button)

        async def _all() -> None:
            presses = (self._hands.press(on, control) for _ in range(times))
            await asyncio.gather(*presses, return_exceptions=True)

        self._run(_all())

    def _with_button(self, button: str) -> Seen:
        for message in reversed(self.messages()):
            if any(button.lower() in label.lower() for label in message.buttons):
                return message
        raise NotThere(f"no button {button!r}; there are {[b for m in self.messages() for b in m.buttons]}")

    def _press_in_view(self, button: str, on: SeenView | None, number: int) -> None:
        async def _work() -> None:
            workspace = self._hands.workspace
            view = workspace.view(on.id) if on else self._hands.top_view()
            if view is None:
                raise NotThere("the view is gone")
            await self._hands.press_in_view(view, seen_view(view).find_press(button, number))

        self._run(_work())

    def fill(self, label: str, text: str, on: Seen | None = None) -> None:
        """Types into a text field."""
        self._set(label, on, lambda control: {"type": control.kind, "value": text or None})

    def pick_date(self, label: str, day: date, on: Seen | None = None) -> None:
        self._set(label, on, lambda control: {"type": control.kind, "selected_date": day.isoformat()})

    def choose(self, label: str, *choices: str, on: Seen | None = None) -> None:
        """One choice of a menu or radio list; any number of checkboxes."""

        def _value(control: Control) -> Json:
            options = [find_option(control, choice) for choice in choices]
            if control.kind in ("checkboxes", "multi_static_select"):
                return {"type": control.kind, "selected_options": options}
            return {"type": control.kind, "selected_option": options[0] if options else None}

        self._set(label, on, _value)

    def _set(self, label: str, on: Seen | None, value: Callable[[Control], Json]) -> None:
        async def _work() -> None:
            view = self._hands.top_view()
            if on is None and view is not None:
                control = seen_view(view).find_input(label)
                return await self._hands.set_in_view(view, control, value(control))
            shown = self._hands.current(on) if on else self._with_input(label)
            control = shown.find_input(label)
            await self._hands.set_in_message(shown, control, value(control))

        self._run(_work())

    def _with_input(self, label: str) -> Seen:
        for message in reversed(self._hands.messages()):
            if any(label.lower() in control.label.lower() for control in message.inputs):
                return message
        raise NotThere(f"no input {label!r} in any message")

    def filled_in(self, on: Seen, label: str) -> Json:
        """What an input of a message holds now."""
        control = on.find_input(label)
        return self._call(lambda: self._hands.inputs_of(on)[key_of(control.block, control.element)])

    def submit(self) -> dict[str, str]:
        """Sends the open form; gives the errors that the app put at its fields.

        Raises CannotSubmit when Slack itself would not send it."""
        return self._run(self._hands.submit())

    def close_modal(self) -> None:
        self._run(self._hands.close())

    # Writing

    def writes(self, text: str, where: str = "", thread: Seen | None = None) -> Seen:
        """A message in the own conversation with the app, in a channel, or in a thread."""
        root = (thread.thread or thread.ts) if thread else ""
        channel = self._standin.channel_by_id(thread.channel) if thread else self._channel(where)
        return self._call(lambda: self._hands.write(text, channel, root))

    def mentions_the_app(self, text: str, where: str, thread: Seen | None = None) -> Seen:
        channel = self._standin.channel(where)
        root = (thread.thread or thread.ts) if thread else ""
        return self._call(lambda: self._hands.mention(text, channel, root))

    def command(self, line: str, where: str = "") -> None:
        """Runs a slash command, such as "/narvaro nu"."""
        command, _, text = line.partition(" ")
        self._run(self._hands.command(command, text, self._channel(where)))

    def shortcut(self, name: str, on: Seen | None = None) -> None:
        """Takes a shortcut from a message's menu; without a message, a global one."""
        self._run(self._hands.shortcut(name, on))

    def opens_home(self, tab: str = "home") -> None:
        self._call(lambda: self._hands.open_home(tab))

    # The way to the stand-in's thread

    def _channel(self, where: str) -> Channel | None:
        return self._standin.channel(where) if where else None

    def _run(self, work: Awaitable[Result]) -> Result:
        return self._standin.run(work)

    def _call(self, work: Callable[[], Result]) -> Result:
        return self._standin.call(work)

    def _until(self, look: Callable[[], Result | None], what: str, where: str, patience: float) -> Result:
        try:
            return self._standin.until(look, patience)
        except TimeoutError:
            shown = "\n---\n".join(f"{m.whole}\n{list(m.buttons)}" for m in self.messages(where))
            raise NotThere(f"{self.person.name} waited for {what}, and sees:\n{shown}") from None


def _fits(message: Seen, wanted: Wanted) -> bool:
    return wanted(message) if callable(wanted) else wanted in f"{message.notification}\n{message.whole}"
