"""What an operator counts: this process's metrics, for Prometheus. No person, server or prompt.

Labels have few values: outcomes are the codes of `bot.errors` or `bot.core.turns.Outcome`.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from bot import __version__
from bot.core.backlog import Backlog
from bot.core.turns import MicroDollars
from bot.errors import EaselError

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
CALL_SECONDS = (1.0, 2.5, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0)
POST_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
NAN = float("nan")
UNEXPECTED = "bug"  # outcome of what ended with an error that is no EaselError


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """The state of this process at a scrape."""

    busy: int  # turns that it works on
    slots: int  # paintings it may do at once
    gateway: bool  # Discord is connected
    syncs: int  # commits that waited for the disk so far; SQLite only


@dataclass(slots=True)
class Timed:
    """A timed block; its outcome may be set before it ends."""

    outcome: str
    seconds: float = 0.0


class Metrics:
    """The metrics of one process."""

    def __init__(self) -> None:
        self._all = CollectorRegistry()
        ProcessCollector(registry=self._all)
        self._turns = self._counter("easel_turns", "Turns that ended.", "outcome")
        self._pictures = self._counter("easel_pictures", "Pictures painted.", "model")
        self._spent = self._counter("easel_spent_dollars", "US$ that Gemini may bill.", "model")
        self._calls = self._histogram(
            "easel_model_call_seconds", "Calls to Gemini.", CALL_SECONDS, "model", "outcome"
        )
        self._posts = self._histogram(
            "easel_post_seconds", "Messages that show a turn.", POST_SECONDS, "outcome"
        )
        self._syncs = self._counter("easel_database_syncs", "Commits that waited for the disk.")
        self._synced = 0  # of them, up to the last scrape
        self._waiting = self._gauge("easel_turns_waiting", "Turns to be painted, in all processes.")
        self._oldest = self._gauge(
            "easel_oldest_waiting_seconds", "How long the oldest of them has waited."
        )
        self._painting = self._gauge("easel_turns_painting", "Turns painting, in all processes.")
        self._showing = self._gauge("easel_turns_showing", "Turns painted and not shown yet.")
        self._busy = self._gauge("easel_workers_busy", "Turns that this process works on.")
        self._slots = self._gauge("easel_workers", "Paintings this process may do at once.")
        self._gateway = self._gauge("easel_gateway_up", "1 while Discord's gateway is connected.")
        self._lag = self._gauge("easel_loop_lag_seconds", "By how much the loop was late just now.")
        info = self._gauge("easel_info", "1, with the version as its label.", "version")
        info.labels(__version__).set(1)

    def ended(self, outcome: str, *, model: str = "", pictures: int = 0) -> None:
        """Count a turn that ended.

        Args:
            outcome: as in `bot.core.turns.Outcome`.
            model: its model.
            pictures: how many were painted.
        """
        self._turns.labels(outcome).inc()
        if pictures:
            self._pictures.labels(model).inc(pictures)

    def spent(self, model: str, cost: MicroDollars) -> None:
        """Count what a call cost, at most where it is not known."""
        if cost:
            self._spent.labels(model).inc(cost / 1e6)

    @contextmanager
    def call(self, model: str) -> Iterator[Timed]:
        """Time a call to the model; an error gives its outcome."""
        timed = Timed("ok")
        try:
            with _timing(timed):
                yield timed
        finally:
            self._calls.labels(model, timed.outcome).observe(timed.seconds)

    @contextmanager
    def post(self) -> Iterator[Timed]:
        """Time the delivery of a turn; an error gives its outcome."""
        timed = Timed("shown")
        try:
            with _timing(timed):
                yield timed
        finally:
            self._posts.labels(timed.outcome).observe(timed.seconds)

    def lag(self, seconds: float) -> None:
        """Set by how many seconds the event loop was late."""
        self._lag.set(seconds)

    def text(self, now: Now, backlog: Backlog | None) -> bytes:
        """Return all metrics as Prometheus reads them; an unknown backlog is NaN."""
        self._busy.set(now.busy)
        self._slots.set(now.slots)
        self._gateway.set(now.gateway)
        self._syncs.inc(now.syncs - self._synced)
        self._synced = now.syncs
        self._waiting.set(backlog.waiting if backlog else NAN)
        self._painting.set(backlog.painting if backlog else NAN)
        self._showing.set(backlog.showing if backlog else NAN)
        self._oldest.set(backlog.oldest if backlog else NAN)
        return generate_latest(self._all)

    def _counter(self, name: str, help_text: str, *labels: str) -> Counter:
        return Counter(name, help_text, labels, registry=self._all)

    def _gauge(self, name: str, help_text: str, *labels: str) -> Gauge:
        return Gauge(name, help_text, labels, registry=self._all)

    def _histogram(
        self, name: str, help_text: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(name, help_text, labels, buckets=buckets, registry=self._all)


@contextmanager
def _timing(timed: Timed) -> Iterator[None]:
    began = time.perf_counter()
    try:
        yield
    except EaselError as error:
        timed.outcome = error.code
        raise
    except asyncio.CancelledError:
        timed.outcome = "cancelled"
        raise
    except Exception:
        timed.outcome = UNEXPECTED
        raise
    finally:
        timed.seconds = time.perf_counter() - began
