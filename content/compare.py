"""Two plans, or two editions of one, side by side: only what differs, in the words of `plan show`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from content.model import Plan, Step, Trigger
from content.render import deadline_text, hours_text, role_names, setting_figures, trigger_figures
from content.wording import listed, reason


@dataclass(frozen=True)
class Difference:
    """What each plan says of one thing, a line for each. A side that says nothing of it is empty."""

    part: str
    about: str
    left: tuple[str, ...]
    right: tuple[str, ...]


def differences(left: Plan, right: Plan) -> tuple[Difference, ...]:
    """In the order of the plans: the frame, the settings, and step after step."""
    pairs = (*_frame(left, right), *_settings(left, right), *_steps(left, right), *_rest(left, right))
    return tuple(one for one in pairs if one.left != one.right)


def _frame(left: Plan, right: Plan) -> Iterator[Difference]:
    for about, name in (("Namn", "name"), ("Utgåva", "version"), ("Gäller från", "valid_from")):
        yield Difference("Planen", about, (str(getattr(left, name)),), (str(getattr(right, name)),))
    yield Difference("Planen", "Stöd", (left.support_unit.name,), (right.support_unit.name,))


def _settings(left: Plan, right: Plan) -> Iterator[Difference]:
    for one, other in zip(setting_figures(left), setting_figures(right), strict=True):
        yield Difference("Inställningar", one.name, (one.value,), (other.value,))


def _steps(left: Plan, right: Plan) -> Iterator[Difference]:
    for number in range(1, max(len(left.steps), len(right.steps)) + 1):
        for about, said in _SAID.items():
            sides = ((plan, step) for plan in (left, right) for step in (_step(plan, number),))
            one, other = (said(plan, step) if step else () for plan, step in sides)
            yield Difference(f"Steg {number}", about, one, other)


def _rest(left: Plan, right: Plan) -> Iterator[Difference]:
    """Guides by their questions, and what else has a name of its own."""
    for about, found in _NAMED.items():
        one, other = found(left), found(right)
        for key in dict.fromkeys((*one, *other)):
            yield Difference(about, key, one.get(key, ()), other.get(key, ()))


def _step(plan: Plan, number: int) -> Step | None:
    return next((step for step in plan.steps if step.number == number), None)


def _beginnings(plan: Plan, step: Step) -> tuple[str, ...]:
    return tuple(_trigger(one) for one in plan.triggers if one.step == step.number)


def _trigger(trigger: Trigger) -> str:
    """The reason in words, and the numbers that it does not tell by itself."""
    figures = ", ".join(f"{one.name.lower()}: {one.value}" for one in trigger_figures(trigger))
    return f"{reason(trigger)} ({figures})"


_SAID: dict[str, Callable[[Plan, Step], tuple[str, ...]]] = {
    "Namn": lambda plan, step: (step.name,),
    "Börjar": lambda plan, step: (step.begins,),
    "Utlösare": _beginnings,
    "Ansvarar": lambda plan, step: (listed(role_names(step.responsible, plan)),),
    "Att göra": lambda plan, step: tuple(action.text for action in step.actions),
    "Tider": lambda plan, step: tuple(deadline_text(one) for one in step.deadlines),
    "Dokument": lambda plan, step: tuple(one.name for one in plan.documents if one.id in step.documents),
}
_NAMED: dict[str, Callable[[Plan], dict[str, tuple[str, ...]]]] = {
    "Guider": lambda plan: {one.name: tuple(asked.text for asked in one.questions) for one in plan.guides},
    "Dokument": lambda plan: {one.name: (one.about,) for one in plan.documents},
    "Kontakter": lambda plan: {
        one.name: (", ".join((*one.phone, one.email, hours_text(one))),) for one in plan.contacts
    },
    "Definitioner": lambda plan: {one.term: (one.text,) for one in plan.definitions},
    "Uppföljningsdata": lambda plan: (
        {plan.follow_up_data.name: tuple(one.text for one in plan.follow_up_data.counts)}
        if plan.follow_up_data
        else {}
    ),
}
