"""Microsoft Graph: finding people, and installing the app for them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from tests.teams.standin.state import CATALOG_ID, CLIENT, Teams

GRAPH = "https://graph.microsoft.com/.default"


def graph(teams: Teams) -> APIRouter:
    router = APIRouter(prefix="/graph")

    def refusal(request: Request) -> JSONResponse | None:
        teams.asked["graph"] += 1
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if teams.tokens.get(token) != GRAPH:
            return JSONResponse({"error": {"code": "InvalidAuthenticationToken"}}, 401)
        return None if teams.granted else JSONResponse({"error": {"code": "Forbidden"}}, 403)

    @router.get("/appCatalogs/teamsApps")
    def catalog(request: Request) -> JSONResponse:
        if refused := refusal(request):
            return refused
        wanted = request.query_params["$filter"] == f"externalId eq '{CLIENT}'"
        return JSONResponse({"value": [{"id": CATALOG_ID}] if wanted and teams.uploaded else []})

    @router.get("/users/{email}")
    def user(email: str, request: Request) -> JSONResponse:
        if refused := refusal(request):
            return refused
        found = next((one for one in teams.people.values() if one.email == email), None)
        if found is None:
            return JSONResponse({"error": {"code": "Request_ResourceNotFound"}}, 404)
        return JSONResponse({"id": found.aad, "userType": "Member" if found.role == "user" else "Guest"})

    @router.get("/users")
    def users(request: Request) -> JSONResponse:
        return refusal(request) or JSONResponse({"value": []})

    @router.post("/users/{user_id}/teamwork/installedApps")
    async def install(user_id: str, request: Request) -> JSONResponse:
        if refused := refusal(request):
            return refused
        body: dict[str, Any] = await request.json()
        person = teams.by_ref(user_id)
        if person is None or not body["teamsApp@odata.bind"].endswith(f"/appCatalogs/teamsApps/{CATALOG_ID}"):
            return JSONResponse({"error": {"code": "BadRequest"}}, 400)
        if person.short in teams.installed:
            return JSONResponse({"error": {"code": "Conflict"}}, 409)
        teams.installed.add(person.short)
        return JSONResponse({}, 201)

    return router
