"""`easel check`: finds what is wrong before people do. Each fault says how to fix it."""

import asyncio
import tempfile
from collections.abc import Coroutine
from datetime import UTC, date, datetime
from pathlib import Path

from bot.config import (
    Config,
    GeminiSettings,
    HttpSettings,
    ImagingSettings,
    Secrets,
    missing_secrets,
)
from bot.core.allowances import EVERYWHERE
from bot.database import BadDatabase, DatabaseInUse, paused_places, rehearse
from bot.errors import EaselError, Overloaded, RateLimited
from bot.gemini import FIXES, Gemini
from bot.imaging import MAX_PIXELS, MB, TAKEN, Imaging
from bot.ops import check_discord
from bot.ops.finding import Finding, Findings, count
from bot.ops.model_watch import ListedModels, model_findings
from bot.pictures import is_bucket, open_pictures, unwritable_pictures
from bot.startup import http_cannot_listen

MOST_NAMED = 10  # servers in a sentence
TIMEOUT_SECONDS = 10.0  # for each of Discord, Gemini and the pictures' storage


async def faults(
    config: Config, keys: Secrets, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> list[str]:
    """Return a sentence for each fault that must be fixed."""
    found = await findings(config, keys, timeout_seconds=timeout_seconds)
    return [finding.message for finding in found if finding.fault]


async def findings(
    config: Config,
    keys: Secrets | None,
    *,
    timeout_seconds: float = TIMEOUT_SECONDS,
    today: date | None = None,
) -> Findings:
    """Check everything, whatever else is wrong.

    The database is opened and migrated as `run` would do it; a file that did not exist is removed
    again.

    Args:
        config: all settings.
        keys: None if they could not be read; Discord and Gemini are not asked then.
        timeout_seconds: seconds for each of Discord, Gemini and the pictures' storage.
        today: a day, UTC; None: the current one.

    Returns:
        faults and notes, those about the same thing side by side.
    """
    today = today or datetime.now(UTC).date()
    checks: list[Coroutine[None, None, Findings]] = [
        _database(config.storage.database),
        _in_time("storage.pictures: it", timeout_seconds, _pictures(config.storage.pictures)),
        _http(config),
    ]
    if keys and keys.discord:
        checks.append(
            _in_time(
                "Discord", timeout_seconds, check_discord.discord_findings(config, keys.discord)
            )
        )
    if keys and keys.gemini:
        checks.append(_gemini(config, keys.gemini, timeout_seconds=timeout_seconds, today=today))
    else:
        checks.append(_models(config, today))
    checks.append(_imaging(config.imaging))
    unset = [Finding(sentence) for sentence in missing_secrets(config, keys)] if keys else []
    return sum(await asyncio.gather(*checks), unset)


async def _in_time(
    who: str, timeout_seconds: float, check: Coroutine[None, None, Findings]
) -> Findings:
    try:
        async with asyncio.timeout(timeout_seconds):
            return await check
    except TimeoutError:
        return [_slow(who, timeout_seconds)]


def _slow(who: str, timeout_seconds: float) -> Finding:
    return Finding(f"{who} did not answer within {timeout_seconds:.0f} seconds. Try again later.")


async def _gemini(config: Config, key: str, *, timeout_seconds: float, today: date) -> Findings:
    """Compare the models that are set with those that the key can use, and with our table."""
    listed: ListedModels | None = None
    found: Findings = []
    try:
        async with asyncio.timeout(timeout_seconds):
            listed = await _listed(config, key)
    except TimeoutError:
        found.append(_slow("Gemini", timeout_seconds))
    except EaselError as error:
        found.append(_unlisted(error, config.gemini))
    return [*found, *await _models(config, today, listed)]


async def _models(config: Config, today: date, listed: ListedModels | None = None) -> Findings:
    return model_findings(config, config.model_table(), listed, today=today)


async def _listed(config: Config, key: str) -> ListedModels:
    settings = config.gemini.model_copy(update={"timeout": TIMEOUT_SECONDS})
    gemini = Gemini(settings, key=key, models=config.model_table(), network=config.network)
    try:
        return await gemini.models()
    finally:
        await gemini.close()


def _unlisted(error: EaselError, settings: GeminiSettings) -> Finding:
    """Why Gemini did not list its models."""
    if isinstance(error, RateLimited):
        return Finding("Gemini is busy and did not say which models it has. Try again later.")
    if error.code in FIXES and error.code != "broken.request":
        return Finding(FIXES[error.code])
    if isinstance(error, Overloaded) and error.code == "overloaded":
        return Finding("Gemini is overloaded and did not say which models it has. Try again later.")
    return _nobody(settings)


def _nobody(settings: GeminiSettings) -> Finding:
    where = f"{settings.base_url}/{settings.api_version}"
    return Finding(
        f"gemini.base_url, gemini.api_version: nothing at {where} answers as Gemini does. Check "
        "the address and this machine's network."
    )


async def _database(url: str) -> Findings:
    try:
        await rehearse(url)
    except DatabaseInUse as error:
        return [Finding(f"storage.database: {error}", fault=False), *await _pauses(url)]
    except BadDatabase as error:
        return [Finding(f"storage.database: {error}")]
    return await _pauses(url)


async def _pauses(url: str) -> Findings:
    """Return what is paused and what ends that; nothing where there is no database yet."""
    try:
        paused = dict(await paused_places(url))
    except (BadDatabase, EaselError):
        return []
    found = []
    if EVERYWHERE in paused:
        since = f"{datetime.fromtimestamp(paused.pop(EVERYWHERE), UTC):%Y-%m-%d %H:%M} UTC"
        found.append(
            f"painting is paused everywhere since {since}: every request is refused. "
            "`easel resume` ends that."
        )
    if paused:
        named = ", ".join(map(str, sorted(paused)[:MOST_NAMED]))
        more = ", …" if len(paused) > MOST_NAMED else ""
        found.append(
            f"painting is paused in {count(len(paused), 'server')} ({named}{more}). Whoever "
            "manages one ends that with `/easel resume` there."
        )
    return [Finding(said, fault=False) for said in found]


async def _pictures(where: str) -> Findings:
    if not is_bucket(where):
        return await asyncio.to_thread(_folder, Path(where))
    from bot.pictures.bucket import advice  # its driver is loaded only when needed

    try:
        bucket = open_pictures(where)
        digest = await bucket.put(b"Easel was here.")
        await bucket.get(digest)
        await bucket.remove(digest)
    except (EaselError, ValueError) as error:
        return [
            Finding(f"storage.pictures: I can't use {where}. {advice(error.__cause__ or error)}")
        ]
    return []


def _folder(folder: Path) -> Findings:
    """Check that files can be created in a folder, or in the parent in which it will be created."""
    existing = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"Easel was here.")
    except OSError as error:
        return [Finding(unwritable_pictures(str(folder), error))]
    return []


