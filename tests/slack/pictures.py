"""Pictures for docs/slack.md: the demo school's own messages, drawn as Slack draws them.

python -m tests.slack.pictures docs/pictures"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape, unescape
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from sqlmodel import select

from bot.app import App
from bot.demo.school import first_mentor
from bot.demo.settings import demo_settings
from bot.demo.start import DEFAULT_PLAN, open_school
from bot.platforms.local import LocalPlatform
from bot.platforms.slack import refs, render
from content.wording import long_date
from handlers.vocabulary import Button, Buttons, Card, Event, Now, OpenForm, Place, Replace, Whisper
from storage.tables import Staff, StaffRole
from tests.browser import find_chromium

Block = dict[str, Any]
CHROME = str(find_chromium())
WIDTH = 640
EMOJI = {
    ":white_check_mark:": "✅",
    ":warning:": "⚠️",
    ":heavy_minus_sign:": "➖",
    ":white_medium_square:": "◻️",
}
STYLE = (Path(__file__).parent / "pictures.css").read_text(encoding="utf-8")


def marked(text: str) -> str:
    """Slack's mrkdwn as HTML."""
    html = escape(unescape(text), quote=False) if "<" not in text else _with_links(text)
    html = re.sub(r"(?<![\w\u2060])\*([^*\n]+)\*(?![\w\u2060])", r"<b>\1</b>", html)
    html = re.sub(r"(?<![\w\u2060])_([^_\n]+)_(?![\w\u2060])", r"<i>\1</i>", html)
    for name, sign in EMOJI.items():
        html = html.replace(name, sign)
    return html


def _with_links(text: str) -> str:
    return re.sub(r"<([^|>]+)\|([^>]+)>", r'<a href="#">\2</a>', text)


def drawn(block: Block) -> str:
    match block["type"]:
        case "header":
            return f"<h3>{plain(block['text'])}</h3>"
        case "section" if "fields" in block:
            fields = "".join(f"<div>{marked(field['text'])}</div>" for field in block["fields"])
            return f'<div class="fields">{fields}</div>'
        case "section":
            return f'<div class="section">{marked(block["text"]["text"])}</div>'
        case "context":
            return f'<div class="context">{"".join(marked(one["text"]) for one in block["elements"])}</div>'
        case "divider":
            return "<hr>"
        case "actions":
            return f'<div class="actions">{"".join(map(_button, block["elements"]))}</div>'
        case "input":
            return _input(block)
    raise ValueError(block["type"])


def plain(text: Block) -> str:
    return escape(unescape(text["text"]), quote=False)


def _button(button: Block) -> str:
    return f'<span class="button {button.get("style", "")}">{plain(button["text"])}</span>'


def _input(block: Block) -> str:
    hint = f'<div class="hint">{plain(block["hint"])}</div>' if "hint" in block else ""
    label = plain(block["label"])
    return f'<div class="input"><div class="label">{label}</div>{_element(block["element"])}{hint}</div>'


def _element(element: Block) -> str:
    match element["type"]:
        case "radio_buttons" | "checkboxes":
            chosen = element.get("initial_options") or [element.get("initial_option")]
            sign = ("◉", "○") if element["type"] == "radio_buttons" else ("☑", "☐")
            return "".join(_pick(option, sign[0 if option in chosen else 1]) for option in element["options"])
        case "datepicker":
            day = element.get("initial_date")
            return (
                f'<div class="box">📅 {long_date(date.fromisoformat(day)) if day else "Välj ett datum"}</div>'
            )
        case "plain_text_input":
            words = element.get("initial_value") or plain(element.get("placeholder", {"text": ""}))
            size = "long" if element.get("multiline") else ""
            return f'<div class="box {size}">{escape(words) or "&nbsp;"}</div>'
    return f'<div class="box">{plain(element["placeholder"])} ▾</div>'


def _pick(option: Block, sign: str) -> str:
    about = f"<small>{plain(option['description'])}</small>" if "description" in option else ""
    return f'<div class="pick">{sign} {plain(option["text"])}{about}</div>'


