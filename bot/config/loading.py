"""Reads settings and secrets: a TOML file, the environment, secret files. Nothing else reads them.

All faults are reported at once, one line each, under the name that the person wrote.
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
from bot.config.proxy import PROXY_VARIABLES

log = logging.getLogger(__name__)

DEFAULT_FILE = Path("config.toml")  # of the current folder; read if no file is named
LOOPBACK = "localhost,127.0.0.1,::1"


def load(path: Path | None) -> Config:
    """Read the settings from a file and the environment, which has priority.

    Args:
        path: None is `config.toml` of the current folder if there is one, else the environment
            and the defaults only.

    Raises:
        BadConfig: with all faults at once.
    """
    if path is None and DEFAULT_FILE.is_file():
        path = DEFAULT_FILE
        log.info("settings read from the current folder: file=%s", path)
    from_file = _toml(path) if path is not None else {}

    class FromFile(Config):
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *args: Any, **sources: Any
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            prior = Config.settings_customise_sources(settings_cls, *args, **sources)
            return *prior, InitSettingsSource(settings_cls, init_kwargs=from_file)

    faults = unknown_names(os.environ)[0] + _missing_certificates(os.environ)
    try:
        config = FromFile()
    except ValidationError as error:
        faults += [_sentence(dict(each), os.environ) for each in error.errors()]
    if faults:
        raise BadConfig(list(dict.fromkeys(faults)))
    return config


def _toml(path: Path) -> dict[str, Any]:
    if path.is_dir():
        raise BadConfig([f"{path}: this is a folder. Name the file in it."])
    if not path.is_file():
        raise BadConfig([f"{path}: there is no such file. Copy config.example.toml there."])
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        fault = f"{path}: this is not TOML: its text is not UTF-8. Save it as UTF-8."
        raise BadConfig([fault]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadConfig([f"{path}: this is not TOML: {error}"]) from error
    except OSError as error:
        raise BadConfig([f"{path}: it can't be read ({error.strerror})."]) from error


def environment_names() -> dict[str, str]:
    """Return the key in the file of each setting, by its name in the environment."""
    return {
        f"EASEL_{section}__{key}".upper(): f"{section}.{key}"
        for section, values in Config.model_fields.items()
        for key in getattr(values.annotation, "model_fields", {})
    }


def unknown_names(environ: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return a sentence for each variable named EASEL_… that is neither setting nor secret.

    Returns:
        first those that look like a misspelled setting, which are faults; then those that may
        belong to another program, which are worth a warning.
    """
    secret_names = [name + end for name in SECRETS for end in ("", "_FILE")]
    sections = {f"EASEL_{section}".upper() for section in Config.model_fields}
    known = {*environment_names(), *secret_names, *sections}
    faults: list[str] = []
    warnings: list[str] = []
    for name in environ:
        section, nested, _ = name.upper().partition("__")
        if (
            not name.upper().startswith("EASEL_")
            or name.upper() in known
            or spelling.is_service_variable(name)
            or (nested and section in sections)  # pydantic reports an unknown key of a section
        ):
            continue
        near = spelling.nearest(name.upper(), [*environment_names(), *secret_names])
        meant = f" Did you mean {near}?" if near else ""
        fault = f"{name}: there is no such setting.{meant}"
        (faults if near or nested else warnings).append(fault)
    return faults, warnings


def _missing_certificates(environ: Mapping[str, str]) -> list[str]:
    """Return a sentence for each variable that names certificates that don't exist.

    Every TLS connection would fail.
    """
    return [
        f"{name}: there is no {environ[name]}. Name what holds the certificates, or unset it."
        for name in ("SSL_CERT_FILE", "SSL_CERT_DIR")
        if environ.get(name) and not Path(environ[name]).exists()
    ]


def clean_environment(environ: MutableMapping[str, str] = os.environ) -> None:
    """Remove variables that would steer libraries around our settings.

    Google's SDK takes its mode and its transport from GOOGLE_GENAI_*. The driver of buckets uses
    the shell's proxies; NO_PROXY keeps them away from addresses of this machine.
    """
    for name in [each for each in environ if each.upper().startswith("GOOGLE_GENAI_")]:
        del environ[name]
    direct = environ.get("NO_PROXY") or environ.get("no_proxy")
    environ["NO_PROXY"] = f"{direct},{LOOPBACK}" if direct else LOOPBACK


