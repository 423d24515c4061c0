"""The school of the handlers' tests, with Alva's case raised to step 2."""

import pytest

from tests.guides.helpers import Chat
from tests.handlers.conftest import any_world, school_file, told, told_file, world  # noqa: F401
from tests.handlers.world import World


@pytest.fixture
def chat(told: World) -> Chat:  # noqa: F811
    told.press("anna", ("raise", str(told.case("E1").id)), fields={"reason": "x"}, kind="form")
    return Chat(told)
