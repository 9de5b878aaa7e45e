"""The program's log: a line each on standard error, for people or as JSON."""

import json
import logging
from datetime import UTC, datetime

PLAIN, JSON = "plain", "json"
FORMATS = (PLAIN, JSON)
QUIET = ("discord", "google_genai", "aiohttp.access", "alembic")
"""What writes prompts and tokens down at DEBUG, and what need not be known at INFO."""


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and exception, if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """A record as a line."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def without_traceback(record: logging.LogRecord) -> bool:
    """discord.py's word that it connects again, which passes by itself: one line."""
    if record.exc_info and str(record.msg).startswith("Attempting a reconnect"):
        kind = record.exc_info[0]
        record.msg = f"{record.msg} ({kind.__name__ if kind else 'no reason'})"
        record.exc_info, record.exc_text, record.levelno = None, None, logging.WARNING
        record.levelname = "WARNING"
    return True


def begin(form: str = PLAIN) -> None:
    """Begin to log; once in a process."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonLines()
        if form == JSON
        else logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for connecting in ("discord.client", "discord.shard"):
        logging.getLogger(connecting).addFilter(without_traceback)
    for quiet in QUIET:
        logging.getLogger(quiet).setLevel(logging.WARNING)
