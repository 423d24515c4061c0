"""`narvarolots plan todo`, `plan new`, `plan diff` and `plan print`: for those who own a plan."""

from __future__ import annotations

from pathlib import Path

from bot.clock import SystemClock
from bot.commands.options import day
from bot.commands.output import give, say
from content.model import Plan


def edition(words: str) -> Plan:
    """A plan as it is today, or "nystad:2027-08-01" as it is valid that day. Raises ContentError."""
    from content.loader import PlanLibrary

    plan, _, written = words.partition(":")
    on = day(written, "PLAN:DATUM") if written else SystemClock().now().date()
    return PlanLibrary().get(plan, on)


def show_todo(plan: str) -> None:
    """Raises ContentError for a plan that is not there."""
    from content.decisions import open_decisions
    from content.wording import page

    known = edition(plan)
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


def begin_edition(plan: str, written: str) -> None:
    """Raises ContentError, and changes nothing, when it cannot be done."""
    from content.authoring import new_edition

    since = day(written, "DATUM")
    assert since is not None
    folder = new_edition(plan, since)
    say(f"{folder} är den nya utgåvan. Den är en kopia av den nuvarande, som gäller tills vidare.")
    say(f"Ändra i den, och granska: narvarolots content check {folder}")
    say(f"Se vad som skiljer: narvarolots plan diff {plan} {plan}:{since.isoformat()}")


def show_differences(left: str, right: str) -> None:
    """Raises ContentError for a plan that is not there."""
    from content.compare import differences
    from content.wording import page

    one, other = edition(left), edition(right)
    found = differences(one, other)
    give(
        page(
            "differences.jinja", left=left, right=right, names=(one.name, other.name), differences=found
        ).rstrip()
    )


def print_plan(plan: str, file: Path) -> None:
    """Raises ContentError for a plan that is not there, and OSError for a file that cannot be written."""
    from bot.documents.poster import poster_of

    file.write_bytes(poster_of(edition(plan)))
    say(f"{file}: två sidor att sätta upp i personalrummet.")
