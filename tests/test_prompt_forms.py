"""No prompt is lost: one that is too long, or that was declined, comes back in a form."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.turns import Quality
from bot.discord.components.ids import MAX_SNOWFLAKE
from bot.discord.components.kept_options import KeptOptions
from bot.sandbox import gemini as local

from .conftest import png
from .stories import answered, pictures, said, says, shown

LONG = "a fox in the snow, " * 260  # 4940 characters


async def opened(person, message, button):
    """Click a button that opens a form; the form."""
    return (await (await person.clicks(message, button)).acknowledged()).modal


async def test_a_prompt_that_is_too_long_comes_back_and_is_painted_when_it_is_shorter(
    easel, discord, gemini, ada, art
):
    asked = await ada.slash("imagine", channel=art, prompt=LONG)
    await answered(discord, asked, "words.long")
    assert not gemini.calls
    await easel.stop()
    await easel.start()

    form = await opened(ada, asked.reply, "Shorten it")
    assert "".join(field["value"] for field in fields(form)) == LONG.strip()
    await ada.submits(form, {"words": "a fox", "rest": ""})

    await shown(discord, art)
    assert said(gemini)[-1][1] == "a fox"


async def test_a_form_for_a_prompt_that_came_with_images_takes_them_again(
    discord, gemini, ada, art
):
    asked = await ada.slash("imagine", channel=art, prompt=LONG, image=("c.png", png()))
    await answered(discord, asked, "words.long")

    form = await opened(ada, asked.reply, "Shorten it")
    images = {"pictures": [("c.png", png())]}
    await ada.submits(form, {"words": "a fox", "rest": ""}, files=images)

    await shown(discord, art)
    [(_, words, given)] = said(gemini)
    assert (words, len(given)) == ("a fox", 1)


async def test_what_was_chosen_beside_a_prompt_is_kept_when_it_is_shortened(
    easel, discord, gemini, ada, art
):
    asked = await ada.slash(
        "imagine",
        channel=art,
        prompt=LONG,
        private=True,
        aspect="16:9",
        size="2K",
        count=2,
        model="Gemini 3 Pro Image",
    )
    await answered(discord, asked, "words.long")
    await easel.stop()
    await easel.start()

    form = await opened(ada, asked.reply, "Shorten it")
    painted = await ada.submits(form, {"words": "a fox", "rest": ""})

    await discord.until(lambda: painted.reply and len(painted.reply.attachments) == 2)
    assert not pictures(discord, art)
    config = gemini.calls[-1].body["generationConfig"]["imageConfig"]
    assert (config["aspectRatio"], config["imageSize"]) == ("16:9", "2K")
    assert gemini.calls[-1].model == "gemini-3-pro-image"


async def test_a_prompt_of_a_blend_that_is_too_long_comes_back_with_the_numbers_of_its_images(
    discord, gemini, ada, art
):
    for number, words in enumerate(("a fox", "a cat"), start=1):
        await ada.slash("imagine", channel=art, prompt=words)
        await shown(discord, art, number)
    asked = await ada.slash("blend", channel=art, prompt=f"#1 {LONG}", picks="2")
    await answered(discord, asked, "words.long")

    again = await ada.submits(await opened(ada, asked.reply, "Shorten it"))
    await answered(discord, again, "words.long")
    form = await opened(ada, again.reply, "Shorten it")
    assert fields(form)[0]["value"].startswith("#2 #1 a fox in the snow")
    await ada.submits(form, {"words": "#2 #1 both as knights", "rest": ""})

    await shown(discord, art, 3)
    [(_, words, given)] = said(gemini)
    assert (words, len(given)) == ("both as knights", 2)


async def test_what_was_asked_of_an_image_is_not_painted_without_it(discord, gemini, ada, art):
    asked = await ada.slash("edit", channel=art, prompt=LONG, image=("c.png", png()))
    await answered(discord, asked, "words.long")

    form = await opened(ada, asked.reply, "Shorten it")

    field = form.components[-1]["component"]
    assert (field["custom_id"], field["required"], field["min_values"]) == ("pictures", True, 1)


async def test_the_longest_prompt_with_a_character_comes_back(discord, ada, art):
    longest = "fox " * 1499 + "foxy"

    asked = await ada.slash("imagine", channel=art, prompt=longest, character="@mira")

    await answered(discord, asked, "words.long")
    given = "".join(embed["description"] for embed in asked.reply.embeds)
    assert given.startswith("fox fox")
    assert given.endswith(" @mira")


@given(
    flags=st.lists(st.booleans(), min_size=6, max_size=6),
    avatar=st.integers(0, MAX_SNOWFLAKE),
    count=st.integers(1, 4),
    style=st.text(st.characters(exclude_categories=["C", "Z"]), max_size=32),
    quality=st.sampled_from(["", *Quality]),
)
def test_kept_options_fit_in_a_custom_id_and_are_read_back(flags, avatar, count, style, quality):
    names = ("files", "edits", "blends", "private", "search", "improve")
    kept = KeptOptions(
        **dict(zip(names, flags, strict=True)),
        avatar=avatar,
        count=count,
        aspect="16:9",
        size="4K",
        quality=quality,
        style=style,
    )

    read = KeptOptions.parse(kept.text)

    assert len(f"prompt:shorten:{kept.text}") <= 100
    assert read in (kept, replace(kept, style=""))


def test_a_custom_id_of_another_version_is_no_kept_option():
    assert KeptOptions.parse("new") is None


async def test_a_form_that_is_still_too_long_comes_back_again(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt=LONG)
    await answered(discord, asked, "words.long")

    again = await ada.submits(await opened(ada, asked.reply, "Shorten it"))

    await answered(discord, again, "words.long")
    assert again.reply.buttons() == ["Shorten it"]
    assert not gemini.calls


async def test_a_declined_prompt_comes_back_to_be_changed(discord, gemini, ada, art):
    gemini.script.append(local.Blocked("SAFETY"))
    await ada.slash("imagine", channel=art, prompt="a fox with a knife")
    declined = await failed(discord, ada, art)

    form = await opened(ada, declined, "Change the words")
    assert [field["value"] for field in fields(form)] == ["a fox with a knife"]
    await ada.submits(form, {"words": "a fox with a spoon --ar 16:9"})

    await shown(discord, art)
    assert said(gemini)[-1][1] == "a fox with a spoon"


async def test_declined_words_are_given_back_to_their_person_only(discord, gemini, ada, bo, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    gemini.script.append(local.Blocked("SAFETY"))
    await ada.says("give it a knife", reply_to=fox)

    asked = await bo.clicks(await failed(discord, ada, art), "Change the words")

    await answered(discord, asked, "not_yours")


async def failed(discord, person, channel):
    """Wait for the message that says that a request was declined."""

    def declined():
        return [m for m in person.sees(channel) if says(m.content, "blocked.SAFETY")]

    await discord.until(declined)
    return declined()[-1]


def fields(form):
    """The fields of a form."""
    return [label["component"] for label in form.components]
