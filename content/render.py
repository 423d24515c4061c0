"""A plan as plain text for `narvarolots plan show`: everything it says, each fact with its source."""

from __future__ import annotations

from dataclasses import dataclass

from content.model import (
    Contact,
    Deadline,
    Limit,
    Plan,
    RateInWindow,
    RateSince,
    ReportedOccasions,
    Role,
    Setting,
    Step,
    Switch,
    Trigger,
    UnreportedLesson,
)
from content.wording import MONTHS, page, reason

ROLES: dict[Role, str] = {
    "mentor": "mentor",
    "team": "arbetslag",
    "eht": "elevhälsa",
    "rektor": "rektor",
    "support_unit": "stödenhet",
    "teacher": "undervisande lärare",
}
AUDIENCES = {"staff": "personal", "guardians": "vårdnadshavare", "pupils": "elever"}
SETTINGS = {
    "month_days": "En månad, i dagar",
    "problematic": "Problematisk frånvaro",
    "calm": "Lugnt läge, procent eller mindre",
    "uncertain_over": "Osäkra siffror, över så många procent ej rapporterat",
    "breaks_pause_clock": "Lovveckor räknas inte",
    "hold_max_weeks": "Längsta paus i ett ärende, i veckor",
    "follow_up_weeks": "Uppföljande möte, inom veckor",
    "remind_school_days_before": "Påminnelse före möte, i skoldagar",
    "overdue_to_eht_school_days": "Försenat, till elevhälsan efter skoldagar",
    "overdue_to_rektor_school_days": "Försenat, till rektor efter skoldagar",
    "announce_school_days_before": "Möte sägs första gången, i skoldagar före",
    "unclaimed_school_days": "Ingen har tagit ärendet: sägs igen efter skoldagar",
    "unclaimed_to_rektor_school_days": "Ingen har tagit ärendet: till rektor efter skoldagar",
    "no_show_to_rektor": "Ingen kom: rektor bestämmer efter så många gånger",
    "cause_occasions": "Sjuk ofta, till elevhälsan efter så många gånger",
    "cause_days": "Sjuk ofta, räknat på dagar",
    "broken_unregistered": "Underlaget är trasigt, över så många procent ej rapporterat",
    "broken_drop": "Underlaget är trasigt, under så många procent av det vanliga",
    "broken_pupils": "Minsta antal elever för att se ett tapp",
    "silent_school_days": "Ingen ny frånvarofil: sägs efter så många skoldagar",
    "consent_ends_school_days": "Samtycke går ut: sägs så många skoldagar före",
    "sign_days": "Tecken i frånvaron, räknat på dagar",
    "sign_occasions": "Ett mönster, från så många gånger",
    "sign_share": "Ett mönster, minst så många procent av gångerna",
    "sign_times": "Ett mönster, minst så många gånger så ofta som annars",
    "sign_reported": "Anmäld om och om igen, från så många gånger",
    "sign_late": "Ofta sen, från så många dagar",
    "sign_rising": "Ökar, procentenheter mer än månaden före",
    "registered_low": "För få lektioner registrerade, under så många procent",
}
_DAYS = {"mon": "mån", "tue": "tis", "wed": "ons", "thu": "tors", "fri": "fre", "sat": "lör", "sun": "sön"}


@dataclass(frozen=True)
class Figure:
    """A number of the plan in words, with where it comes from."""

    name: str
    value: str
    source: str


def render_plan(plan: Plan, step: int | None = None) -> str:
    """The whole plan, or one step of it. Raises LookupError for a step the plan does not have."""
    steps = plan.steps if step is None else (_step(plan, step),)
    return page(
        "plan.jinja",
        plan=plan,
        steps=steps,
        whole=step is None,
        roles=lambda names: role_names(names, plan),
        document=lambda name: next(item.name for item in plan.documents if item.id == name),
        triggers=lambda number: [trigger for trigger in plan.triggers if trigger.step == number],
        reason=reason,
        figures=trigger_figures,
        settings=setting_figures(plan),
        deadline=deadline_text,
        hours=hours_text,
        months=MONTHS,
        audiences=AUDIENCES,
    )


def role_names(roles: tuple[Role, ...], plan: Plan) -> list[str]:
    """The roles in Swedish; the municipality's unit by its own short name."""
    return [plan.support_unit.short if role == "support_unit" else ROLES[role] for role in roles]


def setting_figures(plan: Plan) -> list[Figure]:
    """The plan's settings, each with its source or "lokal tolkning"."""
    facts = {name: getattr(plan.settings, name) for name in SETTINGS}
    return [Figure(SETTINGS[name], value_text(fact), fact.source) for name, fact in facts.items()]


def trigger_figures(trigger: Trigger) -> list[Figure]:
    """The numbers inside a trigger that have a source of their own."""
    match trigger:
        case UnreportedLesson():
            facts: dict[str, Setting | Limit] = {"Skolans första morgon, i dagar": trigger.first_morning_days}
        case ReportedOccasions():
            facts = {"Minsta antal tillfällen": trigger.min_occasions}
        case RateInWindow():
            facts = {"Gräns": trigger.limit, "Minsta antal skoldagar": trigger.min_school_days}
        case RateSince():
            facts = {"Gräns": trigger.limit}
    return [Figure(name, value_text(fact), fact.source) for name, fact in facts.items()]


def value_text(fact: Setting | Switch | Limit) -> str:
    """ "över 15 procent", "minst 40 procent", "ja", "30"."""
    if isinstance(fact, Limit):
        return f"{'över' if fact.over is not None else 'minst'} {fact.percent} procent"
    if isinstance(fact, Switch):
        return "ja" if fact.value else "nej"
    return str(fact.value)


def deadline_text(deadline: Deadline) -> str:
    """The deadline's sentence, and "Beslut krävs." where the source gives no time."""
    return f"{deadline.text} Beslut krävs." if deadline.undecided else deadline.text


def hours_text(contact: Contact) -> str:
    """ "mån–tors 08:00–16:30, fre 08:00–15:00", "dygnet runt", or that the hours are not known."""
    if [(row.days, row.hours) for row in contact.open] == [("daily", "00:00-24:00")]:
        return "dygnet runt"
    spans = [f"{_days(row.days)} {row.hours.replace('-', '–')}" for row in contact.open]
    return ", ".join(spans) or "öppettider saknas i planen"


def _days(days: str) -> str:
    if days in ("daily", "holidays"):
        return "alla dagar" if days == "daily" else "helgdagar"
    return "–".join(_DAYS[day] for day in days.split("-"))


def _step(plan: Plan, number: int) -> Step:
    found = next((step for step in plan.steps if step.number == number), None)
    if found is None:
        known = ", ".join(str(step.number) for step in plan.steps)
        raise LookupError(f"Planen har inget steg {number}. Stegen är {known}.")
    return found
