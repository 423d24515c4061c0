"""Where in our own words something in Slack stands: a person's own chat or a channel, and in which thread."""

from __future__ import annotations

from bot.platforms.channels import PlatformChannels
from bot.platforms.posted import PostedMessages
from bot.platforms.slack import refs
from bot.platforms.slack.delivery import LOOSE, STRANGER
from bot.platforms.slack.people import Visitor
from bot.platforms.slack.surface import Surface
from handlers.vocabulary import Place


class Places:
    """For worker threads: it reads the database."""

    def __init__(self, channels: PlatformChannels, posted: PostedMessages) -> None:
        self._channels = channels
        self._posted = posted

    def of(self, visitor: Visitor, where: Surface) -> Place:
        """Where the answer is posted. What is done in a channel that is not ours is answered apart."""
        if visitor.staff is None:
            return Place(channel=f"{STRANGER}{visitor.user}")
        thread = self._thread(where)
        if where.is_direct:
            return Place(staff=visitor.staff, thread=thread)
        channel = self._channels.channel(where.channel)
        return Place(channel=channel, thread=thread) if channel else Place(staff=visitor.staff)

    def is_ours(self, where: Surface) -> bool:
        """The bot's own chat with a person, or a channel that EHT has pointed out."""
        return where.is_direct or self._channels.channel(where.channel) is not None

    def is_our_thread(self, where: Surface) -> bool:
        return self._root(where) != ""

    def _thread(self, where: Surface) -> str:
        """Our key of the message that answers hang under."""
        if where.key and not where.thread:
            return where.key
        if not where.thread_below:
            return ""
        return self._root(where) or f"{LOOSE}{where.thread_below}"

    def _root(self, where: Surface) -> str:
        if not where.thread_below:
            return ""
        found = self._posted.by_platform_id(refs.platform_id(where.channel, where.thread_below))
        return found.key if found else ""
