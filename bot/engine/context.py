"""What a worker needs: the outside world behind one frozen value."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.core.allowances import OperatorLimits
from bot.core.models import ModelTable
from bot.database import Store
from bot.engine.events import Cancellations
from bot.engine.metrics import Metrics
from bot.engine.operator_alerts import OperatorAlerts
from bot.engine.wakeup import Wakeup
from bot.gemini import ModelClient
from bot.imaging import Imaging
from bot.pictures import Pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerContext:
    """What a worker works with."""

    store: Store
    pictures: Pictures
    imaging: Imaging
    model: ModelClient
    models: ModelTable
    wakeup: Wakeup
    cancellations: Cancellations
    operator_limits: OperatorLimits
    operator_alerts: OperatorAlerts
    now: Callable[[], float] = time.time  # seconds since 1970
    metrics: Metrics = field(default_factory=Metrics)
