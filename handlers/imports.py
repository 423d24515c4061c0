"""Taking files in, with what follows from them: corrected cases, and pupils who are to be forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from handlers import corrections, redaction
from handlers.plans import Plans
from handlers.training import usable
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
    """All the files or none. Raises StorageError, or Refusal when the plan is not for real pupils yet."""
    usable(plans, [plans.default], now.date())
    finish(database, plans, now)
    summary = import_files(database, paths, now=now, options=options, progress=progress)
    finish(database, plans, now)
    return summary


def finish(database: Database, plans: Plans, now: datetime) -> None:
    """What follows from an import that is done; again before the next morning, should the import's
    process have died before it."""
    redaction.finish(database, plans, now)
    corrections.finish(database, plans, now)
