"""Addresses, lists, and the words that RULES.md names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from storage.ingest.formats.cells import CellType, UnfitCell
from storage.ingest.frames import ROLES
from storage.tables import LessonStatus

STATUS_WORDS: Mapping[str, LessonStatus] = {
    "närvarande": LessonStatus.PRESENT,
    "anmäld": LessonStatus.REPORTED,
    "oanmäld": LessonStatus.UNREPORTED,
    "ledighet": LessonStatus.GRANTED_LEAVE,
    "sen": LessonStatus.LATE,
    "ej_rapporterad": LessonStatus.UNREGISTERED,
}
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag")

_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
_BETWEEN_WORDS = re.compile(r"[\s,;]+")
_BETWEEN_NAMES = re.compile(r"\s*[,;|]\s*")


def parse_address(text: str) -> str:
    """An e-mail address in lower case. Raises UnfitCell."""
    if not _ADDRESS.fullmatch(text):
        raise UnfitCell("inte en e-postadress")
    return text.lower()


def _addresses(text: str) -> list[str]:
    return list(dict.fromkeys(parse_address(word) for word in _BETWEEN_WORDS.split(text) if word))


def _names(text: str) -> list[str]:
    return [name for name in _BETWEEN_NAMES.split(text) if name]


def _roles(text: str) -> list[str]:
    words = [word.lower() for word in _BETWEEN_WORDS.split(text) if word]
    if not words or any(word not in ROLES for word in words):
        raise UnfitCell("ett ord som inte är en roll")
    return list(dict.fromkeys(ROLES[word] for word in words))


def _yes_or_no(text: str) -> bool:
    try:
        return {"ja": True, "nej": False}[text.lower()]
    except KeyError:
        raise UnfitCell("varken ja eller nej") from None


def _weekday(text: str) -> int:
    """måndag, mån, må or 1: the timetables' own ways."""
    word = text.lower().rstrip(".")
    for number, name in enumerate(WEEKDAYS):
        if word in (name, name[:3], name[:2], str(number + 1)):
            return number
    raise UnfitCell("inte en skolveckas dag")


def _teacher(text: str) -> str | None:
    """A teacher's address; a signature cannot be written to and is left out."""
    return parse_address(text) if "@" in text else None


_LISTED = pl.List(pl.String)
ADDRESS = CellType(parse_address, pl.String, "en e-postadress")
ADDRESSES = CellType(_addresses, _LISTED, "e-postadresser med mellanslag emellan", True, [])
NAMES = CellType(_names, _LISTED, "namn eller nummer med komma emellan", True, [])
ROLE_WORDS = CellType(_roles, _LISTED, "ord bland " + ", ".join(ROLES) + ", med mellanslag emellan")
YES_OR_NO = CellType(_yes_or_no, pl.Boolean, "ja eller nej")
WEEKDAY = CellType(_weekday, pl.Int8, "en veckodag, måndag till fredag eller 1 till 5")
TEACHER = CellType(_teacher, pl.String, "en e-postadress").or_empty(None)


@dataclass(frozen=True)
class StatusReader:
    """The six words, and those that a mapping adds (in lower case)."""

    own_words: Mapping[str, LessonStatus]

    def parse(self, text: str) -> int:
        """Raises UnfitCell."""
        word = text.lower()
        status = self.own_words.get(word, STATUS_WORDS.get(word))
        if status is None:
            raise UnfitCell("ett ord som inte är en status")
        return int(status)

    @property
    def cell(self) -> CellType:
        return CellType(self.parse, pl.Int8, "något av orden " + ", ".join(STATUS_WORDS))
