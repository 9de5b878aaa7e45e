"""All settings as one frozen Config, and the secrets. `bot.config.loading` reads both.

Keys: the file's `[section] key`, or `EASEL_SECTION__KEY` in the environment.
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.config import spelling
from bot.config.proxy import Proxy, is_this_machine
from bot.config.value_types import Count, Dollars, WholeDollars, http_url, split_ids
from bot.core.model_settings import ModelSettings, by_id, model_id
from bot.core.models import ModelTable
from bot.core.turns import Quality

SECRETS = ("DISCORD_TOKEN", "GEMINI_API_KEY", "EASEL_HTTP_TOKEN")
DISCORD_API = "https://discord.com/api/v10"
DISCORD_CDN = "https://cdn.discordapp.com"
GEMINI_API = "https://generativelanguage.googleapis.com"
MIN_MEMORY = 256  # MB for opening pictures; with less, a phone's photo would not fit
MAX_PUBLIC_URL = 300  # characters; a link of Discord's can have 512
MAX_DAYS = 36_500  # of retention; 0 is the way to write "for ever"


class BadConfig(Exception):
    """Settings are wrong; each of `faults` is a sentence with the key and what to write."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DiscordSettings(_Section):
    """Where Discord is and what Easel uses there."""

    api_url: str = DISCORD_API
    cdn_url: str = DISCORD_CDN  # where avatars are
    message_content: Literal["auto"] | bool = "auto"
    guilds: tuple[int, ...] = ()
    servers: tuple[int, ...] = ()  # where Easel may be; empty: everywhere
    private_chats: bool = True

    @field_validator("api_url", "cdn_url")
    @classmethod
    def _url(cls, value: str) -> str:
        return http_url(value)

    @field_validator("message_content", mode="wrap")
    @classmethod
    def _message_content(cls, value: object, validate: ValidatorFunctionWrapHandler) -> object:
        try:
            return validate(value)
        except ValidationError:
            raise ValueError('write true, false or "auto"') from None

    @field_validator("guilds", "servers", mode="before")
    @classmethod
    def _guild_ids(cls, value: object) -> object:
        return split_ids(value)


class OperatorSettings(_Section):
    """Where Easel's operator is told what only they can fix."""

    channel: Annotated[int, Field(ge=0)] = 0  # 0: a private message to the application's owner


class GeminiSettings(_Section):
    """Where Gemini is, which models are used, and how many calls run at once."""

    base_url: str = GEMINI_API
    api_version: str = "v1beta"
    model: str = "gemini-nano-banana-2.1"
    draft_model: str = "gemini-3.1-flash-lite-image"  # paints drafts; empty: `model`
    careful_model: str = "gemini-3-pro-image"  # paints with more care; empty: `model`
    text_model: str = "gemini-3.5-flash-lite"  # describes pictures, improves prompts
    search: bool = False  # whether requests may have Google searched first
    timeout: Annotated[float, Field(gt=0, le=900)] = 180  # seconds for one call
    parallel: Annotated[int, Field(ge=1, le=256)] = 8  # calls in flight in this process
    per_minute: Count = 0  # calls started by all processes; 0: no limit

    @field_validator("base_url")
    @classmethod
    def _url(cls, value: str) -> str:
        return http_url(value)

    @field_validator("model", "text_model")
    @classmethod
    def _id(cls, value: str) -> str:
        return model_id(value)

    @field_validator("draft_model", "careful_model")
    @classmethod
    def _id_or_none(cls, value: str) -> str:
        return model_id(value) if value.strip() else ""


class StorageSettings(_Section):
    """Where rows and pictures are stored."""

    database: str = "sqlite:///data/easel.db"
    pictures: str = "data/pictures"

    @field_validator("database")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("write it as sqlite:///data/easel.db, or postgresql://user@host/name")
        return value

    @field_validator("pictures")
    @classmethod
    def _pictures(cls, value: str) -> str:
        if not value.removeprefix("s3://").strip("/"):
            raise ValueError("write it as data/pictures, or s3://bucket/prefix")
        return value


class ImagingSettings(_Section):
    """What opening people's pictures may take."""

    memory: Annotated[int, Field(ge=0)] = 0  # MB; 0: what the machine can spare

    @field_validator("memory")
    @classmethod
    def _enough(cls, value: int) -> int:
        if 0 < value < MIN_MEMORY:
            raise ValueError(f"set {MIN_MEMORY} or more, or 0 for what the machine can spare")
        return value


