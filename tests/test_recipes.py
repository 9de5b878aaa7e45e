"""What a picture's file says about how it was made, and that every pixel of it stays as it was."""

import io
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageSequence, PngImagePlugin

from bot.core import recipes
from bot.core.recipe import NOTHING_SAID, Recipe
from bot.core.requests import MAX_WORDS
from bot.imaging import Imaging, metadata, xmp
from bot.text.wording import say

from .stories import answered, as_painted, said, shown
from .test_imaging import chunk
from .test_imaging_fuzz import SEEDS, SOME, mutated

FOX = Recipe(
    prompt="a fox & <a> hen, 狐\n“at night”",
    model="gemini-nano-banana-2.1",
    aspect="16:9",
    lineage="0f8fad5b-d9cb-469f-a165-70867728950e",
)
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
THEIRS = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
    b'syntax-ns#"><rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
    b' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" photoshop:Credit="Made with '
    b'Google AI" Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/'
    b'trainedAlgorithmicMedia"/></rdf:RDF></x:xmpmeta>'
)
FORMATS = {
    "PNG": [{}, {"compress_level": 0}, {"icc_profile": b"no profile"}, {"exif": True}],
    "JPEG": [{}, {"quality": 95, "progressive": True}, {"exif": True}, {"comment": b"a comment"}],
    "WEBP": [{"quality": 80}, {"lossless": True}, {"lossless": True, "exif": True}],
}
MODES = {
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "JPEG": ("L", "RGB", "CMYK"),
    "WEBP": ("RGB", "RGBA"),
}


def with_recipe(data, recipe=FOX):
    return metadata.with_packet(data, lambda before: xmp.packet(recipe, before=before))


def encoded(name, mode="RGB", size=(7, 5), *, exif=False, xmp=None, **options):
    image = Image.new("RGBA", size, (200, 90, 20, 120))
    image.putdata(
        [tuple((x * 7 + n * 31) % 256 for x in range(4)) for n in range(size[0] * size[1])]
    )
    image = image.convert("L" if mode == "I;16" else mode).convert(mode)
    if exif:
        options["exif"] = Image.Exif()
        options["exif"][0x010E] = "a scene"
    if xmp is not None and name == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", xmp.decode())
    elif xmp is not None:
        options["xmp"] = xmp
    out = io.BytesIO()
    image.save(out, name, **options)
    return out.getvalue()


@st.composite
def files(draw):
    """A picture of a model's, in any of the formats that they paint."""
    name = draw(st.sampled_from(sorted(FORMATS)))
    mode, options = draw(st.sampled_from(MODES[name])), draw(st.sampled_from(FORMATS[name]))
    size = draw(st.tuples(st.integers(1, 40), st.integers(1, 40)))
    return encoded(
        name, mode, size, xmp=draw(st.sampled_from([None, THEIRS, b"<no packet"])), **options
    )


def decoded(data):
    """All that a viewer shows of a file, and what it says beside its packet."""
    with Image.open(io.BytesIO(data)) as image:
        frames = [(each.mode, each.size, each.tobytes()) for each in ImageSequence.Iterator(image)]
        said = {
            key: image.info[key] for key in ("icc_profile", "exif", "comment") if key in image.info
        }
        return frames, said


def packet_of(data):
    """The packet, as Pillow finds it; there must be one."""
    with Image.open(io.BytesIO(data)) as image:
        found = image.info.get("XML:com.adobe.xmp") or image.info["xmp"]
    return found.encode() if isinstance(found, str) else found


def properties(data):
    """The values in a file's one packet, as an XML library reads them: by name, each once."""
    found = {}
    for description in ElementTree.fromstring(packet_of(data).decode()).iter(f"{RDF}Description"):
        values = [(each.tag, each.text) for each in description] + list(description.attrib.items())
        for name, value in values:
            assert name == f"{RDF}about" or name not in found, "a property that is said twice"
            found[name] = value
    return found


prompts = st.text(max_size=80) | st.text(
    st.sampled_from("&<>\"'\n\t狐🦊\ufffe\uffff"), max_size=200
)


@given(files(), prompts)
def test_a_recipe_in_a_file_leaves_every_pixel_as_it_is_and_reads_back(data, prompt):
    said = recipes.read({"prompt": prompt})
    recipe = replace(FOX, prompt=said.prompt if said else "")

    made = with_recipe(data, recipe)

    assert decoded(made) == decoded(data)
    found = properties(made)
    assert found[f"{IPTC}DigitalSourceType"] == xmp.AI_GENERATED
    readable = recipe.prompt.replace("\ufffe", "").replace("\uffff", "").strip()
    assert (found.get(f"{IPTC}AIPromptInformation") or "").strip() == readable
    assert found[f"{IPTC}AISystemVersionUsed"] == FOX.model
    back = recipes.read(metadata.recipe_in(made))
    assert back == (replace(recipe, prompt=readable) if readable else None)
    assert with_recipe(made, recipe) == made, "a second time changes nothing"


