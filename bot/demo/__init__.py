"""The demo school: an invented school with eight weeks behind it, met one morning at a time."""

from bot.demo.start import open_school, run_demo

__all__ = ["open_school", "run_demo"]
