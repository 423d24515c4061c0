"""A press is done at once; then everybody's messages are brought up to date, once for many presses."""

from sqlmodel import select

from handlers import dispatch
from handlers.context import Actor, Context
from handlers.morning.refresh import catch_up, stale_messages
from handlers.vocabulary import Event, Place
from storage.tables import Outbox, StaleMessages
from tests.handlers.files import lesson
from tests.handlers.screen import part_of
from tests.handlers.world import MONDAY, TUESDAY, World


def _only_press(world: World, who: str, action: str, value: str) -> None:
    """The press alone, as if the process died right after."""
    staff = world.staff(who)
    event = Event(f"{action} {value}", "click", staff, Place(staff=staff), action, value)
    with world.database.writing() as session:
        dispatch.handle(Context(session, world.now, world.plans, Actor(staff)), event)


def _changes(world: World) -> int:
    with world.database.reading() as session:
        return len(session.exec(select(Outbox.id).where(Outbox.operation == "update")).all())


def test_what_a_press_leaves_stale_is_shown_by_whoever_comes_next(any_world: World) -> None:
    any_world.absence(lesson("E1", MONDAY))
    any_world.morning(TUESDAY)
    before = any_world.message("anna", TUESDAY)
    _only_press(any_world, "anna", "contact", f"{any_world.case('E1').id}:guardian")
    any_world.deliver()
    assert any_world.message("anna", TUESDAY) == before
    catch_up(any_world.database, any_world.plans, any_world.now)
    any_world.deliver()
    after = any_world.message("anna", TUESDAY)
    assert part_of(after, "Alva") != part_of(before, "Alva")
    assert any_world.count(StaleMessages) == 0


def test_many_presses_are_one_change_of_each_message(told: World) -> None:
    case = told.case("E1").id
    for reached in ("guardian", "pupil", "nobody"):
        _only_press(told, "anna", "contact", f"{case}:{reached}")
    assert told.count(StaleMessages) == 3
    assert len(stale_messages(told.database)) == 1
    before = _changes(told)
    catch_up(told.database, told.plans, told.now)
    assert _changes(told) == before + 1
    catch_up(told.database, told.plans, told.now)
    assert _changes(told) == before + 1, "nothing is stale any longer"


def test_the_next_morning_finds_what_was_left(told: World) -> None:
    _only_press(told, "anna", "contact", f"{told.case('E1').id}:guardian")
    told.morning(TUESDAY)
    assert told.count(StaleMessages) == 0
