"""The pages of the local chat, and what they ask for and send."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse

from bot.documents.web import answered_file
from bot.platforms.local.demo import DemoControls
from bot.platforms.local.guard import GuardedRoute
from bot.platforms.local.messages import (
    Answered,
    FormSent,
    Fresh,
    HomeOpened,
    News,
    NextDay,
    Pressed,
    Sent,
    Typed,
    answered,
)
from bot.platforms.local.people import OWN, Conversation, Person
from bot.platforms.local.platform import LocalPlatform
from bot.platforms.local.render import fragment
from bot.platforms.local.view import USUAL_LENGTH, Room, Sight, item_html, read_room, read_sight

STATIC = Path(__file__).parent / "static"
HOME = "hem"


def local_router(local: LocalPlatform, demo: DemoControls | None = None, *, home: bool = False) -> APIRouter:
    """Everything under `/`, `/chat/`, `/api/chat/`, `/local/` and, in the demo, `/demo/`.

    `home`: whether handlers answer an opened home page; without it there is no such tab."""
    router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
    _add_first_page(router, local, demo)
    _add_chat(router, local, demo, home)
    _add_news(router, local, demo, home)
    _add_deeds(router, local)
    _add_files(router, local)
    if demo is not None:
        _add_demo(router, local, demo)
    return router


def _add_first_page(router: APIRouter, local: LocalPlatform, demo: DemoControls | None) -> None:
    @router.get("/")
    def choose() -> HTMLResponse:
        hints = demo.people() if demo else {}
        return HTMLResponse(fragment("choose.html", room=read_room(local), day=_day(demo), hints=hints))

    @router.get("/local/static/{name}")
    def static(name: str) -> FileResponse:
        file = next((file for file in STATIC.iterdir() if file.name == name), None)
        if file is None:
            raise HTTPException(404)
        return FileResponse(file)


def _add_chat(router: APIRouter, local: LocalPlatform, demo: DemoControls | None, home: bool) -> None:
    @router.get("/chat/{staff_id}", response_model=None)
    @router.get("/chat/{staff_id}/{wanted}", response_model=None)
    def chat(
        staff_id: int, wanted: str = OWN, antal: int = Query(USUAL_LENGTH, ge=1)
    ) -> HTMLResponse | RedirectResponse:
        someone = read_room(local).find(staff_id)
        if someone is None:
            return RedirectResponse("/", status_code=303)
        at_home = home and wanted == HOME
        conversation = someone.conversation(OWN if at_home else wanted)
        if conversation is None:
            return RedirectResponse(f"/chat/{staff_id}", status_code=303)
        sight = read_sight(local, someone, conversation, antal)
        if not at_home:
            _mark_read(local, sight)
        values = {"sight": sight, "length": antal, "home": home, "at_home": at_home}
        return HTMLResponse(fragment("chat.html", room=read_room(local), day=_day(demo), **values))


def _add_news(router: APIRouter, local: LocalPlatform, demo: DemoControls | None, home: bool) -> None:
    @router.get("/api/chat/{staff_id}/news")
    def news(staff_id: int, conversation: str, since: int, antal: int, at_home: bool = False) -> News:
        someone, own = _whose(read_room(local), staff_id, conversation)
        sight = read_sight(local, someone, own, antal)
        if not at_home:
            _mark_read(local, sight)
        room = read_room(local)
        fresh = [shown for shown in sight.items if shown.item.changed > since]
        return News(
            changed=sight.changed,
            order=[shown.item.head.key for shown in sight.items],
            items=[Fresh(key=shown.item.head.key, html=item_html(sight, shown)) for shown in fresh],
            people=fragment("people.html", room=room, current=someone),
            tabs=fragment("tabs.html", room=room, sight=sight, home=home, at_home=at_home),
            day=fragment("day.html", day=_day(demo)),
        )

    @router.get("/api/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse(local.feed.events(), media_type="text/event-stream")


def _add_deeds(router: APIRouter, local: LocalPlatform) -> None:
    async def who(staff_id: int, sent: Sent) -> tuple[Person, Conversation]:
        """Raises 404 for a conversation that is not the person's, or a message that is not in it."""
        room = await asyncio.to_thread(read_room, local)
        someone, conversation = _whose(room, staff_id, sent.conversation)
        if sent.message and not await asyncio.to_thread(local.memory.holds, conversation.place, sent.message):
            raise HTTPException(404)
        return someone, conversation

    @router.post("/api/chat/{staff_id}/press")
    async def press(staff_id: int, sent: Pressed) -> Answered:
        someone, conversation = await who(staff_id, sent)
        return await asyncio.to_thread(answered, sent, await local.press(sent.event(someone, conversation)))

    @router.post("/api/chat/{staff_id}/form")
    async def form(staff_id: int, sent: FormSent) -> Answered:
        someone, conversation = await who(staff_id, sent)
        return await asyncio.to_thread(answered, sent, await local.press(sent.event(someone, conversation)))

    @router.post("/api/chat/{staff_id}/home")
    async def home(staff_id: int, sent: HomeOpened) -> Answered:
        someone, conversation = await who(staff_id, sent)
        return await asyncio.to_thread(answered, sent, await local.press(sent.event(someone, conversation)))

    @router.post("/api/chat/{staff_id}/text")
    async def text(staff_id: int, sent: Typed) -> Answered:
        someone, conversation = await who(staff_id, sent)
        answer = await local.write(sent.event(someone, conversation), someone.name)
        return await asyncio.to_thread(answered, sent, answer)


def _add_files(router: APIRouter, local: LocalPlatform) -> None:
    @router.get("/local/file/{staff_id}")
    def file(staff_id: int, message: str) -> Response:
        """Made when it is fetched: the chat itself keeps no document."""
        card = local.memory.own_card(staff_id, message)
        if card is None or card.file is None:
            raise HTTPException(404)
        ticket = card.file.ticket
        return answered_file(lambda: local.desk.sent(ticket, staff_id))


def _add_demo(router: APIRouter, local: LocalPlatform, demo: DemoControls) -> None:
    one_at_a_time = asyncio.Lock()

    @router.post("/demo/next")
    async def next_day(sent: NextDay) -> NextDay:
        """Names the day it leaves: so the same press twice, or in two windows, is one day."""
        async with one_at_a_time:
            if sent.day == demo.today():
                await demo.next_school_day()
        local.feed.announce()
        return NextDay(day=demo.today())


def _whose(room: Room, staff_id: int, conversation: str) -> tuple[Person, Conversation]:
    someone = room.find(staff_id)
    found = someone.conversation(conversation) if someone else None
    if someone is None or found is None:
        raise HTTPException(404)
    return someone, found


def _mark_read(local: LocalPlatform, sight: Sight) -> None:
    """Other open pages show the number of unread messages: they hear of it when it changes."""
    latest = max((shown.item.changed for shown in sight.items), default=0)
    if local.marks.read(sight.person.id, sight.conversation.place, latest):
        local.feed.announce()


def _day(demo: DemoControls | None) -> date | None:
    return demo.today() if demo else None
