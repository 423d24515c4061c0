"""`/api/messages`: the one door for Teams. Who knocks is looked at before anything is read or stored."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from bot.log import describe
from bot.platforms.bodies import TooLarge, body_of
from bot.platforms.local.guard import is_ours
from bot.platforms.teams.activity import Activity
from bot.platforms.teams.answers import Answer
from bot.platforms.teams.reception import Reception
from bot.platforms.teams.tokens import KeysUnavailable, TokenChecker, Untrusted
from bot.settings import is_loopback

_UNTRUSTED = Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})

log = structlog.get_logger()


class Door(Protocol):
    async def read(self, request: Request) -> Activity:
        """Raises Untrusted, KeysUnavailable, and ValidationError for what is no activity."""


class CheckedDoor:
    def __init__(self, checker: TokenChecker) -> None:
        self._checker = checker

    async def read(self, request: Request) -> Activity:
        passport = await self._checker.passport(request.headers.get("Authorization", ""))
        activity = Activity.model_validate_json(await body_of(request))
        self._checker.check(passport, activity)
        return activity


class OpenDoor:
    """TEAMS_UNAUTHENTICATED=1: for Microsoft's playground, which runs on this machine and signs nothing."""

    async def read(self, request: Request) -> Activity:
        if not is_ours(request):
            raise Untrusted("not_this_machine")
        activity = Activity.model_validate_json(await body_of(request))
        if not is_loopback(_host(activity.service_url)):
            raise Untrusted("service_url")
        return activity


def teams_router(door: Door, reception: Reception) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.post("/api/messages")
    async def messages(request: Request) -> Response:
        """401 for everyone but Teams; 5xx when what was done could not be taken care of, so that Teams
        tells the person or sends it again."""
        try:
            activity = await door.read(request)
        except Untrusted as reason:
            log.warning("teams_refused", code=reason.code)
            return _UNTRUSTED
        except KeysUnavailable:
            return Response(status_code=503)
        except (ValidationError, TooLarge):
            return Response(status_code=400)
        try:
            return _http(await reception.receive(activity))
        except SQLAlchemyError as error:
            log.error("teams_not_stored", **describe(error))
            return Response(status_code=503)

    return router


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _http(answer: Answer) -> Response:
    if answer.body is None:
        return Response(status_code=answer.status)
    return JSONResponse(answer.body, status_code=answer.status)
