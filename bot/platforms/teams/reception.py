"""What people do in Teams: handed in as events, and answered in the way that each of them was done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.platforms.base import DeliveryFailed, Intake
from bot.platforms.channels import PlatformChannels
from bot.platforms.posted import Posted, PostedMessages
from bot.platforms.teams import answers
from bot.platforms.teams.activity import Activity, Address, thread_root
from bot.platforms.teams.answers import Answer
from bot.platforms.teams.connector import Connector
from bot.platforms.teams.files import INVOKE, FileHandover
from bot.platforms.teams.fit import message
from bot.platforms.teams.membership import Membership
from bot.platforms.teams.people import People
from bot.platforms.teams.press import Press, fields_of, read_press
from bot.platforms.teams.render import Frame
from bot.platforms.teams.seen import Seen
from bot.prompt import promptly
from content.texts import text
from handlers.channel_links import LINK, value_of
from handlers.vocabulary import Card, Event, Now, OpenForm, Paragraph, Place, Replace, Whisper

LONGEST_TEXT = 20_000
ANSWER_WITHIN = 3.5
"""Seconds. Teams gives up after five; what takes longer is answered in the chat."""
TRIES = 3
BETWEEN_TRIES = 1.0
HOME = frozenset({"hem", "översikt"})
"""Teams gives a bot no page of its own: its home page comes when it is asked for."""
LINKING = frozenset({"koppla", "koppla kanalen", "koppla kanal"})


@dataclass(frozen=True)
class Guest:
    """Somebody at the door. `staff` is a `Staff.id`."""

    staff: int
    activity: Activity


class Reception:
    """`asides`: actions that are answered to the presser alone, which Teams shows in a dialog."""

    def __init__(
        self,
        intake: Intake,
        people: People,
        connector: Connector,
        channels: PlatformChannels,
        membership: Membership,
        messages: PostedMessages,
        seen: Seen,
        asides: frozenset[str],
        files: FileHandover,
    ) -> None:
        self._intake = intake
        self._people = people
        self._connector = connector
        self._channels = channels
        self._membership = membership
        self._messages = messages
        self._seen = seen
        self._asides = asides
        self._files = files
        self._under_way: set[asyncio.Task[Any]] = set()

    async def receive(self, activity: Activity) -> Answer:
        """Raises SQLAlchemyError when what was done could not be stored: then Teams must hear of it."""
        match activity.type:
            case "message":
                return await self._message(activity)
            case "invoke":
                return await self._invoke(activity)
            case "installationUpdate":
                return await self._installation(activity)
            case "conversationUpdate":
                return await self._met(activity)
            case _:
                return answers.NOTHING

    async def finish(self) -> None:
        """Waits for what is under way."""
        if self._under_way:
            await asyncio.wait(self._under_way)

    # What was done

    async def _message(self, activity: Activity) -> Answer:
        guest = await self._guest(activity)
        if guest is None:
            return await self._turn_away(activity)
        data = activity.value if isinstance(activity.value, dict) else {}
        press = read_press(data)
        if press is not None:
            await self._say(guest, await self._pressed(guest, press, data))
            return answers.NOTHING
        words = activity.words[:LONGEST_TEXT]
        if activity.in_channel and asks_to_link(words):
            await self._link(guest)
            return answers.NOTHING
        place = await self._place(guest)
        event = Event(activity.event_id, "text", guest.staff, place or Place(staff=guest.staff), text=words)
        if activity.personal and words.lower().strip(" .!") in HOME:
            event = replace(event, kind="home", text="")
        now = await self._intake.take("teams", event)
        await self._say(guest, now)
        if place is None and not now:
            await self._say_there(activity, "teams.answered_apart")
        return answers.NOTHING

    async def _link(self, guest: Guest) -> None:
        """The channel is looked at first: a wide one is refused before anything is written there."""
        activity = guest.activity
        if reason := await self._membership.why_not(activity.service_url, activity.channel_of_team):
            await self._say_there(activity, reason)
            return
        event = Event(
            activity.event_id,
            "command",
            guest.staff,
            Place(staff=guest.staff),
            action=LINK,
            value=value_of("teams", activity.channel_of_team),
        )
        await self._say(guest, await self._intake.take("teams", event))

    async def _hand_over(self, activity: Activity) -> Answer:
        """Answered at once: to make and to upload a file takes its time."""
        guest = await self._guest(activity)
        if guest is not None and activity.personal:
            self._in_background(self._give_file(guest))
        return answers.NOTHING

    async def _give_file(self, guest: Guest) -> None:
        if said := await self._files.answer(guest.staff, guest.activity):
            await self._say_there(guest.activity, said)

    async def _invoke(self, activity: Activity) -> Answer:
        if activity.name == INVOKE:
            return await self._hand_over(activity)
        data, press = _press_in(activity)
        if press is None:
            return answers.NOT_OURS
        guest = await self._guest(activity)
        in_dialog = activity.name in ("task/fetch", "task/submit")
        if guest is None:
            card = _stranger()
            return answers.dialog(card, Frame(dialog=True)) if in_dialog else answers.shown(card, Frame())
        if press.purpose == "back":
            return self._back(activity, press)
        pressing = asyncio.create_task(self._pressed(guest, press, data))
        done, _ = await asyncio.wait({pressing}, timeout=ANSWER_WITHIN)
        if not done:
            self._in_background(self._say_when_done(guest, pressing))
            return answers.dialog_words(text("teams.working")) if in_dialog else self._unchanged(activity)
        now = pressing.result()
        return self._dialog(activity, press, now) if in_dialog else self._execute(guest, press, now)

    async def _installation(self, activity: Activity) -> Answer:
        """Welcome is said once, when the app is new to somebody the school has named."""
        if not activity.personal:
            return answers.NOTHING
        if activity.action.startswith("remove"):
            await self._people.closed(activity.user_ref)
            return answers.NOTHING
        guest = await self._guest(activity)
        if guest is None:
            return await self._turn_away(activity)
        if activity.action == "add":
            place = Place(staff=guest.staff)
            event = Event(activity.event_id, "command", guest.staff, place, action="help")
            await self._say(guest, await self._intake.take("teams", event))
        return answers.NOTHING

    async def _met(self, activity: Activity) -> Answer:
        """Somebody's own chat with the bot is there: they can be written to from now on. Welcome is said
        when the app is installed, which Teams tells of by itself."""
        if activity.personal and activity.members_added:
            await self._guest(activity)
        return answers.NOTHING

    async def _guest(self, activity: Activity) -> Guest | None:
        staff = await self._people.recognise(activity)
        return None if staff is None else Guest(staff, activity)

    async def _pressed(self, guest: Guest, press: Press, data: Mapping[str, Any]) -> tuple[Now, ...]:
        """The key that came with the press is believed only of a message in this very conversation."""
        posted = await self._posted(guest, press)
        place = posted.place if posted else await self._place(guest)
        event = Event(
            id=guest.activity.event_id,
            kind="form" if press.purpose == "form" else "click",
            staff=guest.staff,
            place=place or Place(staff=guest.staff),
            action=press.action,
            value=press.value,
            fields=fields_of(data),
            message=posted.key if posted and not press.aside else "",
        )
        now = await self._intake.take("teams", event)
        replaced = next((one for one in now if isinstance(one, Replace)), None)
        if replaced is not None and event.message:
            await self._seen.replaced(event.message, replaced.card)
        return now

    async def _posted(self, guest: Guest, press: Press) -> Posted | None:
        found = await promptly(self._messages.by_key, press.key)
        if found is None:
            return None
        if found.place.staff is not None:
            return found if found.place.staff == guest.staff and guest.activity.personal else None
        channel = await promptly(self._channels.channel, guest.activity.channel_of_team)
        return found if channel == found.place.channel else None

    async def _place(self, guest: Guest) -> Place | None:
        """None: a conversation that is nobody's own and no channel of ours."""
        activity = guest.activity
        if activity.personal:
            return Place(staff=guest.staff)
        if not activity.in_channel:
            return None
        channel = await promptly(self._channels.channel, activity.channel_of_team)
        if channel is None:
            return None
        root = thread_root(activity.conversation.id)
        opened = await promptly(self._messages.by_platform_id, str(root) if root else "")
        return Place(channel=channel, thread=opened.key if opened else "")

    # How it is answered

    def _execute(self, guest: Guest, press: Press, now: tuple[Now, ...]) -> Answer:
        """When the message changes as well, that is what is shown: words beside it go to the own chat, for
        the change would take them away again."""
        kept = Frame(key=press.key, asides=self._asides)
        alone = replace(kept, back=bool(press.key), aside=True)
        replaced = next((one.card for one in now if isinstance(one, Replace)), None)
        if replaced is not None:
            beside = tuple(one for one in now if isinstance(one, Whisper))
            if beside:
                self._in_background(self._say(guest, beside))
            return answers.shown(replaced, alone if press.aside and press.purpose == "click" else kept)
        for one in now:
            match one:
                case OpenForm() as form:
                    return answers.shown(form.card, replace(alone, submit=(form.action, form.value)))
                case Whisper(card=card):
                    return answers.shown(_for_you_alone(card), alone)
        return self._unchanged(guest.activity)

    def _dialog(self, activity: Activity, press: Press, now: tuple[Now, ...]) -> Answer:
        """A card that replaces the message does so through the outbox; the dialog shows what is beside it."""
        frame = Frame(key=press.key, dialog=True, aside=True)
        for one in now:
            match one:
                case OpenForm() as form:
                    return answers.dialog(form.card, replace(frame, submit=(form.action, form.value)))
                case Whisper(card=card):
                    return answers.dialog(_for_you_alone(card), frame)
        for one in now:
            if isinstance(one, Replace) and press.aside and press.purpose == "click":
                return answers.dialog(one.card, frame)
        return _closed(activity)

    def _unchanged(self, activity: Activity) -> Answer:
        """The message stays as it is; Teams wants to be told how that was."""
        address = Address(activity.conversation.id, activity.reply_to_id)
        known = self._seen.at(address)
        if known is None:
            return answers.words(text("teams.done"))
        key, card = known
        return answers.shown(card, Frame(key=key, asides=self._asides))

    def _back(self, activity: Activity, press: Press) -> Answer:
        card = self._seen.of(press.key)
        if card is None:
            return answers.words(text("teams.gone"))
        return answers.shown(card, Frame(key=press.key, asides=self._asides))

    async def _say_when_done(self, guest: Guest, pressing: Awaitable[tuple[Now, ...]]) -> None:
        await self._say(guest, await pressing, replaced_already=True)

    async def _say(self, guest: Guest, now: tuple[Now, ...], *, replaced_already: bool = False) -> None:
        """What has no press to go back with: a message to that person alone, that is never stored here."""
        for one in now:
            match one:
                case OpenForm() as form:
                    await self._tell(guest, form.card, Frame(submit=(form.action, form.value)))
                case Replace(card=card) if not replaced_already and not guest.activity.value:
                    await self._tell(guest, card, Frame(asides=self._asides))
                case Whisper(card=card):
                    await self._tell(guest, card, Frame(asides=self._asides))

    async def _tell(self, guest: Guest, card: Card, frame: Frame) -> None:
        """Nothing is written of a failure: it may have been worry about a child, which leaves no trace."""
        activity = await asyncio.to_thread(message, card, frame)
        for left in reversed(range(TRIES)):
            try:
                reference = await self._people.personal(guest.staff, guest.activity)
                await self._connector.send(reference.service_url, reference.id, activity)
                return
            except DeliveryFailed as refused:
                if refused.permanent or not left:
                    return
                await asyncio.sleep(refused.retry_after or BETWEEN_TRIES)

    async def _turn_away(self, activity: Activity) -> Answer:
        """Said where the stranger can read it, unless it is a channel: there it would be a scene."""
        if activity.personal:
            await self._send_to(activity, _stranger())
        return answers.NOTHING

    async def _say_there(self, activity: Activity, name: str) -> None:
        """A word for everybody in the channel: never of what was asked."""
        await self._send_to(activity, Card("", text("teams.summary"), (Paragraph(text(name)),)))

    async def _send_to(self, activity: Activity, card: Card) -> None:
        drawn = await asyncio.to_thread(message, card, Frame())
        try:
            await self._connector.send(activity.service_url, activity.conversation.id, drawn)
        except DeliveryFailed:
            return

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


def _press_in(activity: Activity) -> tuple[Mapping[str, Any], Press | None]:
    """The data of a button: in a dialog it lies one level further out."""
    value = activity.value if isinstance(activity.value, dict) else {}
    match activity.name:
        case "adaptiveCard/action":
            action = value.get("action")
            data = action.get("data") if isinstance(action, dict) else None
        case "task/fetch" | "task/submit":
            data = value.get("data")
        case _:
            data = None
    found = data if isinstance(data, dict) else {}
    return found, read_press(found)


def asks_to_link(words: str) -> bool:
    return words.strip().lower().rstrip(".!") in LINKING


def _closed(activity: Activity) -> Answer:
    """A dialog that was just asked for cannot be left unopened."""
    if activity.name == "task/fetch":
        return answers.dialog_words(text("teams.done"))
    return answers.CLOSE_DIALOG


def _for_you_alone(card: Card) -> Card:
    return replace(card, blocks=(*card.blocks, Paragraph(text("teams.only_you"), "muted")))


def _stranger() -> Card:
    return Card(text("teams.stranger_title"), text("teams.summary"), (Paragraph(text("teams.stranger")),))
