"""Opens all parts of the application, runs them, and closes them in order."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from dataclasses import dataclass, replace
from functools import partial

from bot.config import BadConfig, Config, Secrets
from bot.core.region_links import RegionLinks
from bot.database import Store
from bot.discord.client import DiscordClient, GatewayOptions
from bot.discord.connection import DiscordConnection
from bot.discord.delivery.braces_notes import BracesNotes
from bot.discord.delivery.budget_alerts import BudgetAlerts
from bot.discord.delivery.delivery import Delivery
from bot.discord.delivery.operator_alerts import OperatorAlertSender
from bot.discord.delivery.progress import ProgressMessages
from bot.discord.delivery.showcase import ShowcaseMessages
from bot.discord.delivery.themes import ThemeMessages
from bot.discord.delivery.undelivered import UndeliveredTurns
from bot.discord.intake.intake import Intake
from bot.discord.intake.region_visits import RegionVisits
from bot.discord.intake.uploads import Downloads
from bot.discord.shards import IdentifyGate, Shards
from bot.engine.confirmations import Confirmations
from bot.engine.context import WorkerContext
from bot.engine.engine import Engine
from bot.engine.events import TurnCancelled
from bot.engine.retention import Retention
from bot.engine.storage import open_pictures, open_store
from bot.engine.worker import Worker
from bot.errors import OperatorError, TemporaryError
from bot.gemini import Gemini
from bot.imaging import MB, Imaging
from bot.ops.health import Health
from bot.ops.model_watch import ModelWatch, unsuitable_models
from bot.ops.pause_orders import PauseOrders
from bot.pictures import Pictures
from bot.startup import retry_until_ready
from cogs.all import add_cogs

log = logging.getLogger(__name__)

CONNECTED_WITHIN = 10.0  # seconds; then the models are checked without a connection to Discord
DRAIN_SECONDS = 25.0  # that pictures under way get when the process is told to stop


@dataclass(frozen=True, kw_only=True)
class App:
    """The parts that run, and the order in which they end."""

    engine: Engine
    worker: Worker
    connection: DiscordConnection
    progress_messages: ProgressMessages
    budget_alerts: BudgetAlerts
    showcase_messages: ShowcaseMessages
    theme_messages: ThemeMessages
    operator_alerts: OperatorAlertSender
    retention: Retention
    health: Health
    model_watch: ModelWatch
    pause_orders: PauseOrders | None  # none where other processes can write to the database
    http_address: str = ""  # of the HTTP server; empty where HTTP is off

    async def serve(self, stop: asyncio.Event) -> None:
        """Run all parts until one of them ends or `stop` is set, then finish what is under way.

        From then on no request is accepted and no turn claimed. Pictures under way get
        `DRAIN_SECONDS` if `stop` was set, and none if a part failed.

        Raises:
            BadToken: Discord does not accept the token.
        """
        working = asyncio.create_task(self.worker.run())
        others = [
            asyncio.create_task(self.connection.run()),
            asyncio.create_task(self.progress_messages.run()),
            asyncio.create_task(self.budget_alerts.run()),
            asyncio.create_task(self.showcase_messages.run()),
            asyncio.create_task(self.theme_messages.run()),
            asyncio.create_task(self.operator_alerts.run()),
            asyncio.create_task(self.retention.run()),
            asyncio.create_task(self.health.run()),
            asyncio.create_task(self._watch_models()),
            asyncio.create_task(stop.wait()),
        ]
        if self.pause_orders is not None:
            others.append(asyncio.create_task(self.pause_orders.run()))
        try:
            await asyncio.wait([working, *others], return_when=asyncio.FIRST_COMPLETED)
            self.engine.submissions.close()
            await _cancel(working)
            await self.worker.drain(within=DRAIN_SECONDS if stop.is_set() else 0)
        finally:
            for task in (working, *others):
                task.cancel()
            ends = await asyncio.gather(working, *others, return_exceptions=True)
            await self.worker.drain(within=0)  # no task may use what is closed next
        for end in ends:
            if isinstance(end, Exception):
                raise end

    async def _watch_models(self) -> None:
        """Check the models, which loads Google's SDK: connecting needs the CPU first."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CONNECTED_WITHIN):
                await self.connection.connected()
        await self.model_watch.run()


