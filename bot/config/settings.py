"""All settings as one frozen Config, and the secrets; `bot.config.loading` reads them.

Keys: the file's `[section] key`, or `EASEL_SECTION__KEY` in the environment.
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import urlsplit

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
from bot.core.model_settings import ModelSettings, by_id, model_id
from bot.core.models import ModelTable

SECRETS = ("DISCORD_TOKEN", "GEMINI_API_KEY", "EASEL_HTTP_TOKEN")
DISCORD_API = "https://discord.com/api/v10"
GEMINI_API = "https://generativelanguage.googleapis.com"
MOST_DOLLARS = 1_000_000.0  # of a budget; beyond it no limit is meant
LEAST_MEMORY = 256  # MB for opening pictures; with less, a phone's photo would not fit
MOST_DAYS = 36_500  # that something is kept; beyond it 0 is meant


class BadConfig(Exception):
    """Settings are wrong; each of `faults` names the key and what would be right."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DiscordSettings(_Section):
    """Where Discord is and what is asked of it."""

    api_url: str = DISCORD_API
    message_content: Literal["auto"] | bool = "auto"
    guilds: tuple[int, ...] = ()

    @field_validator("api_url")
    @classmethod
    def _url(cls, value: str) -> str:
        return _http_url(value)

    @field_validator("message_content", mode="wrap")
    @classmethod
    def _one_of(cls, value: object, settle: ValidatorFunctionWrapHandler) -> object:
        try:
            return settle(value)
        except ValidationError:
            raise ValueError('write true, false or "auto"') from None

    @field_validator("guilds", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        """The environment says "1, 2" or "[1, 2]"."""
        if not isinstance(value, str):
            return value
        return [one for one in value.strip("[] ").split(",") if one]


class GeminiSettings(_Section):
    """Where Gemini is, and how much is asked of it at once."""

    base_url: str = GEMINI_API
    api_version: str = "v1beta"
    model: str = "gemini-nano-banana-2.1"
    text_model: str = "gemini-3.5-flash-lite"  # puts pictures into words
    timeout: Annotated[float, Field(gt=0, le=900)] = 180  # seconds for one call
    parallel: Annotated[int, Field(ge=1, le=256)] = 8  # calls in flight in this process
    per_minute: Annotated[int, Field(ge=0)] = 0  # calls begun in all processes; 0: no limit

    @field_validator("base_url")
    @classmethod
    def _url(cls, value: str) -> str:
        return _http_url(value)

    @field_validator("model", "text_model")
    @classmethod
    def _id(cls, value: str) -> str:
        return model_id(value)


class StorageSettings(_Section):
    """Where rows and pictures are kept."""

    database: str = "sqlite:///data/easel.db"
    pictures: str = "data/pictures"

    @field_validator("database")
    @classmethod
    def _known(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("write it as sqlite:///data/easel.db, or postgresql://user@host/name")
        return value

    @field_validator("pictures")
    @classmethod
    def _named(cls, value: str) -> str:
        if not value.removeprefix("s3://").strip("/"):
            raise ValueError("write it as data/pictures, or s3://bucket/prefix")
        return value


class ImagingSettings(_Section):
    """What opening people's pictures may take."""

    memory: Annotated[int, Field(ge=0)] = 0  # MB; 0: what the machine can spare

    @field_validator("memory")
    @classmethod
    def _enough(cls, value: int) -> int:
        if 0 < value < LEAST_MEMORY:
            raise ValueError(f"set {LEAST_MEMORY} or more, or 0 for what the machine can spare")
        return value


class HttpSettings(_Section):
    """The HTTP door; shut unless `listen` is set."""

    listen: str = ""

    @field_validator("listen", mode="before")
    @classmethod
    def _address(cls, value: object) -> object:
        host, _, port = str(value).rpartition(":")
        if value != "" and not (host and port.isdecimal() and int(port) < 65_536):
            raise ValueError("write it as 127.0.0.1:8080, or leave it empty")
        return value

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of a `listen` that is set."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


class NetworkSettings(_Section):
    """How Discord, its files and Gemini are reached."""

    proxy: Annotated[str, Field(repr=False)] = ""  # it may hold a password

    @field_validator("proxy")
    @classmethod
    def _known(cls, value: str) -> str:
        if value:
            Proxy.read(value)
        return value

    def way_to(self, url: str) -> Proxy | None:
        """The proxy on the way to an address; None to this machine's own, and where none is set."""
        return Proxy.read(self.proxy) if self.proxy and not is_this_machine(url) else None


class LimitSettings(_Section):
    """What one person, and one server, may ask for; 0 is no limit. Days and months are UTC."""

    person_at_once: Annotated[int, Field(ge=1)] = 2  # turns painting
    person_waiting: Annotated[int, Field(ge=1)] = 10  # turns waiting
    person_daily: Annotated[int, Field(ge=0)] = 0  # pictures a day
    person_budget_daily: Annotated[float, Field(ge=0, le=MOST_DOLLARS)] = 0  # US$
    person_budget_monthly: Annotated[float, Field(ge=0, le=MOST_DOLLARS)] = 0  # US$
    server_at_once: Annotated[int, Field(ge=0)] = 0  # turns painting
    server_daily: Annotated[int, Field(ge=0)] = 0  # pictures a day
    server_budget_daily: Annotated[float, Field(ge=0, le=MOST_DOLLARS)] = 0  # US$
    server_budget_monthly: Annotated[float, Field(ge=0, le=MOST_DOLLARS)] = 0  # US$
    keep_days: Annotated[int, Field(ge=0, le=MOST_DAYS)] = 90  # days after a thread's last use


class Config(BaseSettings):
    """All settings; `config.example.toml` shows each with its default."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="EASEL_",
        env_nested_delimiter="__",
        enable_decoding=False,  # else a list that is none is told in the library's words
    )

    discord: DiscordSettings = DiscordSettings()
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
        """Every model that is known: Easel's own table, and what `[models]` describes."""
        return ModelTable.of(
            default=self.gemini.model, describer=self.gemini.text_model, described=self.models
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
        """The environment alone; `load` puts a file behind it."""
        del settings_cls, dotenv_settings, file_secret_settings
        if isinstance(env_settings, EnvSettingsSource):
            said = env_settings.env_vars.items()
            env_settings.env_vars = {name: spelling.bare(value or "") for name, value in said}
        return init_settings, env_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What only the environment, or a file it names, may hold."""

    discord: str = field(default="", repr=False)
    gemini: str = field(default="", repr=False)
    http: tuple[str, ...] = field(default=(), repr=False)


def missing(config: Config, keys: Secrets) -> list[str]:
    """The secrets that these settings can't do without and that are not set; a sentence each."""
    faults = []
    if not keys.discord:
        faults.append("DISCORD_TOKEN: it is not set. Copy it from the Developer Portal, page Bot.")
    if not keys.gemini:
        faults.append("GEMINI_API_KEY: it is not set. Make one in Google AI Studio.")
    if config.http.listen and not keys.http:
        faults.append(no_http_token(config.http.listen))
    return faults


def no_http_token(listen: str) -> str:
    """What is said when the HTTP door would stand open to anybody."""
    return (
        f"EASEL_HTTP_TOKEN: it is not set, and http.listen is {listen}. Set a long random text "
        "(several are separated by commas), or leave http.listen empty."
    )


def _http_url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("it must start with https:// (or http://)")
    try:
        parts = urlsplit(value)
        right = bool(parts.hostname) and parts.port != 0  # raises ValueError where it is no port
    except ValueError:
        right = False
    if not right:
        raise ValueError("it must be an address, such as https://host or http://127.0.0.1:8080")
    return value.rstrip("/")
