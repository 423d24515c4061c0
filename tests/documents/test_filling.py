"""What stands in each document: the answers, who gave them and when, and nothing that belongs elsewhere."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from content.guides.model import GuideQuestion
from content.texts import text
from handlers.context import Refusal
from handlers.documents.filling import paper_of
from handlers.documents.folder import folder_without_case
from handlers.documents.paper import Chapter, Facts
from handlers.guides import store
from handlers.plans import Plans
from scripts.answered import Speak, made_up
from storage.tables import Case, FollowUp, GuideAnswer, School
from tests.documents.desk import Desk, answers, words
from tests.handlers.files import lesson, present
from tests.handlers.world import MONDAY, TUESDAY, World
from tests.packs import LIBRARY, PACKS

MARK = "HEMLIGT-"
"""Begins every answer to a sensitive question in these tests."""


@pytest.mark.parametrize("plan_id", PACKS)
def test_every_plans_documents_can_be_filled_in_before_anything_is_answered(
    told: World, plan_id: str
) -> None:
    with told.database.writing() as session:
        session.get_one(School, told.school()).plan = plan_id
        case = session.get_one(Case, told.case("E1").id)
        case.plan, case.plan_version = plan_id, LIBRARY.get(plan_id).version
    told.plans = Plans(LIBRARY, plan_id)
    desk = Desk(told)
    desk.agree("BUP")
    for document in LIBRARY.get(plan_id).documents:
        if document.is_made:
            assert desk.paper(document.id).chapters, document.id


def test_the_same_papers_come_out_of_both_kinds_of_database(any_world: World) -> None:
    any_world.absence(
        lesson("E1", MONDAY), present("E1", MONDAY - timedelta(days=20), MONDAY - timedelta(days=3))
    )
    any_world.morning(TUESDAY)
    desk = Desk(any_world)
    desk.raise_to_step_three()
    desk.answer_everything()
    desk.agree("BUP")
    for name, paper in desk.papers().items():
        assert paper.chapters, name
    figures = next(one for one in desk.paper("enkel_kartlaggning").chapters if one.heading == "Frånvaron")
    assert "ogiltig 6,7" in repr(figures)


def test_a_case_that_nobody_has_answered_for_gives_papers_with_lines_to_fill_in(unanswered: Desk) -> None:
    unanswered.agree("BUP")
    for name, paper in unanswered.papers().items():
        assert paper.title
        assert paper.chapters, name
        assert all(one.lines > 0 for one in answers(paper) if not one.text)
    assert [one for one in answers(unanswered.paper("enkel_kartlaggning")) if not one.text]


def test_answers_stand_under_their_questions(desk: Desk) -> None:
    paper = desk.paper("enkel_kartlaggning")
    guide = desk.plan.guide("enkel-kartlaggning")
    assert guide is not None
    said = {one.question: one.text for one in answers(paper)}
    for question in guide.questions:
        if not question.sensitive and not question.when:
            assert said[question.text], question.id
    assert [chapter.heading for chapter in paper.chapters if chapter.by]


def test_a_skipped_question_is_a_line_to_fill_in(desk: Desk) -> None:
    with desk.world.database.writing() as session:
        row = session.exec(select(GuideAnswer).where(GuideAnswer.question == "measures")).first()
        assert row is not None
        row.answer = store.encoded(None)
        session.add(row)
    asked = desk.plan.guide("enkel-kartlaggning")
    assert asked is not None
    question = asked.question("measures")
    assert question is not None
    [found] = [one for one in answers(desk.paper("enkel_kartlaggning")) if one.question == question.text]
    assert (found.text, found.lines > 1) == ("", True)


def test_what_may_be_asked_once_something_else_is_answered_has_its_line_too(unanswered: Desk) -> None:
    guide = unanswered.plan.guide("enkel-kartlaggning")
    assert guide is not None
    asked = {one.question for one in answers(unanswered.paper("enkel_kartlaggning"))}
    assert {one.text for one in guide.questions if not one.sensitive} <= asked


def test_it_names_who_answered_and_when_and_which_plan_it_follows(desk: Desk) -> None:
    day = f"{desk.world.now.day} november {desk.world.now.year}"
    for name in ("enkel_kartlaggning", "utredning_hog_franvaro"):
        paper = desk.paper(name)
        told = [chapter.by for chapter in paper.chapters if chapter.by]
        assert told
        assert all(day in by and ("Anna" in by or "Eva" in by) for by in told)
        assert desk.plan.name in paper.follows
        assert desk.world.case("E1").plan_version in paper.follows
        assert str(desk.world.now.year) in paper.made


def _marking(numbers: count[int]) -> Speak:
    def speak(question: GuideQuestion, number: int) -> str:
        return f"{MARK}{next(numbers)}" if question.sensitive else made_up(question, number)

    return speak


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.data())
def test_no_sensitive_answer_stands_in_any_document_but_the_appendix(
    told: World, chosen: st.DataObject
) -> None:
    """Whichever guides have been answered, in whichever order and however many times."""
    desk = Desk(told)
    numbers = count()
    guides = [guide.id for guide in desk.plan.guides]
    for guide in chosen.draw(st.lists(st.sampled_from(guides), min_size=1, max_size=4)):
        speak = _marking(numbers)
        desk.answer(guide, speak, chosen.draw(st.sampled_from(["anna", "eva"])))
    desk.agree("BUP")
    for document in desk.documents:
        assert (document.reader == "appendix") or MARK not in words(desk.paper(document.id)), document.id


def test_the_appendix_has_every_sensitive_answer_of_every_round(desk: Desk) -> None:
    again = [one for one in desk.plan.guides if one.repeats and any(q.sensitive for q in one.questions)]
    assert again
    numbers = count()
    for guide in again:
        desk.answer(guide.id, _marking(numbers))
        desk.answer(guide.id, _marking(numbers))
    [appendix] = desk.of("appendix")
    paper = words(desk.paper(appendix.id))
    told = sum(question.sensitive for guide in again for question in guide.questions)
    assert next(numbers) == 2 * told
    assert all(f"'{MARK}{number}'" in paper for number in range(2 * told))
    assert made_up(next(q for q in again[0].questions if q.sensitive), 0) in paper, "the first round too"


@pytest.mark.parametrize("reader", ["guardian", "others", "everyone"])
def test_who_is_not_the_school_is_not_even_told_that_there_is_an_appendix(desk: Desk, reader: str) -> None:
    for document in desk.of(reader):
        assert text("guide.in_appendix") not in words(desk.paper(document.id))


def test_nobody_is_given_a_line_to_write_something_sensitive_on_outside_the_appendix(
    unanswered: Desk,
) -> None:
    unanswered.agree("BUP")
    sensitive = {one.text for guide in unanswered.plan.guides for one in guide.questions if one.sensitive}
    for document in unanswered.documents:
        if document.reader != "appendix":
            asked = {one.question for one in answers(unanswered.paper(document.id))}
            assert not asked & sensitive


def test_what_the_pupil_has_said_alone_is_not_in_the_guardians_copy(desk: Desk) -> None:
    voice = "Elevens egna ord i enrum"
    with desk.world.database.writing() as session:
        rows = {row.question: row for row in session.exec(select(GuideAnswer).order_by(col(GuideAnswer.id)))}
        by_guide = [row for row in rows.values() if row.question in ("voice_how", "voice_worry")]
        assert len(by_guide) == 2
        for row in session.exec(select(GuideAnswer)):
            if row.question == "voice_how":
                row.answer = store.encoded("before")
            elif row.question == "voice_worry":
                row.answer = store.encoded(voice)
    assert voice in words(desk.paper("enkel_kartlaggning"))
    assert all(voice not in words(desk.paper(one.id)) for one in desk.of("guardian"))


def test_a_document_for_others_needs_a_consent_that_holds_today(desk: Desk) -> None:
    [summary] = desk.of("others")
    assert "BUP" in words(desk.paper(summary.id))
    desk.world.now += timedelta(days=120)
    with pytest.raises(Refusal):
        desk.paper(summary.id)


def test_each_is_told_of_their_own_consent_only(desk: Desk) -> None:
    [summary] = desk.of("others")
    other = desk.agree("Socialtjänsten")
    assert "BUP" not in words(desk.paper(summary.id, consent=other))
    assert "Socialtjänsten" in words(desk.paper(summary.id, consent=other))


def test_a_meeting_that_has_been_is_not_the_next_one(desk: Desk) -> None:
    case = desk.world.case("E1").id or 0
    with desk.world.database.writing() as session:
        session.add(FollowUp(case_id=case, step=3, on=TUESDAY - timedelta(days=4), participants="mentor"))
    assert _meeting(desk) is None
    with desk.world.database.writing() as session:
        session.add(FollowUp(case_id=case, step=3, on=TUESDAY + timedelta(days=6), participants="mentor"))
    found = _meeting(desk)
    assert found is not None
    assert "måndag 30 november 2026" in words_of(found)


def _meeting(desk: Desk) -> Chapter | None:
    """The chapter of the next meeting, when there is one."""
    label = text("document.meeting_when")
    for chapter in desk.paper("enkel_kartlaggning").chapters:
        if any(isinstance(part, Facts) and part.rows[0][0] == label for part in chapter.parts):
            return chapter
    return None


def words_of(chapter: Chapter) -> str:
    return repr(chapter)


def test_a_document_for_everyone_needs_no_case(told: World) -> None:
    desk = Desk(told)
    with desk.context() as context:
        school = context.session.get_one(School, told.school())
        for document in desk.of("everyone"):
            paper = paper_of(folder_without_case(context, school), document)
            assert paper.school == school.name
            assert "Alva" not in words(paper)


def test_only_who_may_see_the_pupil_gets_a_paper_and_each_is_written_down(desk: Desk) -> None:
    for document in desk.documents:
        before = desk.world.audit()
        if document.reader != "everyone":
            with pytest.raises(Refusal):
                desk.paper(document.id, "bo")
            assert len(desk.world.audit()) == len(before)
        desk.paper(document.id)
        [row] = desk.world.audit()[len(before) :]
        right = {"appendix": "see_sensitive", "everyone": "ask_general"}.get(
            document.reader, "fetch_document"
        )
        assert (row.action, row.actor) == (right, f"staff:{desk.world.staff('anna')}")