@asynccontextmanager
async def open_app(
    config: Config,
    secrets: Secrets,
    *,
    now: Callable[[], float] = time.time,
    shards: Shards | None = None,
    only_paint: bool = False,
    stop: asyncio.Event | None = None,
) -> AsyncIterator[App]:
    """Open all parts; wait for a database or a disk that is not ready.

    Args:
        config: all settings.
        secrets: all secrets.
        now: the clock, seconds since 1970.
        shards: Discord's shards that this process carries; None: all.
        only_paint: receive nothing, neither from Discord's gateway nor over HTTP.
        stop: ends the waiting.

    Yields:
        the parts, open and not yet running; they are closed when the block is left.

    Raises:
        BadDatabase: the database can't be used, and waiting does not help.
        Stopped: `stop` was set while something was waited for.
        BadConfig: HTTP is on and has no token, or its address can't be used; or a model can't do
            what it is set for.
    """
    async with AsyncExitStack() as stack:
        models = config.model_table()
        if faults := unsuitable_models(models):
            raise BadConfig(faults)
        gemini = Gemini(config.gemini, key=secrets.gemini, models=models, network=config.network)
        stack.push_async_callback(gemini.close)
        parts = await _open_parts(stack, config, secrets, now=now, stop=stop)
        region_links = RegionLinks(secrets.discord, config.http.public_url)
        if not only_paint:
            await _receive(stack, parts, region_links, shards=shards)
        app = parts.app(gemini)
        await stack.enter_async_context(parts.listening())
        if config.http.listen and not only_paint:
            from bot import web  # not loaded where HTTP is off

            # Opened last and so closed first, when all turns under way have ended.
            visits = RegionVisits(parts.connection)
            server = web.open_server(
                app.engine,
                app.health,
                config.http.address,
                tokens=secrets.http,
                regions=web.Regions(
                    links=region_links,
                    requester=visits.requester,
                    with_names=visits.with_names,
                ),
                now=now,
            )
            app = replace(app, http_address=await stack.enter_async_context(server))
        await _warn_if_paused(app.engine)
        yield app


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """What every process has, whatever it receives."""

    config: Config
    now: Callable[[], float]
    store: Store
    pictures: Pictures
    imaging: Imaging
    engine: Engine
    connection: DiscordConnection
    progress_messages: ProgressMessages
    delivery: Delivery
    showcase_messages: ShowcaseMessages
    theme_messages: ThemeMessages

    def listening(self) -> AbstractAsyncContextManager[None]:
        """Receive what other processes do to the queue, until the block is left."""
        engine = self.engine
        return self.store.listening(
            on_change=engine.wakeup.wake,
            on_cancelled=lambda id_: engine.cancellations.publish(
                TurnCancelled(turn=id_, elsewhere=True)
            ),
        )

    def app(self, gemini: Gemini) -> App:
        """Return what runs, which needs Gemini's client beside the parts."""
        config, engine, connection = self.config, self.engine, self.connection
        context = self._worker_context(gemini)
        worker = Worker(context, self.delivery, config)
        return App(
            engine=engine,
            worker=worker,
            connection=connection,
            progress_messages=self.progress_messages,
            budget_alerts=BudgetAlerts(connection, engine),
            showcase_messages=self.showcase_messages,
            theme_messages=self.theme_messages,
            operator_alerts=OperatorAlertSender(
                connection, engine.operator_alerts, channel=config.operator.channel
            ),
            retention=Retention(
                self.store,
                engine.personal_data,
                engine.departures,
                days=config.limits.keep_days,
                now=self.now,
            ),
            health=Health(context, engine, worker, config, connected=lambda: connection.ready),
            model_watch=ModelWatch(gemini, config, now=self.now),
            pause_orders=None
            if self.store.shared
            else PauseOrders(config.storage.database, engine.pauses),
        )

    def _worker_context(self, gemini: Gemini) -> WorkerContext:
        """Return what the worker and its model calls use."""
        return WorkerContext(
            store=self.store,
            pictures=self.pictures,
            imaging=self.imaging,
            model=gemini,
            models=self.config.model_table(),
            wakeup=self.engine.wakeup,
            cancellations=self.engine.cancellations,
            operator_limits=self.engine.accounts.operator_limits,
            operator_alerts=self.engine.operator_alerts,
            now=self.now,
        )


async def _open_parts(
    stack: AsyncExitStack,
    config: Config,
    secrets: Secrets,
    *,
    now: Callable[[], float],
    stop: asyncio.Event | None,
) -> _Parts:
    store = await retry_until_ready(partial(open_store, stack, config, now=now), stop=stop)
    pictures = await retry_until_ready(partial(open_pictures, config, store.shared), stop=stop)
    imaging = await stack.enter_async_context(Imaging(memory=config.imaging.memory * MB))
    engine = Engine.build(store, pictures, imaging, config, now=now)
    connection = DiscordConnection(
        config.discord,
        network=config.network,
        token=secrets.discord,
        key_values=store.key_value,
    )
    progress_messages = ProgressMessages(connection, engine)
    return _Parts(
        config=config,
        now=now,
        store=store,
        pictures=pictures,
        imaging=imaging,
        engine=engine,
        connection=connection,
        progress_messages=progress_messages,
        delivery=Delivery(connection, engine, progress_messages),
        showcase_messages=ShowcaseMessages(connection, engine),
        theme_messages=ThemeMessages(connection, engine),
    )


async def _receive(
    stack: AsyncExitStack, parts: _Parts, region_links: RegionLinks, *, shards: Shards | None
) -> None:
    """Connect Discord's gateway to the cogs: messages and interactions become requests."""
    downloads = await stack.enter_async_context(
        Downloads(parts.config.discord.api_url, network=parts.config.network)
    )
    store, engine = parts.store, parts.engine
    confirmations = Confirmations(store, engine, now=parts.now)
    braces_notes = BracesNotes(confirmations)
    stack.push_async_callback(braces_notes.close)
    intake = Intake(
        engine,
        downloads,
        parts.progress_messages,
        confirmations=confirmations,
        braces_notes=braces_notes,
        undelivered=UndeliveredTurns(parts.connection, engine),
        region_links=region_links,
    )
    stack.push_async_callback(intake.close)

    async def add_cogs_to(client: DiscordClient) -> None:
        showcase, themes = parts.showcase_messages, parts.theme_messages
        await add_cogs(client, intake, parts.delivery, showcase=showcase, themes=themes)

    identify_gate = None
    if store.shared:  # the processes of one bot identify in turn
        identify_gate = IdentifyGate(store.identify_lock)
        stack.push_async_callback(identify_gate.close)
    parts.connection.listen(
        GatewayOptions(add_cogs=add_cogs_to, shards=shards, identify_gate=identify_gate)
    )


async def _warn_if_paused(engine: Engine) -> None:
    """Log that nothing is accepted: the operator may have paused it long ago."""
    try:
        await engine.pauses.check(None)
    except TemporaryError:
        log.warning("painting is paused everywhere: easel resume ends that")
    except OperatorError as error:
        log.warning("pause not read: error=%s", error)


async def _cancel(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait until it has ended; its exception stays in it."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
