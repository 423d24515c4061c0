"""`make playground`: a school morning in Microsoft's own playground, in a real browser, with pictures.

Last of all the cards are drawn once more, dialogs too, as in the dark theme and on a phone: the playground
has neither."""

from __future__ import annotations

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from content.texts import text
from storage.tables import CaseQuestion, FollowUp, GuideAnswer, Measure
from tests.browser import NoBrowser, find_chromium
from tests.project.source import ROOT
from tests.teams.playground import drawn
from tests.teams.playground.gathered import gather
from tests.teams.playground.program import ADDRESS, HOME, configure, fetch, running
from tests.teams.playground.school import BOT_PORT, ME, OTHERS, TUESDAY_MORNING, School, school
from tests.teams.playground.window import Window

PICTURES = ROOT / "pictures" / "teams"
CHANNEL, OWN_CHAT = "Elevhälsoteamet", "Personal Chat"
WORRY, BACK, SEND = text("worry.button"), text("teams.back"), text("teams.save")
QUESTION, ANSWER = "Har du nått pappa?", "Ja, i går kväll."
AREA, MEASURE, REASON = "Schema eller studietakt", "Egen ingång på morgonen", "Ni har hittat en väg framåt."


def install_and_morning(window: Window, here: School) -> None:
    window.sees(text("general.mine_button"))
    window.keep("valkommen")
    here.morning(TUESDAY_MORNING)
    window.sees("2 elever")
    window.keep("morgonens-meddelande")


def worry(window: Window, _: School) -> None:
    """Shown in the message's place, and given back."""
    window.press(WORRY, window.sees("2 elever"))
    window.sees("112")
    window.keep("orolig-for-ett-barn")
    window.press(BACK)
    window.sees("2 elever")
    window.keep("tillbaka")


def reminder(window: Window, here: School) -> None:
    """The bot writes first, an hour later."""
    window.press("Nådde ingen än", window.sees("2 elever"))
    window.press("Påminn om en timme")
    window.keep("paminn-om-en-timme")
    before = window.count()
    here.clock.move_to(here.clock.now() + timedelta(minutes=61))
    here.wake()
    window.grows(before)
    window.keep("paminnelse")


def step_one(window: Window, here: School) -> None:
    """Three taps, on what the reminder asks."""
    window.press("Nådde vårdnadshavare")
    window.sees("Vad verkar")
    window.keep("orsak")
    window.press("Sjuk eller har ont")
    window.press("Boka mötet")
    window.keep("bokat")
    assert here.count(FollowUp) == 1, "three taps book a meeting"


def guide(window: Window, here: School) -> None:
    """A question a card, answered in words; and an answer changed."""
    here.raises("E1")
    window.press("Starta kartläggningen")
    window.sees("1 av")
    window.keep("guidens-forsta-fraga")
    window.types("mentor och eleven")
    window.sees("2 av")
    window.keep("guidens-andra-fraga")
    window.types("är med här")
    window.sees("3 av")
    window.keep("guidens-tredje-fraga")
    window.types("tillbaka")
    window.sees("2 av")
    window.press("Har berättat i förväg")
    window.sees("3 av")
    window.press("Visa allt")
    window.sees("Har berättat i förväg")
    window.keep("svaret-andrat")
    assert here.count(GuideAnswer) >= 2


def channel(window: Window, here: School) -> None:
    """EHT's own thread, and a press in it that changes the message for everybody."""
    window.goes_to(CHANNEL)
    window.posts(" koppla")
    window.sees("A.L. 8B")
    window.keep("elevhalsans-kanal")
    window.press("Jag tar ärendet", window.sees("A.L. 8B"))
    window.keep("jag-tar-arendet")
    assert "Lindgren" not in window.words(), "in the channel a pupil is initials and class"


def question_and_answer(window: Window, here: School) -> None:
    """Both ways, each in their own conversation; nothing of it stands in the channel."""
    window.press(text("eht.ask_button"), window.sees("A.L. 8B"))
    window.fills(QUESTION)
    window.keep("elevhalsan-fragar")
    window.press(SEND)
    window.goes_to(OWN_CHAT)
    window.press(text("eht.answer_button"), window.sees(QUESTION))
    window.fills(ANSWER)
    window.press(SEND)
    window.keep("mentorn-svarar")
    window.goes_to(CHANNEL)
    window.sees(text("eht.read_button"))
    assert QUESTION not in window.words()
    assert ANSWER not in window.words()
    window.keep("svaret-finns")
    assert here.count(CaseQuestion) == 1
    window.goes_to(OWN_CHAT)


def measure_and_back(window: Window, here: School) -> None:
    """What is tried, with its kind and day; then the case goes back to the mentor. The words do not stay."""
    window.goes_to(CHANNEL)
    window.press(text("eht.measure_button"), window.sees("A.L. 8B"))
    window.chooses(AREA)
    window.fills(MEASURE)
    window.keep("en-atgard")
    window.press(SEND)
    window.sees(text("eht.state_taken", who="Anna", on=TUESDAY_MORNING.date()))
    window.press(text("eht.back_button"), window.sees("A.L. 8B"))
    window.fills(REASON)
    window.keep("lamnar-tillbaka")
    window.press(SEND)
    window.sees(text("eht.state_returned"))
    window.keep("tillbaka-hos-mentorn")
    assert MEASURE not in window.words()
    assert REASON not in window.words()
    [measure] = here.world.rows(Measure)
    assert (measure.text, bool(measure.area)) == (MEASURE, True)
    window.goes_to(OWN_CHAT)
    window.sees(REASON)
    window.keep("mentorn-laser-varfor")


def on_a_phone(window: Window, _: School) -> None:
    window.narrow()
    window.keep("pa-en-telefon")


STEPS = (
    install_and_morning,
    worry,
    reminder,
    step_one,
    guide,
    channel,
    question_and_answer,
    measure_and_back,
    on_a_phone,
)


def main() -> None:
    fetch()
    drawn.fetch()
    configure(ME, OTHERS)
    chromium = str(find_chromium())
    for old in PICTURES.glob("**/*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="narvarolots-playground-") as folder:
        _drive(Path(folder), chromium)
    print(f"Allt gick. Bilderna ligger i {PICTURES.relative_to(ROOT)}.")


def _drive(folder: Path, chromium: str) -> None:
    cards = gather(folder / "cards")
    endpoint = f"http://127.0.0.1:{BOT_PORT}/api/messages"
    with school(folder) as here, running(endpoint), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        window = Window(browser.new_page(viewport={"width": 1280, "height": 1000}), PICTURES)
        try:
            window.opens(ADDRESS)
            for step in STEPS:
                print(step.__name__.replace("_", " "))
                step(window, here)
            print("dark, and on a phone")
            assert drawn.draw(browser, cards, PICTURES / "kort") == []
        except (Error, AssertionError):
            window.keep("fel")
            print(f"Boten skrev:\n{(folder / 'bot.log').read_text()}\nProvmiljön: {HOME / 'devTools'}")
            raise
        finally:
            browser.close()


if __name__ == "__main__":
    try:
        main()
    except NoBrowser as reason:
        sys.exit(str(reason))
