"""Configures logging: lines on standard error, as text or as JSON."""

import json
import logging
from datetime import UTC, datetime

PLAIN, JSON = "plain", "json"
FORMATS = (PLAIN, JSON)
QUIET = ("discord", "google_genai", "aiohttp.access", "alembic")
"""Libraries that log prompts and tokens at DEBUG, or noise at INFO: they log at WARNING."""


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and exception if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line of JSON."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def shorten_reconnect(record: logging.LogRecord) -> bool:
    """Turn discord.py's traceback about a reconnect, which passes by itself, into one line.

    Returns:
        True, as a filter that lets every record pass.
    """
    if record.exc_info and str(record.msg).startswith("Attempting a reconnect"):
        kind = record.exc_info[0]
        record.msg = f"{record.msg} ({kind.__name__ if kind else 'no reason'})"
        record.exc_info, record.exc_text, record.levelno = None, None, logging.WARNING
        record.levelname = "WARNING"
    return True


def configure(form: str = PLAIN) -> None:
    """Configure logging; call it once in a process.

    Args:
        form: one of `FORMATS`.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonFormatter()
        if form == JSON
        else logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in ("discord.client", "discord.shard"):
        logging.getLogger(name).addFilter(shorten_reconnect)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
