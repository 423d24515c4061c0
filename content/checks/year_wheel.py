"""The year wheel reaches somebody, and a form's address is one that can be opened."""

from __future__ import annotations

from collections.abc import Iterator

from content.checks.flaw import Flaw
from content.model import Plan
from content.yamltree import Node


def year_flaws(plan: Plan) -> Iterator[Flaw]:
    for index, reminder in enumerate(plan.year_wheel):
        place = ("year_wheel", index, "to")
        if not reminder.to:
            yield Flaw(place, f"Påminnelsen {reminder.id} når ingen.", "eht, rektor eller support_unit")
        if "support_unit" in reminder.to and not plan.support_unit.channel:
            what = "Påminnelsen går till kommunens enhet, som inte har någon kanal i chatten."
            yield Flaw(place, what, "channel: true under support_unit i plan.yaml")


def address_flaws(plan: Plan) -> Iterator[Flaw]:
    for index, document in enumerate(plan.documents):
        if document.web and not document.web.startswith("https://"):
            what = f"Adressen {document.web!r} går inte att öppna."
            yield Flaw(("documents", index, "web"), what, "en hel adress, som https://kommunen.se/blankett")


def file_flaws(plan: Plan, tree: Node) -> Iterator[Flaw]:
    """A guide is called as its file."""
    for index, guide in enumerate(plan.guides):
        file = tree.at(("guides", index, "id")).file.rpartition("/")[2].removesuffix(".yaml")
        if file != guide.id:
            what = f"Guidens id är {guide.id}, men filen heter {file}.yaml."
            yield Flaw(("guides", index, "id"), what, f"id: {file}")
