"""`narvarolots plan todo`, `plan new`, `plan diff` and `plan print`: for those who own a plan."""

from __future__ import annotations

from pathlib import Path

from bot.commands.output import give, say


def show_todo(plan: str) -> None:
    """Raises ContentError for a plan that is not there."""
    from content.decisions import open_decisions
    from content.loader import PlanLibrary
    from content.wording import page

    known = PlanLibrary().get(plan)
    found = open_decisions(known)
    stopping, asking = [one for one in found if one.stops], [one for one in found if not one.stops]
    give(page("todo.jinja", plan=known, stopping=stopping, asking=asking).rstrip())


def begin_plan(source: str, name: str) -> None:
    """Raises ContentError, and changes nothing, when it cannot be done."""
    from content.authoring import new_plan

    folder = new_plan(source, name)
    say(f"{folder} är er egen plan nu. Börja med namn, kommun, utgåva och datum i plan.yaml.")
    say(f"Se vad som är kvar att besluta: narvarolots plan todo {name}")
    say(f"Granska efter varje ändring: narvarolots content check {folder}")


def show_differences(left: str, right: str) -> None:
    """Raises ContentError for a plan that is not there."""
    from content.compare import differences
    from content.loader import PlanLibrary
    from content.wording import page

    library = PlanLibrary()
    one, other = library.get(left), library.get(right)
    found = differences(one, other)
    give(page("differences.jinja", left=one, right=other, differences=found).rstrip())


def print_plan(plan: str, file: Path) -> None:
    """Raises ContentError for a plan that is not there, and OSError for a file that cannot be written."""
    from bot.documents.poster import poster_of
    from content.loader import PlanLibrary

    file.write_bytes(poster_of(PlanLibrary().get(plan)))
    say(f"{file}: två sidor att sätta upp i personalrummet.")
