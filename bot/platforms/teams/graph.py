"""Microsoft Graph: finds a person by e-mail address, and installs the app so that the bot may write first."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

from bot.platforms.teams.connector import PATIENCE
from bot.platforms.teams.login import GRAPH, Login


class GraphRefused(Exception):
    """`status`: 0 when nobody answered. 401 and 403: consent is missing."""

    def __init__(self, status: int, retry_after: float | None = None) -> None:
        super().__init__(str(status))
        self.status = status
        self.retry_after = retry_after

    @property
    def not_granted(self) -> bool:
        return self.status in (401, 403)


class Graph:
    """Calls raise GraphRefused, and LoginRefused."""

    def __init__(self, http: httpx.AsyncClient, login: Login, base: str) -> None:
        self._http = http
        self._login = login
        self._base = base.rstrip("/")

    async def app_in_catalog(self, manifest_id: str) -> str | None:
        """The organisation's own id of the app. None: nobody has uploaded it."""
        wanted = f"externalId eq '{_quoted(manifest_id)}'"
        found = await self._get("appCatalogs/teamsApps", {"$filter": wanted, "$select": "id"})
        return next((str(app["id"]) for app in _rows(found) if app.get("id")), None)

    async def user(self, email: str) -> str | None:
        """Entra's id of the person with this address, whether they log in with it or only have it."""
        try:
            found = await self._get(f"users/{quote(email, safe='@')}", {"$select": "id,userType"})
        except GraphRefused as refused:
            if refused.status != 404:
                raise
            wanted = {"$filter": f"mail eq '{_quoted(email)}'", "$select": "id,userType"}
            found = next(iter(_rows(await self._get("users", wanted))), {})
        return str(found["id"]) if found.get("id") and found.get("userType") != "Guest" else None

    async def install(self, user: str, app: str) -> None:
        """Also when it is there already: then Graph says 409, and all is well."""
        body = {"teamsApp@odata.bind": f"{self._base}/appCatalogs/teamsApps/{quote(app, safe='')}"}
        path = f"users/{quote(user, safe='')}/teamwork/installedApps"
        try:
            await self._call("POST", path, json=body)
        except GraphRefused as refused:
            if refused.status != 409:
                raise

    async def _get(self, path: str, params: dict[str, str]) -> dict[str, Any]:
        return await self._call("GET", path, params=params)

    async def _call(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {await self._login.token(GRAPH)}"}
        try:
            answer = await self._http.request(
                method, f"{self._base}/{path}", headers=headers, timeout=PATIENCE, **more
            )
        except httpx.HTTPError:
            raise GraphRefused(0) from None
        if not answer.is_success:
            raise GraphRefused(answer.status_code, _seconds(answer.headers.get("Retry-After", "")))
        try:
            found = answer.json() if answer.content else {}
        except ValueError:
            raise GraphRefused(0) from None
        return found if isinstance(found, dict) else {}


def _rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    rows = found.get("value")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _quoted(text: str) -> str:
    """For a string in an OData filter."""
    return text.replace("'", "''")


def _seconds(text: str) -> float | None:
    return float(text) if text.isdigit() else None
