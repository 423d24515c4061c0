"""What happens when a person presses, fills in, sends or writes. In the server's loop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.slack.standin import interactions
from tests.slack.standin.api import views
from tests.slack.standin.inputs import Key, initial_values, is_empty, key_of
from tests.slack.standin.reading import escape
from tests.slack.standin.refusals import Refused
from tests.slack.standin.responses import answer as carry_out
from tests.slack.standin.screen import Control, NotThere, Seen, seen
from tests.slack.standin.shapes import message_json, view_json
from tests.slack.standin.workspace import (
    BOT_USER,
    Channel,
    Message,
    Person,
    ResponseUrl,
    View,
)

if TYPE_CHECKING:
    from tests.slack.standin.server import Server

Json = dict[str, Any]


class CannotSubmit(AssertionError):
    """Slack's client keeps the form open by itself: something that must be filled in is not."""


class Hands:
    """One person's client. It remembers what is filled in but not sent."""

    def __init__(self, server: Server, person: Person) -> None:
        self.server = server
        self.person = person
        self.workspace = server.workspace
        self._filled: dict[str, dict[Key, Json]] = {}

    # Looking

    def messages(self, channel: Channel | None = None) -> list[Seen]:
        """Everything the person can see there, threads and whispers included, oldest first."""
        channel = channel or self.workspace.dm_with(self.person.id)
        if channel.kind != "public" and self.person.id not in channel.members:
            raise NotThere(f"{self.person.name} is not in that channel")
        return [
            seen(channel, message, message_json(channel, message))
            for message in channel.messages.values()
            if message.only_for in ("", self.person.id) and not message.gone
        ]

    def top_view(self) -> View | None:
        stack = self.workspace.stack_of(self.person.id)
        return self.workspace.views[stack[-1]] if stack else None

    # Messages

    def inputs_of(self, shown: Seen) -> dict[Key, Json]:
        filled = self._filled.setdefault(shown.ts, {})
        return {key: filled.get(key, value) for key, value in initial_values(list(shown.blocks)).items()}

    def current(self, shown: Seen) -> Seen:
        """The same message as it is now. Raises NotThere when it has gone."""
        for message in self.messages(self.workspace.channels[shown.channel]):
            if message.ts == shown.ts:
                return message
        raise NotThere("the message is gone")

    async def press(self, shown: Seen, control: Control) -> None:
        channel = self.workspace.channels[shown.channel]
        message = channel.messages.get(shown.ts)
        payload = interactions.press_in_message(
            self.server, self.person, channel, message, shown, control, self.inputs_of(shown)
        )
        answer = await self.server.outward.ask("interactive", payload)
        if answer:
            self.workspace.complaints.append("a press was answered with a payload, which Slack ignores")

    async def set_in_message(self, shown: Seen, control: Control, value: Json) -> None:
        """In an actions block or beside a section, the app is told at once."""
        self._filled.setdefault(shown.ts, {})[key_of(control.block, control.element)] = value
        if control.block["type"] != "input" or control.block.get("dispatch_action"):
            await self.press(shown, control)

    # Views

    async def press_in_view(self, view: View, control: Control) -> None:
        payload = interactions.press_in_view(self.server, self.person, view, control)
        await self.server.outward.ask("interactive", payload)

    async def set_in_view(self, view: View, control: Control, value: Json) -> None:
        view.inputs[key_of(control.block, control.element)] = value
        if control.block["type"] != "input" or control.block.get("dispatch_action"):
            await self.press_in_view(view, control)

    async def submit(self) -> dict[str, str]:
        """Sends the form on top. Gives the errors that the app answered with, by block id."""
        view = self.top_view()
        if view is None or "submit" not in view.definition:
            raise NotThere("no form to send")
        _must_be_filled(view)
        answer = await self.server.outward.ask(
            "interactive", interactions.submission(self.server, self.person, view)
        )
        return self._after_submission(view, answer)

    def _after_submission(self, view: View, answer: Json) -> dict[str, str]:
        match answer.get("response_action"):
            case None if not answer:
                self._close(view)
            case "clear":
                views.clear(self.workspace, self.person.id)
            case "errors":
                return self._errors(view, answer.get("errors", {}))
            case "update":
                self._show_instead(view, answer)
            case "push":
                self._try(lambda: views.put_on_stack(self.workspace, self.person.id, self._checked(answer)))
            case _:
                self.workspace.complaints.append("a form was answered with something Slack does not know")
        return {}

    def _errors(self, view: View, errors: dict[str, str]) -> dict[str, str]:
        """Slack knows only errors at input blocks, and shows a general failure for others."""
        inputs = {block["block_id"] for block in view.definition["blocks"] if block["type"] == "input"}
        if not errors or errors.keys() - inputs:
            self.workspace.complaints.append("errors at blocks that are not inputs")
        return errors

    def _show_instead(self, view: View, answer: Json) -> None:
        self._try(lambda: views.set_definition(self.workspace, view, self._checked(answer)))

    def _checked(self, answer: Json) -> Json:
        return views.checked(self.workspace, answer.get("view"), "modal")

    def _try(self, work: Any) -> None:
        try:
            work()
        except Refused as refused:
            messages = refused.more.get("response_metadata", {}).get("messages", [])
            self.workspace.complaints.append(
                f"a form was answered with a bad view: {refused.error} {messages}"
            )

    def _close(self, view: View) -> None:
        stack = self.workspace.stack_of(self.person.id)
        if view.id in stack:
            stack.remove(view.id)
        self.workspace.views.pop(view.id, None)
        self.workspace.changed()

    async def close(self) -> None:
        """Closes the form on top, without sending it."""
        view = self.top_view()
        if view is None:
            raise NotThere("no form to close")
        cleared = bool(view.definition.get("clear_on_close"))
        payload = interactions.closing(self.server, self.person, view, cleared)
        if cleared:
            views.clear(self.workspace, self.person.id)
        else:
            self._close(view)
        if view.definition.get("notify_on_close"):
            await self.server.outward.ask("interactive", payload)

    # Writing

    def write(self, text: str, channel: Channel | None = None, thread: str = "") -> Seen:
        """A message of the person's own. The app hears of it when it may."""
        channel = channel or self.workspace.dm_with(self.person.id)
        if channel.kind == "im" and not self.workspace.installed.writable_messages_tab:
            raise NotThere("the app's messages tab is read-only")
        rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        blocks = [{"type": "rich_text", "block_id": self.workspace.new_id("b"), "elements": [rich]}]
        message = Message(self.workspace.new_ts(), self.person.id, escape(text), blocks, thread=thread)
        channel.messages[message.ts] = message
        self.workspace.changed()
        self.server.outward.tell_of_message(channel, message)
        return seen(channel, message, message_json(channel, message))

    def mention(self, text: str, channel: Channel, thread: str = "") -> Seen:
        """Names the app in a channel; it gets `app_mention`."""
        shown = self.write(text, channel, thread)
        message = channel.messages[shown.ts]
        message.text = f"<@{BOT_USER}> {message.text}"
        if BOT_USER in channel.members and self.workspace.installed.hears("app_mention"):
            event = message_json(channel, message) | {
                "type": "app_mention",
                "channel": channel.id,
                "event_ts": message.ts,
            }
            self.server.outward.tell(event, self.person.id, channel.shared)
        return shown

    async def command(self, command: str, text: str, channel: Channel | None = None) -> None:
        if command not in self.workspace.installed.commands:
            raise NotThere(f"{command} is not in the manifest")
        channel = channel or self.workspace.dm_with(self.person.id)
        payload = interactions.slash_command(self.server, self.person, channel, command, escape(text))
        answer = await self.server.outward.ask("slash_commands", payload)
        if answer:
            url = ResponseUrl(channel.id, self.person.id, "", time.monotonic())
            self._try(lambda: carry_out(self.server, url, answer))

    async def shortcut(self, name: str, shown: Seen | None) -> None:
        installed = self.workspace.installed
        names = installed.shortcuts if shown else installed.global_shortcuts
        if name not in names:
            raise NotThere(f"no shortcut {name!r}; there are {list(names)}")
        if shown is None:
            payload = interactions.global_shortcut(self.server, self.person, names[name])
        else:
            channel = self.workspace.channels[shown.channel]
            payload = interactions.message_shortcut(
                self.server, self.person, channel, channel.messages[shown.ts], names[name]
            )
        await self.server.outward.ask("interactive", payload)

    def open_home(self, tab: str = "home") -> None:
        channel = self.workspace.dm_with(self.person.id)
        event: Json = {
            "type": "app_home_opened",
            "user": self.person.id,
            "channel": channel.id,
            "tab": tab,
            "event_ts": self.workspace.new_ts(),
        }
        home = self.workspace.homes.get(self.person.id)
        if tab == "home" and home is not None:
            event["view"] = view_json(self.workspace, home)
        if self.workspace.installed.hears("app_home_opened"):
            self.server.outward.tell(event, self.person.id)


def _must_be_filled(view: View) -> None:
    for block in view.definition["blocks"]:
        if block["type"] != "input":
            continue
        value = view.inputs[key_of(block, block["element"])]
        if is_empty(value):
            if not block.get("optional"):
                raise CannotSubmit(f"{block['label']['text']!r} must be filled in")
            continue
        written, limits = value.get("value"), block["element"]
        if isinstance(written, str) and not (
            limits.get("min_length", 0) <= len(written) <= limits.get("max_length", 3000)
        ):
            raise CannotSubmit(f"{block['label']['text']!r} has a wrong length")
