"""Pictures on disk: whole or not at all."""

import pytest

from bot.errors import Broken, NothingHere
from bot.pictures import Pictures


async def test_the_same_picture_is_stored_once_and_comes_back_unchanged(tmp_path):
    pictures = Pictures(tmp_path)

    first, second = await pictures.put(b"red"), await pictures.put(b"red")

    assert first == second
    assert await pictures.get(first) == b"red"
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 1


@pytest.mark.parametrize("harm", ["gone", "altered"])
async def test_a_missing_or_altered_picture_is_said_to_be_gone(tmp_path, harm):
    pictures = Pictures(tmp_path)
    digest = await pictures.put(b"red")
    file = tmp_path / digest[:2] / digest
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(b"blue")

    with pytest.raises(NothingHere, match="blob"):
        await pictures.get(digest)


async def test_what_a_crash_left_half_written_is_swept_away(tmp_path):
    pictures = Pictures(tmp_path)
    digest = await pictures.put(b"red")
    left = tmp_path / digest[:2] / ".new-left"
    left.write_bytes(b"half a pict")

    await pictures.sweep()

    assert not left.exists()
    assert await pictures.get(digest) == b"red"


async def test_a_folder_that_can_not_be_written_is_the_operators_business(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(Broken, match=r"broken\.storage"):
        await Pictures(tmp_path / "file").put(b"red")
