"""Who may see and do what: the one place that knows, asked by every handler.

A mentor reaches their own pupils, EHT and rektor their school's, a team its own list of pupils to
talk about, the municipality's own people figures without names, everyone else only general answers.
The command line's user acts for the school (whoever can run it reads the database's key).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from content.texts import text
from handlers.context import Actor, Context, Refusal
from storage.many import add_rows
from storage.queries.prepared import ask, ask_one
from storage.tables import AuditEntry, Mentorship, Pupil, Staff, StaffRole


class Action(StrEnum):
    """Everything that can be asked for. A new one needs a row in `RULES`, or the tests fail."""

    ASK_GENERAL = "ask_general"
    WORRY = "worry"
    OWN_SETTINGS = "own_settings"
    SEE_PUPIL = "see_pupil"
    SEE_FIGURES = "see_figures"
    SEE_CAUSES = "see_causes"
    NOTE_CONTACT = "note_contact"
    NOTE_CAUSE = "note_cause"
    BOOK_FOLLOW_UP = "book_follow_up"
    TICK_ACTION = "tick_action"
    NOTE_MEASURES = "note_measures"
    HOLD_CASE = "hold_case"
    RAISE_CASE = "raise_case"
    LOWER_CASE = "lower_case"
    MOVE_EDITION = "move_edition"
    ANSWER_GUIDE = "answer_guide"
    SEE_SENSITIVE = "see_sensitive"
    SEE_CONSENTS = "see_consents"
    WITHDRAW_CONSENT = "withdraw_consent"
    FETCH_DOCUMENT = "fetch_document"
    CLOSE_CASE = "close_case"
    REOPEN_CASE = "reopen_case"
    CALL_EHT = "call_eht"
    TAKE_CASE = "take_case"
    HAND_BACK = "hand_back"
    ASK_MENTOR = "ask_mentor"
    ANSWER_EHT = "answer_eht"
    PROPOSE_MEETING = "propose_meeting"
    DECIDE = "decide"
    MANAGE_TASKS = "manage_tasks"
    HAND_OVER_PUPIL = "hand_over_pupil"
    TRUST_DATA = "trust_data"
    SEE_TEAM_LIST = "see_team_list"
    SEE_SCHOOL_CASES = "see_school_cases"
    SEE_STATISTICS = "see_statistics"
    SEE_ALL_STATISTICS = "see_all_statistics"
    LINK_CHANNEL = "link_channel"
    SEND_REQUEST = "send_request"
    TAKE_REQUEST = "take_request"
    TAKE_IN_FILES = "take_in_files"
    RUN_MORNING = "run_morning"


class Relation(StrEnum):
    """How someone stands to a pupil or a school."""

    MENTOR = "mentor"
    EHT = "eht"
    REKTOR = "rektor"
    TEAM = "team"
    TEACHER = "teacher"
    SCHOOL_ADMIN = "school_admin"
    AUTHORITY = "authority"
    COMMAND_LINE = "command_line"
    RULE = "rule"
    NOBODY = "nobody"


EVERYONE = frozenset(Relation)
_AROUND = frozenset({Relation.MENTOR, Relation.EHT, Relation.REKTOR, Relation.COMMAND_LINE, Relation.RULE})
_LEADING = _AROUND - {Relation.MENTOR}
_CHOOSING_CHANNEL = frozenset({Relation.EHT, Relation.REKTOR, Relation.SCHOOL_ADMIN, Relation.COMMAND_LINE})

RULES: dict[Action, frozenset[Relation]] = {
    Action.ASK_GENERAL: EVERYONE,
    Action.WORRY: EVERYONE,
    Action.OWN_SETTINGS: EVERYONE,
    Action.SEE_PUPIL: _AROUND,
    Action.SEE_FIGURES: _AROUND,
    Action.SEE_CAUSES: _AROUND,
    Action.NOTE_CONTACT: _AROUND,
    Action.NOTE_CAUSE: _AROUND,
    Action.BOOK_FOLLOW_UP: _AROUND,
    Action.TICK_ACTION: _AROUND,
    Action.NOTE_MEASURES: _AROUND,
    Action.HOLD_CASE: _AROUND,
    Action.RAISE_CASE: _AROUND,
    Action.LOWER_CASE: _LEADING,
    Action.MOVE_EDITION: _LEADING,
    Action.ANSWER_GUIDE: _AROUND,
    Action.SEE_SENSITIVE: _AROUND,
    Action.SEE_CONSENTS: _AROUND,
    Action.WITHDRAW_CONSENT: _AROUND,
    Action.FETCH_DOCUMENT: _AROUND,
    Action.CLOSE_CASE: _AROUND,
    Action.REOPEN_CASE: _AROUND,
    Action.CALL_EHT: _AROUND,
    Action.TAKE_CASE: _LEADING,
    Action.HAND_BACK: _LEADING,
    Action.ASK_MENTOR: _LEADING,
    Action.ANSWER_EHT: _AROUND,
    Action.PROPOSE_MEETING: _LEADING,
    Action.DECIDE: _LEADING - {Relation.EHT},
    Action.MANAGE_TASKS: _AROUND,
    Action.HAND_OVER_PUPIL: _LEADING,
    Action.TRUST_DATA: frozenset({Relation.REKTOR, Relation.SCHOOL_ADMIN, Relation.COMMAND_LINE}),
    Action.SEE_TEAM_LIST: _AROUND | {Relation.TEAM},
    Action.SEE_SCHOOL_CASES: _LEADING,
    Action.SEE_STATISTICS: _LEADING | {Relation.AUTHORITY},
    Action.SEE_ALL_STATISTICS: frozenset({Relation.AUTHORITY, Relation.COMMAND_LINE}),
    Action.LINK_CHANNEL: _CHOOSING_CHANNEL,
    Action.SEND_REQUEST: _AROUND,
    Action.TAKE_REQUEST: frozenset({Relation.AUTHORITY, Relation.EHT, Relation.REKTOR}),
    Action.TAKE_IN_FILES: frozenset({Relation.COMMAND_LINE, Relation.SCHOOL_ADMIN}),
    Action.RUN_MORNING: frozenset({Relation.COMMAND_LINE, Relation.RULE}),
}


@dataclass(frozen=True)
class Subject:
    """What an action is about: a pupil, a school, or (neither) nobody in particular."""

    school_id: int | None = None
    pupil_id: int | None = None
    case_id: int | None = None


def allowed(action: Action, relations: frozenset[Relation]) -> bool:
    return bool(RULES[action] & relations)


def relations(
    session: Session, actor: Actor, subject: Subject, on: date | None = None
) -> frozenset[Relation]:
    """Everything the actor is to the subject. A person without any relation is NOBODY.

    `on`: the day, for whoever then stands in for EHT or rektor."""
    if actor.staff_id is None:
        return frozenset({_label_relation(actor.label)})
    roles = _roles(session, [actor.staff_id], subject.school_id)
    found = {_ROLE[role] for role in roles if role in _ROLE}
    if on is not None:
        away = _away_with_deputy(session, actor.staff_id, on)
        found |= {_ROLE[role] for role in _roles(session, away, subject.school_id) if role in _LED}
    if subject.pupil_id is not None:
        found |= _pupil_relations(session, actor.staff_id, subject.pupil_id)
    return frozenset(found) or frozenset({Relation.NOBODY})


def require(context: Context, action: Action, subject: Subject = Subject()) -> None:
    """Writes the look or change in the audit log; raises Refusal when it is not allowed.

    Worry about a child leaves no trace: it is allowed to everyone and never asked for here."""
    if not _may(context, action, subject):
        raise Refusal(text("general.no_right"))
    entry = (
        context.now,
        context.actor.mark,
        str(action),
        subject.school_id,
        subject.pupil_id,
        subject.case_id,
    )
    add_rows(context.session, AuditEntry, _ENTRY, [entry])


_ENTRY = ("at", "actor", "action", "school_id", "pupil_id", "case_id")


def _may(context: Context, action: Action, subject: Subject) -> bool:
    """The pupil's mentor is the one who asks most, and needs no further look."""
    if Relation.MENTOR in RULES[action] and _is_mentor(context, subject):
        return True
    return allowed(action, relations(context.session, context.actor, subject, context.today))


