import pytest

from bot.simulation.days import FIRST_DAY, Days
from bot.simulation.phones import Phones
from bot.simulation.rules import Rules
from bot.simulation.town import SCHOOLS, build_town
from handlers.plans import Plans
from storage.database import Database
from tests.packs import LIBRARY, PACKS


@pytest.fixture
def rules(sqlite_database: Database) -> Rules:
    """The first adult of the first school is number 1."""
    town = build_town(60, Days(FIRST_DAY, 10).school_days, seed=1)
    emails = dict.fromkeys(adult.email for adult in town.school.adults)
    staff = {email: number for number, email in enumerate(emails, start=1)}
    assert town.school.adults[0].school == SCHOOLS[0]
    return Rules(Plans(LIBRARY, PACKS[0]), town, Phones(sqlite_database), staff)
