"""`narvarolots morning`: the school morning, done or only shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from sqlmodel import col, func, select

from bot.commands.bounds import refuse_far_off
from bot.commands.opened import Opened, opened
from bot.commands.output import columns, give_json, say
from bot.commands.words import trigger_words
from content.wording import count, long_date, percent
from handlers.morning.lines import Line
from handlers.morning.run import MorningResult, run
from storage.ingest.generations import current_generation
from storage.tables import School


def do_morning(on: date | None, *, dry_run: bool, as_json: bool) -> None:
    """Raises what `opened` raises, and Refusal for a day before the last one done."""
    with opened() as here:
        now = here.clock.now()
        on = on or now.date()
        refuse_far_off("--date", now.date(), on)
        result = run(here.database, here.plans, now=now, on=on, dry_run=dry_run)
        schools = _schools(here)
    if not schools:
        say("Det finns inga skolor än. Läs in skolans filer först: narvarolots import FIL…")
    for note in (*result.notes, *result.warnings):
        say(note)
    if as_json:
        for line in result.lines:
            give_json(line.as_json)
    elif len(result.notes) < schools:
        _show(result, trigger_words(here.plans), on, dry_run=dry_run)


def _schools(here: Opened) -> int:
    with here.database.reading() as session:
        known = col(School.from_gen) <= current_generation(session)
        return session.exec(select(func.count()).where(known)).one()


def _show(result: MorningResult, words: Mapping[str, str], on: date, *, dry_run: bool) -> None:
    """For people: no names here, only the file's own ids."""
    for school, lines in groupby(result.lines, key=lambda line: line.school):
        say(f"\n{school}")
        for row in columns([_row(line, words) for line in lines], right=[2]):
            say(f"  {row}", hang=4)
    if result.lines:
        say()
    say(f"{long_date(on).capitalize()}: {_news(len(result.lines))} något nytt.")
    if dry_run:
        say("Det här var bara en titt: inget ändrades.")


def _row(line: Line, words: Mapping[str, str]) -> Sequence[str]:
    moved = line.case_step is not None and line.case_step != line.step
    step = f"steg {line.case_step} → {line.step}" if moved else f"steg {line.step}"
    rate = "–" if line.rate_month is None else percent(line.rate_month)
    why = ", ".join(words.get(trigger, trigger) for trigger in line.triggers)
    return line.pupil, step, rate, f"{why} (osäkra siffror)" if line.uncertain else why


def _news(pupils: int) -> str:
    return count(pupils, "elev har", "elever har") if pupils else "ingen elev har"
