"""Worry in any wording comes first and leaves no trace; ordinary questions are not swallowed."""

from pathlib import Path

import pytest
import yaml

from content.knowledge_files import load_knowledge
from handlers.dispatch import leaves_no_trace
from handlers.vocabulary import Event, Place, Whisper
from handlers.worry import sounds_worried, speaks_of_concern
from tests.handlers.world import World

WORRIED = (
    "jag tror hon blir slagen hemma",
    "pappan är full varje dag",
    "pappan e full jämt",
    "jag är orolig för ett barn",
    "jag e orolig",
    "vi är oroliga för en kille i 6an",
    "hon säger att hon inte vill leva",
    "han har blåmärken på armarna",
    "han har bla marken overallt",
    "eleven skär sig",
    "mamman dricker",
    "hon vågar inte gå hem",
    "jag misstänker att ett barn far illa",
    "flickan berättade att styvpappan tafsar på henne",
    "jag vill göra en orosanmälan",
    "pojken har blivit mishandlad",
    "har det inte bra hemma",
    "det är nåt som inte stämmer hemma",
    "han luktar sprit",
    "eleven är rädd för sin pappa",
    "får ingen mat hemma",
    "hon ska bli bortgift i sommar",
    "lämnas ensam hela helgerna",
    "vad gör jag om en elev blir slagen",
    "eleven har berättat om våld hemma",
    "barnet är smutsigt och hungrigt",
    "eleven skriver att livet inte är värt något",
    "elev med suicidtankar",
    "han säger att alla skulle ha det bättre utan honom",
    "hon vill avsluta sitt liv",
)
ABOUT_THE_DUTY = (
    "vad är en orosanmälan?",
    "måste jag göra orosanmälan själv",
    "vem har anmälningsplikt",
    "kan man vara anonym när man orosanmäler",
    "vad händer efter en orosanmälan",
    "vad menas med att fara illa",
    "ska man orosanmäla vid hög frånvaro",
    "får vi återkoppling på anmälan till soc",
)
ORDINARY = (
    "vad är giltig frånvaro",
    "eleven är orolig för proven",
    "kan vi hota med vite",
    "hur slår jag upp blanketten",
    "vem ringer jag nu",
    "vad är oroande frånvaro",
    "morgonen hemma är kaos",
    "eleven är hemma sjuk",
    "anmälan om hög frånvaro till förvaltningen",
    "eleven är ensam på rasterna",
    "full närvaro hela veckan",
    "klassen fungerar bättre utan honom",
    "det är inte värt att vänta tre veckor",
    "hon vill försvinna från lektionen",
)


WRITTEN = yaml.safe_load((Path(__file__).parent / "worried.yaml").read_text(encoding="utf-8"))


def text_event(words: str) -> Event:
    return Event("e1", "text", 1, Place(staff=1), text=words)


@pytest.mark.parametrize("words", WORRIED)
def test_worry_is_understood_in_any_wording(words: str) -> None:
    assert sounds_worried(words)
    assert leaves_no_trace(text_event(words))


@pytest.mark.parametrize("words", ABOUT_THE_DUTY)
def test_questions_about_the_duty_are_general_knowledge_and_leave_no_trace_either(words: str) -> None:
    assert not sounds_worried(words)
    assert leaves_no_trace(text_event(words))


@pytest.mark.parametrize("words", ORDINARY)
def test_ordinary_questions_are_not_swallowed(words: str) -> None:
    assert not speaks_of_concern(words)


def test_worry_that_is_told_sideways_is_understood_too() -> None:
    missed = [words for words in WRITTEN["worried"] if not sounds_worried(words)]
    assert len(missed) <= 0.02 * len(WRITTEN["worried"]), missed


def test_the_words_of_ordinary_absence_do_not_trip_it() -> None:
    tripped = [words for words in WRITTEN["ordinary"] if sounds_worried(words)]
    assert len(tripped) <= 0.02 * len(WRITTEN["ordinary"]), tripped


def test_hardly_any_of_contents_own_ways_of_asking_is_taken_for_worry() -> None:
    ways = [way for one in load_knowledge("danderyd").answers if one.topic != "concern" for way in one.ways]
    tripped = [way for way in ways if sounds_worried(way)]
    assert len(tripped) <= 0.005 * len(ways), tripped


def test_a_question_about_the_duty_is_answered_to_the_asker_alone_and_nothing_is_written(told: World) -> None:
    with told.nothing_changes():
        reply = told.types("anna", "kan jag vara anonym när jag gör en orosanmälan")
    assert reply.leave_no_trace
    assert not reply.later
    [whisper] = reply.now
    assert isinstance(whisper, Whisper)
    assert "112" in str(whisper.card)
    assert "anonym" in str(whisper.card)


def test_a_pupil_who_does_not_want_to_live_is_not_left_alone_and_nothing_is_written(told: World) -> None:
    with told.nothing_changes():
        reply = told.types("anna", "hon skriver att hon inte vill leva")
    assert reply.leave_no_trace
    assert not reply.later
    [whisper] = reply.now
    assert isinstance(whisper, Whisper)
    said = str(whisper.card)
    assert all(word in said for word in ("112", "ensam", "elevhälsan", "rektor", "BUP", "akutmottagning"))
    assert said.index("112") < said.index("ensam") < said.index("socialtjänsten")


def test_worry_comes_before_the_answer_that_a_thread_waits_for(told: World) -> None:
    with told.nothing_changes():
        reply = told.types("anna", "mamman är full och slår henne")
    assert reply.leave_no_trace
    assert not reply.later
