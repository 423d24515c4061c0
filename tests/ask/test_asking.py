"""What people meet when they ask: their own pupils first, the source, and kind words when lost."""

import pytest
from sqlmodel import select

from handlers.ask.unanswered import kept
from handlers.vocabulary import Buttons, Card, Event, Facts, Paragraph, Place, Reply, Whisper
from storage.tables.chat import UnansweredQuestion
from tests.handlers.world import World, whispered


def words_of(card: Card) -> str:
    said = [block.text for block in card.blocks if isinstance(block, Paragraph)]
    said += [
        f"{name} {value}" for block in card.blocks if isinstance(block, Facts) for name, value in block.rows
    ]
    return "\n".join(said)


def actions_of(card: Card) -> list[str]:
    return [one.action for block in card.blocks if isinstance(block, Buttons) for one in block.buttons]


def answer(world: World, who: str, question: str) -> str:
    world.types(who, question)
    return words_of(world.latest(who))


def questions_kept(world: World) -> list[str]:
    with world.database.reading() as session:
        return [one.question for one in kept(session)]


def test_an_answer_has_its_source_and_the_way_to_say_that_one_is_worried(world: World) -> None:
    said = answer(world, "bo", "va e ogiltig frånvaro")
    assert "ogiltig" in said.lower()
    assert "Källa" in said
    assert "worry" in actions_of(world.latest("bo"))


def test_whoever_has_cases_gets_those_pupils_next_action_first(told: World) -> None:
    first = answer(told, "anna", "en elev är borta, hur gör jag?").splitlines()[0]
    assert "A.L. 8B" in first
    assert "Ring" in first


def test_a_pupil_is_found_by_name_among_ones_own(told: World) -> None:
    said = answer(told, "anna", "vad gör jag nu med Alva?")
    assert "A.L. 8B" in said
    assert "case.show" in actions_of(told.latest("anna"))


def test_a_pupil_of_somebody_elses_is_never_found(told: World) -> None:
    said = answer(told, "bo", "vad gör jag nu med Alva?")
    assert "A.L." not in said
    assert "Alva" not in said


def test_in_a_channel_no_pupil_is_spoken_of(told: World) -> None:
    place = Place(channel=f"eht:{told.school()}")
    event = Event("m1", "text", told.staff("anna"), place, text="vad gör jag nu med Alva?")
    reply = told.send(event)
    assert "A.L." not in str(reply)


def test_a_command_asks_as_a_message_does(world: World) -> None:
    staff = world.staff("bo")
    world.send(Event("c1", "command", staff, Place(staff=staff), text="vad är en sip"))
    assert "SIP" in words_of(world.latest("bo"))


def test_whom_to_call_is_told_for_this_very_minute(world: World) -> None:
    world.at(world.now.date(), "10:00")
    assert "08-568 911 06" in answer(world, "bo", "vem ringer jag nu?")
    world.at(world.now.date(), "22:00")
    said = answer(world, "bo", "vem ringer jag nu?")
    assert "08-410 200 40" in said
    assert "08-568 911 06" not in said


def test_the_call_button_answers_the_presser_alone_and_leaves_no_trace(world: World) -> None:
    with world.nothing_changes():
        reply = world.press("bo", ("ask.call", ""))
    assert reply.leave_no_trace
    assert all(isinstance(now, Whisper) for now in reply.now)


def test_an_entry_that_content_no_longer_has_is_refused_kindly(world: World) -> None:
    assert world.refused("bo", ("ask.entry", "finns_inte"))


def test_what_nothing_answers_is_said_kindly_and_kept_without_names_and_numbers(told: World) -> None:
    said = answer(
        told, "bo", "kan alva lindgren och Kalle låna projektorn av bo@skola.example tel 070-123 45 67?"
    )
    assert "elevhälsoteamet" in said
    [question] = questions_kept(told)
    for secret in ("alva", "lindgren", "kalle", "bo@skola", "070", "4567"):
        assert secret not in question.lower()
    assert "projektorn" in question


def test_a_name_in_lower_case_that_no_roster_holds_is_masked_too(world: World) -> None:
    answer(world, "bo", "kan moas mamma låna projektorn")
    assert questions_kept(world) == ["kan … mamma låna projektorn"]


def test_a_story_about_a_child_is_not_kept_and_is_led_to_whom_to_call(world: World) -> None:
    with world.nothing_changes():
        reply = world.types("bo", "hon lånade en projektor av en snickare i somras")
    assert reply.leave_no_trace
    assert not reply.later
    assert "112" in str(whispered(reply))
    assert "worry" in actions_of(whispered(reply))


def test_a_kept_question_is_encrypted_in_the_database(world: World) -> None:
    answer(world, "bo", "var ligger projektorn")
    with world.database.engine.connect() as connection:
        raw = connection.exec_driver_sql("SELECT question FROM unanswered_question").scalars().all()
    assert len(raw) == 1
    assert "projektorn" not in raw[0]


def test_a_civic_number_is_answered_around_and_never_kept(world: World) -> None:
    said = answer(world, "bo", "vad är ogiltig frånvaro för 20100229-1234")
    assert "anmält" in said
    answer(world, "bo", "var ligger projektorn till 100229-1234")
    assert all("1002" not in question and "1234" not in question for question in questions_kept(world))


@pytest.mark.parametrize(
    "question",
    [
        "x" * 10_000,
        "jag undrar över frånvaro " * 400,
        "🎉🎉🎉",
        "???",
        "12345",
        "what is the absence of this student",
    ],
)
def test_what_cannot_be_asked_gets_a_short_honest_word_and_is_not_kept(world: World, question: str) -> None:
    said = answer(world, "bo", question)
    assert said
    assert len(said) < 300
    assert questions_kept(world) == []


@pytest.mark.parametrize(
    "question",
    [
        "ما هو الغياب",
        "Що таке відсутність учня?",
        "What should I do if a student is absent?",
        "Maxaan sameeyaa haddii ardayga maqan yahay, waa maxay tallaabada",
        "Co zrobić, kiedy ucznia nie ma w szkole, czy jest to nieobecność",
        "¿Qué hago si el alumno no viene a la escuela, por favor?",
        "Mitä teen kun oppilas ei tule kouluun",
    ],
)
def test_another_language_gets_a_short_honest_word(world: World, question: str) -> None:
    said = answer(world, "bo", question)
    assert "svenska" in said
    assert "112" in said
    assert len(said) < 300
    assert questions_kept(world) == []


def test_a_question_in_the_middle_is_answered_and_the_conversation_goes_on(told: World) -> None:
    case = told.case("E1").id
    told.press("anna", ("contact", f"{case}:guardian"), message=told.key("anna", told.now.date()))
    assert "anmält" in answer(told, "anna", "vad är giltig frånvaro?")
    told.types("anna", "sjuk")
    assert told.case("E1").cause == "illness"


def test_the_help_words_still_help(world: World) -> None:
    reply = world.types("bo", "hjälp")
    assert isinstance(reply, Reply)
    assert world.rows(UnansweredQuestion) == []
    with world.database.reading() as session:
        assert session.exec(select(UnansweredQuestion)).first() is None
