"""`easel backup` and `easel restore`: everything comes back, and what does not is named."""

import asyncio
import contextlib
import hashlib
import json
import resource
import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.config import StorageSettings
from bot.database import BadDatabase, Store, opened
from bot.ops.backup import backup, restore
from bot.ops.backup_folder import BadBackup

from . import postgres
from .conftest import disk_mounted, easel_in, png
from .stories import pictures, said, shown
from .test_check import program


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """The address of an empty database, of each kind."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path}/before/easel.db"


@pytest.fixture
async def painted(tmp_path):
    """An Easel that was stopped: two pictures, the second one of the first. And its storage."""
    async with easel_in(tmp_path) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        await ada.slash("edit", channel=art, prompt="a fox", image=("c.png", png()))
        fox = await shown(easel.discord, art)
        await ada.says("make it night", reply_to=fox)
        await shown(easel.discord, art, 2)
        await easel.stop()
        yield easel.config().storage


def elsewhere(tmp_path, database=None):
    return StorageSettings(
        database=database or f"sqlite:///{tmp_path}/after/easel.db",
        pictures=str(tmp_path / "after" / "pictures"),
    )


def stored(storage):
    """The digests and bytes of a folder of pictures."""
    return {file.name: file.read_bytes() for file in _files(storage.pictures)}


def _files(pictures):
    return sorted(Path(pictures).glob("*/*"))


# Everything comes back


async def test_a_backup_under_load_is_restored_elsewhere_and_the_thread_goes_on(
    tmp_path, database, postgres_server
):
    async with easel_in(tmp_path, storage={"database": database}) as easel:
        discord, art = easel.discord, easel.discord.channel("art")
        ada, bo = discord.person("Ada"), discord.person("Bo", locale="en-US")
        await ada.slash("imagine", channel=art, prompt="a fox")
        fox = await shown(discord, art)
        await discord.until(lambda: discord.calls[-1].method == "DELETE")  # it is written down
        thread = await ada.opens_thread(fox, name="the fox")
        await ada.says("make it night", thread=thread)
        await shown(discord, thread)
        asking = asyncio.create_task(keep_asking(discord, bo, art))

        code, told = await program_for(easel, "backup", tmp_path / "backup")

        asking.cancel()
        await easel.stop()
        assert code == 0, told
        async with postgres.database(postgres_server) as other:
            new = other if database.startswith("sqlite") else f"sqlite:///{tmp_path}/after.db"
            easel.settings["storage"] = {"database": new, "pictures": f"{tmp_path}/after"}
            code, told = await program_for(easel, "restore", tmp_path / "backup")
            assert (code, told[0].split()[0]) == (0, "Restored"), told

            await easel.start()
            await ada.says("add a moon", thread=thread)
            await shown(discord, thread, 2)
            assert "make it night" in said(easel.gemini)[0][1]
            await bo.slash("history", channel=thread)
            tree = await shown(discord, thread, 3)
            assert "Steps so far: 3." in tree.content
            await ada.says("in the snow", reply_to=fox)
            await discord.until(lambda: "in the snow" in pictures(discord, art)[-1].content)
            await easel.stop()


async def keep_asking(discord, person, channel):
    """Make requests one after another; each is shown."""
    count = 1
    while True:
        await person.slash("imagine", channel=channel, prompt="a hare")
        count += 1
        await discord.until(lambda count=count: len(pictures(discord, channel)) >= count)


async def program_for(easel, *args):
    """Run Easel's program with the settings of one that is running, or was."""
    storage = easel.config().storage
    return await program(
        *args,
        EASEL_STORAGE__DATABASE=storage.database,
        EASEL_STORAGE__PICTURES=storage.pictures,
    )


async def test_every_row_comes_back_as_it_was_and_the_pictures_to_the_byte(
    tmp_path, painted, database
):
    await backup(painted, tmp_path / "one")
    there = elsewhere(tmp_path, database)
    await restore(there, tmp_path / "one")

    assert stored(there) == stored(painted)
    async with opened(painted.database) as before, opened(database) as after:
        for number in (1, 2):
            was = await Store(before).turns.get(number)
            assert was == await Store(after).turns.get(number)
            assert was.painted


async def test_a_second_backup_copies_only_what_is_new_and_keeps_nothing_forgotten(
    tmp_path, painted
):
    first = await backup(painted, tmp_path / "backup")
    again = await backup(painted, tmp_path / "backup")
    async with opened(painted.database) as database:
        store = Store(database)
        await store.personal_data.forget((await store.turns.get(1)).by.id, now=0)
    forgotten = await backup(painted, tmp_path / "backup")

    assert (first.pictures, first.copied) == (3, 3)
    assert (again.pictures, again.copied) == (3, 0)
    assert (forgotten.pictures, forgotten.copied) == (0, 0)
    assert _files(tmp_path / "backup" / "pictures") == []
    assert len(list((tmp_path / "backup").glob("easel-*.db*"))) == 1


