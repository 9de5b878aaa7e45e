"""Opens all parts of the application, runs them, and closes them in order."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace

from bot.config import BadConfig, Config, Secrets
from bot.core.region_links import RegionLinks
from bot.discord.client import DiscordClient, GatewayOptions
from bot.discord.connection import DiscordConnection
from bot.discord.delivery.braces_notes import BracesNotes
from bot.discord.delivery.budget_alerts import BudgetAlerts
from bot.discord.delivery.digests import DigestMessages
from bot.discord.delivery.operator_alerts import OperatorAlertSender
from bot.discord.delivery.parties import PartyMessages
from bot.discord.delivery.progress import ProgressMessages
from bot.discord.delivery.showcase import ShowcaseMessages
from bot.discord.delivery.themes import ThemeMessages
from bot.discord.delivery.undelivered import UndeliveredTurns
from bot.discord.intake.intake import Intake
from bot.discord.intake.region_visits import RegionVisits
from bot.discord.intake.uploads import Downloads
from bot.discord.shards import IdentifyGate, Shards
from bot.engine.confirmations import Confirmations
from bot.engine.engine import Engine
from bot.engine.retention import Retention
from bot.engine.worker import Worker
from bot.errors import OperatorError, TemporaryError
from bot.gemini import Gemini
from bot.ops.health import Health
from bot.ops.model_watch import ModelWatch, unsuitable_models
from bot.ops.pause_orders import PauseOrders
from bot.parts import Parts, open_parts
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
    party_messages: PartyMessages
    digest_messages: DigestMessages
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
            asyncio.create_task(self.party_messages.run()),
            asyncio.create_task(self.digest_messages.run()),
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
            await asyncio.gather(
                self.worker.drain(within=DRAIN_SECONDS if stop.is_set() else 0),
                self.progress_messages.first_responses.drain(),
            )
        finally:
            for task in (working, *others):
                task.cancel()
            ends = await asyncio.gather(working, *others, return_exceptions=True)
            await self.worker.drain(within=0)  # no task may use what is closed next
        for end in ends:
            if isinstance(end, Exception):
                raise end

    async def _watch_models(self) -> None:
        """Check the models: their certificates take some CPU, which connecting needs first."""
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
        parts = await open_parts(stack, config, secrets, now=now, stop=stop)
        region_links = RegionLinks(secrets.discord, config.http.public_url)
        if not only_paint:
            await _receive(stack, parts, region_links, shards=shards)
        app = _app(parts, gemini)
        await stack.enter_async_context(parts.listening())
        if config.http.listen and not only_paint:
            # Opened last and so closed first, when all turns under way have ended.
            app = await _serve_http(
                stack, app, secrets, region_links, address=config.http.address, now=now
            )
        await _warn_if_paused(app.engine)
        yield app


def _app(parts: Parts, gemini: Gemini) -> App:
    """Return what runs, which needs Gemini's client beside the parts."""
    config, engine, connection = parts.config, parts.engine, parts.connection
    context = parts.worker_context(gemini)
    worker = Worker(context, parts.delivery, config)
    return App(
        engine=engine,
        worker=worker,
        connection=connection,
        progress_messages=parts.progress_messages,
        budget_alerts=BudgetAlerts(connection, engine),
        showcase_messages=parts.showcase_messages,
        theme_messages=parts.theme_messages,
        party_messages=parts.party_messages,
        digest_messages=DigestMessages(connection, engine),
        operator_alerts=OperatorAlertSender(
            connection, engine.operator_alerts, channel=config.operator.channel
        ),
        retention=Retention(
            parts.store,
            engine.personal_data,
            engine.departures,
            days=config.limits.keep_days,
            now=parts.now,
        ),
        health=Health(context, engine, worker, config, connected=lambda: connection.ready),
        model_watch=ModelWatch(gemini, config, now=parts.now),
        pause_orders=None
        if parts.store.shared
        else PauseOrders(config.storage.database, engine.pauses),
    )


async def _serve_http(
    stack: AsyncExitStack,
    app: App,
    secrets: Secrets,
    region_links: RegionLinks,
    *,
    address: tuple[str, int],
    now: Callable[[], float],
) -> App:
    """Open the HTTP server and return the application with its address."""
    from bot import web  # not loaded where HTTP is off

    visits = RegionVisits(app.connection)
    regions = web.Regions(
        links=region_links, requester=visits.requester, with_names=visits.with_names
    )
    server = web.open_server(
        app.engine, app.health, address, tokens=secrets.http, regions=regions, now=now
    )
    return replace(app, http_address=await stack.enter_async_context(server))


async def _receive(
    stack: AsyncExitStack, parts: Parts, region_links: RegionLinks, *, shards: Shards | None
) -> None:
    """Connect Discord's gateway to the cogs: messages and interactions become requests."""
    downloads = await stack.enter_async_context(
        Downloads(
            parts.config.discord.api_url,
            cdn_url=parts.config.discord.cdn_url,
            network=parts.config.network,
        )
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
        await add_cogs(
            client,
            intake,
            canvas=parts.canvas_messages,
            showcase=showcase,
            themes=themes,
            parties=parts.party_messages,
        )

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
        log.warning("painting is paused everywhere, `easel resume` ends the pause")
    except OperatorError as error:
        log.warning("pause not read: error=%s", error)


async def _cancel(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait until it has ended; its exception stays in it."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
