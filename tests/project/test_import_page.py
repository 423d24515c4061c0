"""docs/import.md, which refusals point to: its columns are the program's, and its example works."""

import re
from datetime import date
from pathlib import Path

from storage.ingest.formats.days import DayReader
from storage.ingest.formats.tables import tables
from storage.ingest.formats.words import STATUS_WORDS, StatusReader
from storage.ingest.frames import ROLES, Kind
from storage.ingest.mapping import load_mapping
from tests.project.source import PACKAGES, ROOT, python_files

PAGE = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
TABLES = tables(DayReader(date(2026, 11, 23)), StatusReader({}))


def test_every_column_and_word_of_the_files_is_described() -> None:
    columns = {heading for table in TABLES.values() for heading in table.headings}
    words = sorted(columns | set(ROLES) | set(STATUS_WORDS))
    assert [word for word in words if not re.search(rf"\b{word}\b", PAGE)] == []


def test_the_example_of_a_column_mapping_can_be_used(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert example
    path = tmp_path / "mall.yaml"
    path.write_text(example[1], encoding="utf-8")
    mapping = load_mapping(path)
    assert mapping.kind is Kind.ABSENCE
    assert set(TABLES[Kind.ABSENCE].required) == set(mapping.columns.values())


def test_a_page_that_the_program_points_to_exists() -> None:
    texts = [path.read_text(encoding="utf-8") for path in python_files(*PACKAGES)]
    pages = {page for text in texts for page in re.findall(r"docs/[a-z_]+\.md", text)}
    assert [page for page in sorted(pages) if not (ROOT / page).exists()] == []
