"""The app package that an administrator uploads to Teams: the manifest and two icons, in a zip."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from bot.platforms.teams.icons import color_icon, outline_icon
from content.texts import text

MANIFEST_VERSION = "1.30"
PACKAGE_VERSION = "1.0.0"
ACCENT = "#0f5a66"
MOST_COMMANDS = 12
_COMMANDS = ("mine", "now", "home", "ask", "help")
_SAME_EACH_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Owner:
    """Who stands behind the app. The pages are shown to whoever looks at it in Teams."""

    name: str
    website: str
    privacy: str
    terms: str


def package(client_id: str, owner: Owner, *, sends_files: bool = False) -> bytes:
    """The zip; the same bytes for the same words."""
    described = manifest(client_id, owner, sends_files=sends_files)
    files = {
        "manifest.json": json.dumps(described, ensure_ascii=False, indent=2).encode(),
        "color.png": color_icon(),
        "outline.png": outline_icon(),
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files.items():
            folder.writestr(zipfile.ZipInfo(name, _SAME_EACH_TIME), content)
    return made.getvalue()


def manifest(client_id: str, owner: Owner, *, sends_files: bool = False) -> dict[str, Any]:
    """The app's id is the bot's own: Graph then finds it in the catalog by that."""
    return {
        "$schema": "https://developer.microsoft.com/json-schemas/teams/"
        f"v{MANIFEST_VERSION}/MicrosoftTeams.schema.json",
        "manifestVersion": MANIFEST_VERSION,
        "version": PACKAGE_VERSION,
        "id": client_id,
        "developer": {
            "name": owner.name,
            "websiteUrl": owner.website,
            "privacyUrl": owner.privacy,
            "termsOfUseUrl": owner.terms,
        },
        "localizationInfo": {"defaultLanguageTag": "sv"},
        "name": {"short": text("teams.app_name"), "full": text("teams.app_full_name")},
        "description": {"short": text("teams.app_short"), "full": text("teams.app_long")},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "defaultInstallScope": "personal",
        "supportedChannelTypes": ["privateChannels"],
        "supportsChannelFeatures": "tier1",
        "bots": [
            {
                "botId": client_id,
                "scopes": ["personal", "team"],
                "supportsFiles": sends_files,
                "isNotificationOnly": False,
                "commandLists": [
                    {"scopes": ["personal"], "commands": [_command(name) for name in _COMMANDS]},
                    {"scopes": ["team"], "commands": [_command("link")]},
                ],
            }
        ],
        "validDomains": [],
    }


def _command(name: str) -> dict[str, str]:
    """The title is what is sent: words that the bot knows."""
    return {"title": text(f"teams.command_{name}"), "description": text(f"teams.command_{name}_about")}
