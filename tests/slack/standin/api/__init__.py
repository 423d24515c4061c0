"""The methods of the web API. Importing this package fills `calls.METHODS`."""

from tests.slack.standin.api import apps, chat, conversations, files, users, views

__all__ = ["apps", "chat", "conversations", "files", "users", "views"]
