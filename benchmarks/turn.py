"""What one answered question costs: python -m benchmarks.turn.

A press on a guide's question, through the intake's handler, with its commit and the next card rendered as
Slack would get it, against a bare slack-bolt listener with no database (`process_before_response=True`) in
the same run, one of each in turn. At most 8 times at the median, and a 99th percentile under 25 ms.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from slack_bolt import Ack, App, BoltRequest
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from content.loader import PlanLibrary
from handlers import dispatch
from handlers.cards_json import to_json
from handlers.context import Actor, Context
from handlers.outgoing import enqueue
from handlers.plans import Plans
from handlers.vocabulary import Buttons, Card, Event, ManyInput, Place, Post, Replace
from storage.database import Database, open_database
from storage.tables import Case, Mentorship, Pupil, School, Staff, StaffRole
from storage.zone import STOCKHOLM

NOW = datetime(2026, 11, 24, 10, tzinfo=STOCKHOLM)
DAY = date(2026, 11, 24)
KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
RATIO, SLOWEST = 8.0, 25.0
SECRET = "not-a-secret"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=400)
    turns = parser.parse_args().turns
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'turn.db'}", [KEY])
        ours, bare = _measure(Talk(database).turn, bare_listener(), turns)
        database.close()
    ratio, slow = median(ours) / median(bare), quantiles(ours, n=100)[98]
    print(f"(a) turn / bare listener  {ratio:6.2f}  at most {RATIO:g}  {_both(ours, bare)}")
    print(f"(b) 99th percentile, ms   {slow:6.2f}  at most {SLOWEST:g}")
    sys.exit(ratio > RATIO or slow > SLOWEST)


def _both(ours: list[float], bare: list[float]) -> str:
    return f"{median(ours):.2f} ms / {median(bare):.2f} ms"


def _measure(
    ours: Callable[[], None], bare: Callable[[], None], turns: int
) -> tuple[list[float], list[float]]:
    """Milliseconds, one of each in turn, after a few that warm up."""
    for _ in range(20):
        ours()
        bare()
    pairs = [(_timed(ours), _timed(bare)) for _ in range(turns)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def _timed(action: Callable[[], None]) -> float:
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def bare_listener() -> Callable[[], None]:
    """A press that is verified, routed and acknowledged, and nothing else."""
    client = WebClient(token="xoxb-bench")
    app = App(
        client=client,
        signing_secret=SECRET,
        token_verification_enabled=False,
        process_before_response=True,
        authorize=lambda **_: _authorized(),
    )

    @app.action("press")
    def pressed(ack: Ack) -> None:
        ack()

    return lambda: _press(app)


def _authorized() -> object:
    from slack_bolt.authorization import AuthorizeResult

    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-bench", bot_id="B1")


def _blocks() -> list[dict[str, object]]:
    """A press carries the message it stood in: a question with its ten buttons."""
    said = {"type": "section", "text": {"type": "plain_text", "text": "Hur får eleven säga sitt?"}}
    return [said, said, {"type": "actions", "block_id": "b", "elements": [_button(n) for n in range(10)]}]


def _button(number: int) -> dict[str, object]:
    words = {"type": "plain_text", "text": "Har berättat i förväg"}
    return {"type": "button", "action_id": "press", "block_id": "b", "value": f"{number}", "text": words}


def _press(app: App) -> None:
    payload = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "actions": [_button(1)],
        "message": {"type": "message", "ts": "1.0", "text": "En fråga", "blocks": _blocks()},
    }
    body = f"payload={quote(json.dumps(payload))}"
    at = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=at, body=body)
    headers = {
        "content-type": ["application/x-www-form-urlencoded"],
        "x-slack-request-timestamp": [at],
        "x-slack-signature": [signature or ""],
    }
    response = app.dispatch(BoltRequest(body=body, headers=headers, mode="http"))
    assert response.status == 200, response.body


class Talk:
    """A mentor who answers question after question, and begins with another pupil when done."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.plans = Plans(PlanLibrary(), "danderyd")
        self.staff = self._school()
        self.number = 0
        self.card = self._next_pupil()

    def turn(self) -> None:
        """One press, the commit, and the next card as JSON."""
        self.card = self._answered(self.card)
        to_json(self.card)
        if not any(one[0] in ("guide.answer", "guide.save") for one in _presses(self.card)):
            self.card = self._next_pupil()

    def _answered(self, card: Card) -> Card:
        presses = [one for one in _presses(card) if one[0] in ("guide.answer", "guide.skip", "guide.save")]
        order = {"guide.answer": 0, "guide.skip": 1, "guide.save": 2}
        action, value = min(presses, key=lambda one: order[one[0]])
        many = [block for block in card.blocks if isinstance(block, ManyInput)]
        fields = {"answer": (many[0].options[0].value,) if many else "Vi provar en lugn start."}
        return self._handle(action, value, fields)

    def _handle(self, action: str, value: str, fields: dict[str, str | tuple[str, ...]]) -> Card:
        self.number += 1
        place = Place(staff=self.staff)
        event = Event(f"e{self.number}", "click", self.staff, place, action, value, fields=fields)
        event = replace(event, message=self.message if action != "guide.start" else "")
        with self.database.writing() as session:
            reply = dispatch.handle(Context(session, NOW, self.plans, Actor(self.staff)), event)
            enqueue(session, reply.later, NOW)
        for post in reply.later:
            if isinstance(post, Post):
                self.message = post.key
                return post.card
        [shown] = [now.card for now in reply.now if isinstance(now, Replace)]
        return shown

    message = ""

    def _school(self) -> int:
        with self.database.writing() as session:
            school = School(name="Provskolan")
            hashed = self.database.vault.keyed_hash("anna@skola.example")
            staff = Staff(email_hash=hashed, email="anna@skola.example", name="Anna")
            session.add_all([school, staff])
            session.flush()
            self.school = school.id or 0
            session.add(StaffRole(staff_id=staff.id or 0, school_id=self.school, role="mentor"))
            return staff.id or 0

    def _next_pupil(self) -> Card:
        with self.database.writing() as session:
            ref = f"E{self.number}"
            pupil = Pupil(
                school_id=self.school,
                ref=ref,
                ref_hash=self.database.vault.keyed_hash(ref),
                first_name="Alva",
                last_name="Lind",
                class_name="8B",
            )
            session.add(pupil)
            session.flush()
            session.add(Mentorship(pupil_id=pupil.id or 0, staff_id=self.staff))
            case = Case(
                school_id=self.school,
                pupil_id=pupil.id or 0,
                plan="danderyd",
                plan_version="1",
                step=2,
                opened_on=DAY,
                step_on=DAY,
            )
            session.add(case)
            session.flush()
            number = case.id
        return self._handle("guide.start", f"{number}:enkel-kartlaggning", {})


def _presses(card: Card) -> list[tuple[str, str]]:
    return [
        (one.action, one.value)
        for block in card.blocks
        if isinstance(block, Buttons)
        for one in block.buttons
    ]


if __name__ == "__main__":
    main()
