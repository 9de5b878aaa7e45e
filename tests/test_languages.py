"""Every language says all of it, within Discord's limits, and people are spoken to in theirs."""

import asyncio
import re
import string
import unicodedata
from datetime import date
from pathlib import Path

import discord
import pytest

from bot.discord.invite import missing_permissions
from bot.text import formats, wording
from bot.text.languages import CATALOGS, FOLDER, translated
from bot.text.plurals import Plural

from .messages import forms, read
from .stories import pictures, shown

NAMES = sorted(set(CATALOGS.values()))
LIMITS = {  # characters, by what a code begins with; the longest beginning counts
    "command.": 100,
    "option.": 100,
    "choice.": 100,
    "menu.": 32,
    "button.": 80,
    "modal.": 45,
    "modal.words.hint": 100,
    "modal.pictures.hint": 100,
    "modal.aspect.hint": 100,
    "modal.blocked.hint": 100,
    "modal.paint.words.hint": 100,
    "modal.paint.aspect.hint": 100,
    "modal.quality.hint": 100,
    "modal.improve.hint": 100,
    "modal.improve.yes": 100,
    "modal.paint.quality.hint": 100,
}
NOT_ON_BUTTONS = {"button.stale"}


@pytest.fixture(params=NAMES)
def catalog(request):
    return read(request.param)


@pytest.fixture(params=sorted(CATALOGS))
def locale(request):
    """A language as Discord names it."""
    return request.param


def facts(sentence):
    return {fact for _, fact, _, _ in string.Formatter().parse(sentence) if fact is not None}


def english_forms(words):
    return (words.one, words) if isinstance(words, Plural) else (words,)


def limit(code):
    known = [start for start in LIMITS if code.startswith(start)]
    return None if code in NOT_ON_BUTTONS or not known else LIMITS[max(known, key=len)]


def test_a_catalog_has_each_sentence_as_it_is_in_english_now_and_no_other(catalog):
    known = {message.context: forms(message.id) for message in catalog if message.id}

    assert known == {code: english_forms(words) for code, words in wording.SENTENCES.items()}


def test_a_catalogs_head_leaves_no_blanks_to_be_filled_in(catalog):
    head = (FOLDER / f"{catalog.locale}.po").read_text().partition("\n\n")[0]

    assert [blank for blank in ("VERSION\\n", "FULL NAME", "@", "YEAR") if blank in head] == []


def test_a_catalog_says_every_sentence(catalog):
    empty = [m.context for m in catalog if m.id and not all(map(str.strip, forms(m.string)))]

    assert empty == []


def test_a_translation_has_the_facts_of_its_sentence(catalog):
    others = {
        message.context: message.string
        for message in catalog
        if message.id
        and any(facts(form) != facts(forms(message.id)[-1]) for form in forms(message.string))
    }

    assert others == {}


def test_what_discord_limits_is_short_enough(catalog):
    filled = {
        message.context: max(forms(message.string), key=len).format(
            **dict.fromkeys(facts(forms(message.id)[-1]), "10")
        )
        for message in catalog
        if message.id and limit(message.context)
    }

    assert {code: words for code, words in filled.items() if len(words) > limit(code)} == {}


def test_english_keeps_the_same_limits():
    assert [c for c, words in wording.SENTENCES.items() if len(words) > (limit(c) or 2000)] == []


def test_no_two_strings_of_a_kind_that_discord_shows_are_the_same_in_english():
    kinds = ("menu.", "command.", "option.", "choice.")

    shown_there = [
        (code.partition(".")[0], words)
        for code, words in wording.SENTENCES.items()
        if code.startswith(kinds)
    ]

    assert len(set(shown_there)) == len(shown_there)


def test_a_number_of_pictures_is_told_in_the_persons_language(locale):
    refused = wording.say("limit.person.pictures", locale, pictures=3, left=1, resets=1)

    assert wording.picture_count(3, locale) in refused
    assert "images" not in refused or locale == "fr"


