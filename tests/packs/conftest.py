"""The school of the handlers' tests."""

from tests.handlers.conftest import any_world, school_file, told, told_file, world  # noqa: F401
