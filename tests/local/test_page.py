"""The page in a real browser: presses, typed answers, forms, live news, keyboard, phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from handlers.vocabulary import Button, Buttons, Card, Paragraph, Place
from tests.local.conftest import OpenPage, Running
from tests.local.school import ANNA, BO, EHT, REKTOR, PlayedIntake, every_block, morning_card, question_card

OWN = Place(ANNA)
THREAD = Place(ANNA, thread="m1")
ANNAS = f"/chat/{ANNA}"


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=10_000)


def words(page: Page) -> str:
    return page.locator("#messages").inner_text()


def active(page: Page) -> str:
    """What has the keyboard: its class and words."""
    return str(page.evaluate("document.activeElement.className + ' ' + document.activeElement.innerText"))


def test_a_visitor_chooses_a_person_and_reads_that_persons_messages(
    running: Running, open_page: OpenPage
) -> None:
    running.post("m1", OWN, morning_card())
    page = open_page("/")
    anna = page.get_by_role("link", name=re.compile("Anna Berg"))
    expect(anna).to_contain_text("1 olästa")
    expect(anna).to_contain_text("Börja här")
    anna.click()
    expect(page.get_by_role("heading", name="God morgon! Två elever behöver dig i dag")).to_be_visible()
    page.get_by_role("navigation", name="Personer").get_by_role("link", name=re.compile("Bo Lind")).click()
    expect(page.locator("#empty")).to_be_visible()


def test_a_press_brings_the_next_question_in_the_thread(
    running: Running, open_page: OpenPage, intake: PlayedIntake
) -> None:
    running.post("m1", OWN, morning_card())
    page = open_page(ANNAS)
    page.get_by_role("button", name="Nådde vårdnadshavare").click()
    thread = page.locator(".thread")
    expect(thread.get_by_role("heading", name="Vad berättade hemmet?")).to_be_visible()
    thread.get_by_label("Sovit över").check()
    thread.get_by_label("Uppföljande möte").fill("2026-12-03")
    expect(thread.locator("output")).to_have_text("torsdag 3 december")
    thread.get_by_role("button", name="Klart").click()
    expect(thread.get_by_role("heading", name="Sparat")).to_be_visible()
    assert intake.events[-1].fields == {"cause": "c1", "day": "2026-12-03"}
    assert intake.events[-1].place.thread == "m1"


@pytest.mark.parametrize("width", [390, 1280])
def test_however_long_the_talk_the_page_itself_does_not_scroll(
    running: Running, open_page: OpenPage, width: int
) -> None:
    """What a screen reader alone is told lies beside the text, and would make the page longer than itself."""
    for number in range(6):
        running.post(f"m{number}", OWN, every_block(f"Nummer {number}"))
    page = open_page(ANNAS, width=width)
    page.evaluate("window.scrollTo(0, 10_000)")
    assert page.evaluate("window.scrollY") == 0
    expect(page.locator("#composer")).to_be_in_viewport()


def test_a_double_click_is_one_event(running: Running, open_page: OpenPage, intake: PlayedIntake) -> None:
    running.post("m1", OWN, morning_card())
    page = open_page(ANNAS)
    page.get_by_role("button", name="Nådde vårdnadshavare").dblclick()
    expect(page.locator(".thread .card")).to_have_count(1)
    page.get_by_role("button", name="Vad är kvar?").click()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    assert [event.action for event in intake.events] == ["reached", "left"]


def test_a_press_on_another_button_waits_its_turn(
    running: Running, open_page: OpenPage, intake: PlayedIntake
) -> None:
    running.post("m1", OWN, morning_card())
    page = open_page(ANNAS)
    held: list[Route] = []
    page.route("**/press", lambda route: held.append(route), times=1)
    page.get_by_role("button", name="Nådde vårdnadshavare").click()
    page.get_by_role("button", name="Vad är kvar?").click()
    held[0].continue_()
    expect(page.locator(".thread .card")).to_have_count(1)
    page.get_by_role("button", name="Nådde eleven").click()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    assert [event.action for event in intake.events] == ["reached", "left", "reached_pupil"]


def test_a_press_that_fails_says_so_and_can_be_tried_again(
    running: Running, open_page: OpenPage, intake: PlayedIntake
) -> None:
    running.post("m1", OWN, morning_card())
    page = open_page(ANNAS)
    page.route("**/press", lambda route: route.abort())
    page.get_by_role("button", name="Nådde vårdnadshavare").click()
    expect(page.get_by_role("alert").filter(has_text="Försök igen")).to_be_visible()
    page.unroute("**/press")
    page.get_by_role("button", name="Nådde vårdnadshavare").click()
    expect(page.get_by_role("heading", name="Vad berättade hemmet?")).to_be_visible()
    expect(page.locator(".failure:not(:empty)")).to_have_count(0)


def test_a_typed_answer_goes_to_the_thread_that_the_label_names(
    running: Running, open_page: OpenPage, intake: PlayedIntake
) -> None:
    running.post("m1", OWN, Card("Alva P, 7A", "Ett ärende"))
    running.post("q1", THREAD, question_card())
    page = open_page(ANNAS)
    expect(page.locator("#thread-label")).to_contain_text("Vad berättade hemmet?")
    page.get_by_label("Skriv till Närvarolotsen").fill("ja")
    page.keyboard.press("Enter")
    expect(page.locator(".thread .typed")).to_have_text("ja")
    expect(page.locator(".thread").get_by_text("Svar på: ja")).to_be_visible()
    assert intake.events[-1].place == THREAD
    expect(page.get_by_label("Skriv till Närvarolotsen")).to_have_value("")


def test_the_label_names_the_pupil_of_the_latest_question(running: Running, open_page: OpenPage) -> None:
    running.post("m1", OWN, morning_card())
    running.post("q1", THREAD, Card("Alva P, 7A", "En fråga"))
    running.post("q2", THREAD, Card("Noel P, 7A", "En fråga"))
    page = open_page(ANNAS)
    expect(page.locator("#thread-label")).to_contain_text("Noel P, 7A")
    running.post("q3", THREAD, Card("Alva P, 7A igen", "En fråga"))
    expect(page.locator("#thread-label")).to_contain_text("Alva P, 7A igen")


def test_a_change_further_up_leaves_the_reader_with_the_question(
    running: Running, open_page: OpenPage
) -> None:
    running.post("m1", OWN, morning_card())
    running.post("q1", THREAD, question_card())
    page = open_page(ANNAS)
    page.locator(".thread").get_by_role("button", name="Klart").click()
    expect(page.get_by_role("heading", name="Sparat")).to_be_visible()
    running.post("m1", OWN, every_block("Ändrad"), "update")
    expect(page.get_by_role("heading", name="Ändrad").first).to_be_attached()
    expect(page.get_by_role("heading", name="Sparat")).to_be_in_viewport()
    expect(page.locator("#thread-label")).to_contain_text("Sparat")


def test_one_can_leave_the_thread_and_come_back(
    running: Running, open_page: OpenPage, intake: PlayedIntake
) -> None:
    running.post("m1", OWN, Card("Alva P, 7A", "Ett ärende"))
    running.post("q1", THREAD, question_card())
    page = open_page(ANNAS)
    page.get_by_role("button", name="Lämna").click()
    expect(page.locator("#thread-label")).to_be_hidden()
    page.keyboard.type("vad gör jag nu?")
    page.get_by_role("button", name="Skicka").click()
    expect(page.locator("#messages > .item > .post .typed")).to_have_text("vad gör jag nu?")
    page.get_by_role("button", name="Svara i tråden Alva P, 7A").click()
    expect(page.locator("#thread-label")).to_contain_text("Vad berättade hemmet?")
    assert intake.events[-1].place == OWN


def test_a_form_opens_is_filled_in_and_changes_the_message(
    running: Running, open_page: OpenPage, intake: PlayedIntake
) -> None:
    running.post("m1", OWN, morning_card())
    page = open_page(ANNAS)
    page.get_by_role("button", name="Boka möte").click()
    dialog = page.get_by_role("dialog", name="Boka uppföljande möte")
    dialog.get_by_label("Eleven").check()
    dialog.get_by_label("Anteckning").fill("Känsligt")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("heading", name="Möte bokat")).to_be_visible()
    form = intake.events[-1]
    assert (form.kind, form.action, form.value, form.message) == ("form", "booked", "2", "m1")
    assert form.fields == {"day": "2026-12-01", "who": ("e",), "note": "Känsligt"}
    assert "Känsligt" not in page.content()


def test_a_form_that_is_closed_does_nothing(
    running: Running, open_page: OpenPage, intake: PlayedIntake
) -> None:
    running.post("m1", OWN, morning_card())
    page = open_page(ANNAS)
    for leave in ("Escape", "Avbryt"):
        page.get_by_role("button", name="Boka möte").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        if leave == "Escape":
            page.keyboard.press("Escape")
        else:
            page.get_by_role("button", name="Avbryt").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        assert "Boka möte" in active(page)
    assert {event.kind for event in intake.events} == {"click"}


def test_a_whisper_is_seen_by_the_presser_alone_and_not_kept(running: Running, open_page: OpenPage) -> None:
    running.post("m1", OWN, morning_card())
    page, other = open_page(ANNAS), open_page(ANNAS)
    page.get_by_role("button", name="Orolig för barnet").click()
    whisper = page.get_by_role("region", name="Bara du ser det här")
    expect(whisper.get_by_role("heading", name="Är du orolig för barnet?")).to_be_visible()
    whisper.get_by_role("button", name="Visa mer").click()
    expect(whisper.get_by_role("heading", name="Mer om oro")).to_be_visible()
    running.post("m2", OWN, Card("Något annat", "x"))
    expect(other.get_by_role("heading", name="Något annat")).to_be_visible()
    expect(whisper).to_be_visible()
    expect(other.locator(".whisper")).to_have_count(0)
    page.reload()
    expect(page.locator(".whisper")).to_have_count(0)


def test_worry_that_is_typed_is_answered_to_the_writer_and_leaves_no_message(
    running: Running, open_page: OpenPage
) -> None:
    page = open_page(ANNAS)
    page.get_by_label("Skriv till Närvarolotsen").fill("jag är orolig för Alva")
    page.keyboard.press("Enter")
    expect(page.locator(".whisper .echo")).to_contain_text("jag är orolig för Alva")
    page.get_by_role("button", name="Stäng").click()
    expect(page.locator(".whisper")).to_have_count(0)
    assert running.local.memory.newest() == 0


def test_what_happens_shows_at_once_on_another_open_page(running: Running, open_page: OpenPage) -> None:
    running.post("m1", OWN, morning_card())
    page, other = open_page(ANNAS), open_page(ANNAS)
    page.get_by_role("button", name="Nådde vårdnadshavare").click()
    expect(other.locator(".thread").get_by_role("heading", name="Vad berättade hemmet?")).to_be_visible()
    running.post("m1", OWN, Card("Ändrad morgon", "x"), "update")
    for one in (page, other):
        expect(one.get_by_role("heading", name="Ändrad morgon")).to_be_visible()
    running.post("m1", OWN, None, "delete")
    expect(other.get_by_role("heading", name="Ändrad morgon")).to_have_count(0)
    expect(other.get_by_role("heading", name="Vad berättade hemmet?")).to_be_visible()


def test_other_peoples_unread_messages_are_counted_live(running: Running, open_page: OpenPage) -> None:
    page = open_page(ANNAS)
    samira = page.get_by_role("link", name=re.compile("Samira Haddad"))
    expect(samira.locator(".count")).to_have_count(0)
    running.post("e1", Place(channel="eht:1"), Card("Ärende", "x"))
    expect(samira).to_contain_text("1 olästa")
    open_page(f"/chat/{EHT}/eht:1")
    expect(samira.locator(".count")).to_have_count(0)


def test_a_channel_shows_who_wrote_what(running: Running, open_page: OpenPage, intake: PlayedIntake) -> None:
    samira, eva = open_page(f"/chat/{EHT}/eht:1"), open_page(f"/chat/{REKTOR}/eht:1")
    samira.get_by_label("Skriv i Elevhälsoteamet").fill("Jag tar det")
    samira.keyboard.press("Enter")
    expect(eva.locator(".theirs .who")).to_have_text("Samira Haddad")
    expect(samira.locator(".mine .who")).to_have_text("Du")
    assert intake.events[0].place == Place(channel="eht:1")


def test_what_is_half_filled_in_survives_a_change_elsewhere(running: Running, open_page: OpenPage) -> None:
    running.post("m1", OWN, every_block("Ett"))
    page = open_page(ANNAS)
    page.locator('input[data-field="short"]').fill("Halvvägs")
    page.locator('input[data-field="many"][value="x"]').check()
    running.post("m1", OWN, every_block("Två"), "update")
    expect(page.get_by_role("heading", name="Två").first).to_be_visible()
    expect(page.locator('input[data-field="short"]')).to_have_value("Halvvägs")
    expect(page.locator('input[data-field="many"][value="x"]')).to_be_checked()


def test_the_home_page_is_asked_for_and_its_buttons_work(
    running: Running, open_page: OpenPage, intake: PlayedIntake
) -> None:
    page = open_page(ANNAS)
    page.get_by_role("link", name="Hem", exact=True).click()
    expect(page.get_by_role("heading", name="Dina elever")).to_be_visible()
    page.get_by_role("button", name="Visa mer").click()
    expect(page.get_by_role("heading", name="Mer om oro")).to_be_visible()
    assert [event.kind for event in intake.events] == ["home", "click"]


def test_the_next_school_day_brings_its_morning(running: Running, open_page: OpenPage) -> None:
    page, other = open_page(ANNAS), open_page(f"/chat/{BO}")
    page.get_by_role("button", name="Nästa skoldag").click()
    expect(page.locator("#day time")).to_contain_text("onsdag 25 november 2026")
    expect(other.locator("#day time")).to_contain_text("onsdag 25 november 2026")
    expect(page.get_by_role("heading", name="Morgon 2026-11-25")).to_be_visible()
    first = open_page("/")
    first.get_by_role("button", name="Nästa skoldag").click()
    expect(first.locator("#day time")).to_contain_text("torsdag 26 november 2026")


def test_the_new_days_message_comes_into_view_wherever_the_reader_is(
    running: Running, open_page: OpenPage
) -> None:
    for number in range(30):
        running.post(f"m{number}", OWN, Card(f"Gammalt {number}", "Gammalt", (Paragraph("Ord"),)))
    page = open_page(ANNAS)
    page.locator("#scroll").evaluate("element => element.scrollTop = 0")
    expect(page.get_by_role("heading", name="Gammalt 0", exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="Nästa skoldag").click()
    expect(page.get_by_role("heading", name="Morgon 2026-11-25")).to_be_in_viewport()
    expect(page.locator("#newer")).to_be_hidden()


def test_what_is_pressed_on_the_home_page_goes_on_in_the_chat(running: Running, open_page: OpenPage) -> None:
    page = open_page(f"{ANNAS}/hem")
    page.get_by_role("button", name="Till chatten").click()
    expect(page.locator("#messages")).to_be_attached()
    assert page.url.endswith(ANNAS)


def test_everything_can_be_done_by_keyboard_alone(
    running: Running, open_page: OpenPage, intake: PlayedIntake
) -> None:
    running.post("m1", OWN, morning_card())
    page = open_page("/")

    def tab_to(what: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if what in active(page):
                outline = "getComputedStyle(document.activeElement).outlineStyle"
                assert page.evaluate(outline) == "solid"
                return
        pytest.fail(f"Tab does not reach {what}")

    tab_to("Anna Berg")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ANNAS}")
    page.wait_for_selector("html[data-ready]")
    tab_to("Nådde vårdnadshavare")
    page.keyboard.press("Enter")
    expect(page.locator(".thread .card")).to_be_visible()
    tab_to("Boka möte")
    page.keyboard.press("Space")
    expect(page.get_by_role("dialog")).to_be_visible()
    tab_to("Spara")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Möte bokat")).to_be_visible()
    expect(page.locator(".card:focus")).to_contain_text("Möte bokat")
    assert [event.action for event in intake.events] == ["reached", "book", "booked"]


def test_a_replaced_card_keeps_the_keyboard(running: Running, open_page: OpenPage) -> None:
    running.post("m1", OWN, question_card())
    page = open_page(ANNAS)
    page.get_by_role("button", name="Klart").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sparat")).to_be_visible()
    assert "Sparat" in active(page)


def test_listeners_hear_of_a_new_message(running: Running, open_page: OpenPage) -> None:
    page = open_page(ANNAS)
    running.post("m1", OWN, Card("God morgon", "x"))
    expect(page.get_by_role("status")).to_contain_text("Nytt meddelande från Närvarolotsen: God morgon")


def test_a_hostile_name_shows_as_it_is_written(running: Running, open_page: OpenPage) -> None:
    hostile = '"><img src=x onerror="document.title=1"><script>document.title=1</script>'
    button = Buttons((Button(hostile, hostile, hostile),))
    running.post(hostile, OWN, Card(hostile, hostile, (Paragraph(hostile), button)))
    running.post("r1", Place(ANNA, thread=hostile), Card(hostile, hostile))
    page = open_page(ANNAS)
    assert words(page).count(hostile) >= 4
    page.get_by_role("button", name=hostile, exact=True).click()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    running.post(hostile, OWN, Card(hostile + "2", hostile), "update")
    expect(page.get_by_text(hostile + "2").first).to_be_visible()
    assert page.title() != "1"
    assert page.locator("#messages img").count() == 0


@pytest.mark.parametrize("width", [360, 390])
@pytest.mark.parametrize("path", ["/", ANNAS, f"{ANNAS}/hem"])
def test_nothing_is_wider_than_a_phone(running: Running, open_page: OpenPage, width: int, path: str) -> None:
    running.post("m1", OWN, morning_card())
    running.post("m2", OWN, every_block("Ettväldigtlångtordsomintegåratbrytanågonstansalls" * 3))
    page = open_page(path, width, 780)
    wide = page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('#scroll')]"
        ".map(element => element.scrollWidth - element.clientWidth)"
    )
    assert max(wide) <= 0


def test_on_a_phone_the_people_are_in_a_drawer(running: Running, open_page: OpenPage) -> None:
    page = open_page(ANNAS, 390, 844)
    people = page.get_by_role("navigation", name="Personer")
    expect(people).to_be_hidden()
    page.get_by_role("button", name="Byt person").click()
    expect(people).to_be_visible()
    page.keyboard.press("Escape")
    expect(people).to_be_hidden()
    assert "Byt person" in active(page)
    page.get_by_role("button", name="Byt person").click()
    people.get_by_role("link", name=re.compile("Bo Lind")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bo Lind")


def test_a_long_conversation_opens_at_its_newest_message(running: Running, open_page: OpenPage) -> None:
    for number in range(45):
        running.post(f"m{number}", OWN, Card(f"Morgon {number}", "x", (Paragraph("Text"),)))
    page = open_page(ANNAS)
    expect(page.get_by_role("heading", name="Morgon 44")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Morgon 4", exact=True)).to_have_count(0)
    page.get_by_role("link", name=re.compile("äldre")).click()
    expect(page.get_by_role("heading", name="Morgon 0", exact=True)).to_have_count(1)


def test_somebody_reading_further_up_is_not_moved(running: Running, open_page: OpenPage) -> None:
    for number in range(20):
        running.post(f"m{number}", OWN, Card(f"Morgon {number}", "x", (Paragraph("Text"),)))
    page = open_page(ANNAS)
    page.locator("#scroll").evaluate("element => element.scrollTop = 0")
    page.wait_for_timeout(0)
    running.post("new", OWN, Card("Helt ny", "x"))
    pill = page.get_by_role("button", name="Nytt meddelande")
    expect(pill).to_be_visible()
    expect(page.get_by_role("heading", name="Morgon 0", exact=True)).to_be_in_viewport()
    pill.click()
    expect(page.get_by_role("heading", name="Helt ny")).to_be_in_viewport()


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_its_ground(running: Running, open_page: OpenPage, dark: bool) -> None:
    """WCAG AA, measured on the page: 4.5:1 for every text on the nearest ground that is painted."""
    running.post("m1", OWN, every_block("Text"))
    running.post("m2", OWN, morning_card())
    page = open_page(ANNAS, dark=dark)
    page.get_by_role("button", name="Orolig för barnet").click()
    page.wait_for_selector(".whisper")
    assert page.evaluate(LOW_CONTRAST) == []


LOW_CONTRAST = """() => {
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const colour = parts(getComputedStyle(element).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility({visibilityProperty: true})) continue;
    const [a, b] = [parts(getComputedStyle(element).color), ground(element)].map(light);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
  }
  return low;
}"""