def test_a_language_without_a_catalog_is_english():
    assert wording.say("button.edit", "da") == "Edit"
    assert translated("no.such.code", "Some words", "ja") == "Some words"


async def test_a_person_is_answered_in_the_language_of_their_discord(discord, gemini, art, locale):
    ada = discord.person("Ada", locale=locale)
    gemini.gate = asyncio.Event()

    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    painting = wording.say("standing.painting", locale)
    await discord.until(lambda: asked.reply and asked.reply.content == painting)
    gemini.gate.set()
    message = await shown(discord, art)
    edit = await (await ada.clicks(message, wording.say("button.edit"))).acknowledged()
    refused = await ada.slash("settings thread", channel=art, listen="all")
    await discord.until(lambda: refused.reply and refused.reply.content)

    assert painting != wording.say("standing.painting")
    assert message.attachments[0]["description"] == wording.say("alt.made", words="a fox")
    assert edit.modal.title == wording.say("modal.edit", locale) != wording.say("modal.edit")
    assert refused.reply.content == wording.say("thread.only", locale)


async def test_messages_are_answered_in_the_language_of_the_server(discord, ada, art, locale):
    discord.set_locale(locale)

    await ada.says(f"{discord.bot_mention}", channel=art)

    words = wording.say("help.here.channel", locale)
    await discord.until(lambda: words in discord.messages(art)[-1].content)
    assert words != wording.say("help.here.channel")


async def test_what_everyone_reads_is_in_the_servers_language_and_the_rest_in_each_persons(
    easel, discord, art
):
    discord.set_locale("fr")
    ada, bo = discord.person("Ada", locale="de"), discord.person("Bo", locale="ja")
    asked = await ada.slash("imagine", channel=art, prompt="a {red, blue} fox")
    await discord.until(lambda: asked.reply and asked.reply.buttons())
    assert asked.reply.buttons()[-1] == wording.say("button.no", "de")
    await easel.stop()
    await easel.start()
    await ada.clicks(asked.reply, wording.say("button.yes", "de"))
    fox = await shown(discord, art, 2)
    again = await bo.clicks(fox, wording.say("button.again", "fr"))
    await shown(discord, art, 3)
    await bo.slash("history", channel=art)

    sheet = await shown(discord, art, 4)

    assert wording.say("history.title", "fr", count=3, head="#3") in sheet.content
    for picture in pictures(discord, art)[:3]:
        assert picture.buttons() == [
            wording.say(f"button.{name}", "fr", count=4)
            for name in ("again", "vary", "vary.grid", "edit")
        ]
        words = wording.say("alt.made", "fr", words="\0").partition("\0")[0]
        assert picture.attachments[0]["description"].startswith(words)
    assert again.reply is None or wording.say("button.again", "fr") not in again.reply.buttons()


@pytest.mark.parametrize("by", ["command", "message"])
async def test_a_note_stays_in_the_language_of_who_reads_it_when_it_is_cancelled(
    discord, gemini, art, by
):
    discord.set_locale("fr")
    ada = discord.person("Ada", locale="de")
    gemini.gate = asyncio.Event()
    if by == "command":
        asked = await ada.slash("imagine", channel=art, prompt="a fox")
        await discord.until(lambda: asked.reply and asked.reply.buttons())
        note, locale = asked.reply, "de"
    else:
        await ada.says(f"{discord.bot_mention} a fox", channel=art)
        cancel = [wording.say("button.cancel", "fr")]
        await discord.until(lambda: discord.messages(art)[-1].buttons() == cancel)
        note, locale = discord.messages(art)[-1], "fr"

    await ada.clicks(note, wording.say("button.cancel", locale))

    await discord.until(lambda: note.content == wording.say("standing.cancelled", locale))


