"""`narvarolots guide play`: holds a guide's conversation in the terminal, without a pupil or a database."""

from __future__ import annotations

import sys
from pathlib import Path

import typer
from yaml import YAMLError

from bot.clock import SystemClock
from bot.commands.output import say
from content.findings import ContentError, Finding
from content.guides import flow
from content.guides.model import Guide, GuideQuestion
from content.loader import PlanLibrary
from content.texts import text
from handlers.guides import talk as talks
from handlers.guides.meaning import IN_APPENDIX, Around
from handlers.guides.reading import choices_of, suggested
from handlers.guides.recorded import Line, Recording, played, read_recording, recorded, write_recording
from handlers.guides.talk import Talk, View
from handlers.guides.wording import day_words, in_words

_DONE = (View.PAUSED, View.STOPPED)


def find_guide(name: str) -> Guide:
    """`name`: "plan/guide". Raises ContentError, with what there is, for another."""
    library = PlanLibrary()
    plan_id, _, guide_id = name.partition("/")
    guide = library.get(plan_id).guide(guide_id)
    if guide is None:
        known = ", ".join(f"{plan_id}/{one.id}" for one in library.get(plan_id).guides) or "inga guider"
        raise ContentError([Finding(name, 0, "Det finns ingen guide med det namnet.", known)])
    return guide


def play(name: str, record: Path | None) -> None:
    """Asks until everything is answered, the person pauses, or the input ends."""
    guide, today = find_guide(name), SystemClock().now().date()
    around = Around(today)
    say(f"{guide.name}\n{guide.about}\n{text('guide.play_help')}\n")
    talk, lines = talks.begin(guide), list[Line]()
    while talk.view not in _DONE and talk.question is not None:
        _show(talk, around)
        words = _read()
        if words is None:
            break
        asked, talk = talk, _after(talk, words, around)
        lines.append(_line(asked, talk, words))
    _finish(talk, around)
    if record is not None:
        begun = Recording(guide=guide.id, about=guide.about, today=today, talk=(), answers={})
        write_recording(record, recorded(begun, lines, talk))
        say(str(record))


def play_again(name: str, file: Path) -> None:
    """Plays a recording as the guide is now, and writes it anew. Raises ContentError for another's."""
    guide = find_guide(name)
    try:
        recording = read_recording(file)
    except (OSError, ValueError, YAMLError):
        raise ContentError(
            [Finding(str(file), 0, "Filen är inget inspelat samtal.", "en fil ur guides/recorded")]
        ) from None
    if recording.guide != guide.id:
        raise ContentError([Finding(str(file), 0, "Samtalet gäller en annan guide.", recording.guide)])
    write_recording(file, played(guide, recording).recording)
    say(str(file))


def _after(talk: Talk, words: str, around: Around) -> Talk:
    question = talk.question
    if question is not None and question.sensitive:
        return talks.typed(talk, words, around) or talks.answer(talk, question.id, IN_APPENDIX)
    found = talks.typed(talk, words, around)
    if found is None:
        say(text("guide.play_again"))
        return talk
    if found.view is View.ALL:
        _overview(found, around)
        return talks.look(found, View.QUESTION)
    return found


def _line(before: Talk, after: Talk, words: str) -> Line:
    """What was typed; of what is sensitive only that it was written."""
    if after.answers.given.get(before.asking) == IN_APPENDIX:
        return Line(asked=before.asking, pressed=IN_APPENDIX)
    return Line(asked=before.asking, typed=words)


def _show(talk: Talk, around: Around) -> None:
    question = talk.question
    assert question is not None
    number, total = flow.progress(talk.guide, talk.answers, question.id)
    area = talk.guide.area(question.area)
    counted = text("guide.progress", number=number, total=total)
    say(f"\n[{counted}{f', {area.name}' if area else ''}]")
    if talk.notice:
        say(text(talk.notice))
    if talk.wrong is not None:
        good = in_words(question, talk.wrong.good, around) if talk.wrong.good else ""
        say(f"{text(talk.wrong.name, **talk.wrong.values)} {good}".rstrip())
    say(question.text)
    if talk.helping:
        say(talks.help_of(question))
    _choices(question, around)


def _choices(question: GuideQuestion, around: Around) -> None:
    usual = getattr(question, "usual", ())
    for number, (value, words) in enumerate(choices_of(question, around).items(), start=1):
        say(f"  {number}. {words}{' ✓' if value in usual else ''}")
    if usual:
        say(text("guide.play_usual"))
    if question.kind == "date" and (day := suggested(question, around)):
        say(text("guide.play_suggested", day=day_words(day, around)))


def _overview(talk: Talk, around: Around) -> None:
    counted = flow.standing(talk.guide, talk.answers)
    for number, question in enumerate(flow.path(talk.guide, talk.answers), start=1):
        value = counted.get(question.id)
        shown = in_words(question, value, around) if question.id in counted else text("guide.not_answered")
        say(f"  {number}. {question.text} {shown}")


def _finish(talk: Talk, around: Around) -> None:
    _overview(talk, around)
    if talk.view is View.PAUSED:
        say(text("guide.paused"))
    elif talk.question is None and (end := flow.ending(talk.guide, talk.answers)):
        say(f"\n{end.text}")


def _read() -> str | None:
    """A line that somebody typed; None at the end of the input."""
    if sys.stdin.isatty():
        typer.echo("> ", nl=False, err=True)
    line = sys.stdin.readline()
    return line.strip() if line else None
