"""How absence files become rows: `import_files` reads, checks, writes aside and makes visible."""

from storage.ingest.apply import import_files
from storage.ingest.frames import FileError, Kind
from storage.ingest.summary import ErasedPupil, FileCount, ImportOptions, ImportSummary, Progress

__all__ = [
    "ErasedPupil",
    "FileCount",
    "FileError",
    "ImportOptions",
    "ImportSummary",
    "Kind",
    "Progress",
    "import_files",
]
