"""The Bot Connector: strict about tokens, cards and rates, and it answers as badly as it is told to."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from tests.teams.standin.cards import faults
from tests.teams.standin.state import CLIENT, Meeting, Message, Teams, personal

CONNECTOR = "https://api.botframework.com/.default"


def _error(status: int, code: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": "Anna Berg must not be logged"}}, status)


def connector(teams: Teams) -> APIRouter:
    router = APIRouter(prefix="/connector/v3/conversations")

    def unknown(request: Request) -> JSONResponse | None:
        teams.asked["connector"] += 1
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return None if teams.tokens.get(token) == CONNECTOR else _error(401, "Unauthorized")

    def meeting(method: str, conversation: str) -> Meeting | None:
        if teams.meets:
            return teams.meets.popleft()
        return teams.fate(method, conversation) if teams.fate else None

    def check(activity: dict[str, Any]) -> JSONResponse | None:
        found = faults(activity)
        teams.faults += found
        return _error(400, "BadSyntax") if found else None

    def told(met: Meeting) -> Response:
        body = {"error": {"code": met.code}} if met.code else {}
        return JSONResponse(body, met.status, headers=met.headers)

    def reachable(conversation: str) -> JSONResponse | None:
        root = conversation.partition(";")[0]
        if root not in teams.members:
            return _error(404, "ConversationNotFound")
        if root.startswith("a:") and not teams.installed & set(teams.members[root]):
            return _error(403, "BotNotInConversationRoster")
        return None

    @router.post("/{conversation}/activities")
    async def send(conversation: str, request: Request) -> Response:
        body = await request.json()
        with teams.lock:
            if refused := unknown(request) or reachable(conversation) or check(body):
                return refused
            met = meeting("POST", conversation)
            if met is not None and not met.done:
                return told(met)
            made = teams.put(conversation, body)
            return told(met) if met else JSONResponse({"id": made.id}, 201)

    @router.put("/{conversation}/activities/{activity}")
    async def update(conversation: str, activity: str, request: Request) -> Response:
        body = await request.json()
        with teams.lock:
            if refused := unknown(request) or reachable(conversation) or check(body):
                return refused
            if met := meeting("PUT", conversation):
                return told(met)
            message = _there(conversation, activity)
            if message is None:
                return _error(404, "ActivityNotFoundInConversation")
            message.activity, message.versions = body, message.versions + 1
            return JSONResponse({"id": activity})

    @router.delete("/{conversation}/activities/{activity}")
    def delete(conversation: str, activity: str, request: Request) -> Response:
        with teams.lock:
            if refused := unknown(request) or reachable(conversation):
                return refused
            message = _there(conversation, activity)
            if message is None:
                return _error(404, "ActivityNotFoundInConversation")
            message.deleted = True
            return Response(status_code=200)

    @router.post("")
    async def create(request: Request) -> Response:
        body = await request.json()
        with teams.lock:
            if refused := unknown(request):
                return refused
            if body["bot"]["id"] != CLIENT:
                return _error(400, "BadArgument")
            return _new_thread(body) if body["isGroup"] else _personal(body)

    def _personal(body: dict[str, Any]) -> Response:
        [member] = body["members"]
        person = teams.by_ref(member["id"])
        if person is None or person.short not in teams.installed or "tenant" not in body["channelData"]:
            return _error(403, "BotNotInConversationRoster")
        return JSONResponse({"id": personal(person.short)}, 201)

    def _new_thread(body: dict[str, Any]) -> Response:
        channel, activity = body["channelData"]["channel"]["id"], body["activity"]
        if refused := reachable(channel) or check(activity):
            return refused
        met = meeting("POST", channel)
        if met is not None and not met.done:
            return told(met)
        made = teams.put(channel, activity)
        del teams.messages[channel, made.id]
        made.conversation = f"{channel};messageid={made.id}"
        teams.messages[made.conversation, made.id] = made
        return told(met) if met else JSONResponse({"id": made.conversation, "activityId": made.id}, 201)

    def _there(conversation: str, activity: str) -> Message | None:
        found = teams.messages.get((conversation, activity))
        return None if found is None or found.deleted else found

    @router.get("/{conversation}/pagedmembers")
    def paged(conversation: str, request: Request, pageSize: int = 100) -> Response:
        """Two at a time, whatever is asked for: paging is easily forgotten."""
        with teams.lock:
            if refused := unknown(request) or reachable(conversation):
                return refused
            first = int(request.query_params.get("continuationToken", "0"))
            members = [teams.people[one].record() for one in teams.members[conversation]]
            page: dict[str, Any] = {"members": members[first : first + 2]}
            if first + 2 < len(members):
                page["continuationToken"] = str(first + 2)
            return JSONResponse(page)

    @router.get("/{conversation}/members/{member}")
    def member(conversation: str, member: str, request: Request) -> Response:
        with teams.lock:
            if refused := unknown(request):
                return refused
            person = teams.by_ref(member)
            root = conversation.partition(";")[0]
            if person is None or person.short not in teams.members.get(root, ()):
                return _error(404, "MemberNotFoundInConversation")
            return JSONResponse(person.record())

    return router
