"""Our cards drawn by Adaptive Cards' own renderer, as Teams' dark theme and its phones show them.

The playground is light, wide and has no dialogs: so they are seen here. Colours and sizes are those of Teams;
where Teams draws its own (buttons' corners, fonts) this is near, and no more."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.project.source import ROOT

HOME = ROOT / "build" / "adaptivecards"
PACKAGES = ("adaptivecards@3", "markdown-it@14")
PHONE, WIDE = 360, 640
"""Pixels."""
_FONT = "'Segoe UI', system-ui, -apple-system, sans-serif"


def _colour(default: str) -> dict[str, str]:
    """The renderer wants how much shows through first."""
    return {"default": default, "subtle": f"#cc{default[1:]}"}


THEMES: Mapping[str, Mapping[str, Any]] = {
    "ljus": {
        "page": "#f5f5f5",
        "card": "#ffffff",
        "edge": "#e0e0e0",
        "emphasis": "#f0f0f0",
        "text": "#242424",
        "accent": "#4f52b2",
        "good": "#0e700e",
        "warning": "#8a3707",
        "attention": "#b10e1c",
    },
    "mork": {
        "page": "#1f1f1f",
        "card": "#292929",
        "edge": "#3d3d3d",
        "emphasis": "#333333",
        "text": "#ffffff",
        "accent": "#9299f7",
        "good": "#54b054",
        "warning": "#faa06b",
        "attention": "#dc626d",
    },
}


def host_config(theme: Mapping[str, Any]) -> dict[str, Any]:
    colours = {name: _colour(theme[name]) for name in ("accent", "good", "warning", "attention")}
    foreground = {"default": _colour(theme["text"]), "dark": _colour("#000000"), "light": _colour("#ffffff")}
    styles = {
        name: {"backgroundColor": back, "foregroundColors": foreground | colours}
        for name, back in (
            ("default", theme["card"]),
            ("emphasis", theme["emphasis"]),
            ("accent", theme["emphasis"]),
            ("good", theme["emphasis"]),
            ("warning", theme["emphasis"]),
            ("attention", theme["emphasis"]),
        )
    }
    return {
        "fontFamily": _FONT,
        "fontSizes": {"small": 12, "default": 14, "medium": 16, "large": 18, "extraLarge": 24},
        "spacing": {"small": 8, "default": 12, "medium": 16, "large": 20, "extraLarge": 24, "padding": 16},
        "separator": {"lineThickness": 1, "lineColor": theme["edge"]},
        "supportsInteractivity": True,
        "containerStyles": styles,
        "actions": {"maxActions": 6, "actionsOrientation": "horizontal", "buttonSpacing": 8},
    }


def fetch() -> None:
    """Both are free (MIT), and installed with npm the first time."""
    if shutil.which("npm") is None:
        raise SystemExit("make playground behöver Node.js och npm. Debian och Ubuntu: sudo apt install npm")
    if not all((HOME / "node_modules" / package.partition("@")[0]).exists() for package in PACKAGES):
        HOME.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(HOME), *PACKAGES]
        subprocess.run(command, check=True)


def draw(browser: Browser, cards: Mapping[str, Mapping[str, Any]], folder: Path) -> list[str]:
    """A picture of each card in each theme and width. Gives what is wrong: what is wider than its card, and
    what the renderer complained of."""
    folder.mkdir(parents=True, exist_ok=True)
    wrong = []
    for theme in THEMES:
        for width in (WIDE, PHONE):
            for name, card in cards.items():
                picture = folder / f"{name}-{theme}-{width}.png"
                wrong += [f"{picture.name}: {said}" for said in _one(browser, card, theme, width, picture)]
    return wrong


def _one(browser: Browser, card: Mapping[str, Any], theme: str, width: int, picture: Path) -> list[str]:
    page = browser.new_page(viewport={"width": width, "height": 400})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_content(_page(THEMES[theme]))
    for script in ("adaptivecards/dist/adaptivecards.min.js", "markdown-it/dist/markdown-it.min.js"):
        page.add_script_tag(path=HOME / "node_modules" / script)
    complaints += page.evaluate(_DRAW, [json.dumps(card), json.dumps(host_config(THEMES[theme]))])
    page.screenshot(path=picture, full_page=True)
    page.close()
    return complaints


def _page(theme: Mapping[str, Any]) -> str:
    return f"""<!doctype html><html lang="sv"><style>
      body {{ margin: 0; padding: 16px; background: {theme["page"]}; color: {theme["text"]};
              font: 14px {_FONT}; }}
      #card {{ border: 1px solid {theme["edge"]}; border-radius: 6px; overflow: hidden; }}
      button {{ font: 600 14px {_FONT}; color: {theme["text"]}; background: {theme["card"]};
                border: 1px solid {theme["edge"]}; border-radius: 4px; padding: 6px 12px; margin: 2px 0; }}
      button.style-positive {{ color: {theme["page"]}; background: {theme["accent"]}; border: 0; }}
      button.style-destructive {{ color: {theme["attention"]}; }}
      input, textarea, select {{ font: 14px {_FONT}; color: inherit; background: {theme["emphasis"]};
                border: 1px solid {theme["edge"]}; border-radius: 4px; padding: 6px; max-width: 100%;
                box-sizing: border-box; }}
      .ac-actionSet {{ flex-wrap: wrap; }}
    </style><div id="card"></div></html>"""


_DRAW = """([card, config]) => {
  const markdown = window.markdownit();
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown.render(text); result.didProcess = true;
  };
  const drawn = new AdaptiveCards.AdaptiveCard();
  drawn.hostConfig = new AdaptiveCards.HostConfig(JSON.parse(config));
  const context = new AdaptiveCards.SerializationContext();
  drawn.parse(JSON.parse(card), context);
  const place = document.getElementById("card");
  place.appendChild(drawn.render());
  const said = [];
  for (let i = 0; i < context.eventCount; i++) said.push(context.getEventAt(i).message);
  if (document.documentElement.scrollWidth > window.innerWidth) said.push("wider than the screen");
  const edge = place.getBoundingClientRect().right + 1;
  for (const one of place.querySelectorAll("p, button, input, select, textarea, img"))
    if (one.getBoundingClientRect().right > edge) said.push("out of the card: " + one.innerText.slice(0, 40));
  return said;
}"""
