"""Written consent: registered by its guide, read by date, taken back by a person and ended by the clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from content.texts import text
from handlers.vocabulary import Card
from storage.queries.consents import consents_of
from storage.tables import AuditEntry, Consent
from tests.guides.helpers import Chat
from tests.handlers.files import Child, Files, as_reported, lesson
from tests.handlers.screen import actions, all_words, button, buttons, says
from tests.handlers.world import CHILDREN, MONDAY, TUESDAY, World, whispered

UNTIL = date(2027, 5, 31)


@pytest.fixture
def agreed(chat: Chat) -> Chat:
    """Consent to speak with BUP and a youth club, about attendance and measures."""
    _registered(chat, ("bup", "other"))
    return chat


def _registered(chat: Chat, who: tuple[str, ...], until: date = UNTIL) -> None:
    chat.guide = "samtycke"
    chat.start()
    chat.press("answer", ":yes")
    chat.press("answer", ":yes")
    chat.press("save", answer=who)
    if "other" in who:
        chat.types("Ungdomsgården")
    chat.press("save", answer=("attendance", "measures"))
    chat.types("Inte om hemmet")
    chat.press("save", answer=until.isoformat())
    chat.press("skip")
    chat.press("finish")


def _held(world: World, on: date) -> list[Consent]:
    with world.database.reading() as session:
        found = consents_of(session, world.case("E1").id or 0, on)
        session.expunge_all()
    return found


def _list(chat: Chat, who: str = "anna") -> Card:
    return whispered(chat.world.press(who, ("guide.consents", str(chat.world.case("E1").id))))


def test_what_the_guide_sets_can_be_read_with_whom_about_what_and_until_when(agreed: Chat) -> None:
    [held] = _held(agreed.world, TUESDAY)
    assert "BUP" in held.with_whom
    assert "Ungdomsgården" in held.with_whom
    assert "Någon annan" not in held.with_whom, "the name stands in its place"
    assert "Inte om hemmet" in held.about
    assert (held.until, held.registered_by) == (UNTIL, f"staff:{agreed.world.staff('anna')}")


def test_with_whom_and_about_what_lie_encrypted(agreed: Chat) -> None:
    assert "Ungdomsgården" not in str(agreed.world.dump())
    assert "Inte om hemmet" not in str(agreed.world.dump())


def test_it_holds_from_the_day_it_is_registered_to_its_last_day(agreed: Chat) -> None:
    assert not _held(agreed.world, TUESDAY - timedelta(days=1))
    assert _held(agreed.world, UNTIL)
    assert not _held(agreed.world, UNTIL + timedelta(days=1))


def test_a_person_takes_it_back_from_today_and_what_was_before_still_was(agreed: Chat) -> None:
    agreed.world.at(TUESDAY + timedelta(days=7), "10:00")
    card = _list(agreed)
    after = whispered(agreed.world.press("eva", button(card, "guide.withdraw")))
    assert says(after, "guide.consent_withdrawn")
    assert not _held(agreed.world, TUESDAY + timedelta(days=7))
    assert _held(agreed.world, TUESDAY + timedelta(days=6))
    [row] = agreed.world.rows(Consent)
    assert row.withdrawn_by == f"staff:{agreed.world.staff('eva')}"


def test_a_slip_is_undone_the_same_day_and_not_later(agreed: Chat) -> None:
    taken = whispered(agreed.world.press("anna", button(_list(agreed), "guide.withdraw")))
    undo = button(taken, "guide.restore")
    agreed.world.press("anna", undo)
    assert _held(agreed.world, TUESDAY)
    agreed.world.press("anna", button(_list(agreed), "guide.withdraw"))
    agreed.world.at(TUESDAY + timedelta(days=1), "10:00")
    assert "guide.restore" not in actions(_list(agreed))
    assert agreed.world.refused("anna", undo) == text("general.old_button")


def test_a_no_is_no_consent(chat: Chat) -> None:
    chat.guide = "samtycke"
    chat.start()
    chat.press("answer", ":no")
    chat.press("finish")
    assert not chat.world.rows(Consent)


def test_a_changed_answer_changes_the_same_consent(agreed: Chat) -> None:
    agreed.press("all")
    agreed.press("edit", question="until")
    agreed.press("save", answer="2027-01-29")
    agreed.press("finish")
    [row] = agreed.world.rows(Consent)
    assert row.until == date(2027, 1, 29)
    agreed.press("all")
    agreed.press("edit", question="signed")
    agreed.press("answer", ":no")
    agreed.press("finish")
    assert not _held(agreed.world, TUESDAY)


def test_each_new_round_is_a_consent_of_its_own(agreed: Chat) -> None:
    _registered(agreed, ("social",), date(2027, 1, 29))
    assert len(_held(agreed.world, TUESDAY)) == 2
    assert [one.with_whom for one in _held(agreed.world, date(2027, 3, 1))] == ["BUP; Ungdomsgården"]


@pytest.mark.parametrize("until", ["2026-11-23", "2027-11-30"])
def test_a_last_day_that_has_been_or_is_over_a_year_away_gets_the_nearest(chat: Chat, until: str) -> None:
    chat.guide = "samtycke"
    chat.start()
    chat.press("answer", ":yes")
    chat.press("answer", ":yes")
    chat.press("save", answer=("bup",))
    chat.press("save", answer=("attendance",))
    chat.press("skip")
    chat.press("save", answer=until)
    assert chat.asked() == "until"
    good = date.fromisoformat(chat.button("answer").value.rsplit(":", 1)[1])
    assert TUESDAY <= good <= TUESDAY + timedelta(days=371)


def test_the_case_says_until_when_and_with_whom_only_behind_a_button(agreed: Chat) -> None:
    agreed.world.press("anna", ("case.show", str(agreed.world.case("E1").id)))
    card = agreed.world.latest("anna")
    assert text("guide.consent_until", on=UNTIL) in all_words(card)
    assert "BUP" not in all_words(card)
    assert "guide.consents" in actions(card)
    assert "BUP" in all_words(_list(agreed))


def test_a_new_case_finds_it_and_a_closed_one_can_still_take_it_back(agreed: Chat) -> None:
    case = str(agreed.world.case("E1").id)
    agreed.world.press("eva", ("close", case), fields={"reason": "x"}, kind="form")
    taken = button(_list(agreed), "guide.withdraw")
    agreed.world.absence(lesson("E1", TUESDAY + timedelta(days=6)))
    agreed.world.morning(TUESDAY + timedelta(days=7))
    assert str(agreed.world.case("E1").id) != case
    assert _held(agreed.world, TUESDAY + timedelta(days=7))
    agreed.world.press("anna", taken)
    assert not _held(agreed.world, TUESDAY + timedelta(days=7))


def test_nobody_else_sees_or_takes_back_a_consent(agreed: Chat) -> None:
    presses = [one for one in buttons(_list(agreed)) if one.action.startswith("guide.")]
    refused = [
        ("guide.consents", str(agreed.world.case("E1").id)),
        *((one.action, one.value) for one in presses),
    ]
    for press in refused:
        assert agreed.world.refused("bo", press) == text("general.no_right")
    case = agreed.world.case("E1").id
    for value in ("", "abc", f"{case}:", f"{case}:999", f"{case}:x", "9" * 30):
        for action in ("guide.withdraw", "guide.restore"):
            agreed.world.refused("anna", (action, value))


def test_looking_and_taking_back_are_written_down(agreed: Chat) -> None:
    agreed.world.press("anna", button(_list(agreed), "guide.withdraw"))
    noted = {row.action for row in agreed.world.rows(AuditEntry)}
    assert {"see_consents", "withdraw_consent"} <= noted


def test_a_pupil_whose_identity_becomes_protected_leaves_no_consent(agreed: Chat) -> None:
    protected = Child("E1", "Alva", "Lindgren", "anna", protected=True)
    agreed.world.take_in(Files(children=(protected, *CHILDREN[1:])))
    assert not agreed.world.rows(Consent)


def test_a_withdrawn_case_is_no_way_to_somebody_elses_consent(agreed: Chat) -> None:
    agreed.world.absence(as_reported([lesson("E1", MONDAY)]))
    number = agreed.world.rows(Consent)[0].id
    agreed.world.absence(lesson("E3", MONDAY))
    agreed.world.morning(TUESDAY + timedelta(days=1))
    case = agreed.world.case("E3").id
    assert agreed.world.refused("bo", ("guide.withdraw", f"{case}:{number}")) == text("general.old_button")
