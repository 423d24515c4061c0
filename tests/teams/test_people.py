"""Who is who: by Graph where it is granted, by the connector's own record where it is not."""

from datetime import timedelta
from typing import Any

import pytest

from bot.platforms.identities import Identities
from bot.platforms.teams import people
from handlers.outgoing import enqueue
from handlers.vocabulary import Place, Post
from storage.tables import Inbound, Outbox
from tests.fakes import card
from tests.teams.room import Room, buttons, settings_for, token, words_in
from tests.teams.standin.cards import texts
from tests.teams.standin.keys import certificate
from tests.teams.standin.state import CLIENT, Person

pytestmark = pytest.mark.anyio


def post(room: Room, short: str, key: str = "k1") -> None:
    with room.world.database.writing() as session:
        enqueue(session, [Post(key, Place(staff=room.world.staff(short)), card("hej"))], room.clock.now())


def state(room: Room, key: str = "k1") -> str:
    [row] = [row for row in room.world.rows(Outbox) if row.key == key]
    return row.state


def reached(room: Room) -> set[int]:
    return set(Identities(room.world.database, "teams").reached())


async def _round(room: Room) -> float:
    [teams] = room.app.platforms
    assert teams.run is not None
    installing = teams.run.__self__  # type: ignore[attr-defined]
    seconds = await installing.round()
    await room.app.courier.settle()
    assert isinstance(seconds, float)
    return seconds


async def test_welcome_is_said_once_when_the_app_is_installed(room: Room) -> None:
    await room.installs("anna")
    [welcome] = room.standin.teams.seen_by("anna")
    assert "Mina elever" in buttons(welcome.card)
    await room.happens(room.activity("anna", "installationUpdate", action="add-upgrade"))
    assert len(room.standin.teams.seen_by("anna")) == 1


async def test_who_is_met_in_their_own_chat_can_be_written_to_and_is_welcomed_once(room: Room) -> None:
    """Teams tells of a new chat in two ways, in either order; some tell of it in one only."""
    room.standin.teams.installed.add("anna")
    met = room.activity("anna", "conversationUpdate", membersAdded=[{"id": f"28:{CLIENT}"}])
    await room.happens(met)
    assert reached(room) == {room.world.staff("anna")}
    assert room.standin.teams.seen_by("anna") == []
    await room.installs("anna")
    await room.happens(met | {"id": "f:again"})
    assert len(room.standin.teams.seen_by("anna")) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}], "replyToId": "1"},
        {"type": "messageUpdate", "text": "mina elever"},
        {"type": "messageDelete"},
        {"type": "typing"},
        {"type": "endOfConversation"},
        {"type": "conversationUpdate", "membersAdded": [{"id": "28:x"}], "from": None},
        {"type": "conversationUpdate", "membersAdded": [{"id": "28:x"}], "from": {"id": f"28:{CLIENT}"}},
        {"type": "installationUpdate", "action": "add-upgrade"},
    ],
    ids=lambda more: str(more["type"]),
)
async def test_what_is_no_word_and_no_press_changes_nothing(room: Room, more: dict[str, Any]) -> None:
    await room.installs("anna")
    before = len(room.standin.teams.seen_by("anna"))
    await room.happens(room.activity("anna", "event") | more)
    assert len(room.standin.teams.seen_by("anna")) == before
    assert len(room.world.rows(Inbound)) == 1


async def test_who_is_met_at_another_address_is_written_to_there(room: Room) -> None:
    """Teams has an address for each part of the world, and may change it."""
    await room.installs("anna")
    moved = room.standin.service_url.replace("127.0.0.1", "localhost")
    hello = room.activity("anna", "message", text="hej") | {"serviceUrl": moved}
    answer = await room.knock(hello, f"Bearer {token(room.standin, serviceurl=moved)}")
    assert answer.status_code == 200
    known = Identities(room.world.database, "teams").of_staff(room.world.staff("anna"))
    assert known is not None
    assert moved in (known.conversation or "")


async def test_what_waited_for_somebody_goes_when_they_open_the_bot(room: Room) -> None:
    post(room, "anna")
    await room.app.courier.settle()
    assert state(room) == "created"
    room.standin.teams.installed.add("anna")
    await room.types("anna", "hej")
    assert state(room) == "sent"


async def test_graph_installs_the_app_for_everyone_on_the_staff_and_then_the_bot_may_write_first(
    room: Room,
) -> None:
    post(room, "bo")
    await _round(room)
    assert room.standin.teams.installed == {"anna", "bo", "eva", "rut"}
    assert len(reached(room)) == 4
    assert state(room) == "sent"


async def test_a_second_round_asks_graph_for_nobody_who_is_reached(room: Room) -> None:
    await _round(room)
    asked = room.standin.teams.asked["graph"]
    await _round(room)
    assert room.standin.teams.asked["graph"] == asked


async def test_the_app_that_somebody_has_already_is_as_good_as_newly_installed(room: Room) -> None:
    room.standin.teams.installed.add("anna")
    await _round(room)
    assert room.world.staff("anna") in reached(room)


