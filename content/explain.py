"""What pydantic found wrong, said in Swedish with file and line."""

from __future__ import annotations

import re

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from content.findings import Finding
from content.shapes import Loc, known_keys, nearest
from content.yamltree import Node

_VALUE = re.compile(r"'([^']*)'")
_EXPECTED = {
    "string_type": "text (sätt citattecken om värdet ser ut som ett tal)",
    "int_type": "ett heltal",
    "int_from_float": "ett heltal",
    "bool_type": "true eller false",
    "tuple_type": "en lista",
    "date_type": "ett datum som 2026-11-23",
    "date_from_datetime_parsing": "ett datum som 2026-11-23",
    "date_parsing": "ett datum som 2026-11-23",
    "model_type": "nycklar med värden",
    "model_attributes_type": "nycklar med värden",
    "dict_type": "nycklar med värden",
}


def explain(error: ValidationError, model: type[BaseModel], tree: Node) -> list[Finding]:
    """One finding for each of pydantic's errors, placed by the tree the values came from."""
    return [_finding(detail, model, tree) for detail in error.errors()]


def _finding(detail: ErrorDetails, model: type[BaseModel], tree: Node) -> Finding:
    node = tree.at(detail["loc"])
    what, expected = _words(detail, known_keys(model, detail["loc"][:-1]))
    return Finding(node.file, node.line, what, expected)


def _words(detail: ErrorDetails, known: tuple[str, ...]) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    key = _key(detail["loc"])
    if kind == "missing":
        return _missing(key)
    if kind == "extra_forbidden":
        return _unknown(key, known)
    if kind == "literal_error":
        return f"Värdet för {key} känns inte igen.", _nearest(detail)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        tags = str(context.get("expected_tags", "'unreported_lesson', 'rate_in_window' …"))
        return f"Slaget (kind) för {key} saknas eller känns inte igen.", f"något av {_options(tags)}"
    if kind in ("greater_than_equal", "less_than_equal"):
        edge = f"minst {context['ge']}" if "ge" in context else f"högst {context['le']}"
        return f"Värdet för {key} är omöjligt.", f"ett heltal, {edge}"
    if kind == "value_error":
        return _said(str(context["error"]))
    return f"Värdet för {key} är av fel slag.", _EXPECTED.get(kind, "ett annat slags värde")


def _nearest(detail: ErrorDetails) -> str:
    """The allowed values, the one most like what stands there first."""
    allowed = tuple(one for one in _VALUE.findall(str(detail["ctx"]["expected"])) if one)
    close = nearest(str(detail["input"]), allowed)
    options = f"något av {', '.join(allowed[:-1])} eller {allowed[-1]}" if allowed[1:] else "".join(allowed)
    return f"{close} (närmast), {options}" if close and allowed[1:] else options


def _missing(key: str) -> tuple[str, str]:
    if key == "source":
        return "Uppgiften saknar källa.", "source: 001:338-340, eller lokal tolkning"
    return f"Nyckeln {key} saknas.", f"{key}: …"


def _unknown(key: str, known: tuple[str, ...]) -> tuple[str, str]:
    close = nearest(key, known)
    return f"Nyckeln {key} är okänd.", f"{close} (närmast)" if close else f"någon av {', '.join(known)}"


def _said(message: str) -> tuple[str, str]:
    what, _, cure = message.partition("; ")
    return what[:1].upper() + what[1:] + ".", cure


def _options(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", " eller ")


def _key(loc: Loc) -> str:
    words = [str(part) for part in loc if isinstance(part, str)]
    return words[-1] if words else "innehållet"
