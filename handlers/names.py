"""How a pupil is called: name and class in a mentor's own conversation, initials and class elsewhere.

Where EHT and rektor read of the school's cases it is what the school has decided (`Plans.names_for_eht`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Text, select, type_coerce
from sqlmodel import Session, col

from handlers.plans import Plans
from handlers.vocabulary import Place
from storage.queries.among import is_listed, listed
from storage.queries.prepared import ask
from storage.tables import Pupil
from storage.vault import vault_of


@dataclass(frozen=True)
class Called:
    """`full`: "Alva Lind 8B". `short`: "A.L. 8B"."""

    first: str
    full: str
    short: str


def names_of(session: Session, pupil_ids: Iterable[int]) -> dict[int, Called]:
    rows = ask(session, _NAMES, pupils=listed(pupil_ids))
    return {pupil: called(*name) for pupil, *name in rows if pupil is not None}


_NAMES = select(col(Pupil.id), col(Pupil.first_name), col(Pupil.last_name), col(Pupil.class_name)).where(
    is_listed(col(Pupil.id), "pupils")
)


class Names(Mapping[int, Called]):
    """Names that are opened when they are read: of all that a morning speaks of, a message has some."""

    def __init__(self, session: Session, pupil_ids: Iterable[int], known: Mapping[int, Called]) -> None:
        rows = ask(session, _SEALED, pupils=listed(pupil_ids))
        self._sealed = {pupil: name for pupil, *name in rows}
        self._vault = vault_of(session.connection().dialect)
        self._opened = dict(known)

    def __getitem__(self, pupil: int) -> Called:
        if pupil not in self._opened:
            first, last, class_name = self._sealed[pupil]
            self._opened[pupil] = called(self._vault.open(first), self._vault.open(last), class_name)
        return self._opened[pupil]

    def __iter__(self) -> Iterator[int]:
        return iter(self._sealed.keys() | self._opened.keys())

    def __len__(self) -> int:
        return len(self._sealed.keys() | self._opened.keys())


_SEALED = select(
    col(Pupil.id),
    type_coerce(col(Pupil.first_name), Text),
    type_coerce(col(Pupil.last_name), Text),
    col(Pupil.class_name),
).where(is_listed(col(Pupil.id), "pupils"))


def name_of(session: Session, pupil_id: int) -> Called:
    return names_of(session, [pupil_id])[pupil_id]


def for_eht(plans: Plans, called: Called) -> str:
    """As EHT's threads, agenda and lists have it, and rektor's."""
    return called.full if plans.names_for_eht else called.short


def in_room(plans: Plans, place: Place, called: Called) -> str:
    """For an answer that stands where it was asked for: a person's own chat, EHT's channel or another one."""
    if not place.channel:
        return called.full
    return for_eht(plans, called) if place.channel.startswith(_TEAMS_ROOM) else called.short


_TEAMS_ROOM = "eht:"


def called(first: str, last: str, class_name: str) -> Called:
    initials = "".join(f"{part[0]}." for part in (first, last) if part)
    return Called(
        first=first,
        full=" ".join(part for part in (first, last, class_name) if part),
        short=" ".join(part for part in (initials, class_name) if part),
    )
