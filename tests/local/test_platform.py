"""The local chat as a platform: what it promises delivery, and what it does with a person's deeds."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest

from bot.clock import SetClock
from bot.platforms.base import DeliveryFailed
from bot.platforms.local import LocalPlatform
from bot.platforms.local.memory import ChatMemory, person
from bot.platforms.local.people import everyone
from bot.platforms.local.unread import ReadMarks
from bot.platforms.local.view import read_room
from handlers.vocabulary import Card, Event, Place
from storage.database import Database
from tests.local.school import ANNA, BO, EHT, MORNING, REKTOR, TEACHER, PlayedIntake, morning_card, posting

OWN = Place(ANNA)
CHANNEL = Place(channel="eht:1")


def card(title: str) -> Card:
    return Card(title, "Sammandrag")


def titles(local: LocalPlatform, place: Place = OWN) -> list[str]:
    return [item.head.card.title for item in local.memory.conversation(place)]


def deliver(local: LocalPlatform, key: str, place: Place, title: str = "", operation: str = "post") -> str:
    return asyncio.run(local.deliver(posting(key, place, card(title) if title else None, operation)))


def event(kind: str, text: str = "", action: str = "", message: str = "", place: Place = OWN) -> Event:
    return Event(str(uuid4()), kind, ANNA, place, action=action, text=text, message=message)  # type: ignore[arg-type]


def test_it_reaches_every_person_and_every_channel(local: LocalPlatform) -> None:
    assert local.name == "local"
    assert all(local.reaches(posting("k", place, card("x"))) for place in (OWN, CHANNEL))


def test_the_same_post_twice_is_one_message(local: LocalPlatform) -> None:
    assert deliver(local, "m1", OWN, "Först") == deliver(local, "m1", OWN, "Först") == "m1"
    assert titles(local) == ["Först"]


def test_an_update_changes_the_message_and_leaves_it_in_its_place(local: LocalPlatform) -> None:
    deliver(local, "m1", OWN, "Ett")
    deliver(local, "m2", OWN, "Två")
    deliver(local, "m1", OWN, "Ett igen", "update")
    assert titles(local) == ["Ett igen", "Två"]


def test_an_update_of_what_was_never_posted_posts_it(local: LocalPlatform) -> None:
    deliver(local, "m1", OWN, "Nytt", "update")
    deliver(local, "m1", OWN, "För sent", "post")
    assert titles(local) == ["Nytt"]


def test_a_deleted_message_stays_deleted_whatever_arrives_late(local: LocalPlatform) -> None:
    deliver(local, "m1", OWN, "Bort")
    for operation in ("delete", "delete", "post", "update"):
        deliver(local, "m1", OWN, "" if operation == "delete" else "Åter", operation)
    deliver(local, "m2", OWN, operation="delete")
    assert titles(local) == []


def test_an_operation_that_makes_no_sense_is_refused_for_good(local: LocalPlatform) -> None:
    with pytest.raises(DeliveryFailed) as failure:
        deliver(local, "m1", OWN, operation="post")
    assert failure.value.permanent


def test_replies_hang_under_their_message_at_any_depth(local: LocalPlatform) -> None:
    deliver(local, "m1", OWN, "Morgon")
    deliver(local, "r1", Place(ANNA, thread="m1"), "Fråga")
    deliver(local, "m2", OWN, "Annat")
    deliver(local, "r2", Place(ANNA, thread="r1"), "Följdfråga")
    first, second = local.memory.conversation(OWN)
    assert [reply.card.title for reply in first.replies] == ["Fråga", "Följdfråga"]
    assert second.replies == ()


def test_a_reply_without_its_message_opens_the_thread_itself(local: LocalPlatform) -> None:
    deliver(local, "r1", Place(ANNA, thread="m0"), "Fråga")
    deliver(local, "r2", Place(ANNA, thread="m0"), "Nästa fråga")
    (item,) = local.memory.conversation(OWN)
    assert (item.thread, item.head.key, len(item.replies)) == ("m0", "r1", 1)


def test_every_change_has_a_number_of_its_own(local: LocalPlatform) -> None:
    seen = [local.memory.newest()]
    for operation in ("post", "update", "delete"):
        deliver(local, "m1", OWN, operation if operation != "delete" else "", operation)
        seen.append(local.memory.newest())
    assert seen == [0, 1, 2, 3]


def test_an_update_that_changes_nothing_is_no_news(local: LocalPlatform) -> None:
    deliver(local, "m1", OWN, "Samma")
    deliver(local, "m1", OWN, "Samma", "update")
    assert local.memory.newest() == 1


def test_the_chat_keeps_its_promises_on_both_databases(database: Database) -> None:
    memory = ChatMemory(database, SetClock(MORNING))
    memory.add("m1", CHANNEL, card("Ett"))
    memory.add("m1", CHANNEL, card("Ett"))
    memory.replace("m1", CHANNEL, card("Två"))
    memory.add("r1", Place(channel="eht:1", thread="m1"), card("Svar"), person(EHT))
    (item,) = memory.conversation(CHANNEL)
    assert (item.head.card, item.replies[0].sender, item.changed) == (card("Två"), person(EHT), 3)
    memory.remove("m1", CHANNEL)
    assert [item.head.key for item in memory.conversation(CHANNEL)] == ["r1"]
    assert memory.holds(CHANNEL, "r1")
    assert not memory.holds(OWN, "r1")


def test_what_is_said_cannot_be_read_in_the_file(local: LocalPlatform, sqlite_database: Database) -> None:
    deliver(local, "m1", OWN, "Hemligheten")
    sqlite_database.close()
    folder = sqlite_database.engine.url.database or ""
    files = Path(folder).parent.glob("narvarolots.db*")
    assert all(b"Hemligheten" not in file.read_bytes() for file in files)


def test_a_replaced_card_is_kept(local: LocalPlatform) -> None:
    asyncio.run(local.deliver(posting("m1", OWN, morning_card())))
    answer = asyncio.run(local.press(event("click", action="save", message="m1")))
    assert (answer.swap, titles(local)) == (None, ["Sparat"])


def test_a_card_that_is_not_kept_is_swapped_on_the_page_only(local: LocalPlatform) -> None:
    answer = asyncio.run(local.press(event("click", action="save")))
    assert answer.swap is not None
    assert titles(local) == []


def test_a_typed_text_stands_before_its_answer(local: LocalPlatform, intake: PlayedIntake) -> None:
    async def ask() -> bool:
        answer = await local.write(event("text", "Hur är läget?"), "Anna Berg")
        await intake.settled()
        return answer.kept

    assert asyncio.run(ask())
    assert titles(local) == ["Anna Berg", "Svar på: Hur är läget?"]


def test_words_that_are_answered_by_a_whisper_are_not_kept(local: LocalPlatform) -> None:
    answer = asyncio.run(local.write(event("text", "jag är orolig"), "Anna Berg"))
    assert not answer.kept
    assert len(answer.whispers) == 1
    assert local.memory.newest() == 0


def test_people_stand_under_one_role_and_have_their_own_conversations(local: LocalPlatform) -> None:
    with local.database.reading() as session:
        people = {someone.id: someone for someone in everyone(session)}
    found = {number: [one.id for one in someone.conversations] for number, someone in people.items()}
    assert found[ANNA] == found[TEACHER] == ["jag"]
    assert found[EHT] == ["jag", "eht:1"]
    assert found[REKTOR] == ["jag", "eht:1", "rektor:1"]
    assert "7A" in people[ANNA].detail
    assert people[ANNA].initials == "AB"


def test_a_message_is_unread_until_its_person_looks(local: LocalPlatform) -> None:
    deliver(local, "m1", OWN, "Ett")
    deliver(local, "e1", CHANNEL, "Ärende")
    room = read_room(local)
    assert [room.waiting(someone) for someone in room.people if someone.id in (ANNA, BO)] == [1, 0]
    local.marks.read(EHT, CHANNEL, local.memory.newest())
    room = read_room(local)
    assert room.unread[EHT, CHANNEL] == 0
    assert room.unread[REKTOR, CHANNEL] == 1


def test_own_words_are_never_unread(local: LocalPlatform) -> None:
    local.memory.add("t1", CHANNEL, card("Samira"), person(EHT))
    room = read_room(local)
    assert (room.unread[EHT, CHANNEL], room.unread[REKTOR, CHANNEL]) == (0, 1)


def test_a_read_mark_never_moves_back() -> None:
    marks = ReadMarks()
    assert marks.read(ANNA, OWN, 5)
    assert not marks.read(ANNA, OWN, 3)
    assert not marks.read(ANNA, OWN, 5)
