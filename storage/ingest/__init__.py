"""How absence files become rows: `import_files` reads, checks, writes aside and makes visible.

What is named here is fetched when it is first asked for: the readers bring Polars with them, and most of
what asks the tables has no use for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
_HOMES = {"import_files": "apply", "FileError": "frames", "Kind": "frames"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"storage.ingest.{_HOMES.get(name, 'summary')}"), name)
