"""The kinds of file a document comes as."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.documents.docx import docx_of
from bot.documents.logo import logo_of
from bot.documents.pdf import pdf_of
from handlers.documents.paper import Paper

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True)
class Looks:
    """What a school's documents look like. `logo`: a picture, or a folder with one for each school."""

    logo: Path | None = None

    def file_of(self, paper: Paper, kind: str) -> bytes:
        """`kind`: "docx" or "pdf"."""
        logo = logo_of(self.logo, paper.school)
        return docx_of(paper, logo) if kind == "docx" else pdf_of(paper, logo)


def file_name(paper: Paper, kind: str) -> str:
    """The document and its day. No pupil's name: it would stand in the downloads of a shared computer."""
    plain = "".join(one if one.isalnum() or one in " -" else "-" for one in paper.title)
    return f"{plain} {paper.at:%Y-%m-%d}.{kind}"


def as_attachment(name: str) -> str:
    """The header that has a browser save it, also with å, ä and ö in the name."""
    return f"attachment; filename=\"dokument.{name.rpartition('.')[2]}\"; filename*=UTF-8''{quote(name)}"
