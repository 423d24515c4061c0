"""What is wrong in a plan folder: the place, the fault and the cure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One mistake. `file` is relative to the plan folder; `line` counts from 1, 0 is the file as a whole."""

    file: str
    line: int
    what: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what} Väntat: {self.expected}" if self.expected else f"{place}: {self.what}"


class ContentError(Exception):
    """A plan that cannot be used. `findings` holds everything found, in the order of the files."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(set(findings)))
        super().__init__("\n".join(str(finding) for finding in self.findings))
