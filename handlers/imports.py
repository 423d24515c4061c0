"""Taking files in, with what follows from them: corrected cases, and pupils who are to be forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from handlers import corrections
from handlers.plans import Plans
from handlers.redaction import redact
from storage.database import Database
from storage.ingest import ImportOptions, ImportSummary, Progress, import_files


def take_in(
    database: Database,
    plans: Plans,
    paths: Iterable[Path],
    *,
    now: datetime,
    options: ImportOptions | None = None,
    progress: Progress | None = None,
) -> ImportSummary:
    """All the files or none. Raises StorageError."""
    corrections.finish(database, plans, now)
    summary = import_files(database, paths, now=now, options=options, progress=progress)
    if summary.erased:
        with database.writing() as session:
            redact(session, plans, summary.erased, now)
    corrections.finish(database, plans, now)
    return summary
