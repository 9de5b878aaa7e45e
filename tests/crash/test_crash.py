"""Accepted means answered: killed at every step, each accepted request has exactly one answer."""

from .harness import HELD, crash


async def test_kills_at_every_step_lose_nothing_and_double_nothing(tmp_path):
    kills = 2 * len(HELD)

    figures, points = await crash(tmp_path, kills=kills, seed=7)

    assert figures.broken_promises == []
    assert (figures.kills, figures.starts) == (kills, kills + 1)
    assert figures.accepted == figures.shown + figures.apologised > 0
    assert len(points) > len(HELD)
