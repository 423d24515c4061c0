"""Who the visitor can be, and which conversations that person has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from handlers.vocabulary import Place
from storage.tables import Mentorship, Outbox, Pupil, School, Staff, StaffRole

ROLES = {
    "mentor": ("Mentorer", "mentor"),
    "eht": ("Elevhälsoteamet", "elevhälsa"),
    "rektor": ("Rektor", "rektor"),
    "teacher": ("Lärare", "lärare"),
    "school_admin": ("Administration", "administration"),
    "authority": ("Förvaltning", "förvaltning"),
}
"""Role → heading of its group and word for one person, in the order they are shown."""

PLACED_UNDER = ("rektor", "eht", "mentor", "school_admin", "teacher", "authority")
"""Who has several roles stands under the first of these."""

CHANNELS = {
    "eht": ("Elevhälsoteamet", ("eht", "rektor")),
    "rektor": ("Rektor", ("rektor",)),
    "unit": ("Kommunens team", ("authority", "eht", "rektor")),
}
WHEN_USED = "unit"
"""Most plans have no such channel: it is there from its first message on."""
"""Kind of channel → its name and whose it is. A channel is called "kind:school"."""

OWN = "jag"
"""How a person's own chat with the bot is called in addresses; channels go by their own names."""


@dataclass(frozen=True)
class Conversation:
    """`id`: OWN or the channel's name."""

    id: str
    name: str
    place: Place


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    role: str
    detail: str
    conversations: tuple[Conversation, ...]

    @property
    def initials(self) -> str:
        words = self.name.split() or ["?"]
        return (words[0][:1] + words[-1][:1] if len(words) > 1 else words[0][:2]).upper()

    def conversation(self, wanted: str) -> Conversation | None:
        return next((one for one in self.conversations if one.id == wanted), None)


@dataclass(frozen=True)
class Group:
    name: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class _Roster:
    """What persons are put together from, read in four questions whatever the number of staff."""

    roles: dict[int, list[StaffRole]]
    classes: dict[int, list[str]]
    schools: dict[int, str]
    used: frozenset[str]
    """Channels of the unit that something has been written in."""


def everyone(session: Session) -> list[Person]:
    """All staff, in alphabetical order."""
    roster = _roster(session)
    people = [_person(staff, roster) for staff in session.exec(select(Staff))]
    return sorted(people, key=lambda person: person.name)


def grouped(people: Iterable[Person]) -> list[Group]:
    groups = [
        Group(heading, tuple(person for person in people if person.role == role))
        for role, (heading, _) in ROLES.items()
    ]
    return [group for group in groups if group.people]


def _roster(session: Session) -> _Roster:
    roles: dict[int, list[StaffRole]] = defaultdict(list)
    for role in session.exec(select(StaffRole)):
        roles[role.staff_id].append(role)
    classes: dict[int, list[str]] = defaultdict(list)
    taught = select(Mentorship.staff_id, Pupil.class_name).join(
        Pupil, col(Pupil.id) == col(Mentorship.pupil_id)
    )
    for staff_id, class_name in session.exec(taught.where(col(Pupil.left).is_(False)).distinct()):
        classes[staff_id].append(class_name)
    schools = {school.id or 0: school.name for school in session.exec(select(School))}
    written = select(Outbox.channel).where(col(Outbox.channel).startswith(f"{WHEN_USED}:")).distinct()
    used = frozenset(channel for channel in session.exec(written) if channel)
    return _Roster(roles, classes, schools, used)


def _person(staff: Staff, roster: _Roster) -> Person:
    staff_id = staff.id or 0
    held = {role.role for role in roster.roles[staff_id]}
    role = next((role for role in PLACED_UNDER if role in held), "teacher")
    return Person(
        id=staff_id,
        name=staff.name,
        role=role,
        detail=_detail(role, roster, staff_id),
        conversations=(
            Conversation(OWN, "Närvarolotsen", Place(staff=staff_id)),
            *_channels(roster.roles[staff_id], roster.schools, roster.used),
        ),
    )


def _detail(role: str, roster: _Roster, staff_id: int) -> str:
    words = ROLES[role][1]
    if role == "mentor" and roster.classes[staff_id]:
        words += " " + ", ".join(sorted(roster.classes[staff_id]))
    schools = {item.school_id for item in roster.roles[staff_id] if item.school_id is not None}
    if len(roster.schools) > 1 and schools:
        words += " · " + ", ".join(sorted(roster.schools[school] for school in schools))
    return words


def _channels(
    roles: Iterable[StaffRole], schools: dict[int, str], used: frozenset[str]
) -> list[Conversation]:
    found: dict[str, Conversation] = {}
    for role in roles:
        for kind, (name, members) in CHANNELS.items():
            if role.role not in members:
                continue
            for school in [role.school_id] if role.school_id is not None else schools:
                channel = f"{kind}:{school}"
                if kind == WHEN_USED and channel not in used:
                    continue
                title = f"{name}, {schools[school]}" if len(schools) > 1 else name
                found[channel] = Conversation(channel, title, Place(channel=channel))
    return list(found.values())
