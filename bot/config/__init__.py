"""All settings and secrets, from a TOML file, the environment and secret files.

`settings` defines them. `loading` reads them, and alone reads the environment, but for the names of
`certificates`. `proxy` is the HTTP proxy; `spelling` repairs what people paste; `value_types` has
kinds of values that settings share. Imports core and errors.
"""

from bot.config.settings import (
    SECRETS,
    BadConfig,
    Config,
    DiscordSettings,
    GeminiSettings,
    HttpSettings,
    ImagingSettings,
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
    "HttpSettings",
    "ImagingSettings",
    "LimitSettings",
    "NetworkSettings",
    "Secrets",
    "StorageSettings",
    "missing_http_token",
    "missing_secrets",
]
