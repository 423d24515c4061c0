"""An installed copy has everything the running one has, and asks for everything it uses."""

import sys
import tomllib
from fnmatch import fnmatch

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.source import PACKAGES, ROOT, imports, python_files


def test_every_file_of_the_program_is_installed_with_it() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = ["*.py", *setuptools["package-data"]["*"]]
    files = [path for folder in PACKAGES for path in (ROOT / folder).rglob("*") if path.is_file()]
    kept = [path for path in files if "__pycache__" not in path.parts and path.suffix != ".md"]
    assert [path for path in kept if not any(fnmatch(path.name, pattern) for pattern in patterns)] == []


# Packages that come with one we name, and that have no other purpose here.
CARRIED = {
    "anyio": "fastapi",
    "docx": "docxtpl",
    "markdown_it": "rich",
    "packaging": "pytest",
    "pydantic": "sqlmodel",
    "pydantic_core": "sqlmodel",
    "slack_sdk": "slack-bolt",
    "sqlalchemy": "sqlmodel",
    "starlette": "fastapi",
}
NAMES = {"jwt": "pyjwt", "microsoft_teams": "microsoft-teams-cards", "yaml": "pyyaml"}
ALONE = {"xlwt"}  # tests/ingest/files/make.py is run by hand, in an environment of its own


def asked_for(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    return {canonicalize_name(Requirement(line).name) for lines in lists for line in lines}


OTHERS = ("tests", "benchmarks", "scripts")


@pytest.mark.parametrize(("folders", "extras"), [(PACKAGES, ()), (OTHERS, ("dev",))], ids=["run", "try"])
def test_what_is_imported_is_asked_for(folders: tuple[str, ...], extras: tuple[str, ...]) -> None:
    ours = {*PACKAGES, *OTHERS, *ALONE, *sys.stdlib_module_names}
    used = [found for path in python_files(*folders) for found in imports(path)]
    tops = {found.name.split(".")[0]: found.place for found in used}
    theirs = {CARRIED.get(top, NAMES.get(top, top)): place for top, place in tops.items() if top not in ours}
    asked = asked_for(*extras)
    assert {name: place for name, place in theirs.items() if canonicalize_name(name) not in asked} == {}