def _is_mentor(context: Context, subject: Subject) -> bool:
    staff, pupil = context.actor.staff_id, subject.pupil_id
    return bool(staff and pupil and ask_one(context.session, _MENTOR_OF, staff=staff, pupil=pupil))


_MENTOR_OF = select(col(Mentorship.staff_id)).where(
    col(Mentorship.pupil_id) == bindparam("pupil"), col(Mentorship.staff_id) == bindparam("staff")
)


def _label_relation(label: str) -> Relation:
    """Whoever is not on the staff, such as a visitor in a chat that no roster knows, is NOBODY."""
    if label.startswith(COMMAND_LINE):
        return Relation.COMMAND_LINE
    return Relation.NOBODY if label else Relation.RULE


COMMAND_LINE = "cli:"
"""How the command line's user is labelled: "cli:<user>"."""
_ROLE = {
    "eht": Relation.EHT,
    "rektor": Relation.REKTOR,
    "teacher": Relation.TEACHER,
    "school_admin": Relation.SCHOOL_ADMIN,
    "authority": Relation.AUTHORITY,
}
"""Being a mentor is a relation to a pupil, not a role: it comes from the roster."""


_LED = ("eht", "rektor")
"""Roles in which a deputy stands in while somebody is away."""


def _roles(session: Session, staff: Collection[int], school_id: int | None) -> list[str]:
    """At the school, or (None) anywhere."""
    if not staff:
        return []
    rows = ask(session, _ROLES, staff=list(staff))
    return [role for role, where in rows if school_id is None or where in (school_id, None)]


