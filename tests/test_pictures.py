"""Pictures in a folder or a bucket: whole or not at all."""

import hashlib

import pytest
from obstore.store import S3Store

from bot.errors import NotFound, OperatorError
from bot.pictures import CachedPictures, Folder, open_pictures, recent


async def test_the_same_picture_is_stored_once_and_comes_back_unchanged(tmp_path):
    pictures = Folder(tmp_path)

    first, second = await pictures.put(b"red"), await pictures.put(b"red")

    assert first == second
    assert await pictures.get(first) == b"red"
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 1


async def test_a_picture_that_was_just_stored_is_read_once_from_memory(tmp_path):
    stored = Folder(tmp_path)
    pictures = CachedPictures(stored)
    digest = await pictures.put(b"red")
    await stored.remove(digest)

    assert await pictures.get(digest) == b"red"
    with pytest.raises(NotFound):
        await pictures.get(digest)


async def test_a_picture_that_is_removed_is_in_no_memory_either(tmp_path):
    pictures = CachedPictures(Folder(tmp_path))
    digest = await pictures.put(b"red")

    await pictures.remove(digest)

    with pytest.raises(NotFound):
        await pictures.get(digest)


async def test_the_newest_pictures_are_kept_and_no_more_than_a_bound(tmp_path):
    stored = Folder(tmp_path)
    pictures = CachedPictures(stored)
    large = [bytes([n]) * (recent.MOST_KEPT // 4) for n in range(6)]
    digests = [await pictures.put(data) for data in large]
    for digest in digests:
        await stored.remove(digest)

    for digest in digests[:2]:
        with pytest.raises(NotFound):
            await pictures.get(digest)
    assert [await pictures.get(digest) for digest in digests[2:]] == large[2:]


@pytest.mark.parametrize("harm", ["gone", "altered"])
async def test_a_missing_or_altered_picture_is_said_to_be_gone(tmp_path, harm):
    pictures = Folder(tmp_path)
    digest = await pictures.put(b"red")
    file = tmp_path / digest[:2] / digest
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(b"blue")

    with pytest.raises(NotFound, match="blob"):
        await pictures.get(digest)


async def test_what_a_crash_left_half_written_is_swept_away(tmp_path):
    pictures = Folder(tmp_path)
    digest = await pictures.put(b"red")
    left = tmp_path / digest[:2] / ".new-left"
    left.write_bytes(b"half a pict")

    await pictures.sweep()

    assert not left.exists()
    assert await pictures.get(digest) == b"red"


async def test_a_folder_that_can_not_be_written_is_the_operators_business(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(OperatorError, match=r"broken\.storage"):
        await Folder(tmp_path / "file").put(b"red")


async def test_a_picture_comes_back_from_a_bucket_unchanged(bucket):
    pictures = open_pictures(bucket)

    digest = await pictures.put(b"red")
    await pictures.put(b"red")

    assert digest == hashlib.sha256(b"red").hexdigest()
    assert await open_pictures(bucket).get(digest) == b"red"


@pytest.mark.parametrize("harm", ["gone", "altered"])
async def test_a_picture_missing_or_altered_in_a_bucket_is_said_to_be_gone(bucket, harm):
    pictures = open_pictures(bucket)
    digest = await pictures.put(b"green")
    if harm == "gone":
        await pictures.remove(digest)
    else:
        S3Store.from_url(bucket, client_options={"allow_http": True}).put(
            f"{digest[:2]}/{digest}", b"blue"
        )

    with pytest.raises(NotFound, match="blob"):
        await pictures.get(digest)


async def test_a_bucket_that_refuses_us_is_the_operators_business(bucket):
    nowhere = open_pictures("s3://there-is-no-such-bucket/easel")

    with pytest.raises(OperatorError, match=r"broken\.storage"):
        await nowhere.put(b"red")


async def test_what_others_may_be_writing_is_not_swept_away(tmp_path):
    pictures = Folder(tmp_path)
    digest = await pictures.put(b"red")
    beside = tmp_path / digest[:2] / ".new-other"
    beside.write_bytes(b"half a pict")

    await pictures.sweep(alone=False)

    assert beside.exists()
