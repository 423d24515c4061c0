"""An installed copy has everything the running one has."""

import tomllib
from fnmatch import fnmatch

from tests.project.source import PACKAGES, ROOT


def test_every_file_of_the_program_is_installed_with_it() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = ["*.py", *setuptools["package-data"]["*"]]
    files = [path for folder in PACKAGES for path in (ROOT / folder).rglob("*") if path.is_file()]
    kept = [path for path in files if "__pycache__" not in path.parts and path.suffix != ".md"]
    assert [path for path in kept if not any(fnmatch(path.name, pattern) for pattern in patterns)] == []
