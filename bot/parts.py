"""The parts that every process has, whatever it receives, and how they are opened."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from functools import partial

from bot.config import Config, Secrets
from bot.database import Store
from bot.discord.connection import DiscordConnection
from bot.discord.delivery.canvas_messages import CanvasMessages
from bot.discord.delivery.delivery import Delivery
from bot.discord.delivery.delivery_methods import DeliveryMethods
from bot.discord.delivery.parties import PartyMessages
from bot.discord.delivery.progress import ProgressMessages
from bot.discord.delivery.showcase import ShowcaseMessages
from bot.discord.delivery.spoilers import SpoilerChannels
from bot.discord.delivery.themes import ThemeMessages
from bot.engine.context import WorkerContext
from bot.engine.engine import Engine
from bot.engine.events import TurnCancelled
from bot.engine.storage import open_pictures, open_store
from bot.gemini import Gemini
from bot.imaging import MB, Imaging
from bot.pictures import Pictures
from bot.startup import retry_until_ready


@dataclass(frozen=True, kw_only=True)
class Parts:
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
    canvas_messages: CanvasMessages
    showcase_messages: ShowcaseMessages
    theme_messages: ThemeMessages
    party_messages: PartyMessages

    def listening(self) -> AbstractAsyncContextManager[None]:
        """Receive what other processes do to the queue, until the block is left."""
        engine = self.engine
        return self.store.listening(
            on_change=engine.wakeup.wake,
            on_cancelled=lambda id_: engine.cancellations.publish(
                TurnCancelled(turn=id_, elsewhere=True)
            ),
        )

    def worker_context(self, gemini: Gemini) -> WorkerContext:
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


async def open_parts(
    stack: AsyncExitStack,
    config: Config,
    secrets: Secrets,
    *,
    now: Callable[[], float],
    stop: asyncio.Event | None,
) -> Parts:
    """Open the parts one after another; `stack` closes them.

    Raises:
        BadDatabase: the database can't be used, and waiting does not help.
        Stopped: `stop` was set while something was waited for.
    """
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
    spoiler_channels = SpoilerChannels(engine.moderation)
    methods = DeliveryMethods(engine, progress_messages.pace, spoiler_channels)
    return Parts(
        config=config,
        now=now,
        store=store,
        pictures=pictures,
        imaging=imaging,
        engine=engine,
        connection=connection,
        progress_messages=progress_messages,
        delivery=Delivery(connection, engine, progress_messages, methods),
        canvas_messages=CanvasMessages(connection, engine, methods),
        showcase_messages=ShowcaseMessages(connection, engine, spoiler_channels),
        theme_messages=ThemeMessages(connection, engine),
        party_messages=PartyMessages(connection, engine, spoiler_channels),
    )
