"""A style saved from a picture: for the server, or for oneself."""

from dataclasses import replace

import pytest

from bot.core import requests, styles
from bot.core.turns import Blob, Digest, ImageRequest, Person, Style, Turn

from .stories import answered, said, shown


@pytest.fixture
async def fox(discord, ada, art):
    """A picture of Ada's in the style "noir"."""
    await ada.slash("imagine", channel=art, prompt="a fox", style="noir")
    return await shown(discord, art)


async def saving(person, message):
    """Open the form behind "Save as style"."""
    return (await (await person.picks(message, values=["turn:1:style"])).acknowledged()).modal


def fields(modal):
    """What the form's fields hold, by their ids."""
    inner = [part["component"] for part in modal.components]
    return {each["custom_id"]: each.get("value") for each in inner}


def asked(prompt, *, style=None):
    return ImageRequest(prompt=prompt, model="gemini-nano-banana-2.1", style=style)


def reshaped():
    fox = Turn(id=1, request=asked("a fox"), by=Person(id=1), created_at=0)
    return requests.reshape(fox, aspect="16:9").request


def test_what_is_suggested_are_a_persons_words_or_the_style_that_was_named():
    ink = Style(name="ink", words="ink on cream")
    chain = [asked("a fox", style=ink), asked("make it night"), reshaped()]

    assert styles.suggest(chain) == ("ink on", "ink on cream")
    assert styles.suggest([asked("in soft\npastel"), reshaped()]) == ("in soft", "in soft pastel")
    assert styles.suggest([]) == ("", "")


def test_the_words_of_a_change_name_no_style():
    cat = Blob(digest=Digest("d"), mime="image/png", size=1, width=1, height=1)
    edited = replace(asked("make it night"), sources=(cat,))

    for chain in ([asked("a fox"), asked("make it night"), reshaped()], [edited]):
        assert styles.suggest(chain) == ("", "make it night")


async def test_a_manager_saves_a_style_for_everybody_here(discord, gemini, ada, bo, art, fox):
    modal = await saving(ada, fox)
    assert fields(modal)["words"] == styles.SEEDS["noir"]
    assert fields(modal)["name"] == "a black"

    sent = await ada.submits(modal, {"Name": "Hard light", "words": "hard side light"})
    await answered(discord, sent, "style.added", name="hard light")
    await bo.slash("imagine", channel=art, prompt="a hare", style="hard light")

    await shown(discord, art, 2)
    assert said(gemini)[0][1] == "a hare\n\nStyle: hard side light"


async def test_a_styles_name_is_shown_as_it_was_written(discord, ada, art, fox):
    modal = await saving(ada, fox)

    sent = await ada.submits(modal, {"Name": "[a](b)", "words": "ink"})

    await answered(discord, sent, "style.added", name=r"\[a\](b)")


async def test_anyone_saves_a_style_for_themselves_even_after_a_restart(
    easel, discord, gemini, bo, art, fox
):
    modal = await saving(bo, fox)
    assert list(fields(modal)) == ["words"]
    await easel.stop()
    await easel.start()

    sent = await bo.submits(modal, {"words": "rain and haze"})
    await answered(discord, sent, "style.mine")
    await bo.slash("imagine", channel=art, prompt="a hare")

    await shown(discord, art, 2)
    assert said(gemini)[0][1] == "a hare\n\nStyle: rain and haze"


async def test_a_manager_may_save_it_for_themselves_and_no_style_is_overwritten(
    discord, ada, art, fox
):
    taken = await ada.submits(await saving(ada, fox), {"name": "Woodcut"})
    await answered(discord, taken, "style.taken", name="woodcut")

    sent = await ada.submits(await saving(ada, fox), {"where": ["mine"]})

    await answered(discord, sent, "style.mine")
    listed = await ada.slash("settings styles", channel=art)
    line = f"**woodcut**: {styles.SEEDS['woodcut']}"
    await discord.until(lambda: listed.reply and line in listed.reply.content)
