"""Which shards a process carries, and when they identify."""

import asyncio
import contextlib

import pytest

from bot.database import Store, opened
from bot.discord.shards import IdentifyGate, Shards


def test_shards_are_read_as_they_are_written():
    assert Shards.read("4-7/16") == Shards(4, 7, 16)
    assert Shards.read("4-7/16").ids == [4, 5, 6, 7]


@pytest.mark.parametrize("words", ["", "4", "4/16", "7-4/16", "0-16/16", "a-b/c"])
def test_shards_that_can_not_be_are_refused(words):
    with pytest.raises(ValueError, match=r"write it as|the last"):
        Shards.read(words)


async def test_in_all_processes_one_shard_of_a_bucket_identifies_at_a_time(postgres_url):
    async with opened(postgres_url) as one, opened(postgres_url) as two:
        first, second = (
            IdentifyGate(Store(process).identify_lock, pace=60) for process in (one, two)
        )
        await first.enter(0)

        await asyncio.wait_for(second.enter(1), 5)  # it is of another bucket
        same_bucket = asyncio.create_task(second.enter(0))

        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(same_bucket), 0.3)
        assert not same_bucket.done()
        await first.close()
        await asyncio.wait_for(same_bucket, 5)
        await second.close()


async def test_an_identify_gate_without_its_database_raises():
    @contextlib.asynccontextmanager
    async def lock(bucket):
        raise ConnectionRefusedError
        yield

    with pytest.raises(ConnectionRefusedError):
        await IdentifyGate(lock).enter(0)
