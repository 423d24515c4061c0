"""The demo school lived through, a press on "Nästa skoldag" at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fastapi.testclient import TestClient
from sqlmodel import select

from bot.app import App
from bot.platforms.local import LocalPlatform
from handlers.morning.lines import Line
from handlers.morning.run import run
from handlers.vocabulary import Card, Heading, Paragraph, Place
from storage.tables import Staff

ADDRESS = "http://127.0.0.1:8600"


@dataclass(frozen=True)
class Morning:
    """`lines`: what fired. `cards`: the message each person got, by e-mail address, as it stood then."""

    on: date
    lines: tuple[Line, ...]
    cards: Mapping[str, Card]

    def triggers_of(self, email: str) -> set[str]:
        return {trigger for line in self.lines if email in line.mentors for trigger in line.triggers}


@dataclass(frozen=True)
class Fortnight:
    """`afterwards`: the messages of the mornings as they stand in the end, by e-mail address and day."""

    mornings: tuple[Morning, ...]
    afterwards: Mapping[tuple[str, date], Card]


def browser(app: App) -> TestClient:
    return TestClient(app.web, base_url=ADDRESS, client=("127.0.0.1", 50_000))


def live_through(app: App, presses: int) -> Fortnight:
    mornings = [_morning(app)]
    with browser(app) as client:
        for _ in range(presses):
            press_next(client, mornings[-1].on)
            mornings.append(_morning(app))
    return Fortnight(tuple(mornings), _afterwards(app, [morning.on for morning in mornings]))


def press_next(client: TestClient, day: date) -> date:
    answer = client.post("/demo/next", json={"day": day.isoformat()})
    assert answer.status_code == 200, answer.text
    return date.fromisoformat(answer.json()["day"])


def pupils_in(card: Card) -> list[str]:
    """Those a message speaks of: they stand with their step."""
    return [block.text for block in card.blocks if isinstance(block, Heading) and block.badge]


def words_of(card: Card) -> str:
    return " ".join(block.text for block in card.blocks if isinstance(block, Heading | Paragraph))


def staff(app: App) -> dict[str, int]:
    """Ids by e-mail address."""
    with app.database.reading() as session:
        return {one.email: one.id or 0 for one in session.exec(select(Staff))}


def _morning(app: App) -> Morning:
    now = app.clock.now()
    found = run(app.database, app.plans, now=now, on=now.date())
    cards = {
        email: card for (email, day), card in _afterwards(app, [now.date()]).items() if day == now.date()
    }
    return Morning(now.date(), found.lines, cards)


def _afterwards(app: App, days: list[date]) -> dict[tuple[str, date], Card]:
    chat = next(one.platform for one in app.platforms if isinstance(one.platform, LocalPlatform))
    found = {}
    for email, number in staff(app).items():
        cards = {item.head.key: item.head.card for item in chat.memory.conversation(Place(staff=number))}
        for day in days:
            if card := cards.get(f"morning:{number}:{day.isoformat()}"):
                found[email, day] = card
    return found
