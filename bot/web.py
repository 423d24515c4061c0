"""The one web server: health, and what the platforms bring."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database


def build_web(database: Database, routers: Iterable[APIRouter]) -> FastAPI:
    """No page that describes the server: nothing here is for strangers."""
    web = FastAPI(title="Närvarolotsen", docs_url=None, redoc_url=None, openapi_url=None)

    @web.get("/healthz")
    async def healthz() -> JSONResponse:
        """200 while the database answers, else 503."""
        well = await asyncio.to_thread(_answers, database)
        return JSONResponse({"status": "ok" if well else "database"}, status_code=200 if well else 503)

    for router in routers:
        web.include_router(router)
    return web


def _answers(database: Database) -> bool:
    try:
        with database.reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
