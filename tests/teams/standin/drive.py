"""OneDrive's address for an upload: the whole file in one piece, and it says how much there is of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from tests.teams.standin.state import Teams


def drive(teams: Teams) -> APIRouter:
    router = APIRouter(prefix="/drive")

    @router.put("/{upload}")
    async def put(upload: str, request: Request) -> Response:
        content = await request.body()
        with teams.lock:
            whole = f"bytes 0-{len(content) - 1}/{len(content)}"
            if request.headers.get("Content-Range") != whole or "Authorization" in request.headers:
                teams.faults.append("an upload that OneDrive would not take")
                return Response(status_code=400)
            teams.drive[upload] = content
            return Response(status_code=201)

    return router