def message(card: Card, *, only: bool = False, time: str = "07:00") -> str:
    blocks = "".join(map(drawn, render.message(card).blocks))
    mine = '<div class="only">👁 Bara synligt för dig</div>' if only else ""
    head = (
        f'<span class="name">Närvarolotsen</span><span class="app">APP</span><span class="time">{time}</span>'
    )
    return (
        f'<div class="message"><div class="avatar">N</div><div class="body">{mine}{head}{blocks}</div></div>'
    )


def modal(opened: OpenForm) -> str:
    view = render.form(opened, refs.FormPlace(opened.action))
    assert view is not None
    told = view.to_dict()
    close, submit = plain(told["close"]), plain(told["submit"])
    bottom = f'<span class="button">{close}</span><span class="button primary">{submit}</span>'
    inside = "".join(map(drawn, told["blocks"]))
    top = plain(told["title"])
    return f'<div class="modal"><div class="top">{top}</div>{inside}<div class="bottom">{bottom}</div></div>'


def page(parts: Iterable[str]) -> str:
    return (
        f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><div id="sheet">{"".join(parts)}</div>'
    )


@dataclass
class Visit:
    """Somebody in the demo school presses, and we look."""

    app: App
    number: int = 0

    def take(self, staff: int, kind: str, action: str = "", value: str = "", **more: Any) -> Sequence[Now]:
        self.number += 1
        place = Place(staff=staff, thread=str(more.pop("thread", "")))
        event = Event(f"picture{self.number}", kind, staff, place, action, value, **more)  # type: ignore[arg-type]

        async def _take() -> Sequence[Now]:
            now = await self.app.intake.take("local", event)
            await self.app.courier.settle()
            return now

        return asyncio.run(_take())

    def messages(self, staff: int) -> list[tuple[str, Card]]:
        """Key and card, oldest first."""
        platform = self.app.platforms[0].platform
        assert isinstance(platform, LocalPlatform)
        items = platform.memory.conversation(Place(staff=staff))
        return [(one.key, one.card) for item in items for one in (item.head, *item.replies)]

    def named(self, name: str) -> int:
        with self.app.database.reading() as session:
            return next(staff.id or 0 for staff in session.exec(select(Staff)) if staff.name == name)

    def who(self, role: str) -> int:
        with self.app.database.reading() as session:
            return session.exec(select(StaffRole.staff_id).where(StaffRole.role == role)).first() or 0


def buttons(card: Card) -> list[Button]:
    return [button for block in card.blocks if isinstance(block, Buttons) for button in block.buttons]


def first(card: Card, action: str) -> Button:
    return next(button for button in buttons(card) if button.action == action)


def pictures(visit: Visit) -> dict[str, str]:
    """Name of each picture, and its page."""
    mentor = visit.named(first_mentor())
    key, morning = visit.messages(mentor)[-1]
    found = {"slack-morgon": page([message(morning)])}
    contact = first(morning, "contact")
    visit.take(mentor, "click", contact.action, contact.value, message=key, thread=key)
    asked_key, asked = visit.messages(mentor)[-1]
    cause = first(asked, "cause")
    now = visit.take(mentor, "click", cause.action, cause.value, message=asked_key, thread=key)
    [ready] = [one.card for one in now if isinstance(one, Replace)]
    thread = ['<div class="thread">', message(asked, time="08:05"), message(ready, time="08:05"), "</div>"]
    found["slack-tre-tryck"] = page(thread)
    [worry] = [one.card for one in visit.take(mentor, "click", "worry") if isinstance(one, Whisper)]
    found["slack-oro"] = page([message(worry, only=True, time="08:10")])
    case = contact.value.partition(":")[0]
    for one in visit.take(mentor, "click", "hold.ask", case):
        if isinstance(one, OpenForm):
            found["slack-formular"] = page([modal(one)])
    for staff, name in ((mentor, "slack-hem-mentor"), (visit.who("eht"), "slack-hem-elevhalsa")):
        for one in visit.take(staff, "home"):
            if isinstance(one, Replace):
                found[name] = page(map(drawn, render.home(one.card).to_dict()["blocks"]))
    return found


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        app = open_school(demo_settings(Path(data), DEFAULT_PLAN))
        pages = pictures(Visit(app))
        app.database.close()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROME)
        sheet = browser.new_page(viewport={"width": WIDTH, "height": 800}, device_scale_factor=1.5)
        for name, html in pages.items():
            sheet.set_content(html)
            sheet.locator("#sheet").screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
