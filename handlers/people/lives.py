"""Where a pupil lives, by the roster: a pupil from another municipality is reported to that one."""

from __future__ import annotations

from content.model import Plan
from storage.tables import Pupil


def home_of(pupil: Pupil | None) -> str:
    """ "" when the roster does not say."""
    return (pupil.home_municipality or "").strip() if pupil else ""


def elsewhere(plan: Plan, pupil: Pupil | None) -> str:
    """The pupil's home municipality when it is another than the plan's; "" when it is not, or not known."""
    home = home_of(pupil)
    own = plan.authority.casefold()
    return "" if not home or own.startswith(home.casefold().removesuffix(" kommun")) else home
