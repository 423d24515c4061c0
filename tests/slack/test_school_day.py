"""The whole main job and a whole guide in Slack, by Socket Mode and by signed requests, on the real bot."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from content.texts import text
from handlers.morning.run import run as run_morning
from handlers.vocabulary import Event, Place
from handlers.worry import WORRY_BUTTON
from storage.tables import FollowUp, GuideAnswer
from tests.handlers.world import TUESDAY
from tests.slack.presses import deed, deeds, has, press, press_at_home
from tests.slack.school import SlackSchool
from tests.slack.standin import Human, Seen
from tests.slack.standin.blockkit.elements import options_of
from tests.slack.standin.reading import words
from tests.slack.standin.screen import SeenView

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
GUIDE = "enkel-kartlaggning"
MOST_QUESTIONS = 60


@pytest.fixture(autouse=True)
def nothing_to_complain_of(either: SlackSchool) -> Iterator[None]:
    """Slack swallowed nothing, and refused nothing."""
    yield
    either.slack.settle()
    assert either.slack.complaints == []
    assert [(call.method, call.error) for call in either.slack.journal.refused()] == []


def told(school: SlackSchool) -> Seen:
    school.morning()
    return school.person("anna").sees("Alva")


def reached_home(school: SlackSchool) -> tuple[Seen, Seen]:
    """The morning's message, and the question that stands in its thread when somebody was reached."""
    anna, root = school.person("anna"), told(school)
    press(anna, root, "contact", "guardian")
    return root, anna.sees(lambda seen: seen.thread == root.ts and has("cause")(seen))


def meetings(school: SlackSchool) -> list[date]:
    school.slack.until(lambda: school.world.rows(FollowUp) or None)
    return [meeting.on for meeting in school.world.rows(FollowUp)]


def test_three_taps_from_the_morning_message_to_a_booked_meeting_and_its_reminder(
    either: SlackSchool,
) -> None:
    anna = either.person("anna")
    root, question = reached_home(either)
    assert "Alva" not in root.notification, "it shows on lock screens"
    press(anna, question, "cause", "worry_or_mood")
    press(anna, anna.sees_change(question, has("book")), "book")
    anna.sees_change(root, lambda seen: "contact" not in deeds(seen))
    assert meetings(either) == [TUESDAY + WEEK]

    either.stop()
    either.world.at(TUESDAY + WEEK)
    either.start()
    run_morning(either.world.database, either.world.plans, now=either.world.now, on=TUESDAY + WEEK)
    either.bot.wake()
    reminder = anna.sees(lambda seen: not seen.thread and "Alva" in seen.whole, after=root)
    assert "Alva" not in reminder.notification


def test_the_same_by_typing_in_the_thread(either: SlackSchool) -> None:
    anna, root = either.person("anna"), told(either)
    press(anna, root, "contact", "nobody")
    anna.sees(lambda seen: seen.thread == root.ts)
    anna.writes("nådde mamma", thread=root)
    anna.sees(has("cause"))
    anna.writes("ont i magen", thread=root)
    anna.sees(has("book"))
    anna.writes("på torsdag", thread=root)
    assert meetings(either) == [TUESDAY + timedelta(days=2)]


def test_a_day_chosen_in_the_message_goes_with_the_press(either: SlackSchool) -> None:
    anna = either.person("anna")
    _, question = reached_home(either)
    press(anna, question, "cause", "unknown")
    ready = anna.sees_change(question, has("book"))
    [day] = [control for control in ready.inputs if control.kind == "datepicker"]
    anna.pick_date(day.label, TUESDAY + timedelta(days=3), on=ready)
    press(anna, ready, "book")
    assert meetings(either) == [TUESDAY + timedelta(days=3)]


def test_worry_is_answered_to_the_presser_alone_and_leaves_no_trace(either: SlackSchool) -> None:
    anna, root = either.person("anna"), told(either)
    either.until_sent()
    before = either.world.dump()
    press(anna, root, WORRY_BUTTON.action)
    answer = anna.sees(lambda seen: seen.only_for == anna.id)
    assert "112" in answer.whole
    either.slack.settle()
    assert either.world.dump() == before
    assert not [seen for seen in either.person("eva").messages() if "112" in seen.whole]


# A whole guide


def raise_the_step(school: SlackSchool) -> None:
    """Eva of the student health team does it, in her own chat."""
    world = school.world
    event = Event(
        f"raised-{world.case('E1').step}",
        "form",
        world.staff("eva"),
        Place(staff=world.staff("eva")),
        action="raise",
        value=str(world.case("E1").id),
        fields={"reason": "x"},
    )
    asyncio.run_coroutine_threadsafe(school.bot.app.intake.take("slack", event), school.bot._loop).result(30)


def newest_of_guide(who: Human) -> Seen:
    return [seen for seen in who.messages() if any(act.startswith("guide.") for act in deeds(seen))][-1]


