"""Accepted means answered: killed at every step, each accepted request has exactly one answer."""

import pytest

from .. import postgres
from .harness import HELD, crash
from .sharing import share


async def test_kills_at_every_step_lose_nothing_and_double_nothing(tmp_path):
    kills = 2 * len(HELD)

    figures, points = await crash(tmp_path, kills=kills, seed=7)

    assert figures.broken_promises == []
    assert (figures.kills, figures.starts) == (kills, kills + 1)
    assert figures.accepted == figures.shown + figures.apologised > 0
    assert len(points) > len(HELD)


async def test_three_on_postgresql_survive_kills_frosts_and_restarts(tmp_path):
    try:
        figures, points = await share(tmp_path, rounds=1, seed=3)
    except postgres.NoPostgres as reason:
        pytest.skip(str(reason))

    assert figures.broken_promises == []
    assert figures.accepted == figures.shown + figures.apologised > 0
    assert (figures.kills, figures.frozen, figures.starts) == (4, 1, 10)
    assert (figures.database_restarts, figures.rolling_restarts) == (1, 1)
    assert points["the call to the model"] == 2
    assert figures.taken_over > 0  # at least the turn of the process that was killed in its call
