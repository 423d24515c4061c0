"""The school's logo from NARVAROLOTS_LOGO: one picture for all schools, or a folder with one for each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ENDINGS = (".png", ".jpg", ".jpeg")
MOST_BYTES = 1_000_000
_BEGINS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


@dataclass(frozen=True)
class Logo:
    """`image`: PNG or JPEG; empty when there is none."""

    image: bytes = b""


NO_LOGO = Logo()


def logo_of(place: Path | None, school: str) -> Logo:
    """A missing or unusable picture is no logo: a document is never held up by it."""
    if place is None:
        return NO_LOGO
    files = [place.joinpath(f"{school}{ending}") for ending in ENDINGS] if place.is_dir() else [place]
    file = next((one for one in files if one.is_file()), None)
    if file is None or wrong_with(file):
        return NO_LOGO
    return Logo(file.read_bytes())


def wrong_with(file: Path) -> str:
    """Why the file cannot be a logo, in Swedish; "" when it can."""
    try:
        if file.stat().st_size > MOST_BYTES:
            return "Bilden är större än 1 MB."
        with file.open("rb") as opened:
            begins = opened.read(8)
    except OSError:
        return "Bilden går inte att läsa."
    return "" if begins.startswith(_BEGINS) else "Bilden är varken PNG eller JPEG."
