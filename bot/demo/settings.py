"""The demo's own settings: nothing of this machine's environment can lead it to a real school."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.settings import Settings


class DemoSettings(Settings):
    """Only what is given counts; DATABASE_URL, SLACK_BOT_TOKEN and the like are not looked at."""

    @property
    def training(self) -> bool:
        return True

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def demo_settings(folder: Path, plan: str, host: str = "127.0.0.1", port: int = 0) -> DemoSettings:
    """Raises pydantic's ValidationError for a host, port or plan that cannot be one."""
    given: dict[str, object] = {
        "NARVAROLOTS_DATA": folder,
        "NARVAROLOTS_PLAN": plan,
        "NARVAROLOTS_HOST": host,
        "NARVAROLOTS_PORT": port,
    }
    return DemoSettings(**given)  # type: ignore[arg-type]