_ROLES = select(col(StaffRole.role), col(StaffRole.school_id)).where(
    col(StaffRole.staff_id).in_(bindparam("staff", expanding=True))
)


def _away_with_deputy(session: Session, staff_id: int, on: date) -> list[int]:
    """Those who are away that day and have named this person as their deputy."""
    return [staff for (staff,) in ask(session, _STOOD_IN_FOR, staff=staff_id, on=on)]


_OWN_HASH = select(col(Staff.email_hash)).where(col(Staff.id) == bindparam("staff")).scalar_subquery()
_STOOD_IN_FOR = select(col(Staff.id)).where(
    col(Staff.deputy_hash) == _OWN_HASH,
    col(Staff.away_from) <= bindparam("on"),
    or_(col(Staff.away_to).is_(None), col(Staff.away_to) >= bindparam("on")),
)


def _pupil_relations(session: Session, staff_id: int, pupil_id: int) -> set[Relation]:
    found = set()
    both = {"staff": staff_id, "pupil": pupil_id}
    if ask_one(session, _MENTOR_OF, **both) or ask_one(session, _STANDS_IN, **both):
        found.add(Relation.MENTOR)
    if ask_one(session, _SAME_TEAM, **both):
        found.add(Relation.TEAM)
    return found


_MENTORS_OF = (
    select(col(Staff.id))
    .join(Mentorship, col(Mentorship.staff_id) == col(Staff.id))
    .where(col(Mentorship.pupil_id) == bindparam("pupil"))
    .limit(1)
)
_STANDS_IN = _MENTORS_OF.where(col(Staff.deputy_hash) == _OWN_HASH)
"""One of the pupil's mentors who has named the person as their deputy."""
_OWN_TEAM = select(col(Staff.team)).where(col(Staff.id) == bindparam("staff")).scalar_subquery()
_OWN_SCHOOL = select(col(Pupil.school_id)).where(col(Pupil.id) == bindparam("pupil")).scalar_subquery()
_SAME_TEAM = _MENTORS_OF.join(StaffRole, col(StaffRole.staff_id) == bindparam("staff")).where(
    col(Staff.team) == _OWN_TEAM, col(StaffRole.school_id) == _OWN_SCHOOL
)
"""One of the pupil's mentors in the person's own team."""
