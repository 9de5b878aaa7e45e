"""Builds everything, runs it, and ends it in order."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from bot import web
from bot.config import BadConfig, Config, Secrets
from bot.database import DatabaseAway, Store, opened
from bot.database.faults import FULL
from bot.discord.client import DiscordClient, GatewayOptions
from bot.discord.connection import DiscordConnection
from bot.discord.delivery.budget_alerts import BudgetAlerts
from bot.discord.delivery.delivery import Delivery
from bot.discord.delivery.progress import ProgressMessages
from bot.discord.delivery.undelivered import UndeliveredTurns
from bot.discord.intake.intake import Intake
from bot.discord.intake.uploads import Downloads
from bot.discord.shards import IdentifyGate, Shards
from bot.engine.confirmations import Confirmations
from bot.engine.engine import Engine
from bot.engine.model_calls import WorkerContext
from bot.engine.retention import Retention
from bot.engine.worker import Painter
from bot.errors import Broken
from bot.gemini import Gemini
from bot.imaging import Imaging
from bot.ops.health import Health
from bot.ops.model_watch import ModelWatch, wrong_kinds
from bot.pictures import Pictures, pictures_at
from bot.startup import NotReady, patiently
from cogs.all import add_cogs

DRAIN = 25.0  # seconds that begun pictures get when we are told to stop


@dataclass(frozen=True, kw_only=True)
class App:
    """The parts that run, and the order in which they end."""

    engine: Engine
    painter: Painter
    connection: DiscordConnection
    progress: ProgressMessages
    budget_alerts: BudgetAlerts
    retention: Retention
    health: Health
    model_watch: ModelWatch
    address: str = ""  # of the HTTP door; empty where there is none

    async def serve(self, stop: asyncio.Event) -> None:
        """Work until told to stop: then take nothing more on, finish what is begun, and leave.

        Raises:
            BadToken: Discord does not know the token.
        """
        painting = asyncio.create_task(self.painter.run())
        others = [
            asyncio.create_task(self.connection.run()),
            asyncio.create_task(self.progress.run()),
            asyncio.create_task(self.budget_alerts.run()),
            asyncio.create_task(self.retention.run()),
            asyncio.create_task(self.health.run()),
            asyncio.create_task(self.model_watch.run()),
            asyncio.create_task(stop.wait()),
        ]
        try:
            await asyncio.wait([painting, *others], return_when=asyncio.FIRST_COMPLETED)
            self.engine.close()
            await _ended(painting)
            await self.painter.drain(within=DRAIN if stop.is_set() else 0)
        finally:
            for task in (painting, *others):
                task.cancel()
            ends = await asyncio.gather(painting, *others, return_exceptions=True)
            await self.painter.drain(within=0)  # nothing is left to work on what is closed next
        for end in ends:
            if isinstance(end, Exception):
                raise end


@asynccontextmanager
async def building(
    config: Config,
    secrets: Secrets,
    *,
    now: Callable[[], float] = time.time,
    shards: Shards | None = None,
    only_paint: bool = False,
    stop: asyncio.Event | None = None,
) -> AsyncIterator[App]:
    """All parts, open; a database or a disk that is not ready is waited for.

    Args:
        config: all settings.
        secrets: all secrets.
        now: the clock, seconds since 1970.
        shards: those of Discord's that this process carries; none: all.
        only_paint: hear nothing, neither Discord's gateway nor HTTP.
        stop: ends the waiting.

    Raises:
        BadDatabase: the database can't be used, and never can unless somebody mends it.
        Stopped: `stop` was set while something was waited for.
        BadConfig: HTTP is on and has no token, or can't have its address; or a model can't do
            what it is set for.
    """
    async with AsyncExitStack() as stack:
        # Importing Google's SDK takes a second: it goes on while the rest is opened.
        models = config.model_table()
        if wrong := wrong_kinds(models):
            raise BadConfig(wrong)
        loading = asyncio.create_task(
            Gemini.open(config.gemini, key=secrets.gemini, models=models, network=config.network)
        )
        stack.push_async_callback(_closed, loading)
        store = await patiently(partial(_store, stack, config, now=now), stop=stop)
        pictures = await patiently(partial(_pictures, config, shared=store.shared), stop=stop)
        imaging = await stack.enter_async_context(Imaging())
        engine = Engine(store, pictures, imaging, config, now=now)
        connection = DiscordConnection(
            config.discord,
            network=config.network,
            token=secrets.discord,
            key_values=store.key_value,
        )
        progress = ProgressMessages(connection, engine)
        delivery = Delivery(connection, engine, progress)
        if not only_paint:
            downloads = await stack.enter_async_context(
                Downloads(config.discord.api_url, network=config.network)
            )
            questions = Confirmations(store, engine, now=now)
            undelivered = UndeliveredTurns(connection, engine)
            intake = Intake(
                engine, downloads, progress, questions=questions, undelivered=undelivered
            )
            connection.listen(_gateway(stack, store, intake, delivery, shards=shards))
        gemini = await loading
        tools = WorkerContext(
            store=store,
            pictures=pictures,
            imaging=imaging,
            model=gemini,
            models=models,
            wakeup=engine.wakeup,
            now=now,
        )
        painter = Painter(tools, delivery, config)
        engine.when_cancelled(painter.cancel)
        health = Health(tools, engine, painter, config, connected=lambda: connection.ready)
        await stack.enter_async_context(
            store.hearing(ring=engine.wakeup.ring, cancelled=painter.cancel)
        )
        yield App(
            engine=engine,
            painter=painter,
            connection=connection,
            progress=progress,
            budget_alerts=BudgetAlerts(connection, engine.accounts),
            retention=Retention(store, engine.personal_data, days=config.limits.keep_days, now=now),
            health=health,
            model_watch=ModelWatch(gemini, config, now=now),
            address=""
            if only_paint
            else await _http(stack, engine, health, config, secrets, now=now),
        )


async def _store(stack: AsyncExitStack, config: Config, *, now: Callable[[], float]) -> Store:
    """The database, of this version, and without what a life before left half done."""
    async with AsyncExitStack() as opening:
        try:
            store = Store(await opening.enter_async_context(opened(config.storage.database)))
            if not store.shared:  # one process has the database: what was held is held no more
                await store.queue.release()
            await store.spend.sweep(now=now())
        except DatabaseAway as error:
            raise NotReady(f"storage.database: {error}") from error
        except Broken as error:
            said = type(error.__cause__).__name__
            raise NotReady(f"storage.database: it can't be written just now ({said}).") from error
        stack.push_async_exit(opening.pop_all())
        return store


async def _pictures(config: Config, *, shared: bool) -> Pictures:
    pictures = pictures_at(config.storage.pictures)
    try:
        await pictures.sweep(alone=not shared)
    except OSError as error:
        said = f"storage.pictures: {config.storage.pictures}: I can't write there"
        if error.errno in FULL:
            raise NotReady(f"{said} just now ({error.strerror}).") from error
        raise BadConfig([f"{said} ({error.strerror})."]) from error
    return pictures


def _gateway(
    stack: AsyncExitStack,
    store: Store,
    intake: Intake,
    delivery: Delivery,
    *,
    shards: Shards | None,
) -> GatewayOptions:
    """What to hear of Discord's gateway, and who answers."""

    async def add_cogs_to(client: DiscordClient) -> None:
        await add_cogs(client, intake, delivery)

    if not store.shared:
        return GatewayOptions(add_cogs=add_cogs_to, shards=shards)
    identify_gate = IdentifyGate(store.identifying)
    stack.push_async_callback(identify_gate.close)
    return GatewayOptions(add_cogs=add_cogs_to, shards=shards, identify_gate=identify_gate)


async def _http(
    stack: AsyncExitStack,
    engine: Engine,
    health: Health,
    config: Config,
    secrets: Secrets,
    *,
    now: Callable[[], float],
) -> str:
    """Open the HTTP server, if there is to be one, and return its address.

    It is the last to open, and so the first to close: when all that was begun is finished.
    """
    if not config.http.listen:
        return ""
    server = web.serving(engine, health, config.http.address, tokens=secrets.http, now=now)
    return await stack.enter_async_context(server)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _closed(loading: asyncio.Task[Gemini]) -> None:
    await asyncio.gather(loading, return_exceptions=True)
    if not loading.cancelled() and loading.exception() is None:
        await loading.result().close()
