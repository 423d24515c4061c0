"""The link to a document: personal, unreadable, for minutes only, and asked for the right once more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import astuple
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from bot.checks import setting_checks
from bot.clock import SetClock
from bot.documents.desk import Desk as PaperDesk
from bot.documents.files import TYPES, Looks
from bot.documents.web import documents_router
from bot.settings import Settings
from bot.web import build_web
from content.texts import text
from handlers.documents.links import LINK
from handlers.tickets import LIVES, Bearer, sealed
from handlers.vocabulary import Card, Link
from storage.tables import Consent, GuideSession
from storage.vault import Vault
from tests.documents.desk import ADDRESS, Desk
from tests.guides.helpers import Chat
from tests.handlers.files import Child, Files
from tests.handlers.screen import all_words, buttons
from tests.handlers.world import CHILDREN, whispered


@pytest.fixture
def clock(desk: Desk) -> SetClock:
    return SetClock(desk.world.now)


@pytest.fixture
def browser(desk: Desk, clock: SetClock) -> Iterator[TestClient]:
    router = documents_router(PaperDesk(desk.world.database, clock, desk.world.plans, Looks()))
    with TestClient(build_web(desk.world.database, [router]), base_url=ADDRESS) as client:
        yield client


def _card(desk: Desk, who: str = "anna", address: str = ADDRESS) -> Card:
    desk.world.address = address
    return whispered(desk.world.press(who, ("documents", str(desk.world.case("E1").id))))


def _links(card: Card) -> dict[str, str]:
    """What can be fetched, by what the link says: its path."""
    return {block.text: urlsplit(block.url).path for block in card.blocks if isinstance(block, Link)}


def _link(desk: Desk, document: str, who: str = "anna") -> str:
    found = desk.plan.document(document)
    assert found is not None
    return _links(_card(desk, who))[text("document.open", name=found.name)]


def test_a_case_offers_its_documents_to_the_presser_alone(desk: Desk) -> None:
    names = all_words(_card(desk))
    for document in (one for one in desk.documents if not one.transition):
        if (
            document.reader in ("appendix", "everyone", "others")
            or document.id in desk.plan.step(3).documents
        ):
            assert document.name in names, document.id


def test_the_case_and_the_end_of_a_guide_lead_there(desk: Desk) -> None:
    case = str(desk.world.case("E1").id)
    desk.world.press("anna", ("case.show", case))
    assert ("documents", case) in [(one.action, one.value) for one in buttons(desk.world.latest("anna"))]


def test_a_finished_guide_leads_there_too(desk: Desk) -> None:
    chat = Chat(desk.world)
    with desk.world.database.writing() as session:
        for row in session.exec(select(GuideSession).where(GuideSession.guide == chat.guide)):
            row.state = "open"
    chat.start()
    chat.press("finish")
    case = str(desk.world.case("E1").id)
    assert ("documents", case) in [(one.action, one.value) for one in buttons(chat.card())]


def test_without_consent_the_document_for_others_is_named_but_not_given(unanswered: Desk) -> None:
    [summary] = unanswered.of("others")
    card = _card(unanswered)
    assert summary.name in all_words(card)
    assert text("document.open", name=summary.name) not in _links(card)


def test_a_withdrawn_consent_ends_a_link_that_was_given(desk: Desk, browser: TestClient) -> None:
    path = _link(desk, desk.of("others")[0].id)
    assert browser.post(f"{path}/pdf").status_code == 200
    with desk.world.database.writing() as session:
        session.exec(select(Consent)).one().withdrawn_on = desk.world.now.date()
    assert browser.post(f"{path}/pdf").status_code == 403


def test_the_page_tells_nothing_and_the_press_gives_the_file(desk: Desk, browser: TestClient) -> None:
    path = _link(desk, "enkel_kartlaggning")
    before = len(desk.world.audit())
    page = browser.get(path)
    assert page.status_code == 200
    assert not re.search("Alva|Lindgren|kartl", page.text)
    assert len(desk.world.audit()) == before, "whoever only looks has seen nothing"
    for kind, media in TYPES.items():
        file = browser.post(f"{path}/{kind}")
        assert (file.status_code, file.headers["content-type"]) == (200, media)
        assert file.content[:4] == (b"PK\x03\x04" if kind == "docx" else b"%PDF")
        assert "Alva" not in file.headers["content-disposition"]
        assert file.headers["cache-control"] == "no-store"
    assert [row.action for row in desk.world.audit()[before:]] == ["fetch_document"] * 2


def test_a_link_lives_for_minutes(desk: Desk, browser: TestClient, clock: SetClock) -> None:
    path = _link(desk, "enkel_kartlaggning")
    clock.move_to(desk.world.now + LIVES)
    assert browser.post(f"{path}/pdf").status_code == 200
    clock.move_to(desk.world.now + LIVES + timedelta(seconds=2))
    before = desk.world.dump()
    assert [browser.get(path).status_code, browser.post(f"{path}/pdf").status_code] == [410, 410]
    assert desk.world.dump() == before


def test_who_has_lost_the_pupil_gets_no_further_with_a_link_that_was_given(
    desk: Desk, browser: TestClient
) -> None:
    path = _link(desk, "sekretess_bilaga")
    moved = Child("E1", "Alva", "Lindgren", "bo")
    desk.world.take_in(Files(children=(moved, *CHILDREN[1:])))
    answer = browser.post(f"{path}/pdf")
    assert answer.status_code == 403
    assert "Alva" not in answer.text


def test_of_a_pupil_whose_identity_is_protected_there_is_nothing_left_to_fetch(
    desk: Desk, browser: TestClient
) -> None:
    path = _link(desk, "enkel_kartlaggning")
    with desk.world.database.writing() as session:
        for consent in session.exec(select(Consent)):
            session.delete(consent)  # made by hand here, beside the guide that keeps them
    protected = Child("E1", "Alva", "Lindgren", "anna", protected=True)
    desk.world.take_in(Files(children=(protected, *CHILDREN[1:])))
    assert browser.post(f"{path}/pdf").status_code == 403


def test_a_link_says_nothing_and_cannot_be_made_by_anybody_else(desk: Desk, browser: TestClient) -> None:
    token = _link(desk, "sekretess_bilaga").rpartition("/")[2]
    assert "sekretess" not in token
    parts = astuple(desk.wanted("sekretess_bilaga"))
    strangers = sealed(Vault(["A" * 43 + "="]), LINK, Bearer(desk.world.staff("anna"), 2**33), parts)
    ours_for_something_else = desk.world.database.vault.seal(
        '[1, 8589934592, "sekretess_bilaga", 1, 1, null]'
    )
    for forged in (strangers, ours_for_something_else, token[:-4] + "AAA=", "abc", "%00", "å"):
        assert browser.get(f"/dokument/{forged}").status_code == 404
        assert browser.post(f"/dokument/{forged}/pdf").status_code == 404
    assert browser.post(f"/dokument/{token}/exe").status_code == 404


def test_a_link_from_before_a_change_of_keys_still_opens(desk: Desk) -> None:
    bearer = Bearer(1, 2**33)
    old, new = "A" * 43 + "=", "B" * 43 + "="
    assert Vault([new, old]).derived("x").open(Vault([old]).derived("x").seal("y")) == "y"
    assert sealed(Vault([new]), LINK, bearer, ()) != sealed(Vault([old]), LINK, bearer, ())


def test_without_an_address_no_link_is_given_and_a_word_says_why(desk: Desk) -> None:
    card = _card(desk, address="")
    assert not _links(card)
    assert text("document.no_address") in all_words(card)


def test_where_links_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    def address(**given: str) -> str:
        with monkeypatch.context() as environment:
            for name, value in given.items():
                environment.setenv(name, value)
            return Settings().address

    assert address() == "http://127.0.0.1:8600"
    assert address(NARVAROLOTS_HOST="::1") == "http://[::1]:8600"
    assert address(NARVAROLOTS_URL="https://narvaro.example/") == "https://narvaro.example"
    assert address(SLACK_BOT_TOKEN="x") == "", "nobody's browser reaches this machine"
    assert address(NARVAROLOTS_HOST="0.0.0.0") == ""
    assert address(SLACK_BOT_TOKEN="x", NARVAROLOTS_URL="https://a.example") == "https://a.example"


def test_the_check_tells_when_no_link_can_be_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def level(name: str) -> str:
        return next(one.level for one in setting_checks(Settings()) if one.name == name)

    assert level("NARVAROLOTS_URL") == level("NARVAROLOTS_LOGO") == "ok"
    monkeypatch.setenv("NARVAROLOTS_LOGO", str(tmp_path / "none.png"))
    assert level("NARVAROLOTS_LOGO") == "warning"
    monkeypatch.setenv("SLACK_BOT_TOKEN", "x")
    monkeypatch.setenv("SLACK_APP_TOKEN", "x")
    assert level("NARVAROLOTS_URL") == "warning"