async def test_permissions_that_are_missing_have_the_names_that_discord_shows_there(
    discord, art, locale
):
    lacked = ["send_messages", "send_messages_in_threads", "create_public_threads"]
    lacked += ["attach_files", "embed_links", "read_message_history"]
    for name in lacked:
        discord.forbid(name.upper(), channel=art)
    owner = discord.person("Ada", locale=locale)

    asked = [
        await owner.slash("easel status", channel=art),
        await owner.slash("easel log", channel=art, channel_=art),
    ]
    await discord.until(lambda: all(one.reply and one.reply.content for one in asked))

    status, log = (one.reply.content for one in asked)
    names = [wording.say(f"permission.{name}", locale) for name in lacked]
    assert [name for name in names if name not in status] == []
    assert wording.permission_names(("send_messages", "attach_files"), locale) in log


def test_every_permission_that_easel_needs_has_a_name_in_every_language(locale):
    needed = missing_permissions(discord.Permissions.none())

    names = [wording.say(f"permission.{name}", locale) for name in needed]

    assert len({*names}) == len(needed) == 7
    assert not {*names} & {wording.say(f"permission.{name}") for name in needed}


def test_words_are_quoted_as_a_language_does():
    quoted = {
        "en-US": "“a fox”",
        "de": "„a fox“",
        "es-ES": "«a fox»",
        "fr": "«\N{NO-BREAK SPACE}a fox\N{NO-BREAK SPACE}»",
        "ja": "「a fox」",
        "pt-BR": "“a fox”",
    }
    assert {locale: wording.quoted("a fox", locale) for locale in quoted} == quoted


QUOTES = {"de": "„“", "es": "«»", "fr": "«»", "ja": "「」", "pt_BR": "“”", "en": "“”"}
_ANY_QUOTE = re.compile(r"[„“”«»「」『』\"]")


