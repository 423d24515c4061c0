"""Our own tokens, for the connector and for Microsoft Graph: msal asks for them, keeps and renews them."""

from __future__ import annotations

import asyncio
import threading
from typing import Any
from urllib.parse import urlsplit

import httpx
import msal  # type: ignore[import-untyped]

from bot.settings import Settings

CONNECTOR = "https://api.botframework.com/.default"
GRAPH = "https://graph.microsoft.com/.default"
MICROSOFT = "https://login.microsoftonline.com"
PATIENCE = 15.0
"""Seconds that Entra may take."""


class LoginRefused(Exception):
    """Entra gives no token. `code` is Entra's own short code, such as "invalid_client"."""

    def __init__(self, code: str, *, away: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.away = away
        """True: nobody answered, rather than somebody refused."""


class Login:
    """One a process. msal keeps each token until shortly before it ends, then asks for a new one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http = _EntraHttp(settings.teams_login_endpoint)
        self._one_at_a_time = threading.Lock()
        self._app: Any = None

    async def token(self, scope: str) -> str:
        """Raises LoginRefused."""
        return await asyncio.to_thread(self.token_now, scope)

    def token_now(self, scope: str) -> str:
        """Waits for Entra; for a worker thread or the command line."""
        with self._one_at_a_time:
            try:
                answer = self._client().acquire_token_for_client(scopes=[scope])
            except httpx.HTTPError as error:
                raise LoginRefused(type(error).__name__, away=True) from None
            except ValueError:
                # msal's word for a tenant that Entra does not know, or an unreadable certificate.
                raise LoginRefused("invalid_configuration") from None
        if "access_token" not in answer:
            raise LoginRefused(str(answer.get("error", "no_token")))
        return str(answer["access_token"])

    def forget(self) -> None:
        """A token was refused though it had not ended: the next one is asked for anew."""
        with self._one_at_a_time:
            self._app = None

    def close(self) -> None:
        self._http.close()

    def _client(self) -> Any:
        if self._app is None:
            settings = self._settings
            self._app = msal.ConfidentialClientApplication(
                settings.teams_client_id,
                authority=f"{self._http.authority}/{settings.teams_tenant_id}",
                client_credential=credential(settings),
                http_client=self._http,
                instance_discovery=False,
            )
        return self._app


def credential(settings: Settings) -> str | dict[str, str]:
    """The certificate if there is one, else the secret. Raises ValueError for a file without both parts."""
    if settings.teams_certificate is None:
        return settings.teams_client_secret.get_secret_value() if settings.teams_client_secret else ""
    try:
        pem = settings.teams_certificate.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise ValueError from None
    if "PRIVATE KEY-----" not in pem or "BEGIN CERTIFICATE" not in pem:
        raise ValueError
    return {"private_key": pem, "public_certificate": pem[pem.index("-----BEGIN CERTIFICATE") :]}


class _EntraHttp:
    """msal's door to the network. msal speaks to https only: a stand-in on this machine is reached
    under Microsoft's name, by rewriting where each call goes."""

    def __init__(self, endpoint: str) -> None:
        endpoint = endpoint.rstrip("/")
        self._stand_in = endpoint if urlsplit(endpoint).scheme == "http" else ""
        self.authority = MICROSOFT if self._stand_in else endpoint
        self._http = httpx.Client(timeout=PATIENCE, follow_redirects=False)

    def get(self, url: str, **more: Any) -> httpx.Response:
        return self._http.get(self._where(url), **_known(more))

    def post(self, url: str, **more: Any) -> httpx.Response:
        return self._http.post(self._where(url), **_known(more))

    def close(self) -> None:
        self._http.close()

    def _where(self, url: str) -> str:
        if self._stand_in and url.startswith(MICROSOFT):
            return self._stand_in + url.removeprefix(MICROSOFT)
        return url


def _known(more: dict[str, Any]) -> dict[str, Any]:
    """msal signs its assertion as bytes, which httpx would write as Python does."""
    found = {name: more[name] for name in ("params", "data", "headers") if more.get(name) is not None}
    if isinstance(found.get("data"), dict):
        found["data"] = {
            name: value.decode() if isinstance(value, bytes) else value
            for name, value in found["data"].items()
        }
    return found
