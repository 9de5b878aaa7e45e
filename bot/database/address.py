"""Parses `storage.database`: the path of a file, or a server's address with libpq's options.

https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode

from bot.database.faults import BadDatabase

_USER = r"(?P<user>[^:/?#@]*)"
_HOST = r"(?:\[[0-9A-Fa-f:.%]+\]|[^\[\]/?#@:,]*)(?::\d*)?"
_OPTION = r"[^=&]+=[^&]*"
_PLACE = (
    rf"(?P<hosts>{_HOST}(?:,{_HOST})*)(?:/(?P<name>[^/?#@]*))?"
    rf"(?:\?(?P<options>(?:{_OPTION}(?:&{_OPTION})*)?))?"
)
_STRICT = re.compile(rf"(?:{_USER}(?::(?P<password>[^/?#@]*))?@)?{_PLACE}")
# A password as it was given out, with / ? # [ @ that should have been encoded: it goes up to the
# first @ after which all is as it should be.
_LENIENT = re.compile(rf"{_USER}:(?P<password>.*?)@{_PLACE}", re.DOTALL)

NO_EFFECT = frozenset(
    {
        *("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"),
        *("tcp_user_timeout", "client_encoding", "sslcompression", "sslsni", "gssdelegation"),
        *("load_balance_hosts", "hostaddr"),
    }
)
"""Options of libpq that the driver lacks and that can be ignored: idle connections are checked
anyway, and all text is UTF-8."""

FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl", "passfile")
_DRIVERS = frozenset(
    {
        *FILES,
        *("host", "port", "dbname", "database", "user", "password", "service", "servicefile"),
        *("sslmode", "sslnegotiation", "sslpassword", "target_session_attrs", "krbsrvname"),
        *("ssl_min_protocol_version", "ssl_max_protocol_version", "gsslib"),
    }
)
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_SESSIONS = ("any", "primary", "standby", "prefer-standby", "read-write", "read-only")
_TLS = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
_CHOICES = {
    "sslmode": _SSL_MODES,
    "sslnegotiation": ("postgres", "direct"),
    "target_session_attrs": _SESSIONS,
    "ssl_min_protocol_version": _TLS,
    "ssl_max_protocol_version": _TLS,
}
_UNSUPPORTED = {  # the driver can't honour them, and ignoring them would be less secure
    "channel_binding": "Write sslmode=verify-full&sslrootcert=system instead, or leave it out.",
    "gssencmode": "Write sslmode=require instead.",
    "require_auth": "Leave it out.",
    "requirepeer": "Leave it out.",
    "sslcertmode": "Leave it out.",
    "sslcrldir": "Name a file by sslcrl instead.",
}
_HARMLESS = {"channel_binding": ("prefer", "disable"), "gssencmode": ("prefer", "disable")}

CONNECT_TIMEOUT = 10.0  # seconds, unless connect_timeout says otherwise


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A PostgreSQL server, as the driver takes it."""

    shown: str  # for messages: without user, password and options
    driver_url: str = field(repr=False)
    settings: Mapping[str, str] = field(repr=False)  # sent when a session starts
    timeout: float  # seconds to connect in
    system_certificates: bool  # the server is verified by the certificates of this machine


def is_server(url: str) -> bool:
    """Return whether an address means PostgreSQL."""
    return url.startswith(("postgresql://", "postgres://"))


def shown(url: str) -> str:
    """Return an address for messages: without user, password and options."""
    return server(url).shown if is_server(url) else str(file(url))


def file(url: str) -> Path:
    """Return the path of a SQLite database, absolute and with symbolic links followed.

    The path is taken literally: `?`, `#` and `%` are part of the name. `~` is the user's home.

    Raises:
        BadDatabase: it names no file that can store data.
    """
    name = url.removeprefix("sqlite:///")
    if not name or "\0" in name or name.endswith("/"):
        raise BadDatabase("the address names no file. Write it as sqlite:///data/easel.db.")
    if name.startswith((":memory:", "file:")):
        raise BadDatabase(
            f"{name.partition('?')[0]}: it must be a file, or all is lost at every stop. Write it "
            "as sqlite:///data/easel.db."
        )
    if re.search(r"\?\w+=", name):
        raise BadDatabase(
            f"{name.partition('?')[0]}: SQLite takes no options here. Leave out what follows the ?."
        )
    path = os.path.expanduser(name)  # noqa: PTH111 - pathlib's raises where there is no home
    if path.startswith("~"):
        raise BadDatabase(f"{name}: I don't know whose home that is. Write the whole path.")
    return Path(os.path.realpath(path))


