"""The documents say only what is so: commands that exist, every dependency explained, links that lead."""

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from packaging.requirements import Requirement
from pydantic import BaseModel
from typer.core import TyperGroup
from typer.main import get_command

from bot.cli import cli
from bot.settings import Settings
from content.model import Plan
from tests.project.source import ROOT

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
EACH_DOCUMENT = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))


def code(document: Path) -> str:
    """What is written as code: commands are looked for there, not in the prose."""
    text = document.read_text(encoding="utf-8")
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, flags=re.DOTALL))


@EACH_DOCUMENT
def test_a_make_command_in_a_document_exists(document: Path) -> None:
    assert set(re.findall(r"\bmake ([a-z]+)", code(document))) <= targets()


@EACH_DOCUMENT
def test_a_link_inside_the_project_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
    for link in links:
        if "://" not in link and not link.startswith("mailto:"):
            assert (document.parent / link).exists(), link


def test_the_first_screen_has_the_two_commands() -> None:
    first_screen = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40])
    assert {"make demo", "make test"} <= set(re.findall(r"^make [a-z]+", first_screen, flags=re.MULTILINE))


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {Requirement(line).name for lines in asked for line in lines}
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([^`]+)`", page, flags=re.MULTILINE))
    assert explained == names


def keys(model: type[BaseModel]) -> set[str]:
    """Every key an author may write, in this model and all below it."""
    found = {field.alias or name for name, field in model.model_fields.items()}
    for field in model.model_fields.values():
        for below in models_in(field.annotation):
            found |= keys(below)
    return found


def models_in(shape: Any) -> list[type[BaseModel]]:
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return [shape]
    return [model for inner in get_args(shape) for model in models_in(inner)]


def test_every_key_of_a_plan_is_described() -> None:
    filled_in_by_the_loader = {"source_files"}
    page = code(ROOT / "docs" / "plan.md")
    written = sorted(keys(Plan) - filled_in_by_the_loader)
    assert [key for key in written if not re.search(rf"\b{key}\b", page)] == []


def test_every_setting_is_described() -> None:
    page = (ROOT / "docs" / "administrator.md").read_text(encoding="utf-8")
    names = [str(field.validation_alias) for field in Settings.model_fields.values()]
    assert [name for name in names if f"`{name}`" not in page] == []


def unknown_words(line: str) -> list[str]:
    """What a `narvarolots` command line in a document says that the program does not understand."""
    command, words = get_command(cli), line.split()[1:]
    while isinstance(command, TyperGroup) and words:
        if words[0] not in command.commands:
            return [words[0]]
        command, words = command.commands[words[0]], words[1:]
    known = {option for parameter in command.params for option in parameter.opts}
    return [word for word in words if word.startswith("--") and word not in known]


@EACH_DOCUMENT
def test_a_command_in_a_document_exists(document: Path) -> None:
    lines = re.findall(r"^`?(narvarolots [a-z][^`\n]*)", code(document), flags=re.MULTILINE)
    assert [(line, unknown_words(line)) for line in lines if unknown_words(line)] == []
