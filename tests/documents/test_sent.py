"""A document as a file in the chat: only where it is allowed, to one person, and made when it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from bot.clock import SetClock
from bot.documents.desk import Desk as PaperDesk
from bot.documents.desk import Unknown
from bot.documents.files import Looks
from bot.platforms.base import Delivery, DeliveryFailed, file_of
from bot.platforms.local import LocalPlatform, local_router
from content.texts import text
from handlers.context import Refusal
from handlers.documents.links import FILE_WAITS
from handlers.documents.offered import SEND
from handlers.tickets import LinkEnded
from handlers.vocabulary import Card, ChoiceInput, File, Post
from storage.tables import Consent
from tests.documents.desk import ADDRESS, Desk
from tests.handlers.screen import buttons
from tests.handlers.world import whispered
from tests.local.school import PlayedIntake

DOCUMENT = "enkel_kartlaggning"


@pytest.fixture
def clock(desk: Desk) -> SetClock:
    desk.world.files, desk.world.address = True, ADDRESS
    return SetClock(desk.world.now)


@pytest.fixture
def papers(desk: Desk, clock: SetClock) -> PaperDesk:
    return PaperDesk(desk.world.database, clock, desk.world.plans, Looks())


def _card(desk: Desk, who: str = "anna") -> Card:
    return whispered(desk.world.press(who, ("documents", str(desk.world.case("E1").id))))


def _choices(card: Card) -> list[str]:
    return [option.value for one in card.blocks if isinstance(one, ChoiceInput) for option in one.options]


def _sent(desk: Desk, document: str = DOCUMENT, kind: str = "pdf", who: str = "anna") -> Post:
    value = f"{desk.world.case('E1').id}:{kind}"
    [post] = desk.world.press(who, (SEND, value), fields={"document": f"{document}:"}).later
    assert isinstance(post, Post)
    return post


def _file(post: Post) -> File:
    assert post.card.file is not None
    return post.card.file


def test_files_are_offered_only_where_they_are_allowed(desk: Desk, clock: SetClock) -> None:
    assert SEND in [one.action for one in buttons(_card(desk))]
    desk.world.files = False
    assert SEND not in [one.action for one in buttons(_card(desk))]
    value = f"{desk.world.case('E1').id}:pdf"
    words = desk.world.refused("anna", (SEND, value), fields={"document": f"{DOCUMENT}:"})
    assert words == text("document.no_files")


def test_the_sensitive_appendix_is_never_a_file_in_the_chat(desk: Desk, clock: SetClock) -> None:
    [appendix] = desk.of("appendix")
    assert not any(one.startswith(f"{appendix.id}:") for one in _choices(_card(desk)))
    value = f"{desk.world.case('E1').id}:pdf"
    words = desk.world.refused("anna", (SEND, value), fields={"document": f"{appendix.id}:"})
    assert words == text("document.never_in_chat")


def test_every_choice_that_is_offered_can_be_made(desk: Desk, papers: PaperDesk) -> None:
    case = desk.world.case("E1").id
    choices = _choices(_card(desk))
    assert choices
    for choice in choices:
        [post] = desk.world.press("anna", (SEND, f"{case}:docx"), fields={"document": choice}).later
        assert isinstance(post, Post)
        made = papers.sent(_file(post).ticket, desk.world.staff("anna"))
        assert made.name.endswith(".docx")
        assert made.content.startswith(b"PK")


def test_the_file_goes_to_the_presser_alone_and_names_no_pupil(desk: Desk, papers: PaperDesk) -> None:
    post = _sent(desk)
    assert (post.place.staff, post.place.channel) == (desk.world.staff("anna"), "")
    made = papers.sent(_file(post).ticket, desk.world.staff("anna"))
    assert made.content.startswith(b"%PDF")
    shown = repr(post.card) + made.name
    assert "Alva" not in shown
    assert "Lindgren" not in shown
    with pytest.raises(Unknown):
        papers.sent(_file(post).ticket, desk.world.staff("eva"))


def test_the_ticket_of_a_file_opens_no_page(desk: Desk, papers: PaperDesk) -> None:
    with pytest.raises(Unknown):
        papers.ticket(_file(_sent(desk)).ticket)


def test_who_lost_the_right_meanwhile_gets_no_file(desk: Desk, papers: PaperDesk) -> None:
    desk.agree("BUP")
    [summary] = desk.of("others")
    anna, ticket = desk.world.staff("anna"), _file(_sent(desk, summary.id)).ticket
    assert papers.sent(ticket, anna).content
    with desk.world.database.writing() as session:
        for consent in session.exec(select(Consent)):
            consent.withdrawn_on = desk.world.now.date()
    with pytest.raises(Refusal):
        papers.sent(ticket, anna)


def test_a_file_that_could_not_be_delivered_in_time_is_given_up(
    desk: Desk, papers: PaperDesk, clock: SetClock
) -> None:
    post, anna = _sent(desk), desk.world.staff("anna")
    clock.move_to(clock.now() + FILE_WAITS + timedelta(minutes=1))
    with pytest.raises(LinkEnded):
        papers.sent(_file(post).ticket, anna)
    with pytest.raises(DeliveryFailed) as failed:
        file_of(papers, Delivery(1, "post", post.key, anna, "", "", post.card))
    assert failed.value.permanent


def test_each_making_is_written_down(desk: Desk, papers: PaperDesk) -> None:
    ticket, before = _file(_sent(desk)).ticket, len(desk.world.audit())
    papers.sent(ticket, desk.world.staff("anna"))
    assert len(desk.world.audit()) == before + 1


@pytest.fixture
def browser(desk: Desk, clock: SetClock, papers: PaperDesk) -> Iterator[TestClient]:
    """The local chat, where Anna's file has come."""
    local = LocalPlatform(desk.world.database, clock, PlayedIntake(), papers)
    web = FastAPI()
    web.include_router(local_router(local))
    with TestClient(web, base_url="http://127.0.0.1", client=("127.0.0.1", 50000)) as client:
        post, anna = _sent(desk), desk.world.staff("anna")
        local.memory.add(post.key, post.place, post.card)
        client.headers["x-key"], client.headers["x-anna"] = post.key, str(anna)
        yield client


def test_in_the_local_chat_the_file_is_made_when_it_is_fetched(desk: Desk, browser: TestClient) -> None:
    key, anna = browser.headers["x-key"], browser.headers["x-anna"]
    page = browser.get(f"/chat/{anna}").text
    assert "/local/file/" in page
    got = browser.get(f"/local/file/{anna}", params={"message": key})
    assert got.content.startswith(b"%PDF")
    assert "attachment" in got.headers["Content-Disposition"]
    eva = desk.world.staff("eva")
    assert browser.get(f"/local/file/{eva}", params={"message": key}).status_code == 404
