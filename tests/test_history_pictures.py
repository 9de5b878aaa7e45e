"""The pictures of pictures: what is drawn where, within which limit, and how long it takes."""

import asyncio
import io
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from PIL import Image
from sqlalchemy import create_engine

from bot.core.tree import Position, Tree
from bot.core.turns import Blob, GeneratedPicture, ImageRequest, Outcome, Person, Turn
from bot.database import opened
from bot.database.opening import MIGRATIONS
from bot.engine.history import HistoryPictures
from bot.imaging import Imaging, Picture, sheets
from bot.pictures import Folder

from .conftest import png

RED, BLUE = (200, 30, 30), (30, 30, 200)


def small(colour, size=(256, 256)):
    return Picture(png(colour, size), "image/png", *size)


def card(column, row, *, colour=RED, before=None, **more):
    plain = {
        "column": column,
        "row": row,
        "before": before,
        "number": "#1",
        "words": "a fox in the snow",
        "state": "",
        "pictures": [small(colour)],
        "faint": False,
        "head": False,
        "way": False,
        "origin": "",
        "folded": "",
    }
    return plain | more


def looked_at(picture):
    return Image.open(io.BytesIO(picture.data)).convert("RGB")


def close(colour, other, within=24):
    return all(abs(a - b) <= within for a, b in zip(colour, other, strict=True))


def middle(column, row):
    """The middle of a card's picture, in px of an unscaled sheet."""
    across, down = sheets.TILE + sheets.GAP, sheets.TILE + sheets.LINE_HEIGHT + sheets.ROW_GAP
    half = sheets.TILE // 2
    return sheets.MARGIN + column * across + half, sheets.TOP + row * down + half


def test_each_thumbnail_stands_in_its_place_and_the_head_has_a_frame():
    cards = [card(0, 0, way=True), card(1, 1, colour=BLUE, before=[0, 0], head=True, way=True)]

    image = looked_at(sheets.history(cards, 2, 2, 10_000_000))

    assert close(image.getpixel(middle(0, 0)), RED)
    assert close(image.getpixel(middle(1, 1)), BLUE)
    assert close(image.getpixel(middle(1, 0)), sheets.GROUND)
    framed = middle(1, 1)[0] - sheets.TILE // 2 - sheets.RIM // 2
    assert close(image.getpixel((framed, middle(1, 1)[1] + 40)), sheets.ACCENT)


