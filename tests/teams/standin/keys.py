"""Signing keys and a certificate of our own: nothing of Microsoft's is needed to be as strict as they are."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID


class SigningPair:
    """An RSA key with the id it is published under."""

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def public(self, endorsements: list[str]) -> dict[str, Any]:
        """As it stands among published keys."""
        jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key()))
        return jwk | {"kid": self.key_id, "use": "sig", "endorsements": endorsements}

    def sign(self, claims: dict[str, Any], *, key_id: str | None = None) -> str:
        header = {"kid": key_id or self.key_id}
        return jwt.encode(claims, self.private, algorithm="RS256", headers=header)


@cache
def pair(key_id: str) -> SigningPair:
    """The same key each time: making one takes a while."""
    return SigningPair(key_id)


@cache
def certificate() -> str:
    """A self-signed certificate and its private key, as TEAMS_CERTIFICATE wants them."""
    key = pair("certificate").private
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "narvarolots.example")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (private + made.public_bytes(serialization.Encoding.PEM)).decode()
