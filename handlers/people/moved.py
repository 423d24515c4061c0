"""A pupil who goes on to another school of the same municipality: who is the same, and what came along.

A roster knows a pupil by school and elev_id (RULES.md), so the new school's pupil is a new row. The same
child is known by the keyed hash of a civic number, or by the same elev_id with the same names and guardians;
the same elev_id alone is often two children. Nothing is told to the new school by itself: a person at the old
one hands over (`handlers.people.moving`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date

from sqlmodel import Session, col, select

from content.texts import text
from handlers.morning.wanted import Wanted
from handlers.vocabulary import Block, Facts
from storage.tables import Case, CaseEvent, Guardian, Pupil, School

MOVED = "moved"
CAME = "came"
"""Kind of the event of a case that another school has handed over; `note` holds what went along."""
CAUSE, TRIED = "cause", "tried"
MAY_GO_ALONG = (CAUSE, TRIED)
"""What the one who hands over chooses among, with a text each."""


def moves_wanted(session: Session, school_ids: Iterable[int]) -> list[Wanted]:
    """Open cases whose pupil has left and goes to another school, said once for each time they left."""
    left = session.exec(
        select(Case, Pupil)
        .join(Pupil, col(Pupil.id) == col(Case.pupil_id))
        .where(col(Case.school_id).in_(list(school_ids)), Case.state == "open", col(Pupil.left).is_(True))
        .order_by(col(Case.id))
    ).all()
    found = now_elsewhere(session, [pupil for _, pupil in left])
    return [
        Wanted(MOVED, f"case:{case.id}", pupil.left_on, case.school_id)
        for case, pupil in left
        if pupil.id in found and pupil.left_on is not None
    ]


def now_elsewhere(session: Session, left: Iterable[Pupil]) -> Mapping[int, Pupil]:
    """By pupil who has left: the same child at the school where they go now. Two such schools are none: then
    nobody can say which."""
    wanted = list(left)
    by_hash = {pupil.ref_hash: pupil for pupil in wanted if pupil.ref_hash}
    by_ref = {pupil.ref: pupil for pupil in wanted if not pupil.ref_hash}
    if not wanted:
        return {}
    schools = select(School.id).scalar_subquery()
    here = (col(Pupil.left).is_(False), col(Pupil.school_id).in_(schools))
    rows = [
        *session.exec(select(Pupil).where(col(Pupil.ref_hash).in_(list(by_hash)), *here)),
        *session.exec(select(Pupil).where(col(Pupil.ref).in_(list(by_ref)), *here)),
    ]
    found: dict[int, list[Pupil]] = {}
    for row in rows:
        old = by_hash.get(row.ref_hash) if row.ref_hash else by_ref.get(row.ref)
        if old is not None and (row.ref_hash or _same_family(session, old, row)):
            found.setdefault(old.id or 0, []).append(row)
    return {pupil: same[0] for pupil, same in found.items() if len(same) == 1}


def _same_family(session: Session, old: Pupil, new: Pupil) -> bool:
    if old.secret_hash is None or old.secret_hash != new.secret_hash:
        return False
    return session.exec(select(Guardian.id).where(Guardian.pupil_id == new.id)).first() is not None


def came_blocks(session: Session, case: Case) -> list[Block]:
    """Where a case comes from and what went along; nothing for one that began here."""
    events = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == CAME)
    event = session.exec(events.order_by(col(CaseEvent.id).desc())).first()
    if event is None:
        return []
    note = json.loads(event.note or "{}")
    rows = [(text("move.from"), text("move.from_words", **{**note, "on": event.on}))]
    opened = date.fromisoformat(note["opened"])
    rows.append((text("move.step"), text("move.step_words", step=note["step"], opened=opened)))
    rows += [(text(f"move.{kind}"), note[kind]) for kind in MAY_GO_ALONG if note.get(kind)]
    return [Facts(tuple(rows))]
