"""Entra's token endpoint and the Bot Framework's published keys."""

from __future__ import annotations

from typing import Annotated

import jwt
from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse

from tests.teams.standin.keys import pair
from tests.teams.standin.state import CLIENT, SECRET, TENANT, Teams

MICROSOFT = "https://login.microsoftonline.com"


def entra(teams: Teams) -> APIRouter:
    router = APIRouter()

    @router.get("/login/{tenant}/v2.0/.well-known/openid-configuration")
    def configuration(tenant: str) -> JSONResponse:
        """Under Microsoft's own name, as the real one says: msal is made to come here all the same."""
        if tenant != TENANT:
            return JSONResponse({"error": "invalid_tenant"}, 400)
        own = f"{MICROSOFT}/{tenant}"
        return JSONResponse(
            {
                "issuer": f"{own}/v2.0",
                "authorization_endpoint": f"{own}/oauth2/v2.0/authorize",
                "token_endpoint": f"{own}/oauth2/v2.0/token",
            }
        )

    @router.post("/login/{tenant}/oauth2/v2.0/token")
    def token(
        tenant: str,
        grant_type: Annotated[str, Form()],
        client_id: Annotated[str, Form()],
        scope: Annotated[str, Form()],
        client_secret: Annotated[str, Form()] = "",
        client_assertion: Annotated[str, Form()] = "",
    ) -> JSONResponse:
        with teams.lock:
            teams.asked["token"] += 1
            known = client_secret == SECRET or (client_assertion and _signed_by_us(client_assertion))
            if grant_type != "client_credentials" or client_id != CLIENT or tenant != TENANT or not known:
                return JSONResponse({"error": "invalid_client", "error_description": "no"}, 401)
            claims = {"jti": len(teams.tokens), "roles": teams.roles}
            made = jwt.encode(claims, "the stand-in's own, longer than 32 bytes", algorithm="HS256")
            teams.tokens[made] = scope
            return JSONResponse(
                {"token_type": "Bearer", "expires_in": teams.token_lasts, "access_token": made}
            )

    @router.get("/botframework/metadata")
    def metadata(request: Request) -> dict[str, object]:
        teams.asked["metadata"] += 1
        return {"issuer": "x", "jwks_uri": f"{request.base_url}botframework/keys"}

    @router.get("/botframework/keys")
    def keys() -> dict[str, object]:
        teams.asked["keys"] += 1
        return {
            "keys": [
                pair("teams").public(["msteams"]),
                pair("other-channel").public(["webchat"]),
                {"kty": "EC", "kid": "odd"},
                {"kty": "RSA", "kid": "broken", "n": "", "e": ""},
            ]
        }

    return router


def _signed_by_us(assertion: str) -> bool:
    """As Entra does with a certificate: the audience is its own token endpoint."""
    try:
        jwt.decode(
            assertion,
            pair("certificate").private.public_key(),
            algorithms=["PS256", "RS256"],
            audience=f"{MICROSOFT}/{TENANT}/oauth2/v2.0/token",
            issuer=CLIENT,
        )
    except jwt.PyJWTError:
        return False
    return True
