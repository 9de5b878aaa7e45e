"""`easel check`: what is wrong, before a person meets it. Each fault says what would mend it."""

import asyncio
import tempfile
from collections.abc import Coroutine
from datetime import UTC, date, datetime
from pathlib import Path

from bot.config import Config, GeminiSettings, Secrets, missing
from bot.database import BadDatabase, DatabaseInUse, rehearse
from bot.errors import Broken, Crowded, EaselError
from bot.gemini import Gemini
from bot.ops import check_discord
from bot.ops.finding import Finding, Findings
from bot.ops.model_watch import Listed, model_findings
from bot.pictures import is_bucket, open_pictures

PATIENCE = 10.0  # seconds for each of Discord, Gemini and the pictures' storage


async def faults(config: Config, keys: Secrets) -> list[str]:
    """What must be mended; a sentence each."""
    return [finding.said for finding in await findings(config, keys) if finding.fault]


async def findings(
    config: Config, keys: Secrets | None, *, patience: float = PATIENCE, today: date | None = None
) -> Findings:
    """All there is to say: everything is looked at, whatever else is wrong.

    The database is opened as `run` would open it, and brought up to date; where there was no file,
    none is left.

    Args:
        config: what is looked at.
        keys: none where they could not be read; then nobody is asked about them.
        patience: seconds for each of Discord, Gemini and the pictures' storage.
        today: a day, UTC; none: this one.
    """
    today = today or datetime.now(UTC).date()
    looks: list[Coroutine[None, None, Findings]] = [
        _database(config.storage.database),
        _in_time("storage.pictures: it", patience, _pictures(config.storage.pictures)),
        _http(config),
    ]
    if keys and keys.discord:
        looks.append(_in_time("Discord", patience, check_discord.look(config, keys.discord)))
    if keys and keys.gemini:
        looks.append(_gemini(config, keys.gemini, patience=patience, today=today))
    else:
        looks.append(_models(config, today))
    unset = [Finding(said) for said in missing(config, keys)] if keys else []
    return sum(await asyncio.gather(*looks), unset)


async def _in_time(who: str, patience: float, look: Coroutine[None, None, Findings]) -> Findings:
    try:
        async with asyncio.timeout(patience):
            return await look
    except TimeoutError:
        return [_slow(who, patience)]


def _slow(who: str, patience: float) -> Finding:
    return Finding(f"{who} did not answer within {patience:.0f} seconds. Try again later.")


async def _gemini(config: Config, key: str, *, patience: float, today: date) -> Findings:
    """What the key can use, against what is set; what our table says is said in any case."""
    listed: Listed | None = None
    found: Findings = []
    try:
        async with asyncio.timeout(patience):
            listed = await _listed(config, key)
    except TimeoutError:
        found.append(_slow("Gemini", patience))
    except EaselError as error:
        found.append(_unlisted(error, config.gemini))
    return [*found, *await _models(config, today, listed)]


async def _models(config: Config, today: date, listed: Listed | None = None) -> Findings:
    return model_findings(config, config.model_table(), listed, today=today)


async def _listed(config: Config, key: str) -> Listed:
    settings = config.gemini.model_copy(update={"timeout": PATIENCE})
    gemini = await Gemini.open(
        settings, key=key, models=config.model_table(), network=config.network
    )
    try:
        return await gemini.models()
    finally:
        await gemini.close()


def _unlisted(error: EaselError, settings: GeminiSettings) -> Finding:
    """What an owner is told when Gemini did not answer as it should."""
    if isinstance(error, Crowded):
        return Finding("Gemini is busy and did not say which models it has. Try again later.")
    if isinstance(error, Broken) and error.code in {"broken.key", "broken.billing"}:
        return Finding(
            "GEMINI_API_KEY: Gemini does not accept it. Make one in Google AI Studio, in a project "
            "with billing, and set it."
        )
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
        return []
    except DatabaseInUse as error:
        return [Finding(f"storage.database: {error}", fault=False)]
    except BadDatabase as error:
        return [Finding(f"storage.database: {error}")]


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
    """Whether files can be made there; a folder that is not there yet is not made either."""
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"Easel was here.")
    except OSError as error:
        return [
            Finding(
                f"storage.pictures: I can't write to {folder} ({error.strerror}). Let this user "
                "write there, or set another folder."
            )
        ]
    return []


async def _http(config: Config) -> Findings:
    """Whether the address can be had; that there is a token is among what is missing."""
    if not config.http.listen:
        return []
    host, port = config.http.address
    try:
        server = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, port)
    except OSError as error:
        return [
            Finding(
                f"http.listen: I can't listen on {config.http.listen} ({error.strerror}). Stop "
                "what uses it, or set another address."
            )
        ]
    server.close()
    await server.wait_closed()
    return []
