"""The local chat: a page on the one web server, where the visitor is any of the school's people."""

from bot.platforms.local.demo import DemoControls
from bot.platforms.local.platform import LocalPlatform
from bot.platforms.local.routes import local_router

__all__ = ["DemoControls", "LocalPlatform", "local_router"]
