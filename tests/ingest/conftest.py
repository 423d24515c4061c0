"""What the tests of files share."""

from pathlib import Path

import pytest

from storage.database import Database
from tests.ingest.applying import Importer


@pytest.fixture
def importing(database: Database, tmp_path: Path) -> Importer:
    """Imports into an empty database, once of each kind."""
    return Importer(database, tmp_path)