@pytest.mark.parametrize("name", FORMATS)
def test_what_a_model_says_in_its_own_packet_is_kept_and_not_said_twice(name):
    made = with_recipe(encoded(name, xmp=THEIRS))

    found = properties(made)
    assert found["{http://ns.adobe.com/photoshop/1.0/}Credit"] == "Made with Google AI"
    assert found[f"{IPTC}AIPromptInformation"] == FOX.prompt
    assert made.count(b"DigitalSourceType") == 1
    assert made.count(b"<x:xmpmeta") == 1


def test_a_png_is_byte_for_byte_what_it_was_beside_its_one_new_chunk():
    data = encoded("PNG", "RGBA", exif=True)

    assert as_painted(with_recipe(data)) == data


def signed(name):
    """A file with a C2PA manifest where each format keeps it."""
    data = encoded(name)
    if name == "PNG":
        return data[:33] + chunk(b"caBX", b"\0\0\0\x20jumb") + data[33:]
    if name == "JPEG":
        body = b"JP\0\1\0\0\0\1\0\0\0\x20jumb"
        return data[:2] + b"\xff\xeb" + (len(body) + 2).to_bytes(2) + body + data[2:]
    grown = data + b"C2PA\4\0\0\0jumb"
    return grown[:4] + (len(grown) - 8).to_bytes(4, "little") + grown[8:]


@pytest.mark.parametrize("name", FORMATS)
def test_a_signed_file_stays_as_it_is_so_that_its_signature_holds(name):
    assert with_recipe(signed(name)) == signed(name)


@pytest.mark.parametrize("name", ["GIF", "BMP", "TIFF"])
def test_a_file_of_another_format_stays_as_it_is(name):
    assert with_recipe(encoded(name)) == encoded(name)


@pytest.mark.parametrize("letter", ["&", "🦊", "狐"])
@pytest.mark.parametrize("name", FORMATS)
def test_the_longest_prompt_fits_every_format(name, letter):
    longest = replace(FOX, prompt=letter * MAX_WORDS)

    assert recipes.read(metadata.recipe_in(with_recipe(encoded(name), longest))) == longest


async def test_a_recipe_makes_no_file_too_large_to_post():
    imaging, data = Imaging(), encoded("PNG")
    whole, label = len(with_recipe(data)), len(with_recipe(data, NOTHING_SAID))

    async def within(limit):
        return await imaging.with_recipe(data, FOX, limit=limit)

    assert await within(whole) == with_recipe(data)
    assert await within(whole - 1) == with_recipe(data, NOTHING_SAID)
    assert await within(label - 1) == data


def packets():
    """Texts that are nearly packets, and attacks on parsers."""
    whole = xmp.packet(FOX)
    bomb = (
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b"<rdf:Description>&b;</rdf:Description>"
    )
    deep = b"<a>" * 10_000
    outside = b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
    return [whole, THEIRS, bomb, deep, outside, whole.replace(b"utf-8", b"utf-16"), whole[:300]]


@SOME
@given(mutated() | st.binary(max_size=300), st.sampled_from(packets()), st.integers(0, 400))
def test_whatever_a_file_says_reading_and_writing_it_never_fail(data, packet, cut):
    for one in (data, metadata.with_packet(data, lambda _: packet[: len(packet) - cut])):
        said = metadata.recipe_in(one)
        found = recipes.read(said)
        assert found is None or 0 < len(found.prompt) <= MAX_WORDS
        assert isinstance(with_recipe(one), bytes)


@given(st.sampled_from(SEEDS))
def test_a_packet_in_any_file_that_takes_one_is_found_again(data):
    made = with_recipe(data)
    assume(made != data)

    assert recipes.read(metadata.recipe_in(made)) == FOX


@pytest.mark.parametrize("packet", packets()[2:5])
def test_a_packet_that_could_declare_entities_or_is_none_is_refused(packet):
    assert xmp.read(packet) is None


def test_what_a_file_says_is_bounded_and_only_names_what_there_is():
    said = {
        "prompt": "\u202e" + "x" * 9000,
        "model": "x" * 200,
        "aspect": "1:99",
        "lineage": "<@1>",
    }

    found = recipes.read(said)

    assert found == Recipe(prompt="x" * (MAX_WORDS - 1))
    assert recipes.read({"prompt": " \u200b"}) is None


def said_in(discord, message, number=0):
    """What the file of a picture says."""
    data = discord.file(message.attachments[number])
    assert properties(data)[f"{IPTC}DigitalSourceType"] == xmp.AI_GENERATED
    return recipes.read(metadata.recipe_in(data))