def test_a_line_leads_from_the_card_before():
    cards = [card(0, 0), card(1, 1, before=[0, 0])]

    image = looked_at(sheets.history(cards, 2, 2, 10_000_000))

    x, y = middle(1, 1)
    bend = x - sheets.TILE // 2 - sheets.GAP // 2
    assert close(image.getpixel((bend, (middle(0, 0)[1] + y) // 2)), sheets.LINE)


@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (3, 1), (5, 1), (5, 2), (2, 3), (5, 3)])
def test_where_discord_shows_a_page_its_pictures_and_letters_can_be_read(columns, rows):
    cards = [card(n % columns, n // columns) for n in range(columns * rows)]

    drawn = sheets.history(cards, columns, rows, 10_000_000)

    shown = min(550 / drawn.width, 350 / drawn.height)
    assert drawn.width >= drawn.height or columns <= rows
    assert sheets.TILE * shown >= 96
    assert min(sheets.WORDS, sheets.NUMBER) * shown >= 12


def test_a_large_history_is_drawn_smaller_and_fits_its_limit():
    cards = [card(n % 20, n // 20) for n in range(400)]

    whole = sheets.history(cards, 20, 20, 10_000_000)
    tight = sheets.history(cards, 20, 20, 60_000)

    assert whole.width * whole.height < sheets.LARGEST * 1.1
    assert len(tight.data) <= 60_000


def test_a_timelapse_fits_its_limit_and_shows_every_step():
    noise = Image.effect_noise((640, 640), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95)
    frames = [Picture(out.getvalue(), "image/jpeg", 640, 640), small(RED, (640, 360))]

    film = sheets.timelapse(frames * 3, [f"#{n} a step" for n in range(6)], 150_000)

    assert len(film.data) <= 150_000
    assert getattr(Image.open(io.BytesIO(film.data)), "n_frames", 1) == 6


def test_before_and_after_have_the_same_height():
    pair = sheets.side_by_side(
        small(RED, (400, 400)), small(BLUE, (800, 400)), ["#1", "#2"], 10_000_000
    )

    image = looked_at(pair)
    assert image.size == (1216, 400)
    assert close(image.getpixel((200, 300)), RED)
    assert close(image.getpixel((1000, 300)), BLUE)


@pytest.fixture
async def history_pictures(tmp_path):
    pictures = Folder(tmp_path / "pictures")
    async with Imaging() as imaging:
        yield HistoryPictures(pictures, imaging), pictures


async def painted(pictures, number, colour="red"):
    data = png(colour, (512, 512))
    blob = Blob(
        digest=await pictures.put(data), mime="image/png", size=len(data), width=512, height=512
    )
    return Turn(
        id=number,
        number=number,
        request=ImageRequest(prompt=f"step {number}", model="m"),
        by=Person(id=1),
        created_at=0,
        parent=number - 1 or None,
        outcome=Outcome.PAINTED,
        painted=(GeneratedPicture(picture=blob),),
    )


async def test_a_picture_that_is_gone_leaves_its_card(history_pictures, tmp_path):
    history_pictures, pictures = history_pictures
    turns = [await painted(pictures, 1), await painted(pictures, 2, "blue")]
    for file in Path(tmp_path / "pictures").glob("*/*"):
        file.unlink()

    sheet = await history_pictures.whole(
        Tree.of(turns, Position(head=2)), limit=10**7, locale="en-US"
    )

    assert sheet.width > 100


async def test_small_copies_are_kept_within_a_bound(history_pictures, monkeypatch):
    history_pictures, pictures = history_pictures
    monkeypatch.setattr("bot.engine.history.MAX_CACHE", 3000)
    colours = [(n, 40, 90) for n in range(0, 200, 20)]
    turns = [await painted(pictures, n, colour) for n, colour in enumerate(colours, 1)]

    await history_pictures.whole(Tree.of(turns, Position(head=2)), limit=10**7, locale="en-US")

    assert (
        history_pictures._cached
        == sum(len(each.data) for each in history_pictures._thumbnails.values())
        <= 3000
    )


async def test_two_who_look_at_once_have_each_small_copy_made_and_counted_once(history_pictures):
    history_pictures, pictures = history_pictures
    turns = [await painted(pictures, n, (n, 40, 90)) for n in range(1, 5)]
    canvas, read = Tree.of(turns, Position(head=4)), []
    get = pictures.get

    def reading(digest):
        read.append(digest)
        return get(digest)

    pictures.get = reading

    looks = (history_pictures.whole(canvas, limit=10**7, locale="en-US") for _ in range(2))
    await asyncio.gather(*looks)

    assert (
        history_pictures._cached
        == sum(len(each.data) for each in history_pictures._thumbnails.values())
        > 0
    )
    assert sorted(read) == sorted(turn.painted[0].picture.digest for turn in turns)


async def test_a_picture_that_is_forgotten_while_its_copy_is_made_leaves_none(history_pictures):
    history_pictures, pictures = history_pictures
    turn = await painted(pictures, 1)
    digest = turn.painted[0].picture.digest
    get = pictures.get

    async def forgotten(digest):
        data = await get(digest)
        history_pictures.forget([digest])
        return data

    pictures.get = forgotten
    await history_pictures.whole(Tree.of([turn], Position(head=1)), limit=10**7, locale="en-US")

    assert digest not in history_pictures._thumbnails
    assert history_pictures._cached == 0


async def test_turns_of_an_older_database_get_their_numbers(tmp_path):
    path = tmp_path / "easel.db"
    older(path)

    async with opened(f"sqlite:///{path}"):
        pass

    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT id, number FROM turns ORDER BY id").fetchall()
    connection.close()
    assert found == [(1, 1), (2, None), (3, 2), (4, 2), (5, None)]


def older(path):
    """Make a database of before there were numbers, with turns in it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as tx:
        config.attributes["connection"] = tx
        command.upgrade(config, "0001")
    engine.dispose()
    connection = sqlite3.connect(path)
    rows = [
        (1, 7, '{"prompt":"a fox","model":"m"}'),
        (2, 7, '{"prompt":"a secret","model":"m","private":true}'),
        (3, 7, '{"prompt":"so \\"private\\":true","model":"m"}'),
        (4, 99, '{"prompt":"in a thread","model":"m"}'),
        (5, None, '{"prompt":"over HTTP","model":"m"}'),
    ]
    for id_, channel, request in rows:
        connection.execute(
            "INSERT INTO turns (id, channel, request, person, ticket, cost, created_at, due_at)"
            " VALUES (?, ?, ?, 1, 1, 1, 1, 1)",
            (id_, channel, request),
        )
    connection.execute("INSERT INTO posts (message, turn) VALUES (99, 1)")
    connection.commit()
    connection.close()