def fill_in(who: Human, now: Seen) -> None:
    """The first of what there is to choose; a few words where there is a box."""
    for control in now.inputs:
        if control.kind == "plain_text_input":
            who.fill(control.label, "Det är stökigt på rasterna", on=now)
        elif control.kind == "datepicker":
            who.pick_date(control.label, TUESDAY + WEEK, on=now)
        else:
            who.choose(control.label, words(next(options_of(control.element))["text"]), on=now)


def answer_one(who: Human) -> bool:
    """Answers the question that the guide asks now; False when it is finished."""
    now = newest_of_guide(who)
    acts = deeds(now)
    if "guide.finish" in acts:
        press(who, now, "guide.finish")
        who.sees_change(now, lambda seen: "guide.finish" not in deeds(seen))
        return False
    if "guide.answer" in acts:
        press(who, now, "guide.answer")
    elif "guide.write" in acts:
        press(who, now, "guide.write")
        who.sees_modal()
        who.fill("", "Det är stökigt på rasterna")
        assert who.submit() == {}
    else:
        fill_in(who, now)
        press(who, now, "guide.save")
    who.sees_change(now)
    return True


def test_a_whole_guide_is_gone_through_in_the_thread(either: SlackSchool) -> None:
    anna = either.person("anna")
    reached_home(either)
    raise_the_step(either)
    root = anna.sees_change(anna.messages()[0])
    press(anna, root, "case.show")
    offered = anna.sees(has("guide.start", GUIDE))
    press(anna, offered, "guide.start", GUIDE)
    anna.sees(has("guide.all"))
    for _ in range(MOST_QUESTIONS):
        if not answer_one(anna):
            break
    assert len(either.world.rows(GuideAnswer)) > 5


# The home tab


def test_the_home_tab_shows_my_pupils_and_my_follow_ups_and_changes_with_a_press(
    either: SlackSchool,
) -> None:
    anna, root = either.person("anna"), told(either)
    anna.opens_home()
    assert "Alva" in anna.sees_home(text("home.waiting", number=1)).text
    press_at_home(anna, "contact", "guardian")
    anna.sees_home(lambda home: "contact" not in deeds(home))
    question = anna.sees(has("cause"))
    assert question.thread in ("", root.ts)
    press(anna, question, "cause", "unknown")
    press(anna, anna.sees_change(question, has("book")), "book")
    assert meetings(either) == [TUESDAY + WEEK]
    anna.opens_home()
    home = anna.sees_home(text("home.meetings"))
    assert text("home.nothing_waits") in home.text


def decisions(home: SeenView) -> int:
    return sum(deed(control) == "decide.ask" for control in home.presses)


def test_the_home_tab_shows_eht_its_cases_and_rektor_what_to_decide(either: SlackSchool) -> None:
    told(either)
    for _ in range(2):
        raise_the_step(either)
    either.stop()
    either.world.at(TUESDAY + DAY)
    either.start()
    run_morning(either.world.database, either.world.plans, now=either.world.now, on=TUESDAY + DAY)
    eva, rut = either.person("eva"), either.person("rut")
    eva.opens_home()
    seen = eva.sees_home("A.L. 8B")
    assert "Alva" not in seen.text, "initials, where others may see the screen"
    assert "decide.ask" not in deeds(seen)
    rut.opens_home()
    waiting = decisions(rut.sees_home(text("home.decisions")))
    press_at_home(rut, "decide.ask")
    for control in rut.sees_modal().inputs:
        if control.kind == "radio_buttons":
            rut.choose(control.label, words(next(options_of(control.element))["text"]))
    assert rut.submit() == {}
    rut.sees_home(lambda home: decisions(home) == waiting - 1)


# The student health team's channel


def test_a_mentor_asks_for_the_health_team_and_it_takes_the_case_in_its_private_channel(
    either: SlackSchool,
) -> None:
    anna, eva = either.person("anna"), either.person("eva")
    either.slack.add_channel("eht", "private", members=[eva])
    eva.command("/narvaro koppla", where="eht")
    root, _ = reached_home(either)
    press(anna, anna.sees_change(root, has("case.show")), "case.show")
    press(anna, anna.sees(has("eht.call.ask")), "eht.call.ask")
    for control in anna.sees_modal().inputs:
        if control.kind == "radio_buttons":
            anna.choose(control.label, words(next(options_of(control.element))["text"]))
    assert anna.submit() == {}

    case = eva.sees(has("case.take"), where="eht")
    assert "A.L." in case.whole
    assert "Lindgren" not in f"{case.whole} {case.notification}", "initials in a channel"
    press(eva, case, "case.take")
    eva.sees_change(case, "Eva")
    press(eva, case, "eht.details")
    details = eva.sees(lambda seen: seen.only_for == eva.id, where="eht")
    assert details.thread in ("", case.ts)
