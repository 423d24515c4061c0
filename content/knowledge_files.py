"""Reads the entries of content/answers/ and of a plan's answers/, with file and line for what is wrong."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from content.editions import Editions
from content.explain import explain
from content.findings import ContentError, Finding
from content.knowledge import (
    ANSWERS,
    BUTTONS,
    SHARED_ANSWERS,
    Answer,
    AnswerFile,
    Entry,
    Knowledge,
    MoreWays,
    Synonyms,
    holes,
)
from content.loader import PLANS, PlanLibrary
from content.model import Plan
from content.plan_answers import answers_of
from content.sources import FORM, Lines, outside, places
from content.yamltree import Node, read_tree

Written = TypeVar("Written", bound=BaseModel)
SYNONYMS = "synonyms.yaml"
WAYS = SHARED_ANSWERS / "ways"
"""More ways of asking, by answer: people ask alike everywhere; it is the answer that is the plan's."""
NOT_OURS = "not_ours.yaml"
"""Questions about other things, by subject: beside the answers, and none of them."""
MORE_NOT_OURS = SHARED_ANSWERS / "not_ours"
"""More of them, in files of their own."""
FEWEST_WAYS = 2
_ID = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")


def load_knowledge(plan_id: str, root: Path = PLANS, on: date | None = None) -> Knowledge:
    """What the plan's askers can be told, in the edition of the day (None: the newest).

    Raises ContentError with everything that is wrong."""
    return _load(plan_id, root, _editions(plan_id, root).on(on).plan.version)


@lru_cache(maxsize=16)
def _editions(plan_id: str, root: Path) -> Editions:
    return PlanLibrary(root).editions(plan_id)


@lru_cache(maxsize=16)
def _load(plan_id: str, root: Path, version: str) -> Knowledge:
    edition = _editions(plan_id, root).called(version)
    assert edition is not None
    plan, answers = edition.plan, edition.folder / ANSWERS
    reader = _Reader(plan)
    own = reader.folder(answers, f"{ANSWERS}/")
    taken = {answer.id for answer in own}
    made = [reader.with_ways(one) for one in answers_of(plan) if one.id not in taken and not _told(one, own)]
    taken |= {answer.id for answer in made}
    shared = [one for one in reader.folder(SHARED_ANSWERS, "shared/answers/") if one.id not in taken]
    synonyms = reader.synonyms(answers)
    not_ours = reader.not_ours()
    reader.dead_ends()
    if reader.findings or synonyms is None:
        raise ContentError(reader.findings)
    return Knowledge(plan, (*own, *made, *shared), synonyms, not_ours)


def knowledge_findings(folder: Path, plan: Plan) -> list[Finding]:
    """What is wrong with a plan's answers, and with the shared ones as that plan's askers meet them."""
    reader = _Reader(plan)
    reader.folder(folder / ANSWERS, f"{ANSWERS}/")
    reader.folder(SHARED_ANSWERS, "shared/answers/")
    reader.synonyms(folder / ANSWERS)
    reader.dead_ends()
    return reader.findings


