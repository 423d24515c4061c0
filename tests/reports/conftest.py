"""The same small school as the handlers' tests have."""

from tests.handlers.conftest import any_world, school_file, told, told_file, world  # noqa: F401
