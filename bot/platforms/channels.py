"""Which of a platform's conversations our channels are: "eht:3" is the EHT channel of school 3.

The same for every platform. A person points the conversation out (`handlers/channel_links.py`); whether it
is private enough for what is said there only the platform can tell, and it asks every time.
"""

from __future__ import annotations

from sqlmodel import Session, select

from storage.database import Database
from storage.tables.chat import PlatformChannel


class PlatformChannels:
    """Read anew each time: another replica, or the command line, may have changed them."""

    def __init__(self, database: Database, platform: str) -> None:
        self._database = database
        self._platform = platform

    def conversation(self, channel: str) -> str | None:
        """The platform's own id of the conversation, or None when nobody has pointed one out."""
        wanted = select(PlatformChannel.conversation).where(
            PlatformChannel.platform == self._platform, PlatformChannel.channel == channel
        )
        with self._database.reading() as session:
            return session.exec(wanted).first()

    def channel(self, conversation: str) -> str | None:
        """Our name of a conversation. They are sealed, and few: one at most for each school."""
        with self._database.reading() as session:
            return channel_in(session, self._platform, conversation)

    def all(self) -> dict[str, str]:
        """Our names, and the platform's ids."""
        linked = select(PlatformChannel).where(PlatformChannel.platform == self._platform)
        with self._database.reading() as session:
            return {row.channel: row.conversation for row in session.exec(linked)}


def channel_in(session: Session, platform: str, conversation: str) -> str | None:
    linked = select(PlatformChannel).where(PlatformChannel.platform == platform)
    return next((row.channel for row in session.exec(linked) if row.conversation == conversation), None)
