"""What the environment says, by the names in RULES.md (Settings), checked and typed."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

DATABASE_FILE = "narvarolots.db"
_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_HOST = re.compile(r"[A-Za-z0-9.:_-]+")


@dataclass(frozen=True)
class Problem:
    """A setting that cannot be used. The text never repeats the value: it may be a secret."""

    name: str
    text: str
    cure: str

    def __str__(self) -> str:
        return f"{self.name}: {self.text} {self.cure}"


class SettingsError(Exception):
    """Settings that cannot be used, each told once in Swedish."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


def _clock_time(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = _CLOCK_TIME.fullmatch(value.strip())
    if match is None:
        raise ValueError
    return time(int(match[1]), int(match[2]))


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError
    return value


def _host_name(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError
    return value


def _keys(value: SecretStr) -> SecretStr:
    keys = split_keys(value.get_secret_value())
    if not keys or not all(is_key(key) for key in keys):
        raise ValueError
    return value


def split_keys(text: str) -> tuple[str, ...]:
    """Keys between commas or on lines of their own, newest first."""
    return tuple(key for key in re.split(r"[,\s]+", text) if key)


def is_key(text: str) -> bool:
    """Whether it has the shape of an encryption key: 32 bytes as URL-safe base64."""
    try:
        return len(base64.b64decode(text.encode(), altchars=b"-_", validate=True)) == 32
    except (binascii.Error, UnicodeEncodeError):
        return False


WebAddress = Annotated[str, AfterValidator(_web_address)]
ADDRESS = "En adress som börjar med https://"
SECRET = "Värdet som det står hos leverantören, utan citattecken."


class Settings(BaseSettings):
    """`description` is what is expected, said to the one who sets it. Unset and empty are the same."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    data: Path = Field(
        Path("data"), validation_alias="NARVAROLOTS_DATA", description="En mapp som får skrivas i."
    )
    database: SecretStr | None = Field(
        None, validation_alias="DATABASE_URL", description="sqlite:///… eller postgresql://…"
    )
    keys: Annotated[SecretStr, AfterValidator(_keys)] | None = Field(
        None,
        validation_alias="NARVAROLOTS_KEYS",
        description="Nycklar med komma emellan, den nyaste först. Gör en med: narvarolots key",
    )
    plan: str = Field(
        "danderyd",
        validation_alias="NARVAROLOTS_PLAN",
        pattern=r"^[a-z0-9_-]+$",
        description="Namnet på en mapp under content/plans.",
    )
    host: Annotated[str, AfterValidator(_host_name)] = Field(
        "127.0.0.1", validation_alias="NARVAROLOTS_HOST", description="Ett värdnamn eller en IP-adress."
    )
    port: int = Field(
        8600,
        validation_alias="NARVAROLOTS_PORT",
        ge=0,
        le=65535,
        description="Ett heltal från 1 till 65535.",
    )
    morning: Annotated[time, BeforeValidator(_clock_time)] = Field(
        time(7, 0), validation_alias="NARVAROLOTS_MORNING", description="Ett klockslag, till exempel 07:00."
    )
    public_url: WebAddress | None = Field(
        None,
        validation_alias="NARVAROLOTS_URL",
        description="Adressen som personalens webbläsare når boten på, som https://narvaro.kommunen.se",
    )
    logo: Path | None = Field(
        None,
        validation_alias="NARVAROLOTS_LOGO",
        description="En bild, PNG eller JPEG, eller en mapp med en bild för varje skola.",
    )
    files: bool = Field(
        False,
        validation_alias="NARVAROLOTS_FILES",
        description="1 när dokument får skickas som filer i chatten, annars tomt.",
    )
    channel_readers: Literal["eht", "personal"] = Field(
        "eht",
        validation_alias="NARVAROLOTS_CHANNEL_READERS",
        description="eht eller personal.",
    )
    channel_names: Literal["initials", "names"] = Field(
        "initials",
        validation_alias="NARVAROLOTS_CHANNEL_NAMES",
        description="initials eller names.",
    )
    metrics: bool = Field(
        False,
        validation_alias="NARVAROLOTS_METRICS",
        description="1 när /metrics ska svara andra datorer än den egna, annars tomt.",
    )

    slack_bot_token: SecretStr | None = Field(None, validation_alias="SLACK_BOT_TOKEN", description=SECRET)
    slack_app_token: SecretStr | None = Field(None, validation_alias="SLACK_APP_TOKEN", description=SECRET)
    slack_signing_secret: SecretStr | None = Field(
        None, validation_alias="SLACK_SIGNING_SECRET", description=SECRET
    )
    slack_messages_per_minute: float | None = Field(
        None,
        validation_alias="SLACK_MESSAGES_PER_MINUTE",
        gt=0,
        description="Ett tal: så många nya meddelanden i minuten som mest.",
    )
    slack_api_url: WebAddress = Field(
        "https://slack.com/api/", validation_alias="SLACK_API_URL", description=ADDRESS
    )

    teams_client_id: str | None = Field(None, validation_alias="TEAMS_CLIENT_ID", description=SECRET)
    teams_client_secret: SecretStr | None = Field(
        None, validation_alias="TEAMS_CLIENT_SECRET", description=SECRET
    )
    teams_certificate: Path | None = Field(
        None, validation_alias="TEAMS_CERTIFICATE", description="Sökvägen till en PEM-fil."
    )
    teams_tenant_id: str | None = Field(None, validation_alias="TEAMS_TENANT_ID", description=SECRET)
    teams_service_url: WebAddress = Field(
        "https://smba.trafficmanager.net/teams/", validation_alias="TEAMS_SERVICE_URL", description=ADDRESS
    )
    teams_login_endpoint: WebAddress = Field(
        "https://login.microsoftonline.com", validation_alias="TEAMS_LOGIN_ENDPOINT", description=ADDRESS
    )
    teams_openid_metadata_url: WebAddress = Field(
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        validation_alias="TEAMS_OPENID_METADATA_URL",
        description=ADDRESS,
    )
    teams_token_issuer: WebAddress = Field(
        "https://api.botframework.com", validation_alias="TEAMS_TOKEN_ISSUER", description=ADDRESS
    )
    teams_graph_url: WebAddress = Field(
        "https://graph.microsoft.com/v1.0", validation_alias="TEAMS_GRAPH_URL", description=ADDRESS
    )
    teams_unauthenticated: bool = Field(
        False, validation_alias="TEAMS_UNAUTHENTICATED", description="1, och bara på den egna datorn."
    )

    @property
    def database_url(self) -> str:
        """DATABASE_URL, or the SQLite file in the data folder. May hold a password: not to be shown."""
        if self.database is not None:
            return self.database.get_secret_value()
        return f"sqlite:///{self.data / DATABASE_FILE}"

    @property
    def training(self) -> bool:
        """Whether all pupils are invented, as they are in the demo only."""
        return False

    @property
    def names_for_eht(self) -> bool:
        """Whether EHT's channel is told names: only while nobody but the team and rektor may read it."""
        return self.channel_names == "names" and self.channel_readers == "eht"

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the web server."""
        return is_loopback(self.host)

    @property
    def address(self) -> str:
        """Where a browser reaches the bot, for links. "" when the people in the chats cannot reach it."""
        if self.public_url is not None:
            return self.public_url.rstrip("/")
        real = self.uses_slack or self.uses_teams
        if self.host in ("0.0.0.0", "::") or (real and self.on_loopback):
            return ""
        host = f"[{self.host.strip('[]')}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def uses_slack(self) -> bool:
        return self.slack_bot_token is not None

    @property
    def uses_teams(self) -> bool:
        return self.teams_client_id is not None or self.teams_unauthenticated


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def load_settings() -> Settings:
    """The settings of this process' environment. Raises SettingsError, one problem per bad value."""
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError([_problem(str(part["loc"][0])) for part in error.errors()]) from None
    if settings.teams_unauthenticated and not settings.on_loopback:
        raise SettingsError([_UNAUTHENTICATED])
    return settings


_UNAUTHENTICATED = Problem(
    "TEAMS_UNAUTHENTICATED",
    "Utan inloggning får boten bara nås från den egna datorn.",
    "Ta bort TEAMS_UNAUTHENTICATED, eller sätt NARVAROLOTS_HOST till 127.0.0.1.",
)


def _problem(name: str) -> Problem:
    return Problem(name, "Värdet går inte att använda.", f"Väntat: {expected(name)}")


def expected(name: str) -> str:
    """What the setting with this environment name should hold, in Swedish."""
    return next(
        (
            field.description or ""
            for field in Settings.model_fields.values()
            if field.validation_alias == name
        ),
        "",
    )


def missing(settings: Settings) -> list[Problem]:
    """What a platform that has been begun still needs, so that it is told before the first message."""
    problems = []
    if settings.uses_slack and not (settings.slack_app_token or settings.slack_signing_secret):
        problems.append(
            Problem(
                "SLACK_APP_TOKEN",
                "Slack är påbörjat: SLACK_BOT_TOKEN är satt, men inget mer.",
                "Sätt SLACK_APP_TOKEN (Socket Mode) eller SLACK_SIGNING_SECRET (egen webbadress).",
            )
        )
    if not settings.uses_slack and (settings.slack_app_token or settings.slack_signing_secret):
        problems.append(
            Problem("SLACK_BOT_TOKEN", "Slack är påbörjat, men SLACK_BOT_TOKEN saknas.", "Sätt den.")
        )
    return problems + _missing_for_teams(settings)


def _missing_for_teams(settings: Settings) -> list[Problem]:
    started = (
        settings.teams_client_id
        or settings.teams_client_secret
        or settings.teams_certificate
        or settings.teams_tenant_id
    )
    if settings.teams_unauthenticated or not started:
        return []
    needed = {
        "TEAMS_CLIENT_ID": settings.teams_client_id,
        "TEAMS_TENANT_ID": settings.teams_tenant_id,
        "TEAMS_CLIENT_SECRET": settings.teams_client_secret or settings.teams_certificate,
    }
    problems = [
        Problem(name, f"Teams är påbörjat, men {name} saknas.", "Sätt den.")
        for name, value in needed.items()
        if not value
    ]
    certificate = settings.teams_certificate
    if certificate is not None and not certificate.is_file():
        problems.append(Problem("TEAMS_CERTIFICATE", "Filen finns inte.", expected("TEAMS_CERTIFICATE")))
    return problems + _open_to_listeners(settings)


def _open_to_listeners(settings: Settings) -> list[Problem]:
    """Without https only on this machine, where a stand-in may listen: secrets go to these addresses."""
    addresses = {
        "TEAMS_SERVICE_URL": settings.teams_service_url,
        "TEAMS_LOGIN_ENDPOINT": settings.teams_login_endpoint,
        "TEAMS_OPENID_METADATA_URL": settings.teams_openid_metadata_url,
        "TEAMS_GRAPH_URL": settings.teams_graph_url,
    }
    return [
        Problem(name, "Adressen är inte skyddad: den börjar med http.", "Skriv den med https.")
        for name, address in addresses.items()
        if urlsplit(address).scheme == "http" and not is_loopback(urlsplit(address).hostname or "")
    ]
