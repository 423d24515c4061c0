"""Where the visitor begins: with a mentor who has something new the first morning, whatever the plan."""

from __future__ import annotations

from sqlmodel import col, select

from bot.demo.days import FIRST_DAY
from bot.demo.school import START, School, first_mentor
from storage.database import Database
from storage.tables import Case, Mentorship, Staff


def where_to_begin(database: Database) -> str:
    """The first mentor where she has something new that day, as in the plan that the stories are written
    for; else the next by name who has."""
    question = (
        select(Staff)
        .join(Mentorship, col(Mentorship.staff_id) == col(Staff.id))
        .join(Case, col(Case.pupil_id) == col(Mentorship.pupil_id))
        .where(Case.opened_on == FIRST_DAY)
    )
    with database.reading() as session:
        names = {person.name for person in session.exec(question)}
    return min(names, key=lambda name: (name != first_mentor(), name), default=first_mentor())


def tasks(database: Database, school: School) -> dict[str, str]:
    """What the visitor is told of each person, by e-mail address."""
    begin = where_to_begin(database)
    own = {one.email: one.task for one in school.adults if one.task and one.task != START}
    return own | {one.email: START for one in school.adults if one.name == begin}