async def test_what_a_killed_backup_left_in_the_folder_is_deleted_by_the_next(tmp_path, painted):
    await backup(painted, tmp_path / "backup")
    [before] = (tmp_path / "backup").glob("easel-*.db")
    shutil.copyfile(before, tmp_path / "backup" / "easel-0123456789ab.db")
    subfolder = _files(tmp_path / "backup" / "pictures")[0].parent
    (subfolder / ".new-half").write_bytes(b"half a picture")
    (tmp_path / "backup" / "easel-notes.db").write_text("not ours")

    again = await backup(painted, tmp_path / "backup")

    assert again.copied == 0
    [current] = (tmp_path / "backup").glob("easel-" + "[0-9a-f]" * 12 + ".db")
    named = json.loads((tmp_path / "backup" / "backup.json").read_text())["database"]
    assert current.name == named
    assert list((tmp_path / "backup" / "pictures").glob("*/.new-*")) == []
    assert (tmp_path / "backup" / "easel-notes.db").exists()


async def test_buttons_that_came_after_the_backup_lead_nowhere_when_it_is_back(tmp_path):
    async with easel_in(tmp_path) as easel:
        discord = easel.discord
        ada, art = discord.person("Ada"), discord.channel("art")
        await ada.slash("imagine", channel=art, prompt="a fox")
        await shown(discord, art)
        await backup(easel.config().storage, tmp_path / "backup")
        await ada.slash("imagine", channel=art, prompt="an owl, after the backup")
        owl = await shown(discord, art, 2)
        await easel.stop()
        easel.settings["storage"] = elsewhere(tmp_path).model_dump()
        await restore(easel.config().storage, tmp_path / "backup")

        await easel.start()
        await ada.slash("imagine", channel=art, prompt="a hare")
        await shown(discord, art, 3)
        told = await ada.clicks(owl, "Again")

        await discord.until(lambda: told.reply and told.reply.content)
        assert "owl" not in told.reply.content
        assert len(easel.gemini.calls) == 3
        assert easel.discord.commands()


# What does not come back is named


async def test_missing_and_altered_pictures_are_named_and_the_rest_comes_back(tmp_path, painted):
    await backup(painted, tmp_path / "backup")
    lost, bent, _ = _files(tmp_path / "backup" / "pictures")
    lost.unlink()
    bent.write_bytes(bent.read_bytes()[:-1] + b"x")

    code, told = await program(
        *("restore", tmp_path / "backup"),
        EASEL_STORAGE__DATABASE=elsewhere(tmp_path).database,
        EASEL_STORAGE__PICTURES=elsewhere(tmp_path).pictures,
    )

    assert code == 1
    assert told == [
        f"{tmp_path}/backup: picture {lost.name} is missing.",
        f"{tmp_path}/backup: picture {bent.name} is altered.",
        "Restored 2 turns and 1 picture.",
    ]
    assert len(stored(elsewhere(tmp_path))) == 1


async def test_an_altered_snapshot_restores_nothing(tmp_path, painted):
    await backup(painted, tmp_path / "backup")
    [snapshot] = (tmp_path / "backup").glob("easel-*.db")
    snapshot.write_bytes(snapshot.read_bytes()[:-1] + b"x")

    with pytest.raises(BadBackup, match="it is altered"):
        await restore(elsewhere(tmp_path), tmp_path / "backup")

    assert stored(elsewhere(tmp_path)) == {}


async def test_a_picture_that_is_gone_already_is_reported_by_the_backup_and_not_by_the_restore(
    tmp_path, painted
):
    _files(painted.pictures)[0].unlink()

    saved = await backup(painted, tmp_path / "backup")
    done = await restore(elsewhere(tmp_path), tmp_path / "backup")

    assert (saved.pictures, len(saved.missing)) == (2, 1)
    assert (done.pictures, done.missing, done.altered) == (2, [], [])


async def test_a_picture_altered_where_it_is_restored_to_is_mended(tmp_path, painted):
    was = stored(painted)
    await backup(painted, tmp_path / "backup")
    shutil.rmtree(tmp_path / "pictures" / _files(painted.pictures)[0].parent.name)
    for file in _files(painted.pictures):
        file.write_bytes(file.read_bytes()[:-1] + b"x")

    await restore(
        StorageSettings(database=elsewhere(tmp_path).database, pictures=painted.pictures),
        tmp_path / "backup",
    )

    assert stored(painted) == was


# What is refused


async def test_a_database_with_turns_is_not_written_over(tmp_path, painted, database):
    await backup(painted, tmp_path / "backup")
    there = elsewhere(tmp_path, database)
    await restore(there, tmp_path / "backup")

    with pytest.raises(BadDatabase, match="has 3 turns, and I write over none"):
        await restore(there, tmp_path / "backup")


async def test_a_backup_never_goes_where_easel_keeps_its_pictures(tmp_path, painted):
    with pytest.raises(BadBackup, match="Easel keeps its own pictures there"):
        await backup(painted, tmp_path)

    assert len(stored(painted)) == 3


