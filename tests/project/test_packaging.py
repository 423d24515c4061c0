"""An installed copy has everything the running one has, and asks for everything it uses."""

import sys
import tomllib
from fnmatch import fnmatch

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
    "pydantic": "sqlmodel",
    "pydantic_core": "sqlmodel",
    "slack_sdk": "slack-bolt",
    "sqlalchemy": "sqlmodel",
    "starlette": "fastapi",
}
NAMES = {"yaml": "pyyaml"}


def test_what_is_imported_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    ours = {*PACKAGES, *sys.stdlib_module_names}
    used = [found for path in python_files(*PACKAGES) for found in imports(path)]
    tops = {found.name.split(".")[0]: found.place for found in used}
    packages = {
        CARRIED.get(top, NAMES.get(top, top)): place for top, place in tops.items() if top not in ours
    }
    assert {name: place for name, place in packages.items() if canonicalize_name(name) not in asked} == {}
