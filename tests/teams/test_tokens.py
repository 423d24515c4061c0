"""Every way in which a token can be wrong is refused with 401, and nothing is stored."""

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from tests.teams.room import Room, claims, stored, token
from tests.teams.standin.keys import SigningPair, pair
from tests.teams.standin.server import StandIn
from tests.teams.standin.state import CLIENT

pytestmark = pytest.mark.anyio

HOUR = 3600


def _unsigned(standin: StandIn) -> str:
    return jwt.encode(claims(standin), "", algorithm="none", headers={"kid": "teams"})


def _signed_with_the_public_key(standin: StandIn) -> str:
    """The old trick: the public key, used as if it were a shared secret."""
    secret = "x" * 64
    return jwt.encode(claims(standin), secret, algorithm="HS256", headers={"kid": "teams"})


def _another_key(standin: StandIn) -> str:
    return SigningPair("teams").sign(claims(standin))


def _bent(standin: StandIn) -> str:
    head, body, signature = token(standin).split(".")
    return f"{head}.{body}.{signature[:-8]}AAAAAAAA"


def _with(**changed: Any) -> Callable[[StandIn], str]:
    return lambda standin: token(standin, **changed)


WRONG: dict[str, Callable[[StandIn], str]] = {
    "no signature of ours": _another_key,
    "bent signature": _bent,
    "alg none": _unsigned,
    "symmetric": _signed_with_the_public_key,
    "unknown key": lambda standin: SigningPair("nobody").sign(claims(standin)),
    "key of another channel": lambda standin: pair("other-channel").sign(claims(standin)),
    "no key id": lambda standin: jwt.encode(claims(standin), pair("teams").private, algorithm="RS256"),
    "issuer": _with(iss="https://sts.windows.net/elsewhere/"),
    "no issuer": _with(iss=None),
    "audience": _with(aud="bbbbbbbb-0000-0000-0000-000000000000"),
    "audience among others": _with(aud=[CLIENT, "another"]),
    "no audience": _with(aud=None),
    "expired": _with(exp=int(time.time()) - HOUR),
    "expired a minute ago": _with(exp=int(time.time()) - 60),
    "no expiry": _with(exp=None),
    "not yet valid": _with(nbf=int(time.time()) + HOUR),
    "another serviceUrl": _with(serviceurl="https://smba.trafficmanager.net/teams/"),
    "no serviceUrl": _with(serviceurl=None),
    "words": lambda _: "hemligt",
    "three empty parts": lambda _: "..",
    "empty": lambda _: "",
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_a_wrong_token_is_refused_and_nothing_is_stored(
    room: Room, wrong: Callable[[StandIn], str]
) -> None:
    await room.installs("anna")
    before = stored(room.world.database)
    answer = await room.knock(
        room.activity("anna", "message", text="mina elever"), f"Bearer {wrong(room.standin)}"
    )
    assert answer.status_code == 401
    assert stored(room.world.database) == before


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Bearer", "bearer  "])
async def test_a_call_without_a_token_is_refused(room: Room, header: str) -> None:
    before = stored(room.world.database)
    answer = await room.knock(room.activity("anna", "message", text="hej"), header)
    assert answer.status_code == 401
    assert stored(room.world.database) == before


ELSEWHERE: dict[str, dict[str, Any]] = {
    "another tenant": {"conversation": {"tenantId": "other", "id": "a:1", "conversationType": "personal"}},
    "two tenants": {"channelData": {"tenant": {"id": "other"}}},
    "no tenant": {"conversation": {"id": "a:1", "conversationType": "personal"}, "channelData": {}},
    "another channel": {"channelId": "webchat"},
    "no channel": {"channelId": None},
    "no serviceUrl": {"serviceUrl": None},
    "empty serviceUrl": {"serviceUrl": ""},
    "another serviceUrl": {"serviceUrl": "https://evil.example/"},
}


@pytest.mark.parametrize("changed", ELSEWHERE.values(), ids=ELSEWHERE)
async def test_a_genuine_token_for_something_else_is_refused(room: Room, changed: dict[str, Any]) -> None:
    before = stored(room.world.database)
    answer = await room.knock(room.activity("anna", "message", text="mina elever") | changed)
    assert answer.status_code == 401
    assert stored(room.world.database) == before


async def test_a_genuine_token_lets_a_message_in(room: Room) -> None:
    await room.installs("anna")
    await room.types("anna", "mina elever")
    assert room.standin.teams.seen_by("anna")


async def test_what_is_no_activity_is_refused_as_such(room: Room) -> None:
    answer = await room.knock({"typ": "message"})
    assert answer.status_code == 400


async def test_keys_are_fetched_once_and_not_for_every_odd_key_id(room: Room) -> None:
    await room.installs("anna")
    for _ in range(3):
        odd = SigningPair("never-seen").sign(claims(room.standin))
        assert (
            await room.knock(room.activity("anna", "message", text="x"), f"Bearer {odd}")
        ).status_code == 401
        await room.types("anna", "hej")
    assert room.standin.teams.asked["keys"] == 1
