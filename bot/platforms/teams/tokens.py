"""Whether what comes to `/api/messages` is from the Bot Framework and meant for us.

Our own checker rather than the kit's, for the reasons in DESIGN.md ("Teams, thin"). Checked: signature,
algorithm, issuer, audience, expiry and start, the address to answer at, the key's endorsement, the tenant.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
import structlog

from bot.platforms.teams.activity import TEAMS, Activity

ALGORITHM = "RS256"
KEYS_LAST = 24 * 3600.0
"""Seconds that fetched keys are used, as Microsoft asks."""
REFRESH_AT_MOST_EVERY = 300.0
"""Seconds between fetches, whoever asks: an unknown key id costs an attacker nothing."""
CLOCKS_DIFFER = 30.0
"""Seconds that our clock and Microsoft's may differ."""

log = structlog.get_logger()


class Untrusted(Exception):
    """Not from Teams, or not for us. `code` says why, for the log; the sender is told nothing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class KeysUnavailable(Exception):
    """The signing keys cannot be fetched just now, so nothing can be told true from false."""


@dataclass(frozen=True)
class SigningKey:
    """`endorsements`: the channels that the key may speak for."""

    key: Any
    endorsements: frozenset[str]


class SigningKeys:
    """The Bot Framework's keys, by their ids."""

    def __init__(
        self, http: httpx.AsyncClient, metadata_url: str, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._http = http
        self._metadata_url = metadata_url
        self._seconds = seconds
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched: float | None = None
        self._tried: float | None = None
        self._one_at_a_time = asyncio.Lock()

    async def find(self, key_id: str) -> SigningKey | None:
        """Raises KeysUnavailable when there are none at all."""
        async with self._one_at_a_time:
            if (self._stale() or key_id not in self._keys) and self._may_try():
                await self._refresh()
            if self._fetched is None:
                raise KeysUnavailable
            return self._keys.get(key_id)

    def _stale(self) -> bool:
        return self._fetched is None or self._seconds() - self._fetched > KEYS_LAST

    def _may_try(self) -> bool:
        if self._fetched is None:
            return True
        return self._tried is None or self._seconds() - self._tried >= REFRESH_AT_MOST_EVERY

    async def _refresh(self) -> None:
        """Old keys are kept when new ones cannot be had: better than refusing everybody."""
        self._tried = self._seconds()
        try:
            metadata = await self._document(self._metadata_url)
            keys = await self._document(str(metadata["jwks_uri"]))
            self._keys = dict(filter(None, map(_key, keys["keys"])))
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
            log.warning("teams_keys_away", error=type(error).__name__)
            return
        self._fetched = self._tried

    async def _document(self, url: str) -> dict[str, Any]:
        answer = await self._http.get(url)
        answer.raise_for_status()
        found = answer.json()
        if not isinstance(found, dict):
            raise ValueError
        return found


def _key(found: Any) -> tuple[str, SigningKey] | None:
    """None for a key that is of no use to us."""
    try:
        if found["kty"] != "RSA":
            return None
        return str(found["kid"]), SigningKey(
            jwt.PyJWK(found, ALGORITHM).key, frozenset(found.get("endorsements") or ())
        )
    except (jwt.PyJWTError, KeyError, TypeError):
        return None


@dataclass(frozen=True)
class Passport:
    """A token that is genuine and ours. What it allows is seen against the activity it came with."""

    service_url: str
    endorsements: frozenset[str]


class TokenChecker:
    def __init__(self, keys: SigningKeys, *, issuer: str, audience: str, tenant: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._tenant = tenant.lower()

    async def passport(self, authorization: str) -> Passport:
        """From the Authorization header. Raises Untrusted; KeysUnavailable."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Untrusted("no_token")
        key = await self._keys.find(_key_id(token.strip()))
        if key is None:
            raise Untrusted("unknown_key")
        claims = self._claims(token.strip(), key)
        return Passport(str(claims.get("serviceurl", "")), key.endorsements)

    def check(self, passport: Passport, activity: Activity) -> None:
        """Raises Untrusted when the token was made for something else than this activity."""
        if not activity.service_url or _same(passport.service_url) != _same(activity.service_url):
            raise Untrusted("service_url")
        if activity.channel_id != TEAMS or activity.channel_id not in passport.endorsements:
            raise Untrusted("endorsement")
        if {tenant.lower() for tenant in activity.tenants} != {self._tenant}:
            raise Untrusted("tenant")

    def _claims(self, token: str, key: SigningKey) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key.key,
                algorithms=[ALGORITHM],
                audience=self._audience,
                issuer=self._issuer,
                leeway=CLOCKS_DIFFER,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        except jwt.PyJWTError as error:
            raise Untrusted(type(error).__name__) from None


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise Untrusted("not_a_token") from None
    if header.get("alg") != ALGORITHM:
        raise Untrusted("algorithm")
    return str(header.get("kid", ""))


def _same(url: str) -> str:
    return url.rstrip("/")
