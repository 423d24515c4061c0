"""What a command may refuse with: one message in Swedish, and exit 1."""

from bot.settings import SettingsError
from content.findings import ContentError
from handlers.context import Refusal
from storage.errors import StorageError


def refusals() -> tuple[type[Exception], ...]:
    return (ContentError, Refusal, SettingsError, StorageError)
