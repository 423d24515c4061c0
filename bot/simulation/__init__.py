"""A whole made-up school year through the real code, day by day: `narvarolots simulate`."""

from bot.simulation.year import Year, play

__all__ = ["Year", "play"]
