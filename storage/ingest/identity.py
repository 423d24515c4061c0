"""How a pupil is known: by the file's own id, or by a keyed hash where that looks like a civic number."""

from __future__ import annotations

from functools import cached_property

from storage.ingest.civic import looks_civic
from storage.vault import Vault

_CIVIC_DIGITS = 10
_MASK = "•••• "
_SHOWN = 6


class Identities:
    """Turns an elev_id into what may be stored of it. Remembers what it has hashed."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    @cached_property
    def _hashes(self) -> dict[str, str]:
        return {}

    def hash(self, ref: str) -> str:
        """The keyed hash of an id; a civic number has one hash however it is written."""
        if ref not in self._hashes:
            text = f"civic:{_bare(ref)}" if looks_civic(ref) else f"ref:{ref}"
            self._hashes[ref] = self._vault.keyed_hash(text)
        return self._hashes[ref]

    def key(self, ref: str) -> str:
        """What a pupil is looked up by, within a school and without."""
        return stored_key(ref, self.hash(ref) if looks_civic(ref) else None)

    def stored_hash(self, ref: str) -> str | None:
        return self.hash(ref) if looks_civic(ref) else None


def stored_key(ref: str, ref_hash: str | None) -> str:
    """The lookup key of a pupil as stored: `ref_hash` where there is one."""
    return f"hash:{ref_hash}" if ref_hash else f"ref:{ref}"


def masked(ref_hash: str, taken: set[str]) -> str:
    """What is shown instead of a civic number: a few signs of its keyed hash, more where they are taken."""
    for length in range(_SHOWN, len(ref_hash)):
        shown = _MASK + ref_hash[:length]
        if shown not in taken:
            return shown
    return _MASK + ref_hash


def _bare(civic: str) -> str:
    """Without sign and century: all who are in school were born within a hundred years."""
    return "".join(sign for sign in civic.upper() if sign.isalnum())[-_CIVIC_DIGITS:]
