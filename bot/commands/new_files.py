"""Files that a command makes: what they hold is secret, and what is there already is left as it is."""

from __future__ import annotations

import os
from pathlib import Path

from content.texts import text
from handlers.context import Refusal


def must_be_new(file: Path) -> None:
    """Raises Refusal when something of that name is there."""
    if file.exists():
        raise Refusal(text("document.file_exists", file=file))


def write_for_me_alone(file: Path, content: bytes) -> None:
    """Nobody else on the computer reads it. Raises FileExistsError and other OSErrors."""
    with open(file, "xb", opener=_for_me_alone) as new:
        new.write(content)


def _for_me_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
