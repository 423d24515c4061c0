"""The school of tests/handlers, for questions."""

from tests.handlers.conftest import school_file, told, told_file, world

__all__ = ["school_file", "told", "told_file", "world"]