async def test_without_consent_nobody_is_reached_until_they_open_the_bot_themselves(room: Room) -> None:
    room.standin.teams.granted = False
    assert await _round(room) > 3600
    assert reached(room) == set()
    room.standin.teams.installed.add("anna")
    await room.types("anna", "hej")
    assert reached(room) == {room.world.staff("anna")}


async def test_an_app_that_is_not_uploaded_stops_nothing(room: Room) -> None:
    room.standin.teams.uploaded = False
    await _round(room)
    assert reached(room) == set()


async def test_somebody_who_is_not_in_the_organisation_stops_nobody_else(room: Room) -> None:
    del room.standin.teams.people["anna"]
    await _round(room)
    assert len(reached(room)) == 3


async def test_who_removes_the_app_is_not_written_to_until_it_is_back(room: Room) -> None:
    await room.installs("anna")
    await room.uninstalls("anna")
    post(room, "anna")
    await room.app.courier.settle()
    assert state(room) == "created"
    await room.installs("anna")
    assert state(room) == "sent"


async def test_who_has_blocked_the_bot_is_noticed_when_written_to(room: Room) -> None:
    await room.installs("anna")
    room.standin.teams.installed.discard("anna")
    post(room, "anna")
    await room.app.courier.settle()
    assert state(room) == "failed"
    assert reached(room) == set()


@pytest.mark.parametrize(
    "stranger",
    [Person("okand"), Person("gast", role="guest"), Person("anna", domain="annan.example")],
    ids=["not on the roster", "a guest", "another address"],
)
async def test_a_stranger_is_told_so_and_nothing_is_kept(room: Room, stranger: Person) -> None:
    room.standin.teams.add(stranger)
    await room.installs(stranger.short)
    await room.types(stranger.short, "mina elever")
    assert len(room.standin.teams.seen_by(stranger.short)) == 2
    assert "112" in texts(room.latest(stranger.short).card)
    assert room.world.rows(Inbound) == []
    assert reached(room) == set()


async def test_a_guest_with_a_colleagues_address_is_still_a_guest(room: Room) -> None:
    room.standin.teams.people["anna"].role = "guest"
    await room.installs("anna")
    assert reached(room) == set()


async def test_an_account_is_looked_at_again_after_a_day(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "LONGEST_LOOK", 60.0)
    await room.installs("anna")
    room.standin.teams.people["anna"].role = "guest"
    await room.types("anna", "hej")
    assert reached(room), "the same day what was seen holds"
    room.clock.move_to(room.clock.now() + timedelta(days=1, minutes=1))
    await room.types("anna", "hej")
    assert reached(room) == set()


async def test_a_connector_that_does_not_answer_takes_nobody_from_us(room: Room) -> None:
    await room.installs("anna")
    room.clock.move_to(room.clock.now() + timedelta(days=2))
    room.standin.teams.tokens.clear()
    await room.types("anna", "hej")
    assert reached(room)


async def test_a_stranger_who_presses_is_told_so(room: Room) -> None:
    await room.installs("anna")
    welcome = room.latest("anna")
    room.standin.teams.add(Person("okand"))
    room.standin.teams.installed.add("okand")
    shown = await room.presses("okand", welcome, "Mina elever")
    assert "112" in texts(shown)
    assert not words_in(room.answer)


async def test_a_certificate_does_as_well_as_a_secret(room: Room) -> None:
    path = room.world.folder / "cert.pem"
    path.write_text(certificate())
    settings = settings_for(room.standin, TEAMS_CERTIFICATE=str(path)).model_copy(
        update={"teams_client_secret": None}
    )
    other = Room.beside(room.standin, room.world, settings)
    await other.installs("anna")
    assert room.standin.teams.seen_by("anna")


async def test_tokens_are_kept_and_renewed_before_they_end(room: Room) -> None:
    await room.installs("anna")
    await room.types("anna", "hej")
    assert room.standin.teams.asked["token"] == 1, "one for the connector"
    room.standin.teams.tokens.clear()
    room.standin.teams.token_lasts = 200
    await room.types("anna", "hej")
    assert room.standin.teams.asked["token"] >= 1


async def test_a_token_that_is_about_to_end_is_not_used(room: Room) -> None:
    room.standin.teams.token_lasts = 250
    await room.installs("anna")
    first = room.standin.teams.asked["token"]
    await room.types("anna", "hej")
    assert room.standin.teams.asked["token"] > first


async def test_a_token_that_is_refused_is_asked_for_anew(room: Room) -> None:
    await room.installs("anna")
    room.standin.teams.tokens.clear()
    post(room, "anna")
    await room.app.courier.settle()
    room.clock.move_to(room.clock.now() + timedelta(minutes=1))
    await room.app.courier.settle()
    assert state(room) == "sent"


async def test_a_wrong_secret_loses_nothing(room: Room) -> None:
    wrong = Room.beside(
        room.standin, room.world, settings_for(room.standin, TEAMS_CLIENT_SECRET="another secret")
    )
    room.standin.teams.installed.add("anna")
    await room.types("anna", "hej")
    post(room, "anna")
    await wrong.app.courier.settle()
    assert state(room) == "created"
    room.clock.move_to(room.clock.now() + timedelta(minutes=5))
    await room.app.courier.settle()
    assert state(room) == "sent"
