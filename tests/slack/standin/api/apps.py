"""Who the app is, and how it connects."""

from __future__ import annotations

from tests.slack.standin.calls import Answer, Call, method
from tests.slack.standin.refusals import Refused
from tests.slack.standin.workspace import APP, BOT, BOT_USER, TEAM, TEAM_NAME


@method("api.test", tier=4)
def api_test(call: Call) -> Answer:
    if "error" in call.arguments:
        raise Refused(call.arguments.text("error"))
    return {"args": call.arguments.given}


@method("auth.test", tier=None)
def auth_test(_call: Call) -> Answer:
    return {
        "url": "https://provskolan.slack.com/",
        "team": TEAM_NAME,
        "user": "narvarolotsen",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


@method("bots.info", "users:read", tier=3, takes="bot team_id")
def bots_info(call: Call) -> Answer:
    if call.arguments.text("bot", BOT) != BOT:
        raise Refused("bot_not_found")
    bot = {"id": BOT, "deleted": False, "name": "Närvarolotsen", "app_id": APP, "user_id": BOT_USER}
    return {"bot": bot}


@method("team.info", "team:read", tier=3, takes="team domain")
def team_info(_call: Call) -> Answer:
    return {"team": {"id": TEAM, "name": TEAM_NAME, "domain": "provskolan", "email_domain": "skola.example"}}


@method("apps.connections.open", "connections:write", tier=1, token="app")
def connections_open(call: Call) -> Answer:
    if not call.workspace.installed.socket_mode:
        raise Refused("not_allowed")
    return {"url": call.server.sockets.new_address()}
