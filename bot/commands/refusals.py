"""What a command may refuse with: one message in Swedish, and exit 1."""

from __future__ import annotations

import errno

from bot.commands.output import AnswerLost
from bot.settings import SettingsError
from content.findings import ContentError
from handlers.context import Refusal
from storage.errors import StorageError

_REASONS = {
    errno.EACCES: "du har inte rätt till det",
    errno.EPERM: "du har inte rätt till det",
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "din del av disken är full",
    errno.EROFS: "disken går bara att läsa",
    errno.ENOENT: "filen eller mappen finns inte",
    errno.ENOTDIR: "en del av sökvägen är en fil",
    errno.EISDIR: "det är en mapp",
    errno.EBADF: "standard ut är stängd",
    errno.EFBIG: "filen får inte bli större",
    errno.EIO: "disken svarar inte som den ska",
    errno.EMFILE: "för många filer är öppna",
    errno.ENAMETOOLONG: "namnet är för långt",
}


def refusals() -> tuple[type[Exception], ...]:
    """What is no fault of ours. Anything else is, and keeps its trace."""
    return (ContentError, Refusal, SettingsError, StorageError, OSError, MemoryError)


def refusal(error: BaseException) -> str:
    """In Swedish: the place, what is wrong, and the cure."""
    if isinstance(error, MemoryError):
        return "Datorns minne räckte inte. Stäng andra program, eller dela upp filen, och kör igen."
    if isinstance(error, AnswerLost):
        return f"Svaret gick inte att skriva: {in_swedish(error)}. Resten av kommandot är gjort."
    if isinstance(error, OSError):
        return f"{error.filename or 'Disken eller nätet'}: {in_swedish(error)}. Rätta det och kör igen."
    return str(error)


def in_swedish(error: OSError) -> str:
    """Why the operating system said no, as the end of a sentence."""
    return _REASONS.get(error.errno or 0, "det går inte att läsa eller skriva")
