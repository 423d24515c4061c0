"""What an import is asked to do, what it did, and how it tells how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from storage.ingest.frames import Kind


@dataclass(frozen=True)
class ImportOptions:
    """format: auto, vklass, skola24 or whatever the readers know. mapping: a column-mapping file.

    replaces: the absence files (and the breaks) are complete for these dates, both included.
    school: the school that files without a column for it speak of.
    alone: nobody else writes meanwhile, so nobody need be let in between two parts.
    """

    format: str = "auto"
    mapping: Path | None = None
    replaces: tuple[date, date] | None = None
    school: str | None = None
    alone: bool = False


@dataclass(frozen=True)
class FileCount:
    """place: the file as the user named it. rows: rows with data in it."""

    place: str
    kind: Kind
    rows: int
    ignored_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class ErasedPupil:
    """A pupil who became protected, and whom storage no longer knows.

    What was sent of the cases is left to redact, and so are the messages of mornings that spoke of the
    pupil. Rows in `due` of kind "redact" remember each case and each morning until then.
    """

    pupil_id: int
    school_id: int
    case_ids: tuple[int, ...]
    mentor_ids: tuple[int, ...]


@dataclass(frozen=True)
class ImportSummary:
    """Counts only; lessons are those of the files, removed ones those that `replaces` took away.

    protected_pupils: marked so in the rosters. protected_rows: rows dropped for them.
    outside_school_days: lessons kept but left out of every figure. unknown_teachers: addresses of
    teachers that no roster of staff knows. waiting_classes: classes of a timetable that no one school has.
    left_pupils: were in the school's last roster and not in this.
    """

    import_id: int
    files: tuple[FileCount, ...] = ()
    new_lessons: int = 0
    changed_lessons: int = 0
    unchanged_lessons: int = 0
    removed_lessons: int = 0
    announced_lessons: int = 0
    outside_school_days: int = 0
    protected_pupils: int = 0
    protected_rows: int = 0
    unknown_teachers: int = 0
    staff: int = 0
    new_staff: int = 0
    pupils: int = 0
    new_pupils: int = 0
    left_pupils: int = 0
    breaks: int = 0
    waiting_classes: int = 0
    period_figures: int = 0
    new_schools: tuple[str, ...] = ()
    erased: tuple[ErasedPupil, ...] = ()


class Progress(Protocol):
    """Told again and again how much is done. `what` is Swedish, for the bar."""

    def step(self, done: int, total: int, what: str) -> None: ...


class Silent:
    """The progress nobody watches."""

    def step(self, done: int, total: int, what: str) -> None:
        return
