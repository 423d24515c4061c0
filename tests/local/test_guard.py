"""The chat has no passwords: only this machine's own browser, on this chat's own page, is answered."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.platforms.local import LocalPlatform, local_router
from handlers.vocabulary import Place
from tests.local.school import ANNA, BO, EHT, PlayedDemo, PlayedIntake, morning_card

HERE = "http://127.0.0.1:8600"
NOBODY = 999


def client_of(local: LocalPlatform, *, address: str = "127.0.0.1", demo: bool = False) -> TestClient:
    app = FastAPI()
    app.include_router(local_router(local, PlayedDemo(local) if demo else None))
    return TestClient(app, base_url=HERE, client=(address, 5000), follow_redirects=False)


@pytest.fixture
def client(local: LocalPlatform) -> TestClient:
    return client_of(local)


def press(
    client: TestClient, staff: int = ANNA, headers: dict[str, str] | None = None, **values: object
) -> httpx.Response:
    body = {"id": str(uuid4()), "conversation": "jag", "action": "reached", **values}
    return client.post(f"/api/chat/{staff}/press", json=body, headers={"Origin": HERE} | (headers or {}))


@pytest.mark.parametrize("host", ["127.0.0.1:8600", "localhost:8600", "[::1]:8600", "127.0.0.1"])
def test_it_answers_on_the_names_of_this_machine(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["ond.example", "127.0.0.1.ond.example", "localhost.ond.example", "10.0.0.4:8600", "[::1", "", "0.0.0.0"],
)
@pytest.mark.parametrize("path", ["/", f"/chat/{ANNA}", "/local/static/main.js", "/api/stream"])
def test_a_foreign_name_that_points_here_is_refused(client: TestClient, host: str, path: str) -> None:
    assert client.get(path, headers={"Host": host}).status_code == 403


def test_another_machine_is_refused_whatever_it_says(local: LocalPlatform) -> None:
    assert client_of(local, address="192.168.1.20").get("/", headers={"Host": "localhost"}).status_code == 403


def test_what_a_proxy_passes_on_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"X-Forwarded-For": "192.168.1.20"}).status_code == 403


@pytest.mark.parametrize(
    "origin", ["https://ond.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8600"]
)
def test_another_page_cannot_press(client: TestClient, intake: PlayedIntake, origin: str) -> None:
    assert press(client, headers={"Origin": origin}).status_code == 403
    assert intake.events == []


def test_a_form_on_another_page_cannot_press(client: TestClient, intake: PlayedIntake) -> None:
    answer = client.post(
        f"/api/chat/{ANNA}/press", data={"id": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert intake.events == []


def test_pages_run_no_script_and_no_style_but_their_own(client: TestClient) -> None:
    answer = client.get(f"/chat/{ANNA}")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    assert "set-cookie" not in answer.headers


def test_every_page_says_that_its_pupils_are_invented(client: TestClient) -> None:
    assert all("alla elever är påhittade" in client.get(path).text for path in ("/", f"/chat/{ANNA}"))


def test_an_unknown_person_or_conversation_leads_back(client: TestClient) -> None:
    assert client.get(f"/chat/{NOBODY}").headers["Location"] == "/"
    assert client.get(f"/chat/{ANNA}/eht:1").headers["Location"] == f"/chat/{ANNA}"
    assert client.get("/local/static/..%2Fguard.py").status_code == 404


def test_the_home_page_is_there_when_somebody_answers_it(local: LocalPlatform, client: TestClient) -> None:
    assert "/hem" not in client.get(f"/chat/{ANNA}").text
    assert client.get(f"/chat/{ANNA}/hem").status_code == 303


def test_nobody_presses_in_a_conversation_that_is_not_theirs(
    client: TestClient, intake: PlayedIntake
) -> None:
    assert press(client, NOBODY).status_code == 404
    assert press(client, ANNA, conversation="eht:1").status_code == 404
    assert press(client, EHT, conversation="eht:1").status_code == 200
    assert len(intake.events) == 1


def test_nobody_presses_in_a_message_that_is_not_theirs(local: LocalPlatform, intake: PlayedIntake) -> None:
    local.memory.add("m1", Place(ANNA), morning_card())
    client = client_of(local)
    assert press(client, BO, message="m1").status_code == 404
    assert press(client, ANNA, message="m1").status_code == 200
    assert [event.message for event in intake.events] == ["m1"]


@pytest.mark.parametrize(
    "values",
    [
        {"id": "1"},
        {"id": ""},
        {"action": "x" * 600},
        {"fields": {"a": 1}},
        {"surprise": 1},
        {"fields": {"a": "x" * 30_000}},
    ],
)
def test_what_the_page_could_not_have_sent_is_refused(
    client: TestClient, intake: PlayedIntake, values: dict[str, object]
) -> None:
    assert press(client, **values).status_code == 422
    assert intake.events == []


def test_an_event_carries_what_was_chosen(client: TestClient, intake: PlayedIntake) -> None:
    fields = {"day": "2026-12-01", "who": ["v", "e"], "none": []}
    press(client, action="booked", value="7", thread="m1", fields=fields)
    (event,) = intake.events
    assert (event.kind, event.staff, event.action, event.value) == ("click", ANNA, "booked", "7")
    assert event.place == Place(ANNA, thread="m1")
    assert event.fields == {"day": "2026-12-01", "who": ("v", "e"), "none": ()}


def test_a_press_that_arrives_twice_is_one_event(client: TestClient, intake: PlayedIntake) -> None:
    same = str(uuid4())
    assert press(client, id=same).status_code == press(client, id=same).status_code == 200
    assert len(intake.events) == 1


def test_the_calendar_is_there_in_the_demo_only(local: LocalPlatform, client: TestClient) -> None:
    assert "Nästa skoldag" not in client.get("/").text
    assert client.post("/demo/next", json={"day": "2026-11-24"}).status_code == 404
    page = client_of(local, demo=True).get("/").text
    assert "Nästa skoldag" in page
    assert "tisdag 24 november 2026" in page


def test_the_same_press_for_the_next_day_twice_is_one_day(local: LocalPlatform) -> None:
    client = client_of(local, demo=True)
    days = [client.post("/demo/next", json={"day": "2026-11-24"}).json()["day"] for _ in range(2)]
    assert days == ["2026-11-25", "2026-11-25"]
