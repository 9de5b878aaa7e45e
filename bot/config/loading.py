"""Reads settings and secrets: a TOML file, the environment, secret files. This module alone does.

Every fault is told at once, in a line each, by the name that the person gave it.
"""

import logging
import os
import tomllib
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource

from bot.config import SECRETS, BadConfig, Config, Secrets, spelling

log = logging.getLogger(__name__)

BESIDE = Path("config.toml")  # what is read where no file is named and this one lies here
THIS_MACHINE = "localhost,127.0.0.1,::1"
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")


def load(path: Path | None) -> Config:
    """Read a settings file.

    Args:
        path: none is `config.toml` if that lies here, else defaults and environment only.

    Raises:
        BadConfig: with every fault at once.
    """
    if path is None and BESIDE.is_file():
        path = BESIDE
        log.info("settings: no --config FILE was given, so I use the config.toml that lies here")
    said = _toml(path) if path is not None else {}

    class FromFile(Config):
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *args: Any, **sources: Any
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            above = Config.settings_customise_sources(settings_cls, *args, **sources)
            return *above, InitSettingsSource(settings_cls, init_kwargs=said)

    faults = strangers(os.environ)[0] + _certificates(os.environ)
    try:
        config = FromFile()
    except ValidationError as error:
        faults += [_fault(dict(one), os.environ) for one in error.errors()]
    if faults:
        raise BadConfig(list(dict.fromkeys(faults)))
    return config


def _toml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise BadConfig([f"{path}: there is no such file. Copy config.example.toml there."])
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        said = f"{path}: this is not TOML: its text is not UTF-8. Save it as UTF-8."
        raise BadConfig([said]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadConfig([f"{path}: this is not TOML: {error}"]) from error
    except OSError as error:
        raise BadConfig([f"{path}: it can't be read ({error.strerror})."]) from error


def names() -> dict[str, str]:
    """The environment's name of every setting, and its key in the file."""
    return {
        f"EASEL_{section}__{key}".upper(): f"{section}.{key}"
        for section, values in Config.model_fields.items()
        for key in getattr(values.annotation, "model_fields", {})
    }


def strangers(environ: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """What is said about names in the environment that begin with EASEL_ and mean nothing.

    Returns:
        Those that are a setting misspelled, which are faults; and those that may be another
        program's, which are to be mentioned.
    """
    secrets_ = [name + end for name in SECRETS for end in ("", "_FILE")]
    sections = {f"EASEL_{section}".upper() for section in Config.model_fields}
    known = {*names(), *secrets_, *sections}
    faults: list[str] = []
    notes: list[str] = []
    for name in environ:
        section, nested, _ = name.upper().partition("__")
        if (
            not name.upper().startswith("EASEL_")
            or name.upper() in known
            or spelling.of_a_container(name)
            or (nested and section in sections)  # the settings themselves say whether it is one
        ):
            continue
        near = spelling.nearest(name.upper(), [*names(), *secrets_])
        meant = f" Did you mean {near}?" if near else ""
        (faults if near or nested else notes).append(f"{name}: there is no such setting.{meant}")
    return faults, notes


def _certificates(environ: Mapping[str, str]) -> list[str]:
    """Where the environment names certificates that are not there: no connection would do."""
    return [
        f"{name}: there is no {environ[name]}. Name what holds the certificates, or unset it."
        for name in ("SSL_CERT_FILE", "SSL_CERT_DIR")
        if environ.get(name) and not Path(environ[name]).exists()
    ]


def set_aside(environ: MutableMapping[str, str] = os.environ) -> None:
    """Take away what would steer libraries beside our settings.

    Of Google's SDK that is its mode and its transport. The driver of buckets goes by the shell's
    proxies, but no proxy reaches this machine itself.
    """
    for name in [each for each in environ if each.upper().startswith("GOOGLE_GENAI_")]:
        del environ[name]
    direct = environ.get("NO_PROXY") or environ.get("no_proxy")
    environ["NO_PROXY"] = f"{direct},{THIS_MACHINE}" if direct else THIS_MACHINE


def unheeded(config: Config, environ: Mapping[str, str] = os.environ) -> list[str]:
    """What the environment sets and Easel does not go by, though its owner may think so."""
    notes = strangers(environ)[1]
    proxies = [name for name in environ if name.upper() in PROXIES and environ[name]]
    if proxies and not config.network.proxy:
        notes.append(
            f"{proxies[0]}: Easel does not read it. To reach Discord and Gemini through a proxy, "
            "set network.proxy."
        )
    return notes


def secrets(environ: Mapping[str, str] = os.environ) -> Secrets:
    """Read the secrets, each from `NAME` or from the file that `NAME_FILE` names.

    Raises:
        BadConfig: both are set, or the file can't be read.
    """
    faults: list[str] = []
    discord, gemini, http = (_secret(name, environ, faults) for name in SECRETS)
    discord = spelling.without_scheme(discord, "Bot")
    faults += [
        f"{name}: there is a space, a line end or a letter in it that none has. Copy it again."
        for name, value in zip(SECRETS, (discord, gemini), strict=False)
        if not spelling.is_token(value)
    ]
    if faults:
        raise BadConfig(faults)
    tokens = (spelling.bare(token) for token in http.split(","))
    return Secrets(
        discord=discord,
        gemini=gemini,
        http=tuple(spelling.without_scheme(token, "Bearer") for token in tokens if token),
    )


def _secret(name: str, environ: Mapping[str, str], faults: list[str]) -> str:
    value, file = (spelling.bare(environ.get(each, "")) for each in (name, f"{name}_FILE"))
    if value and file:
        faults.append(f"{name} and {name}_FILE are both set: keep one of them.")
        return ""
    if not file:
        return value
    try:
        found = spelling.bare(spelling.decoded(Path(file).expanduser().read_bytes()))
    except (OSError, RuntimeError, UnicodeDecodeError):  # RuntimeError: a "~" of nobody
        faults.append(f"{name}_FILE: the file {file} can't be read.")
        return ""
    found = spelling.bare(found.removeprefix("export ").removeprefix(f"{name}="))
    if not found:
        faults.append(f"{name}_FILE: the file {file} is empty.")
    return found


_PLAIN = {  # pydantic's own words for these are about Python
    "missing": "it must be set",
    "model_type": "write it as a table of its own",
    "dict_type": "write it as a table",
    "tuple_type": "write it as a list",
    "date_from_datetime_parsing": "write a day as 2027-03-15",
    "date_type": "write a day as 2027-03-15",
}


def _fault(error: dict[str, Any], environ: Mapping[str, str]) -> str:
    """A fault of the settings in a line, by the name that the person gave it."""
    steps = [str(step) for step in error["loc"]]
    key, variable = ".".join(steps), f"EASEL_{'__'.join(steps[:2])}".upper()
    shown = variable if variable in {name.upper() for name in environ} else key
    if error["type"] == "extra_forbidden":
        return f"{shown}: there is no such setting.{_meant(key, shown)}"
    if error["type"] == "model_type" and len(steps) == 1:
        return f"{shown}: write it as a section, [{key}], with its keys below."
    said = _PLAIN.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")
    return f"{shown}: {said[:1].lower()}{said[1:]}"


def _meant(key: str, shown: str) -> str:
    if spelling.is_secret(key):
        return f" Secrets are not settings: set {', '.join(SECRETS)} in the environment."
    near = spelling.nearest(key, [*names().values(), *Config.model_fields])
    if not near:
        return ""
    variables = {each: name for name, each in names().items()}
    return f" Did you mean {variables.get(near, near) if shown != key else near}?"
