"""Settings and secrets. Only `bot.config.loading` reads the environment."""

from bot.config.settings import (
    SECRETS,
    BadConfig,
    Config,
    DiscordSettings,
    GeminiSettings,
    ImagingSettings,
    LimitSettings,
    NetworkSettings,
    Secrets,
    StorageSettings,
    missing,
    no_http_token,
)

__all__ = [
    "SECRETS",
    "BadConfig",
    "Config",
    "DiscordSettings",
    "GeminiSettings",
    "ImagingSettings",
    "LimitSettings",
    "NetworkSettings",
    "Secrets",
    "StorageSettings",
    "missing",
    "no_http_token",
]
