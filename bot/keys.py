"""Where the encryption keys come from: the environment, or on one's own machine a file made once."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from bot.settings import Problem, Settings, SettingsError, is_key, split_keys

KEYS_FILE = "keys"
_NAME = "NARVAROLOTS_KEYS"


def new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def keys_file(settings: Settings) -> Path:
    return settings.data / KEYS_FILE


def encryption_keys(settings: Settings) -> tuple[str, ...]:
    """The keys, newest first. Makes the first one in the data folder if the host is loopback.

    On a server the keys must come from the environment, so that they do not lie beside what they lock.
    Raises SettingsError.
    """
    if settings.keys is not None:
        return split_keys(settings.keys.get_secret_value())
    path = keys_file(settings)
    if not settings.on_loopback:
        raise SettingsError([_must_be_set(path)])
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([_cannot_use(path)]) from error


def _make(path: Path) -> None:
    """Whole at once, and never over another: two processes may start at the same time."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    own = path.with_name(f".{KEYS_FILE}-{secrets.token_hex(8)}")
    with open(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"{new_key()}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()


def _read(path: Path) -> tuple[str, ...]:
    keys = split_keys(path.read_text(encoding="utf-8"))
    if not keys or not all(is_key(key) for key in keys):
        raise SettingsError([_cannot_use(path)])
    return keys


def _must_be_set(path: Path) -> Problem:
    if path.exists():
        cure = f"Sätt {_NAME} till nycklarna i {path}, och ta sedan bort filen."
    else:
        cure = (
            f"Gör en nyckel med: narvarolots key. Sätt {_NAME} till den, och spara den på ett säkert ställe."
        )
    return Problem(_NAME, "På en server måste nycklarna komma utifrån.", cure)


def _cannot_use(path: Path) -> Problem:
    return Problem(
        _NAME,
        f"Nycklarna i {path} går inte att läsa.",
        f"Kontrollera mappen och filen, eller sätt {_NAME}. Utan nyckeln går det sparade inte att läsa.",
    )
