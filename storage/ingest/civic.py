"""Telling a civic number from a school's own id, so that it can be kept as a keyed hash (RULES.md)."""

import re

_CIVIC = re.compile(
    r"(?:[0-9]{2})?[0-9]{2}"  # century and year
    r"(?:0[1-9]|1[0-2])"
    r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"  # the day; 60 more in a coordination number
    r"[-+ ]?"
    r"(?:[0-9]{4}|TF[0-9]{2})",  # TF: a temporary number in school systems (SS 12000)
    re.IGNORECASE,
)


def looks_civic(ref: str) -> bool:
    """Whether `ref` has the form of a Swedish civic, coordination or temporary (TF) number.

    The form is enough: a control digit that does not fit may be a slip of the pen, and still a child.
    """
    return _CIVIC.fullmatch(ref.strip()) is not None