async def test_a_folder_that_holds_no_backup_is_reported(tmp_path, painted):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "backup.json").write_text('{"format": 1}')

    with pytest.raises(BadBackup, match="there is no backup"):
        await restore(elsewhere(tmp_path), tmp_path / "nowhere")
    with pytest.raises(BadBackup, match="not what a backup says"):
        await restore(elsewhere(tmp_path), tmp_path / "other")


WHOLE = {"format": 1, "database": "easel-0123456789ab.db", "sha256": "", "turns": 0}


@pytest.mark.parametrize(
    "newer", [{"format": 2}, {"encrypted": "age"}, {"format": 2, "turns": {"all": 2}}]
)
async def test_a_backup_of_a_newer_easel_is_reported_with_what_to_do(tmp_path, newer):
    manifest = tmp_path / "backup" / "backup.json"
    manifest.parent.mkdir()
    manifest.write_text(json.dumps(WHOLE | newer))

    for work in (restore, backup):
        with pytest.raises(BadBackup, match="made by a newer Easel"):
            await work(elsewhere(tmp_path), manifest.parent)


@pytest.mark.parametrize(
    "said", ["[]", "{", "null", '{"format": "1"}', json.dumps(WHOLE | {"database": 5})]
)
async def test_a_manifest_that_no_easel_wrote_is_reported(tmp_path, said):
    (tmp_path / "backup.json").write_text(said)

    with pytest.raises(BadBackup, match="not what a backup says"):
        await restore(elsewhere(tmp_path), tmp_path)


async def test_a_snapshot_of_a_newer_easel_restores_nothing(tmp_path, painted):
    await backup(painted, tmp_path / "backup")
    manifest = tmp_path / "backup" / "backup.json"
    said = json.loads(manifest.read_text())
    file = manifest.with_name(said["database"])
    with contextlib.closing(sqlite3.connect(file)) as snapshot:
        snapshot.execute("UPDATE alembic_version SET version_num = '9999'")
        snapshot.commit()
    said["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(said))

    with pytest.raises(BadBackup, match="made by a newer Easel"):
        await restore(elsewhere(tmp_path), tmp_path / "backup")

    assert stored(elsewhere(tmp_path)) == {}


async def test_a_backup_that_ends_early_leaves_the_one_before_whole(tmp_path, painted):
    await backup(painted, tmp_path / "backup")
    before = json.loads((tmp_path / "backup" / "backup.json").read_text())
    shutil.rmtree(tmp_path / "backup" / "pictures")
    (tmp_path / "backup" / "pictures").write_text("in the way")

    with pytest.raises(BadBackup, match="can't be copied just now"):
        await backup(painted, tmp_path / "backup")

    assert json.loads((tmp_path / "backup" / "backup.json").read_text()) == before
    assert (tmp_path / "backup" / before["database"]).exists()


# A disk that is full


@pytest.fixture
def small_disk(tmp_path):
    """A disk with room for 64 KiB."""
    with disk_mounted(tmp_path / "disk", "size=64k") as disk:
        yield disk


@contextlib.contextmanager
def files_limited_to(size):
    """No file may grow beyond a size, in bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_no_room_for_a_snapshot_names_the_file_that_could_not_be_written(
    tmp_path, painted, database
):
    await backup(painted, tmp_path / "backup")
    there = elsewhere(tmp_path, database)
    await restore(there, tmp_path / "backup")
    await backup(there, tmp_path / "whole")
    [whole] = (tmp_path / "whole").glob("easel-*.db")
    size, page = whole.stat().st_size, 4096

    for room in (size // 2, size - page):  # not enough for the rows, or for the list of pictures
        with files_limited_to(room), pytest.raises(BadBackup) as raised:
            await backup(there, tmp_path / "full")

        [told] = str(raised.value).splitlines()
        assert told.startswith(f"{tmp_path}/full/.new.db: I can't write")


async def test_no_room_on_the_disk_of_a_backup_is_one_line(tmp_path, painted, small_disk):
    code, told = await program(
        *("backup", small_disk / "backup"),
        EASEL_STORAGE__DATABASE=painted.database,
        EASEL_STORAGE__PICTURES=painted.pictures,
    )

    assert code == 1
    [line] = told
    assert line.startswith(f"{small_disk}/backup/.new.db: I can't write")


async def test_a_manifest_that_can_not_be_written_is_reported(tmp_path, painted):
    (tmp_path / "backup" / ".backup.json").mkdir(parents=True)

    with pytest.raises(BadBackup, match="backup: I can't write there"):
        await backup(painted, tmp_path / "backup")


async def test_no_room_where_a_backup_is_unpacked_does_not_blame_the_backup(
    tmp_path, painted, small_disk
):
    await backup(painted, tmp_path / "backup")

    code, told = await program(
        *("restore", tmp_path / "backup"),
        EASEL_STORAGE__DATABASE=elsewhere(tmp_path).database,
        EASEL_STORAGE__PICTURES=elsewhere(tmp_path).pictures,
        TMPDIR=str(small_disk),
    )

    assert code == 1
    [line] = told
    assert line.startswith(f"{small_disk}/easel-")
    assert "I can't write there (No space left on device)" in line
