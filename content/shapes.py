"""Which keys the model knows at a place in the file: the ground for "menade du …?"."""

from __future__ import annotations

import difflib
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

Loc = tuple[str | int, ...]


def known_keys(model: type[BaseModel], loc: Loc) -> tuple[str, ...]:
    """The keys allowed where `loc` (as pydantic gives it) leads from `model`."""
    shape: Any = model
    for part in loc:
        shape = _inside(shape, part)
    shape = _bare(shape)
    if not _is_model(shape):
        return ()
    return tuple(field.alias or name for name, field in shape.model_fields.items())


def nearest(word: str, known: tuple[str, ...]) -> str:
    """The known word most like `word`, or nothing."""
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.6)), "")


def _inside(shape: Any, part: str | int) -> Any:
    shape = _bare(shape)
    if _is_model(shape):
        field = shape.model_fields.get(part)
        return field.annotation if field else None
    if get_origin(shape) in (Union, UnionType):
        return next((member for member in get_args(shape) if part in _tags(member)), None)
    if get_origin(shape) is tuple:
        return get_args(shape)[0]
    return get_args(shape)[1] if get_origin(shape) is dict else None


def _bare(shape: Any) -> Any:
    while get_origin(shape) is Annotated:
        shape = get_args(shape)[0]
    if get_origin(shape) in (Union, UnionType):
        models = [member for member in get_args(shape) if member is not type(None)]
        return models[0] if len(models) == 1 else shape  # a key that may be left out
    return shape


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)


def _tags(member: Any) -> tuple[str, ...]:
    if not _is_model(member) or "kind" not in member.model_fields:
        return ()
    annotation = member.model_fields["kind"].annotation
    return get_args(annotation) if get_origin(annotation) is Literal else ()
