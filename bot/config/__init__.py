"""Settings and secrets. Only `bot.config.loading` reads the environment."""

from bot.config.settings import (
    SECRETS,
    BadConfig,
    Config,
    DiscordSettings,
    GeminiSettings,
    LimitSettings,
    NetworkSettings,
    Secrets,
    StorageSettings,
    missing_http_token,
    missing_secrets,
)

__all__ = [
    "SECRETS",
    "BadConfig",
    "Config",
    "DiscordSettings",
    "GeminiSettings",
    "LimitSettings",
    "NetworkSettings",
    "Secrets",
    "StorageSettings",
    "missing_http_token",
    "missing_secrets",
]
