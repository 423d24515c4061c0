"""The statistics of a school by what people did there, on both databases; and who may have them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from content.texts import text
from handlers.context import Refusal
from handlers.statistics.report import Wanted, report_of, school_year_begins, schools_of
from handlers.statistics.tables import Sign
from handlers.vocabulary import Card, ChoiceInput, Event, Facts, Link, Picture, Place, Whisper
from storage.database import Database
from storage.tables import StaffRole
from tests.handlers.files import lesson
from tests.handlers.screen import all_words, buttons
from tests.handlers.world import MONDAY, TUESDAY, World
from tests.reports.school import ADDRESS, NEXT_WEEK, OTHER, asking, report, table, with_cases


@pytest.fixture
def any_school(database: Database, tmp_path: Path) -> World:
    return with_cases(World(database, tmp_path))


def test_what_was_done_is_what_is_counted(any_school: World) -> None:
    found = report(any_school, school=any_school.school())
    whole = table(found, "open").whole
    assert whole is not None
    assert whole.cells == (14, 0, 0, 0, 14)
    contact, mapping, _ = table(found, "times").rows
    assert contact.cells[:2] == (100.0, 1), "eight the day after the absence, six a week later"
    assert contact.cells[3] == 5
    assert mapping.cells[0] == 0.0
    assert [row.cells for row in table(found, "grades").rows] == [(7, 7), (7, 7)]
    causes = {row.name: row.cells[0] for row in table(found, "causes").rows}
    assert list(causes.values()).count(Sign.HIDDEN) == 2, "two with another cause, and what tells of them"
    assert sum(cell for cell in causes.values() if isinstance(cell, int)) == 6
    assert table(found, "registered").rows[0].cells == (100.0,)


def test_every_school_is_a_line_and_one_is_of_them_all(school: World) -> None:
    found = report(school)
    assert [row.name for row in table(found, "open").rows] == [
        OTHER,
        "Provskolan",
        text("statistics.all_schools"),
    ]
    assert table(found, "new").rows[-1].cells[0] == 14
    assert len(table(found, "times_by_school").rows) == 6


def test_nobody_is_named_anywhere(school: World) -> None:
    found = repr(report(school))
    assert "Förnamn" not in found
    assert "Efternamn" not in found
    assert "P1" not in found


def test_a_follow_up_that_nobody_booked_was_not_in_time(school: World) -> None:
    for number in range(5):
        case = str(school.case(f"P{number}").id)
        school.press("anna", ("book_on", f"{case}:{NEXT_WEEK[1]}"))
    school.mornings(*NEXT_WEEK[1:3])
    for number in range(5):
        school.press("anna", ("meeting.held", str(school.case(f"P{number}").id)))
    school.at(TUESDAY + timedelta(weeks=3))
    share = table(report(school, school=school.school()), "follow_ups").rows[0].cells[0]
    assert share == pytest.approx(35.7), "five of fourteen"


def test_a_case_is_counted_in_its_period_only(school: World) -> None:
    school.at(MONDAY + timedelta(weeks=3))
    whole = table(report(school, first=MONDAY + timedelta(weeks=2)), "new").rows[-1]
    assert whole.cells == (0, 0)
    assert "times" not in {one.id for one in report(school, first=MONDAY + timedelta(weeks=2)).tables}


def test_the_school_year_begins_in_august() -> None:
    assert school_year_begins(date(2026, 11, 22)) == date(2026, 8, 1)
    assert school_year_begins(date(2027, 6, 10)) == date(2026, 8, 1)


@pytest.mark.parametrize("who", ["anna", "bo"])
def test_a_mentor_has_no_statistics(school: World, who: str) -> None:
    for number in (None, school.school()):
        with asking(school, who) as context, pytest.raises(Refusal):
            report_of(context, Wanted(number))
    assert school.refused(who, ("statistics", "")) == text("statistics.nothing_for_you")


def test_rektor_and_eht_have_their_own_school_only(school: World) -> None:
    for who in ("eva", "rut"):
        with asking(school, who) as context:
            assert schools_of(context) == [(school.school(), "Provskolan")]
            assert report_of(context, Wanted(school.school())).scope == "Provskolan"
        for number in (None, school.school(OTHER)):
            with asking(school, who) as context, pytest.raises(Refusal):
                report_of(context, Wanted(number))
            value = "all" if number is None else str(number)
            assert school.refused(who, ("statistics", value)) == text("general.no_right")


def test_the_municipality_has_all_schools_together(school: World) -> None:
    with asking(school, "hilda") as context:
        assert [number for number, _ in schools_of(context)] == [None]
        report_of(context, Wanted())


def test_every_report_is_written_down(school: World) -> None:
    before = len(school.audit())
    report(school, "eva", school.school())
    [row] = school.audit()[before:]
    assert (row.action, row.school_id, row.pupil_id) == ("see_statistics", school.school(), None)


def test_odd_periods_are_refused(school: World) -> None:
    for first, last in (
        (date(2099, 1, 1), None),
        (MONDAY, MONDAY - timedelta(days=1)),
        (date(2001, 1, 1), None),
    ):
        with asking(school, "cli:kim") as context, pytest.raises(Refusal):
            report_of(context, Wanted(None, first, last))


def _card(school: World, who: str, words: str = "statistik") -> Card:
    school.address = ADDRESS
    school.types(who, words)
    return school.latest(who)


def test_the_word_gives_a_card_with_figures_a_picture_and_links(school: World) -> None:
    card = _card(school, "eva")
    [figures] = [block for block in card.blocks if isinstance(block, Facts)]
    assert (text("statistics.main_new"), "14") in figures.rows
    [picture] = [block for block in card.blocks if isinstance(block, Picture)]
    assert "14 på steg 1" in picture.alt
    assert len([block for block in card.blocks if isinstance(block, Link)]) == 2
    assert "Förnamn" not in all_words(card)


def test_the_same_word_from_others_is_a_question_like_any(school: World) -> None:
    assert not [block for block in _card(school, "anna").blocks if isinstance(block, Facts | Picture | Link)]


def test_who_leads_several_schools_chooses_one(school: World) -> None:
    with school.database.writing() as session:
        both = StaffRole(staff_id=school.staff("rut"), school_id=school.school(OTHER), role="rektor")
        session.add(both)
    card = _card(school, "rut")
    [choice] = [block for block in card.blocks if isinstance(block, ChoiceInput)]
    assert [option.text for option in choice.options] == [OTHER, "Provskolan"]
    school.press("rut", ("statistics", ""), fields={"school": str(school.school())})
    assert "Provskolan" in school.latest("rut").title


def test_the_home_page_has_the_button_for_those_who_may(school: World) -> None:
    for who, may in (("eva", True), ("rut", True), ("hilda", True), ("anna", False)):
        reply = school.press(who, ("home", ""), kind="home")
        [now] = reply.now
        pressed = {one.action for one in buttons(now.card)}
        assert ("statistics" in pressed) == may, who


def test_without_an_address_no_link_is_given(school: World) -> None:
    school.address = ""
    school.types("eva", "Rapport")
    card = school.latest("eva")
    assert not [block for block in card.blocks if isinstance(block, Link)]
    assert text("statistics.no_address") in all_words(card)


def test_in_a_channel_only_the_asker_sees_it(school: World) -> None:
    event = Event("e-x", "text", school.staff("eva"), Place(channel="eht:1"), text="statistik")
    [now] = school.send(event).now
    assert isinstance(now, Whisper)


def test_a_case_that_is_kept_after_a_correction_is_still_counted(school: World) -> None:
    school.absence(lesson("P13", MONDAY, "anmäld"))
    before = table(report(school), "new").rows[-1].cells[0]
    assert before == 14, "P13 has been worked on, and is kept"


def test_a_large_municipality_gets_links_and_no_figures_to_wait_for(
    school: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.statistics.showing.AT_ONCE", 5)
    card = _card(school, "hilda")
    assert not [block for block in card.blocks if isinstance(block, Facts | Picture)]
    assert len([block for block in card.blocks if isinstance(block, Link)]) == 2
