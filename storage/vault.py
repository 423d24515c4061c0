"""Encryption of names and free text, and keyed hashes for what must be found but not read.

Keys rotate: the first key seals, every key opens (MultiFernet). The hash key is made once and
lies sealed in the database, so that a rotation changes no hash.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect

from storage.errors import StorageError

_vaults: WeakKeyDictionary[Dialect, Vault] = WeakKeyDictionary()


class Vault:
    """Seals and opens text with the school's keys, newest first."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise StorageError("NARVAROLOTS_KEYS är tom. Ange minst en nyckel.")
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise StorageError(
                "NARVAROLOTS_KEYS innehåller något som inte är en nyckel. En nyckel är 44 tecken; "
                "gör en ny med: narvarolots key"
            ) from error
        self._keys = tuple(keys)
        self._hash_key = b""

    def derived(self, purpose: str) -> Vault:
        """A vault of its own, from the same keys: neither opens what the other has sealed."""
        made = (hmac.new(key.encode(), purpose.encode(), hashlib.sha256).digest() for key in self._keys)
        return Vault([base64.urlsafe_b64encode(key).decode() for key in made])

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises StorageError when no key fits."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise StorageError(
                "Ingen nyckel i NARVAROLOTS_KEYS passar den här databasen. "
                "Sätt nyckeln som användes när databasen skapades, sist i listan."
            ) from None

    def use_hash_key(self, key: str) -> None:
        self._hash_key = key.encode()

    def keyed_hash(self, text: str) -> str:
        """32 hexadecimal digits, the same for the same text in this database only."""
        if not self._hash_key:
            raise StorageError("Databasen är inte öppnad med sin nyckel.")
        return hmac.new(self._hash_key, text.encode(), hashlib.sha256).hexdigest()[:32]


def attach_vault(dialect: Dialect, vault: Vault) -> None:
    """One vault per engine: an engine has a dialect of its own."""
    _vaults[dialect] = vault


def vault_of(dialect: Dialect) -> Vault:
    return _vaults[dialect]