class _Reader:
    """Collects what is wrong instead of stopping at the first fault."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.findings: list[Finding] = []
        self._seen: list[tuple[Answer, Node]] = []
        self._ways: dict[str, tuple[str, ...]] = {}
        self._more_ways(WAYS, f"shared/{ANSWERS}/{WAYS.name}/")

    def _more_ways(self, folder: Path, called: str) -> None:
        """Notes what the files of `folder` add, by the answer's id."""
        for path in sorted(folder.glob("*.yaml")):
            for name, ways in self.by_name(path, f"{called}{path.name}").items():
                self._ways[name] = (*self._ways.get(name, ()), *ways)

    def by_name(self, path: Path, name: str) -> dict[str, tuple[str, ...]]:
        """A file of questions under names."""
        read = self._typed(path, name, MoreWays)
        return read[0].root if read else {}

    def not_ours(self) -> dict[str, tuple[str, ...]]:
        """Questions about other things, by subject."""
        found = self.by_name(SHARED_ANSWERS / NOT_OURS, f"shared/{ANSWERS}/{NOT_OURS}")
        for path in sorted(MORE_NOT_OURS.glob("*.yaml")):
            found |= self.by_name(path, f"shared/{ANSWERS}/{MORE_NOT_OURS.name}/{path.name}")
        return found

    def folder(self, folder: Path, called: str) -> list[Answer]:
        found: list[tuple[Answer, Node]] = []
        if folder != SHARED_ANSWERS:
            self._more_ways(folder / WAYS.name, f"{called}{WAYS.name}/")
        for path in sorted(folder.glob("*.yaml")):
            if path.name not in (SYNONYMS, NOT_OURS):
                found += self._file(path, f"{called}{path.name}")
        self.findings += _doubles(found)
        for answer, node in found:
            self.findings += list(_flaws(answer, node, self.plan))
        self._seen += [(answer, node) for answer, node in found]
        return [answer for answer, _ in found]

    def dead_ends(self) -> None:
        """Notes every `see` that no answer read so far has as its id."""
        known = {answer.id for answer, _ in self._seen} | {one.id for one in answers_of(self.plan)}
        for answer, node in self._seen:
            for number, name in enumerate(answer.see):
                if name not in known:
                    place = node.at(("see", number))
                    what = f"Inget svar har id {name}."
                    self.findings.append(Finding(place.file, place.line, what, "ett id ur ett annat svar"))

    def synonyms(self, folder: Path) -> Synonyms | None:
        """The shared words, with those of a plan that has its own in `folder`."""
        read = self._typed(SHARED_ANSWERS / SYNONYMS, f"shared/{ANSWERS}/{SYNONYMS}", Synonyms)
        if read is None or not (folder / SYNONYMS).is_file():
            return read[0] if read else None
        own = self._typed(folder / SYNONYMS, f"{ANSWERS}/{SYNONYMS}", Synonyms)
        return read[0].and_also(own[0]) if own else None

    def _file(self, path: Path, name: str) -> list[tuple[Answer, Node]]:
        read = self._typed(path, name, AnswerFile)
        if read is None:
            return []
        whole, tree = read
        return [
            (self._merged(entry, whole), tree.at(("entries", n))) for n, entry in enumerate(whole.entries)
        ]

    def with_ways(self, answer: Answer) -> Answer:
        """One that is made from the plan, with what people also ask."""
        ways = tuple(dict.fromkeys((*answer.ways, *self._ways.get(answer.id, ()))))
        return answer.model_copy(update={"ways": ways})

    def _merged(self, entry: Entry, whole: AnswerFile) -> Answer:
        own = entry.model_dump(exclude={"topic", "checked", "ways"})
        ways = tuple(dict.fromkeys((*entry.ways, *self._ways.get(entry.id, ()))))
        return Answer(
            **own, ways=ways, topic=entry.topic or whole.topic, checked=entry.checked or whole.checked
        )

    def _typed(self, path: Path, name: str, model: type[Written]) -> tuple[Written, Node] | None:
        try:
            tree = read_tree(path, name)
            return model.model_validate_json(json.dumps(tree.plain()), strict=True), tree
        except ContentError as error:
            self.findings += error.findings
        except ValidationError as error:
            self.findings += explain(error, model, tree)
        return None


def _told(made: Answer, own: list[Answer]) -> bool:
    """Whether the plan's own answers already speak of a definition: they do it from the same lines."""
    mine = {line for one in own for line in _lines(one.source)}
    return made.topic == "definition" and _lines(made.source) <= mine


def _lines(source: str) -> set[tuple[str, int]]:
    spans = (place for place in places(source) if isinstance(place, Lines))
    return {(span.number, line) for span in spans for line in range(span.first, span.last + 1)}


def _doubles(found: list[tuple[Answer, Node]]) -> list[Finding]:
    often = {name for name, times in Counter(one.id for one, _ in found).items() if times > 1}
    return [
        _at(node, "id", f"Id {answer.id} används två gånger.", "ett eget id för varje svar")
        for answer, node in found
        if answer.id in often
    ]


def _flaws(answer: Answer, node: Node, plan: Plan) -> Iterator[Finding]:
    if not _ID.fullmatch(answer.id):
        yield _at(node, "id", f"Id {answer.id!r} kan inte användas.", "små bokstäver a–z, siffror, _ och -")
    if len({way.strip().lower() for way in answer.ways if way.strip()}) < FEWEST_WAYS:
        expected = f"ways: minst {FEWEST_WAYS} olika, som personal skriver"
        yield _at(node, "ways", "Svaret har för få sätt att fråga.", expected)
    if not answer.short.strip():
        yield _at(node, "short", "Det korta svaret är tomt.", "en mening på vanlig svenska")
    yield from _source_flaws(answer, node, plan)
    known = {*BUTTONS, *(contact.id for contact in plan.contacts)}
    for number, name in enumerate(answer.buttons):
        if name not in known:
            place = node.at(("buttons", number))
            what = f"Knappen {name} är varken en kontakt i planen eller {', '.join(BUTTONS)}."
            yield Finding(place.file, place.line, what, "ett id ur contacts.yaml")
    for field in ("short", "text"):
        if wrong := holes(getattr(answer, field), plan):
            yield _at(node, field, wrong, "namn som finns i planen")


def _source_flaws(answer: Answer, node: Node, plan: Plan) -> Iterator[Finding]:
    if not answer.source.strip():
        yield _at(node, "source", "Uppgiften saknar källa.", FORM)
        return
    try:
        wrong = outside(answer.source, plan.source_files)
    except ValueError as error:
        wrong = str(error)
    if wrong:
        yield _at(node, "source", wrong, FORM)


def _at(node: Node, key: str, what: str, expected: str) -> Finding:
    place = node.at((key,))
    return Finding(place.file, place.line, what, expected)
