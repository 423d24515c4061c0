"""The stand-in as a real local server, in a thread of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from tests.teams.standin.connector import connector
from tests.teams.standin.drive import drive
from tests.teams.standin.entra import entra
from tests.teams.standin.graph import graph
from tests.teams.standin.state import Teams


class StandIn:
    """`base`: where it listens, without a slash at the end."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.teams = Teams()

    @property
    def service_url(self) -> str:
        return f"{self.base}/connector/"

    @property
    def environment(self) -> dict[str, str]:
        """The settings that lead a bot here."""
        return {
            "TEAMS_SERVICE_URL": self.service_url,
            "TEAMS_LOGIN_ENDPOINT": f"{self.base}/login",
            "TEAMS_OPENID_METADATA_URL": f"{self.base}/botframework/metadata",
            "TEAMS_TOKEN_ISSUER": "https://api.botframework.com",
            "TEAMS_GRAPH_URL": f"{self.base}/graph",
        }


@contextmanager
def standing_in() -> Iterator[StandIn]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        found = StandIn(f"http://127.0.0.1:{door.getsockname()[1]}")
        web = FastAPI()
        for router in (entra(found.teams), graph(found.teams), connector(found.teams), drive(found.teams)):
            web.include_router(router)
        server = uvicorn.Server(uvicorn.Config(web, log_config=None, access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.should_exit = True
            thread.join(timeout=30)