def test_sentences_quote_as_their_language_does(catalog):
    marks = QUOTES[str(catalog.locale)]
    for message in catalog:
        for sentence in forms(message.string) if message.id else ():
            found = _ANY_QUOTE.findall(sentence)
            assert "".join(found) == marks * (len(found) // 2), message.context


def test_no_sentence_is_quoted_outside_of_its_catalog():
    for sentence in map(str, wording.SENTENCES.values()):
        found = _ANY_QUOTE.findall(sentence)
        assert "".join(found) == QUOTES["en"] * (len(found) // 2)
    for file in (*Path("bot").rglob("*.py"), *Path("cogs").glob("*.py")):
        if not {"sandbox", "sentences", "config"} & set(file.parts):
            assert not re.search("[“”„«»「」]", file.read_text()), file


async def test_a_private_chat_goes_on_in_the_language_it_began_in(discord, locale):
    ada = discord.person("Ada", locale=locale)
    chat = ada.dm()
    await ada.slash("imagine", channel=chat, prompt="a fox")
    await shown(discord, chat)

    await ada.says("make it night", channel=chat)

    night = await shown(discord, chat, 2)
    assert wording.say("caption.by", locale, person=ada.mention) in night.content


async def test_discord_is_told_the_commands_in_every_language(discord, locale):
    commands = {command["name"]: command for command in discord.commands()}
    imagine, blend, settings = (commands[name] for name in ("imagine", "blend", "settings"))
    server = next(each for each in settings["options"] if each["name"] == "server")
    prompt, second = imagine["options"][0], blend["options"][2]
    choice = server["options"][0]["choices"][0]

    def localized(part, field="description"):
        return part[f"{field}_localizations"][locale]

    assert localized(imagine) == wording.say("command.imagine", locale) != imagine["description"]
    assert localized(prompt) == wording.say("option.prompt", locale) != prompt["description"]
    if locale != "fr":  # where it is the English word
        assert localized(second) == wording.say("option.blended", locale, number=2)
    assert localized(settings) == wording.say("command.settings", locale)
    assert localized(server) == wording.say("command.settings.server", locale)
    assert localized(choice, "name") == wording.say("choice.continue.everyone", locale)
    menu = commands[wording.say("menu.edit")]
    assert localized(menu, "name") == wording.say("menu.edit", locale)


async def test_names_of_commands_and_options_are_given_in_every_language(discord, locale):
    commands = {command["name"]: command for command in discord.commands()}
    settings = commands["settings"]
    added = next(each for each in settings["options"] if each["name"] == "style-add")
    second = next(each for each in commands["blend"]["options"] if each["name"] == "image2")

    def localized(part):
        return part["name_localizations"][locale]

    assert localized(commands["history"]) == wording.say("name.command.history", locale)
    assert localized(settings) == wording.say("name.command.settings", locale)
    assert localized(added) == wording.say("name.command.style-add", locale)
    assert localized(added["options"][1]) == wording.say("name.option.words", locale)
    if locale != "fr":  # where it is the English word
        assert localized(second) == wording.say("name.option.image", locale) + "2"


async def test_every_command_and_option_can_be_named_in_other_languages(discord):
    commands = [each for each in discord.commands() if each["type"] == 1]
    known = {code for code in wording.SENTENCES if code.startswith("name.")}

    assert {code for each in commands for code in codes("command", each)} == known


async def test_names_that_stand_together_differ_in_every_language(discord, locale):
    commands = [each for each in discord.commands() if each["type"] == 1]

    assert [twins for group in together(commands) if (twins := alike(group, locale))] == []


def test_names_are_what_discord_takes(catalog):
    names = {m.context: m.string for m in catalog if m.id and m.context.startswith("name.")}

    assert {code: name for code, name in names.items() if not fits(name)} == {}


def test_a_sentence_names_the_same_commands_and_options_in_every_language(catalog):
    """They stand there in English, and are given their names when it is said."""
    others = {
        message.context: message.string
        for message in catalog
        if message.id
        and any(
            spoken_of(form) != spoken_of(forms(message.id)[-1]) for form in forms(message.string)
        )
    }

    assert others == {}


def test_a_sentence_names_commands_and_options_as_a_person_sees_them():
    facts = {"number": 12, "last": 2}

    assert "/verlauf " in wording.say("nothing_here.number", "de", **facts)
    assert "/history " in wording.say("nothing_here.number", "da", **facts)
    assert "/ajustes estilos" in wording.say("style.unknown", "es-419", name="noir")
    assert "`stil`" in wording.say("style.added", "de", name="noir")
    assert "«/edit `style`»" in wording.say("only_words", "es-ES", words="/edit `style`")


async def test_what_is_no_sentence_stays_as_it_is(discord):
    commands = {command["name"]: command for command in discord.commands()}
    shape = next(each for each in commands["imagine"]["options"] if each["name"] == "aspect")

    assert all("name_localizations" not in choice for choice in shape["choices"])


def codes(kind, part):
    """The codes of a command's name and of those within it."""
    yield f"name.{kind}.{part['name'].rstrip(string.digits)}"
    for option in part.get("options") or []:
        yield from codes("command" if option["type"] == 1 else "option", option)


def together(parts):
    """Groups of commands or options that a person sees side by side."""
    yield parts
    for part in parts:
        yield from together(part.get("options") or [])


def alike(parts, locale):
    """Names that mean two things there: as shown, or in English, which may be typed, too."""
    meanings = {}
    for part in parts:
        shown = (part.get("name_localizations") or {}).get(locale)
        for name in {shown, part["name"]} - {None}:
            meanings.setdefault(name, set()).add(part["name"])
    return {name: found for name, found in meanings.items() if len(found) > 1}


def fits(name):
    """Discord's rule: ^[-_'\\p{L}\\p{N}\\p{sc=Deva}\\p{sc=Thai}]{1,32}$, and lower case."""
    letters = (unicodedata.category(letter)[0] in "LN" or letter in "-_'" for letter in name)
    return 1 <= len(name) <= 32 and name == name.lower() and all(letters)


def spoken_of(sentence):
    """The commands and options that a sentence names."""
    named = re.findall(r"(?<![\w/])/([a-z]+)(?: (?:style|export|usage)\w*)?", sentence)
    return sorted([*named, *re.findall(r"`[a-z_]+`", sentence)])


async def test_discord_is_told_the_commands_again_when_only_a_language_changed(easel, monkeypatch):
    def tellings():
        return [call.path for call in easel.discord.calls if call.method == "PUT"]

    await easel.stop()
    await easel.start()
    assert len(tellings()) == 1

    await easel.stop()
    monkeypatch.delitem(CATALOGS, "ja")
    await easel.start()

    assert len(tellings()) == 2
    assert "ja" not in easel.discord.commands()[0]["description_localizations"]


@pytest.mark.parametrize(
    ("count", "reads"),
    [
        (1, {"en-US": "1 image", "de": "1 Bild", "fr": "1 image", "ja": "1 枚"}),
        (0, {"en-US": "0 images", "de": "0 Bilder", "fr": "0 image", "pt-BR": "0 imagem"}),
        (2, {"en-US": "2 images", "es-ES": "2 imágenes", "fr": "2 images", "pt-BR": "2 imagens"}),
    ],
)
def test_what_is_counted_takes_the_form_of_its_language(count, reads):
    assert {locale: wording.picture_count(count, locale) for locale in reads} == reads


def test_one_request_is_one_request():
    assert "1 request waiting" in wording.say("limit.waiting", limit=1)
    assert "3 requests waiting" in wording.say("limit.waiting", limit=3)


def test_money_is_written_as_a_language_does_and_is_always_us_dollars():
    written = {locale: wording.money(34_000, locale) for locale in ("en-US", "en-GB", *CATALOGS)}

    assert written["en-US"] == "$0.034"
    assert written["de"].replace("\xa0", " ") == "0,034 US$"
    assert written["ja"] == "US$0.034"
    assert all("US" in text for locale, text in written.items() if locale != "en-US"), written
    assert wording.money(12_340_000) == "$12.34"
    assert wording.money(0) == "$0.00"


def test_a_list_has_the_marks_of_its_language():
    listed = {locale: formats.listed(("1K", "2K", "4K"), locale) for locale in ("en-US", *CATALOGS)}

    assert listed.pop("ja") == "1K、2K、4K"
    assert set(listed.values()) == {"1K, 2K, 4K"}


def test_japanese_sentences_follow_each_other_without_a_space():
    said = {locale: wording.say("history.title", locale, count=1, head="#1") for locale in CATALOGS}

    together = {locale: formats.together((words, words), locale) for locale, words in said.items()}

    assert together.pop("ja") == said["ja"] * 2
    assert together == {code: f"{words} {words}" for code, words in said.items() if code != "ja"}


async def test_who_is_refused_reads_the_choices_as_their_language_lists_them(discord, art, locale):
    ada = discord.person("Ada", locale=locale)

    asked = await ada.slash("imagine", channel=art, prompt="a fox", model="no such model")
    await discord.until(lambda: asked.reply and asked.reply.content)

    between = "、" if locale == "ja" else ", "
    assert f"Nano Banana 2.1{between}" in asked.reply.content


def test_nothing_that_people_read_is_joined_outside_of_the_formats():
    rooms = [Path("bot", name) for name in ("core", "discord", "engine", "text")]
    files = [file for room in (*rooms, Path("cogs")) for file in room.rglob("*.py")]

    assert [file for file in files if '", ".join' in file.read_text()] == []


def test_days_and_months_are_written_as_a_language_does():
    day = date(2026, 11, 27)

    assert (formats.month(day), formats.month_day(day)) == ("November 2026", "Nov 27")
    assert (formats.month(day, "de"), formats.month_day(day, "ja")) == ("November 2026", "11月27日")
    assert formats.number(2.5, "fr") == "2,5"
