"""What every part of a plan is made of: strict frozen models, facts with a source, choices."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

LOCAL_READING = "lokal tolkning"
DECISION_NEEDED = "beslut krävs"

Role = Literal["mentor", "team", "eht", "rektor", "support_unit", "teacher"]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(Model):
    """Anything that can be traced. `source` is one or several places, "lokal tolkning" or "beslut krävs".

    Several places are parted by semicolons; content.sources has the whole grammar.
    """

    source: str


class Choice(Model):
    id: str
    text: str