async def _imaging(settings: ImagingSettings) -> Findings:
    """Return which pictures people may attach: a worker is started and asked what it can read."""
    try:
        async with Imaging(memory=settings.memory * MB) as imaging:
            readable = await imaging.formats()
    except EaselError:
        return [
            Finding(
                "imaging: the process that opens people's pictures does not start. See what it "
                "says above; install Easel's requirements again."
            )
        ]
    missing = [name for name in TAKEN if name not in readable]
    if missing:
        said = f"imaging: this machine's Pillow can't read {', '.join(missing)}. Install its wheel."
        return [Finding(said)]
    said = (
        f"people may attach {', '.join(TAKEN)} of up to {MAX_PIXELS // 1_000_000} megapixels; "
        f"opening them may take {imaging.worker_memory // MB} MB of memory (imaging.memory)."
    )
    return [Finding(said, fault=False)]


async def _http(config: Config) -> Findings:
    """Check that the address, if any, can be listened on. `missing_secrets` checks the token."""
    if not config.http.listen:
        return _unserved(config.http)
    host, port = config.http.address
    try:
        server = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, port)
    except OSError as error:
        return [Finding(http_cannot_listen(config.http.listen, error))]
    server.close()
    await server.wait_closed()
    return []


def _unserved(settings: HttpSettings) -> Findings:
    """Return a note if pages are set up that nothing here serves."""
    pages = [f"http.{key}" for key in ("public_url", "gallery") if getattr(settings, key)]
    if not pages:
        return []
    said = (
        f"{', '.join(pages)}: http.listen is empty, so this process serves no pages. Set "
        "http.listen, unless another process of Easel listens."
    )
    return [Finding(said, fault=False)]
