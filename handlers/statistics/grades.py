"""What a year group is called."""

from __future__ import annotations

from content.texts import text


def grade_name(grade: int | None) -> str:
    if grade is None:
        return text("statistics.grade_unknown")
    return text("statistics.grade", grade=grade) if grade else text("statistics.preschool_class")
