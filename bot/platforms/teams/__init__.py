"""Microsoft Teams: the Bot Connector over httpx, msal for our tokens, PyJWT for theirs."""

from bot.platforms.teams.installation import install

__all__ = ["install"]