def ignored_variables(config: Config, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return a sentence for each variable that Easel ignores and its owner may expect to work."""
    warnings = unknown_names(environ)[1]
    proxies = [name for name in environ if name.upper() in PROXY_VARIABLES and environ[name]]
    if proxies and not config.network.proxy:
        warnings.append(
            f"{proxies[0]}: Easel does not read it. To reach Discord and Gemini through a proxy, "
            "set network.proxy."
        )
    return warnings


def load_secrets(environ: Mapping[str, str] = os.environ) -> Secrets:
    """Read each secret from `NAME`, or from the file that `NAME_FILE` names.

    Raises:
        BadConfig: both are set, the file can't be read, or a value can't be a token; with all
            faults at once.
    """
    faults: list[str] = []
    discord, gemini, http = (_secret(name, environ, faults) for name in SECRETS)
    discord = spelling.without_scheme(discord, "Bot")
    faults += [
        f"{name}: it contains a space or a character that no token has. Copy it again."
        for name, value in zip(SECRETS, (discord, gemini), strict=False)
        if not spelling.is_token(value)
    ]
    if faults:
        raise BadConfig(faults)
    tokens = (spelling.strip(token) for token in http.split(","))
    return Secrets(
        discord=discord,
        gemini=gemini,
        http=tuple(spelling.without_scheme(token, "Bearer") for token in tokens if token),
    )


def _secret(name: str, environ: Mapping[str, str], faults: list[str]) -> str:
    """One secret, or "" if it is not set; a fault is appended to `faults`."""
    value, file = (spelling.strip(environ.get(each, "")) for each in (name, f"{name}_FILE"))
    if value and file:
        faults.append(f"{name} and {name}_FILE are both set: keep one of them.")
        return ""
    if not file:
        return value
    try:
        content = spelling.strip(spelling.decode(Path(file).expanduser().read_bytes()))
    except (OSError, RuntimeError, UnicodeDecodeError):  # RuntimeError: "~name" of no user
        faults.append(f"{name}_FILE: the file {file} can't be read.")
        return ""
    content = spelling.strip(content.removeprefix("export ").removeprefix(f"{name}="))
    if not content:
        faults.append(f"{name}_FILE: the file {file} is empty.")
    return content


_PLAIN = {  # pydantic's own words for these are about Python
    "missing": "it must be set",
    "model_type": "write it as a table of its own",
    "dict_type": "write it as a table",
    "tuple_type": "write it as a list",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "float_parsing": "write a number",
    "float_type": "write a number",
    "int_from_float": "write a whole number",
    "int_parsing": "write a whole number",
    "int_type": "write a whole number",
    "string_type": "write it in quotes",
    "date_from_datetime_parsing": "write a day as 2027-03-15",
    "date_type": "write a day as 2027-03-15",
}


def _sentence(error: dict[str, Any], environ: Mapping[str, str]) -> str:
    """Return an error of pydantic's as one line, under the name that the person wrote.

    Args:
        error: one of `ValidationError.errors()`.
        environ: decides whether the setting's name is shown as a variable or as a key.
    """
    steps = [str(step) for step in error["loc"]]
    key, variable = ".".join(steps), f"EASEL_{'__'.join(steps[:2])}".upper()
    shown = variable if variable in {name.upper() for name in environ} else key
    if error["type"] == "extra_forbidden":
        return f"{shown}: there is no such setting.{_suggestion(key, shown)}"
    if error["type"] == "model_type" and len(steps) == 1:
        return f"{shown}: write it as a section, [{key}], with its keys below."
    reason = _PLAIN.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")
    return f"{shown}: {reason[:1].lower()}{reason[1:]}"


def _suggestion(key: str, shown: str) -> str:
    if spelling.is_secret(key):
        return f" Secrets are not settings: set {', '.join(SECRETS)} in the environment."
    near = spelling.nearest(key, [*environment_names().values(), *Config.model_fields])
    if not near:
        return ""
    variables = {each: name for name, each in environment_names().items()}
    return f" Did you mean {variables.get(near, near) if shown != key else near}?"
