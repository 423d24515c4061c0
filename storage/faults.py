"""What a database's own errors mean to whoever runs the bot: the place, what is wrong, and the cure.

The database's words are never repeated: they may hold a pupil's name.
"""

from __future__ import annotations

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError

_UNREACHABLE = (
    "Databasen {place} går inte att öppna. Kontrollera DATABASE_URL, att databasen är igång "
    "och att du får använda den."
)
_SQLITE = {
    "SQLITE_NOTADB": "Filen {place} är ingen databas, eller så är den skadad. Kontrollera DATABASE_URL och "
    "NARVAROLOTS_DATA, eller lägg tillbaka en säkerhetskopia.",
    "SQLITE_CORRUPT": "Databasen {place} är skadad. Lägg tillbaka en säkerhetskopia.",
    "SQLITE_READONLY": "Databasen {place} går bara att läsa. Kontrollera att du får skriva i filen och i "
    "mappen den ligger i.",
    "SQLITE_FULL": "Disken där databasen {place} ligger är full. Frigör plats och kör igen.",
    "SQLITE_BUSY": "Databasen {place} är upptagen av något annat. Vänta lite och kör igen.",
    "SQLITE_LOCKED": "Databasen {place} är upptagen av något annat. Vänta lite och kör igen.",
    "SQLITE_IOERR": "Databasen {place} går inte att läsa eller skriva just nu. Kontrollera disken.",
    "SQLITE_CANTOPEN": "Databasen {place} går inte att öppna. Kontrollera att mappen finns och att du får "
    "läsa och skriva i den.",
}
_POSTGRES = {
    "53": "Databasen {place} har slut på plats, minne eller förbindelser. Åtgärda det och kör igen.",
    "42501": "Databasen {place} släpper inte in användaren till tabellerna. Ge användaren rätt att läsa och "
    "skriva där.",
    "57": "Databasen {place} höll på att stänga. Vänta tills den är igång och kör igen.",
    "08": "Förbindelsen med databasen {place} bröts. Kontrollera nätet och kör igen.",
}
_OTHER = (
    "Databasen {place} tog inte emot det som skulle göras ({kind}). Inget har ändrats. Kör igen. Händer det "
    "en gång till är det fel i programmet: anmäl det."
)


def fault(error: DBAPIError, url: URL) -> str:
    """In Swedish: what is wrong with the database at `url`, and what to do about it."""
    place = url.database if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    words = _words(_code(error)) or (_UNREACHABLE if _away(error) else _OTHER)
    return words.format(place=place, kind=type(error).__name__)


def _code(error: DBAPIError) -> str:
    """SQLite's name or PostgreSQL's number of the error; "" when it has none."""
    orig = error.orig
    return getattr(orig, "sqlite_errorname", None) or getattr(orig, "sqlstate", None) or ""


def _words(code: str) -> str | None:
    known = _SQLITE | _POSTGRES
    return next((words for start, words in known.items() if code.startswith(start)), None)


def _away(error: DBAPIError) -> bool:
    return error.connection_invalidated or (isinstance(error, OperationalError) and not _code(error))
