"""`narvarolots document`: a plan's documents listed, or one filled in as a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer
from sqlmodel import col, select

from bot.commands.new_files import must_be_new, write_for_me_alone
from bot.commands.opened import opened
from bot.commands.output import columns, give, say
from bot.documents.files import TYPES, Looks
from content.documents.model import Document
from content.loader import PlanLibrary
from content.texts import text
from handlers import cases
from handlers.context import Context, Refusal
from handlers.documents.fetching import fetch
from handlers.documents.links import Wanted
from storage.tables import School


def list_documents() -> None:
    """Those of the settings' own plan that can be made."""
    from bot.settings import load_settings

    made = [one for one in PlanLibrary().get(load_settings().plan).documents if one.is_made]
    for line in columns(_row(one) for one in made):
        give(line)


def _row(document: Document) -> tuple[str, str, str]:
    return document.id, document.name, text(f"document.badge_{document.reader}")


def make_document(document: str, file: Path, pupil: str | None, school: str | None) -> None:
    """Raises Refusal, and OSError when it cannot be written. A file that is there is left as it is."""
    kind = file.suffix.lower().removeprefix(".")
    if kind not in TYPES:
        raise typer.BadParameter(f"Filens namn ska sluta på .{' eller .'.join(TYPES)}.", param_hint="FIL")
    must_be_new(file)
    with opened() as here:
        with here.writing() as context:
            paper = fetch(context, _wanted(context, document, pupil, school))
        made = Looks(here.settings.logo).file_of(paper, kind)
    write_for_me_alone(file, made)
    say(f"{paper.title}: {file}")


def _wanted(context: Context, document: str, pupil: str | None, school: str | None) -> Wanted:
    if pupil is not None:
        case = cases.last_case(context, cases.find_pupil(context, pupil, school))
        return Wanted(document, case.school_id, case.id)
    found = list(_schools(context, school))
    if len(found) != 1:
        raise Refusal(text("document.which_school"))
    return Wanted(document, found[0].id or 0)


def _schools(context: Context, name: str | None) -> Iterator[School]:
    question = select(School).order_by(col(School.name))
    yield from context.session.exec(question if name is None else question.where(School.name == name))