async def test_each_posted_picture_says_how_it_was_made_and_nothing_about_its_person(
    discord, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox", aspect="16:9", count=2)

    foxes = await shown(discord, art)

    made = said_in(discord, foxes)
    assert (made.prompt, made.model, made.aspect) == ("a fox", "gemini-nano-banana-2.1", "16:9")
    assert made.lineage
    assert said_in(discord, foxes, 1) == made
    data = discord.file(foxes.attachments[0])
    assert not any(who.encode() in data for who in (str(ada.id), "Ada", str(discord.world.bot.id)))


async def test_who_does_not_want_it_has_files_that_only_say_that_they_are_ai_generated(
    discord, ada, bo, art, fox
):
    asked = await ada.slash("settings mine", channel=art, recipe=False)
    await answered(discord, asked, "settings.recipe.off")

    await ada.says("make it night", reply_to=fox)
    assert said_in(discord, await shown(discord, art, 2)) is None
    await bo.clicks(fox, "Again")
    assert said_in(discord, await shown(discord, art, 3)) is None, "they are Ada's words"

    await ada.slash("settings mine", channel=art, recipe=True)
    await ada.slash("imagine", channel=art, prompt="a hen")
    assert said_in(discord, await shown(discord, art, 4)).prompt == "a hen"


async def test_a_server_decides_for_all_that_is_painted_in_it(discord, ada, art):
    asked = await ada.slash("settings server", channel=art, recipe=False)
    await answered(discord, asked, "settings.server", recipe=say("settings.server.recipe.off"))

    await ada.slash("imagine", channel=art, prompt="a fox")

    assert said_in(discord, await shown(discord, art)) is None


async def test_a_private_result_follows_the_same_rules(discord, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a secret", private=True)
    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert said_in(discord, asked.reply).prompt == "a secret"

    await ada.slash("settings mine", channel=art, recipe=False)
    asked = await ada.slash("imagine", channel=art, prompt="a secret", private=True)

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert said_in(discord, asked.reply) is None


def fields(form):
    """The words in the fields of a form."""
    return [label["component"].get("value") for label in form.components]


def file_from_elsewhere(**said):
    """A picture that Easel painted in another server, with what its file says."""
    return "mine.png", with_recipe(encoded("PNG", size=(64, 36)), replace(FOX, **said))


async def test_an_attached_file_offers_its_prompt_with_its_model_and_shape(
    easel, discord, gemini, ada, art
):
    file = file_from_elsewhere(prompt="a fox & <a> `hen`", model="gemini-3-pro-image")
    asked = await ada.slash("imagine", channel=art, prompt="like this", image=file)
    await shown(discord, art)
    await discord.until(
        lambda: any(reply.buttons() == ["Use its prompt"] for reply in asked.replies)
    )
    [offer] = [reply for reply in asked.replies if reply.buttons() == ["Use its prompt"]]
    assert offer.flags & 64, "it is for them alone"
    await easel.stop()
    await easel.start()

    form = (await (await ada.clicks(offer, "Use its prompt")).acknowledged()).modal
    assert fields(form) == ["a fox & <a> `hen`"]
    await ada.submits(form, {"words": "a fox & <a> hen at night"})

    painted = said_in(discord, await shown(discord, art, 2))
    assert (painted.prompt, painted.model) == ("a fox & <a> hen at night", "gemini-3-pro-image")
    assert painted.aspect == "16:9"
    assert not said(gemini)[-1][2], "it is painted anew"


async def test_a_model_that_is_not_offered_is_replaced_by_the_persons_own(discord, ada, art):
    file = file_from_elsewhere(prompt="a hen", model="gemini-that-is-not")
    asked = await ada.slash("imagine", channel=art, prompt="like this", image=file)
    await discord.until(
        lambda: any(reply.buttons() == ["Use its prompt"] for reply in asked.replies)
    )
    [offer] = [reply for reply in asked.replies if reply.buttons() == ["Use its prompt"]]

    form = (await (await ada.clicks(offer, "Use its prompt")).acknowledged()).modal
    await ada.submits(form, {"words": "a hen"})

    assert said_in(discord, await shown(discord, art, 2)).model == "gemini-nano-banana-2.1"


async def test_in_a_channel_the_prompt_of_a_file_is_shown_to_who_asks_for_it_alone(
    discord, ada, bo, art
):
    secret = "@everyone [gold](https://evil.example) ```a hen``` in secret"
    posted = await bo.says("", channel=art, files=[file_from_elsewhere(prompt=secret)])
    await ada.says(f"{discord.bot_mention} make it night", channel=art, reply_to=posted)
    await shown(discord, art)
    [offer] = [m for m in discord.messages(art) if m.buttons() == ["Show its prompt"]]
    assert not any("in secret" in m.all_text() for m in discord.messages(art))

    asked = await ada.clicks(offer, "Show its prompt")

    await answered(discord, asked, "recipe.found")
    [embed] = asked.reply.embeds
    assert embed["description"] == f"```\n{secret.replace('```', chr(39) * 3)}\n```"
    assert not asked.reply.mentions


async def test_a_file_that_says_nothing_offers_nothing(discord, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a hat", image=("a.png", encoded("PNG")))

    await shown(discord, art)
    assert not any(reply.embeds for reply in asked.replies)
