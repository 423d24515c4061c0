"""The log never holds what a person is called or has written, whoever writes the line."""

import io
import logging

import pytest
import structlog

from bot.log import describe

NAME = "Kim Lindqvist"


def test_only_fields_that_cannot_hold_a_name_are_written(log_stream: io.StringIO) -> None:
    structlog.get_logger().info("hände", pupil=NAME, text=NAME, outbox_id=4, extra={"a": NAME})
    assert "hände" in log_stream.getvalue()
    assert "4" in log_stream.getvalue()
    assert NAME not in log_stream.getvalue()


def test_an_error_is_told_by_its_type_and_place(log_stream: io.StringIO) -> None:
    try:
        raise ValueError(NAME)
    except ValueError as error:
        structlog.get_logger().error("fel", exc_info=True, **describe(error))
    line = log_stream.getvalue()
    assert "ValueError" in line
    assert "tests/bot/test_log.py:" in line
    assert NAME not in line


@pytest.mark.parametrize("level", [logging.WARNING, logging.ERROR])
def test_other_packages_lines_keep_their_place_but_not_their_text(
    log_stream: io.StringIO, level: int
) -> None:
    logging.getLogger("slack_bolt.App").log(level, "Unhandled request (%s)", NAME)
    assert "slack_bolt.App" in log_stream.getvalue()
    assert NAME not in log_stream.getvalue()


def test_an_exception_in_another_package_is_told_without_its_text(log_stream: io.StringIO) -> None:
    try:
        raise KeyError(NAME)
    except KeyError:
        logging.getLogger("uvicorn.error").exception("Exception in %s", NAME)
    assert "KeyError" in log_stream.getvalue()
    assert NAME not in log_stream.getvalue()


def test_chatter_of_other_packages_is_left_out(log_stream: io.StringIO) -> None:
    logging.getLogger("sqlalchemy.engine").info("SELECT %s", NAME)
    assert log_stream.getvalue() == ""