def check_exists(url: str) -> None:
    """Raise BadDatabase if a SQLite file is not there; a server says so itself, when asked."""
    if not is_server(url) and not file(url).is_file():
        raise BadDatabase(
            f"{file(url)}: there is no database. Run this in the bot's folder, or name its "
            "settings with --config."
        )


@lru_cache(maxsize=16)
def server(url: str) -> ServerAddress:
    """Parse a server's address with libpq's options.

    Raises:
        BadDatabase: it can't be parsed, or has an option that is not supported; the message never
            contains a password.
    """
    rest = url.partition("://")[2]
    found = _STRICT.fullmatch(rest) or _LENIENT.fullmatch(rest)
    if found is None or not _ports_fit(found["hosts"]):
        raise BadDatabase(
            "the address can't be read. Write it as postgresql://user:password@host/name, and in "
            "the password %2F for /, %3F for ?, %23 for #, %40 for @."
        )
    given = dict(parse_qsl(found["options"] or "", keep_blank_values=True))
    _check(given, found)
    _check_files(given)
    user, password = (unquote(found[part] or "") for part in ("user", "password"))
    who = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    system = given.get("sslrootcert") == "system"
    driver = {
        key: value
        for key, value in given.items()
        if key in _DRIVERS and not (system and key in {"sslrootcert", "sslmode"})
    }
    place = f"{found['hosts']}/{found['name'] or ''}"
    return ServerAddress(
        shown=f"postgresql://{_shown(found, given)}",
        driver_url=f"postgresql://{who}{'@' * bool(who)}{place}?{urlencode(driver)}".rstrip("?"),
        settings=_settings(given),
        timeout=_timeout(given.get("connect_timeout", "")),
        system_certificates=system,
    )


def _shown(found: re.Match[str], given: Mapping[str, str]) -> str:
    hosts = found["hosts"] or given.get("host", "")
    return f"{hosts}/{found['name'] or given.get('dbname', '')}"


def _ports_fit(hosts: str) -> bool:
    return all(int(port) < 65_536 for port in re.findall(r"(?<=:)\d+(?=,|$)", hosts))


def _settings(given: Mapping[str, str]) -> dict[str, str]:
    """Options that the driver does not know are sent to the server as settings."""
    name = given.get("application_name") or given.get("fallback_application_name") or "easel"
    settings = {key: value for key, value in given.items() if key not in _known()}
    return settings | {"application_name": name}


def _timeout(value: str) -> float:
    """libpq takes whole seconds; zero, a negative number or nothing means our default here."""
    try:
        seconds = int(value or 0)
    except ValueError:
        raise BadDatabase("connect_timeout must be a whole number of seconds.") from None
    return float(seconds) if seconds > 0 else CONNECT_TIMEOUT


def _check(given: Mapping[str, str], found: re.Match[str]) -> None:
    for key, choices in _CHOICES.items():
        if key in given and given[key] not in choices:
            raise BadDatabase(f"{key} must be one of {', '.join(choices)}.")
    for key, instead in _UNSUPPORTED.items():
        if key in given and given[key] not in _HARMLESS.get(key, ()):
            if key == "channel_binding" and given.get("sslmode", "").startswith("verify-"):
                continue  # what it guards against can't happen: the certificate is verified
            raise BadDatabase(f"{key}={given[key]} can't be had here. {instead}")
    if not re.fullmatch(r"[\d,]*", given.get("port", "")):
        raise BadDatabase("port must be a number.")
    if "@" in (found["options"] or "") and set(given) - _known():
        raise BadDatabase("the address can't be read. In a password, write %3F for ?, %40 for @.")


def _check_files(given: Mapping[str, str]) -> None:
    for key in FILES:
        path = given.get(key)
        if path and path != "system" and not (Path(path).is_file() and os.access(path, os.R_OK)):
            raise BadDatabase(f"{key}: there is no file {path} that I can read.")
        if path and key == "passfile" and Path(path).stat().st_mode & 0o077:
            raise BadDatabase(f"passfile: others can read {path}, so it is not used. chmod 600.")


def _known() -> frozenset[str]:
    ours = {"connect_timeout", "application_name", "fallback_application_name"}
    return _DRIVERS | NO_EFFECT | _UNSUPPORTED.keys() | ours
