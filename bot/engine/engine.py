"""The parts of the engine, built once and handed to every surface: Discord, HTTP, operations."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from bot.config import Config
from bot.core.access import narrowed
from bot.core.models import Model
from bot.core.turns import Turn
from bot.database import Store
from bot.engine.accounts import Accounts
from bot.engine.available_models import AvailableModels
from bot.engine.canvases import Canvases
from bot.engine.characters import Characters
from bot.engine.departures import Departures
from bot.engine.digests import Digests
from bot.engine.events import Cancellations
from bot.engine.gallery import Gallery
from bot.engine.history import HistoryPictures
from bot.engine.moderation import Moderation
from bot.engine.operator_alerts import OperatorAlerts
from bot.engine.parties import Parties
from bot.engine.pauses import Pauses
from bot.engine.personal_data import PersonalData
from bot.engine.picture_files import PictureFiles
from bot.engine.recipes import Recipes
from bot.engine.settings import Settings
from bot.engine.showcase import Showcases
from bot.engine.status import Status
from bot.engine.submissions import Submissions
from bot.engine.themes import Themes
from bot.engine.turns import Turns
from bot.engine.usage import UsageReports
from bot.engine.wakeup import Wakeup
from bot.imaging import Imaging
from bot.pictures import Pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What surfaces ask of the engine. Each part says what it does."""

    submissions: Submissions
    turns: Turns
    canvases: Canvases
    picture_files: PictureFiles
    recipes: Recipes
    characters: Characters
    accounts: Accounts
    usage: UsageReports
    settings: Settings
    moderation: Moderation
    showcases: Showcases
    gallery: Gallery
    themes: Themes
    parties: Parties
    digests: Digests
    pauses: Pauses
    status: Status
    personal_data: PersonalData
    operator_alerts: OperatorAlerts
    departures: Departures
    history_pictures: HistoryPictures
    models: AvailableModels
    wakeup: Wakeup  # the queue changed
    cancellations: Cancellations
    shared: bool  # other processes work on the same turns

    @classmethod
    def build(
        cls,
        store: Store,
        pictures: Pictures,
        imaging: Imaging,
        config: Config,
        *,
        now: Callable[[], float] = time.time,
    ) -> Self:
        """Build every part on one database and one store of pictures; `now` is the clock."""
        wakeup, cancellations = Wakeup(), Cancellations()
        models = AvailableModels(config.model_table(), now=now, search=config.gemini.search)
        settings = Settings(store)
        operator_alerts = OperatorAlerts(store, now=now)
        accounts = Accounts(store, config.limits, operator_alerts, now=now)
        history_pictures = HistoryPictures(pictures, imaging)
        pauses = Pauses(store, wakeup=wakeup, now=now)
        submissions = Submissions(
            store,
            models,
            settings,
            accounts,
            most_waiting=config.limits.person_waiting,
            wakeup=wakeup,
            cancellations=cancellations,
            now=now,
        )
        moderation = Moderation(store, wakeup=wakeup, now=now)
        showcases = Showcases(store, now=now)
        return cls(
            submissions=submissions,
            turns=Turns(store, now=now),
            canvases=Canvases(store, now=now),
            picture_files=PictureFiles(store, pictures, imaging, models, now=now),
            recipes=Recipes(settings, imaging),
            characters=Characters(store, submissions, pauses, now=now),
            accounts=accounts,
            usage=UsageReports(store, imaging, accounts, now=now),
            settings=settings,
            moderation=moderation,
            showcases=showcases,
            gallery=Gallery(store, pictures, imaging, config.http),
            themes=Themes(store, moderation, wakeup=showcases.wakeup, now=now),
            parties=Parties(store, moderation, now=now),
            digests=Digests(store, moderation, now=now),
            status=Status(store, accounts.operator_limits, now=now),
            pauses=pauses,
            personal_data=PersonalData(
                store, pictures, history_pictures, cancellations=cancellations, now=now
            ),
            operator_alerts=operator_alerts,
            departures=Departures(
                store,
                operator_alerts,
                cancellations=cancellations,
                days=config.limits.left_days,
                now=now,
            ),
            history_pictures=history_pictures,
            models=models,
            wakeup=wakeup,
            cancellations=cancellations,
            shared=store.shared,
        )

    async def model_for(self, turn: Turn, *, guild: int | None) -> Model:
        """Return the model that would change a turn's picture, as a server narrows it."""
        rules = await self.settings.access_rules(guild)
        model = self.models.resolve(turn.request.model)
        return narrowed(model, rules) or model

    @property
    def default_model(self) -> str:
        """The id of the model that paints where a person chooses none."""
        return self.models.table.default.id

    @property
    def text_model(self) -> str:
        """The id of the model that describes pictures."""
        return self.models.table.text_model.id
