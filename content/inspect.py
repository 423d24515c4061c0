"""The inspector behind `narvarolots content check`: all that is wrong with a plan, never a traceback."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from content.assembly import FRAME
from content.editions import Edition, apart, edition_folders, placed, strangers
from content.examine import examine
from content.findings import Finding
from content.knowledge import ANSWERS
from content.knowledge_files import knowledge_findings
from content.wording import page


def check(folder: Path) -> list[Finding]:
    """What is wrong in `folder`, in the order of files and lines. Empty: the plan can be used."""
    if not folder.exists():
        return [Finding(str(folder), 0, "Mappen finns inte.", "en mapp med en plan, som content/plans/…")]
    if not folder.is_dir():
        return [Finding(str(folder), 0, "Det här är en fil.", f"mappen som har {FRAME}")]
    if not (folder / FRAME).exists() and not (folder / "steps").is_dir():
        return [Finding(str(folder), 0, "Mappen har ingen plan.", f"en mapp med {FRAME} och steps/1.yaml")]
    found: list[Finding] = []
    read: list[Edition] = []
    for one in edition_folders(folder):
        plan, findings = examine(one)
        if plan is not None and (one / ANSWERS).is_dir():
            findings = findings + knowledge_findings(one, plan)
        found += placed(one, folder, findings)
        read += [Edition(plan, one)] if plan else []
    return sorted({*found, *strangers(folder), *apart(folder, read)})


def render_findings(findings: Sequence[Finding]) -> str:
    """The findings for a terminal: a place, what is wrong and what was expected, and a sum."""
    return page("findings.jinja", findings=findings)
