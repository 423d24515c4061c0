"""`narvarolots ask`: the contract that other programs are run against."""

from tests.cli.conftest import case, case_template, files, school, school_template, terminal, terminal_with
from tests.cli.terminal import Terminal, contents

__all__ = ["case", "case_template", "files", "school", "school_template", "terminal", "terminal_with"]


def test_an_answer_is_one_object_with_id_confidence_text_and_sources(terminal: Terminal) -> None:
    [found] = terminal.done("ask", "vad är giltig frånvaro", "--json").objects
    assert found["answer"] == "valid"
    assert 0 < found["confidence"] <= 1
    assert "sjukdom" in found["text"]
    assert found["sources"]


def test_nothing_that_fits_is_null_and_kept_for_the_owners(terminal: Terminal) -> None:
    [found] = terminal.done("ask", "hur lagar man pannkakor", "--json").objects
    assert found["answer"] is None
    assert found["sources"] == []
    [kept] = terminal.done("ask", "--unanswered", "--json").objects
    assert kept["question"] == "hur lagar man pannkakor"


def test_asked_as_somebody_it_begins_with_their_own_pupils(case: Terminal) -> None:
    [found] = case.done("ask", "vad gör jag nu", "--as", "Anna@skola.example", "--json").objects
    assert found["text"].startswith("Din nästa åtgärd för A.L. 8B")
    [other] = case.done("ask", "vad gör jag nu med Alva", "--as", "bo@skola.example", "--json").objects
    assert "A.L." not in other["text"]


def test_an_address_that_nobody_has_is_refused(terminal: Terminal) -> None:
    assert "e-postadress" in terminal.refused("ask", "vad är en sip", "--as", "ingen@skola.example")


def test_a_question_or_the_list_but_not_both_or_neither(terminal: Terminal) -> None:
    terminal.misused("ask")
    terminal.misused("ask", "vad är en sip", "--unanswered")


def test_worry_is_answered_first_and_nothing_of_it_is_written(terminal: Terminal) -> None:
    before = contents(terminal.database)
    [found] = terminal.done("ask", "pappan är full varje dag", "--json").objects
    assert found["answer"] == "concern_worried"
    assert "112" in found["text"]
    terminal.done("ask", "kan man vara anonym när man gör en orosanmälan")
    assert contents(terminal.database) == before


def test_what_is_asked_of_the_duty_and_has_no_sure_answer_gets_the_worry_card(terminal: Terminal) -> None:
    [found] = terminal.done("ask", "barn far illa en lördag natt, vem ringer jag", "--json").objects
    assert found["answer"] == "concern_worried"