class HttpSettings(_Section):
    """The HTTP server; off unless `listen` is set."""

    listen: str = ""
    public_url: str = ""  # where people's browsers reach it; empty: they do not
    gallery: tuple[int, ...] = ()  # servers whose showcase it serves, where they agree

    @field_validator("gallery", mode="before")
    @classmethod
    def _servers(cls, value: object) -> object:
        return split_ids(value)

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, value: str) -> str:
        url = http_url(value) if value else ""
        if len(url) > MAX_PUBLIC_URL:
            raise ValueError(f"it can have up to {MAX_PUBLIC_URL} characters")
        return url

    @field_validator("listen", mode="before")
    @classmethod
    def _address(cls, value: object) -> object:
        host, _, port = str(value).rpartition(":")
        if value != "" and not (host and port.isdecimal() and int(port) < 65_536):
            raise ValueError("write it as 127.0.0.1:8080, or leave it empty")
        return value

    @property
    def address(self) -> tuple[str, int]:
        """Host and port; only if `listen` is set."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


class NetworkSettings(_Section):
    """How Discord, its files and Gemini are reached over the network."""

    proxy: Annotated[str, Field(repr=False)] = ""  # it may hold a password

    @field_validator("proxy")
    @classmethod
    def _proxy(cls, value: str) -> str:
        if value:
            Proxy.parse(value)
        return value

    def proxy_for(self, url: str) -> Proxy | None:
        """Return the proxy for a URL; None if none is set or the URL points to this machine."""
        return Proxy.parse(self.proxy) if self.proxy and not is_this_machine(url) else None


class LimitSettings(_Section):
    """What one person, one server and all together may request. Days and months are UTC."""

    budget_daily: WholeDollars = 10.0  # US$
    budget_monthly: WholeDollars = 100.0  # US$
    person_at_once: Annotated[int, Field(ge=1)] = 2  # turns painting
    person_waiting: Annotated[int, Field(ge=1)] = 10  # turns waiting
    person_daily: Count = 30  # pictures a day
    person_budget_daily: Dollars = 0  # US$
    person_budget_monthly: Dollars = 0  # US$
    server_at_once: Count = 0  # turns painting
    server_daily: Count = 0  # pictures a day
    server_budget_daily: Dollars = 3.0  # US$
    server_budget_monthly: Dollars = 0  # US$
    keep_days: Annotated[int, Field(ge=0, le=MAX_DAYS)] = 90  # days after a thread's last use
    left_days: Annotated[int, Field(ge=0, le=MAX_DAYS)] = 30  # days after leaving a server


class Config(BaseSettings):
    """All settings; `config.example.toml` shows each with its default."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="EASEL_",
        env_nested_delimiter="__",
        enable_decoding=False,  # else pydantic's own words report a malformed list
    )

    discord: DiscordSettings = DiscordSettings()
    operator: OperatorSettings = OperatorSettings()
    gemini: GeminiSettings = GeminiSettings()
    storage: StorageSettings = StorageSettings()
    imaging: ImagingSettings = ImagingSettings()
    http: HttpSettings = HttpSettings()
    network: NetworkSettings = NetworkSettings()
    limits: LimitSettings = LimitSettings()
    models: dict[str, ModelSettings] = {}  # by id

    @field_validator("models", mode="before")
    @classmethod
    def _by_id(cls, value: object) -> object:
        return by_id(value)

    def model_table(self) -> ModelTable:
        """Return all known models: Easel's own table and those that `[models]` describes."""
        return ModelTable.of(
            default=self.gemini.model,
            text_model=self.gemini.text_model,
            described=self.models,
            qualities={
                Quality.DRAFT: self.gemini.draft_model,
                Quality.CAREFUL: self.gemini.careful_model,
            },
        )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment alone; `load` adds the file, with lower priority."""
        del settings_cls, dotenv_settings, file_secret_settings
        if isinstance(env_settings, EnvSettingsSource):
            variables = env_settings.env_vars.items()
            env_settings.env_vars = {name: spelling.strip(value or "") for name, value in variables}
        return init_settings, env_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Tokens and keys, from the environment or from files that it names."""

    discord: str = field(default="", repr=False)
    gemini: str = field(default="", repr=False)
    http: tuple[str, ...] = field(default=(), repr=False)


def missing_secrets(config: Config, keys: Secrets) -> list[str]:
    """Return a sentence for each secret that these settings need and that is not set."""
    faults = []
    if not keys.discord:
        faults.append("DISCORD_TOKEN: it is not set. Copy it from the Developer Portal, page Bot.")
    if not keys.gemini:
        faults.append("GEMINI_API_KEY: it is not set. Make one in Google AI Studio.")
    if config.http.listen and not keys.http:
        faults.append(missing_http_token(config.http.listen))
    return faults


def missing_http_token(listen: str) -> str:
    """Return the sentence for an HTTP server that would have no token."""
    return (
        f"EASEL_HTTP_TOKEN: it is not set, and http.listen is {listen}. Set a long random text "
        "(several are separated by commas), or leave http.listen empty."
    )
