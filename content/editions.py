"""A plan's editions, side by side as data: which was valid on a day, and which one a case began with.

The first edition lies in the plan's own folder and each later one in `editions/<the day it is valid from>`,
as a whole plan of its own. So what runs is never touched while the next one is written; and one that is
not well yet (it is the last, and somebody is writing it) is left out: the one before goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from content.assembly import EDITIONS, FRAME
from content.examine import examine
from content.findings import ContentError, Finding
from content.model import Plan

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Edition:
    """A plan as it is valid from a day, and the folder it was read from."""

    plan: Plan
    folder: Path


@dataclass(frozen=True)
class Editions:
    """Oldest first; never empty. `left_out`: what is wrong with the last one written, if it is not used."""

    all: tuple[Edition, ...]
    left_out: tuple[Finding, ...] = ()

    def on(self, day: date | None = None) -> Edition:
        """The edition valid on the day. Before the first one: that one. None: the newest."""
        if day is None:
            return self.all[-1]
        begun = [one for one in self.all if one.plan.valid_from <= day]
        return begun[-1] if begun else self.all[0]

    def told(self, day: date) -> Iterator[str]:
        """For `plan show`: which editions there are, and whether one is left out. Nothing of a single one."""
        if len(self.all) > 1:
            shown = self.on(day)
            for one in self.all:
                mark = " (visas)" if one is shown else ""
                yield f"Gäller från {one.plan.valid_from}: {one.plan.version}{mark}"
        for finding in self.left_out:
            yield f"Används inte än: {finding}"

    def called(self, version: str) -> Edition | None:
        return self._by_version.get(version)

    @cached_property
    def _by_version(self) -> dict[str, Edition]:
        return {one.plan.version: one for one in self.all}


def read_editions(folder: Path) -> Editions:
    """Raises ContentError as `PlanLibrary.editions`."""
    folders = edition_folders(folder)
    read: list[Edition] = []
    for one in folders:
        plan, findings = examine(one)
        if plan is None or findings:
            wrong = placed(one, folder, findings)
            if one == folders[-1] and read:
                return Editions(tuple(read), wrong)
            raise ContentError(wrong)
        read.append(Edition(plan, one))
    if findings := apart(folder, read):
        raise ContentError(findings)
    return Editions(tuple(read))


def edition_folders(folder: Path) -> tuple[Path, ...]:
    """The plan's own folder, then the later editions' in the order of their days. A hidden one is being
    made."""
    later = (path.parent for path in (folder / EDITIONS).glob(f"*/{FRAME}"))
    return (folder, *sorted(path for path in later if not path.name.startswith(".")))


def placed(edition: Path, folder: Path, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """With the file as it is found from the plan's own folder."""
    if edition == folder:
        return tuple(findings)
    return tuple(
        Finding(_inside(edition, folder, one.file), one.line, one.what, one.expected) for one in findings
    )


def _inside(edition: Path, folder: Path, file: str) -> str:
    return file if file.startswith("shared/") else f"{edition.relative_to(folder).as_posix()}/{file}"


def strangers(folder: Path) -> Iterator[Finding]:
    """What lies among the editions and is none."""
    for path in sorted((folder / EDITIONS).glob("*")):
        if not (path / FRAME).exists() and not path.name.startswith((".", "_")):
            what = "Här ligger ingen utgåva av planen."
            yield Finding(
                f"{EDITIONS}/{path.name}", 0, what, f"en mapp som {EDITIONS}/2027-08-01 med {FRAME}"
            )


def apart(folder: Path, editions: Sequence[Edition]) -> list[Finding]:
    """Each edition is called something of its own, and begins after the one before, on its folder's day."""
    found: list[Finding] = []
    for number, one in enumerate(editions):
        frame = _inside(one.folder, folder, FRAME) if one.folder != folder else FRAME
        if one.folder != folder and not _is_day(one.folder.name, one.plan.valid_from):
            what = f"Mappen heter {one.folder.name}, men utgåvan gäller från {one.plan.valid_from}."
            found.append(Finding(frame, 0, what, "samma dag i mappens namn och i valid_from"))
        for earlier in editions[:number]:
            if earlier.plan.version == one.plan.version:
                what = f"Två utgåvor heter {one.plan.version!r}."
                found.append(Finding(frame, 0, what, "ett eget namn på varje utgåva (version)"))
        if number and one.plan.valid_from <= editions[number - 1].plan.valid_from:
            what = f"Utgåvan gäller från {one.plan.valid_from}, inte efter den före."
            expected = f"en dag efter {editions[number - 1].plan.valid_from} (valid_from)"
            found.append(Finding(frame, 0, what, expected))
    return found


def _is_day(name: str, day: date) -> bool:
    return bool(_DAY.fullmatch(name)) and name == day.isoformat()
