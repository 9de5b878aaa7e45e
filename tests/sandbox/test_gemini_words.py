"""What the sandbox's painter understands of a sentence, in the six languages of Easel."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.gemini import atelier
from bot.sandbox.gemini.ask import Ask, read_contents
from bot.sandbox.gemini.painting.cutouts import is_drawn
from bot.sandbox.gemini.scenes.edits import change, imagine
from bot.sandbox.gemini.scenes.scene import Scene, dump, load
from bot.sandbox.gemini.scenes.vocabulary import LANGUAGES, bare, meanings, members

LISTS = Path(__file__).with_name("painter")


def told(scene):
    """A scene in a few words: things with what is said of them, then where and when."""
    things = [
        "".join(
            (t.glyph, t.colour and f" {t.colour}", t.size and f" {t.size}", t.mood and f" {t.mood}")
        )
        + "".join(f" +{worn.colour}{worn.glyph}" for worn in t.worn)
        for t in scene.things
    ]
    where = [scene.ground, scene.hour, scene.season, *scene.weather, scene.style, scene.sign]
    where.append(f"zoom{scene.zoom:+}" if scene.zoom else "")
    return things, {word for word in where if word}


def listed(name):
    """The rows of a list: words, the things in the scene, and the rest of it."""
    lines = (LISTS / name).read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line[0] != "#"]
    return [(words, things.split(", "), {*where.split()}) for words, things, where in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_1_500_nouns_for_1_300_things_are_known_in_every_language(language):
    table = meanings(language)

    nouns = [key for key, several in table.items() if any(m.kind == "noun" for m in several)]
    assert len(nouns) > 1500
    assert len({m.value for several in table.values() for m in several if m.kind == "noun"}) > 1300


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_has_a_name_can_be_drawn(language):
    listed = [m for several in meanings(language).values() for m in several]
    named = {glyph for m in listed if m.kind in {"noun", "several"} for glyph in m.value.split()}

    assert not {glyph for glyph in named if ":" not in glyph and not is_drawn(bare(glyph))}


@pytest.mark.parametrize(("words", "things", "where"), listed("prompts.txt"))
def test_words_become_a_scene(words, things, where):
    understood = imagine(words, seed=1)

    found, elsewhere = told(understood.scene)
    assert found == things
    assert elsewhere >= where
    assert not understood.unknown


FOX = "a fox and a cat on a hill by day"


@pytest.mark.parametrize(("words", "things", "where"), listed("edits.txt"))
def test_words_change_a_scene_and_nothing_else_in_it(words, things, where):
    before = imagine(FOX, seed=1).scene

    understood = change(before, words, seed=1)

    found, elsewhere = told(understood.scene)
    assert found == things
    assert elsewhere >= where
    assert understood.changed
    assert not understood.unknown
    assert not understood.missing


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("a fox", "en"),
        ("ein Fuchs", "de"),
        ("un zorro", "es"),
        ("un renard", "fr"),
        ("uma raposa", "pt"),
        ("きつね", "ja"),
    ],
)
def test_a_prompt_is_improved_in_its_language_and_in_words_that_the_painter_knows(words, language):
    asked = {"parts": [{"text": f"Improve it. Request: {words}"}]}
    ask = Ask(
        contents=read_contents([asked]),
        ratio=None,
        size="1K",
        seed=None,
        wants_words=True,
        wants_picture=False,
        wants_thoughts=False,
        json_schema={},
    )

    improved = atelier.describe_as_json(ask, schema={"properties": {"prompt": {"type": "string"}}})

    assert isinstance(improved, dict)
    understood = imagine(improved["prompt"], seed=1)
    assert told(understood.scene)[0] == ["🦊"]
    assert (understood.unknown, understood.language) == ((), language)


@pytest.mark.parametrize(
    ("words", "things"),
    [
        ("a seahorse and a starfish in a cave", ["seahorse", "starfish", "cave"]),
        ("ein Strauß neben einer Harfe", ["ostrich", "harp"]),
        ("un tanque y una gaviota", ["tank", "seagull"]),
        ("une mouette sur un radeau", ["seagull", "raft"]),
        ("um cavalo-marinho", ["seahorse"]),
        ("洞窟の中のタツノオトシゴ", ["cave", "seahorse"]),
        ("a guitarist", ["🧑", "🎸"]),
        ("ein Liebespaar", ["👩", "👨"]),
        ("une famille à la plage", ["👨", "👩", "🧒"]),
        ("un feu d'artifice", ["🎆"]),
    ],
)
def test_a_word_stands_for_what_it_means_and_for_nothing_that_sounds_like_it(words, things):
    understood = imagine(words, seed=1)

    assert [thing.glyph for thing in understood.scene.things] == things
    assert not understood.unknown


def test_what_cannot_be_done_leaves_the_picture_alone_and_is_not_said_to_be_done():
    before = imagine(FOX, seed=1).scene

    understood = change(before, "move the cat behind the fox", seed=2)

    assert understood.scene == before
    assert not understood.heard


def test_two_that_are_there_change_places():
    before = imagine(FOX, seed=1).scene

    after = change(before, "swap the fox and the cat", seed=1).scene

    assert {one.glyph: one.place for one in after.things} == {"🦊": 1, "🐈": 0}


@pytest.mark.parametrize(
    ("words", "unknown", "missing"),
    [
        ("add a tiefling", ("tiefling",), ()),
        ("make it majestic", ("majestic",), ()),
        ("replace the fox with a tiefling", ("tiefling",), ()),
        ("füge einen Wolpertinger hinzu", ("Wolpertinger",), ()),
        ("ajoute un dahu", ("dahu",), ()),
        ("make the fox wear a yellow raincoat", ("raincoat",), ()),
        ("ponle al zorro un impermeable amarillo", ("impermeable",), ()),
        ("añade un tejedor tejiendo", ("tejedor",), ()),
        ("add a griffin guarding it", ("griffin",), ()),
        ("füge einen Seeigel hinzu", ("Seeigel",), ()),  # no hedgehog, and no lake
        ("remove the dragon", (), ("dragon",)),
        ("no people", (), ("people",)),
        ("replace the hat with a crown", (), ("hat",)),
        ("statt des Drachen ein Pferd", (), ("Drachen",)),
        ("replace the tiefling with a dragon", ("tiefling",), ()),
        ("stop the rain", (), ("rain",)),
    ],
)
def test_what_is_not_known_or_not_there_is_said_and_leaves_the_picture_alone(
    words, unknown, missing
):
    before = imagine(FOX, seed=1).scene

    understood = change(before, words, seed=1)

    assert (understood.unknown, understood.missing) == (unknown, missing)
    assert understood.scene == before


@pytest.mark.parametrize(
    "words", ["an incredibly fluffy fox", "a cute fox, highly detailed", "un zorro majestuoso"]
)
def test_adjectives_beside_a_known_thing_are_let_go(words):
    understood = imagine(words, seed=1)

    assert told(understood.scene)[0] == ["🦊"]
    assert not understood.unknown


@given(st.text(max_size=80))
def test_a_scene_survives_its_file_whatever_was_said(words):
    scene = imagine(words, seed=7).scene

    assert load(dump(scene)) == scene
    assert isinstance(change(scene, words, seed=1).scene, Scene)


@pytest.mark.parametrize(
    "words", ["take the hat off the fox", "Nimm dem Fuchs den Hut ab", "no hat"]
)
def test_a_hat_is_taken_off_and_its_wearer_stays(words):
    before = imagine("a fox with a hat", seed=1).scene

    assert told(change(before, words, seed=1).scene)[0] == ["🦊"]


@pytest.mark.parametrize(
    "words",
    [
        "replace the hat with a crown",
        "change the fox's hat into a crown",
        "gib dem Fuchs statt des Huts eine Krone",
        "cambia el sombrero por una corona",
        "remplace le chapeau par une couronne",
        "帽子を王冠に変えて",
    ],
)
def test_one_thing_that_is_worn_is_exchanged_for_another(words):
    before = imagine("a fox with a hat", seed=1).scene

    assert told(change(before, words, seed=1).scene)[0] == ["🦊 +👑"]


@pytest.mark.parametrize(
    "words", ["only keep the cat", "no fox, just the cat", "nur die Katze", "seulement le chat"]
)
def test_only_what_is_named_stays(words):
    before = imagine(FOX, seed=1).scene

    assert told(change(before, words, seed=1).scene)[0] == ["🐈"]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("make the second cat black", ["🐈", "🐈 black", "🐈", "🦊"]),
        ("mach die letzte Katze schwarz", ["🐈", "🐈", "🐈 black", "🦊"]),
        ("remove one of the cats", ["🐈", "🐈", "🦊"]),
        ("quita un gato", ["🐈", "🐈", "🦊"]),
        ("entferne zwei Katzen", ["🐈", "🦊"]),
        ("enlève les chats", ["🦊"]),
        ("make them all happy", ["🐈 happy"] * 3 + ["🦊 happy"]),
        ("猫を五匹にして", ["🐈", "🐈", "🐈", "🦊", "🐈", "🐈"]),
    ],
)
def test_of_several_those_are_changed_that_the_words_pick(words, left):
    before = imagine("three cats and a fox on a hill by day", seed=1).scene

    assert told(change(before, words, seed=1).scene)[0] == left


@pytest.mark.parametrize(
    ("words", "sides"),
    [
        ("move the cat to the left", ["", "left"]),
        ("den Fuchs nach rechts", ["right", ""]),
        ("pon el gato a la izquierda", ["", "left"]),
        ("mets le renard à droite", ["right", ""]),
        ("coloque o gato no centro", ["", "middle"]),
        ("猫を左に", ["", "left"]),
    ],
)
def test_a_thing_goes_to_the_side_that_is_named(words, sides):
    before = imagine(FOX, seed=1).scene

    understood = change(before, words, seed=1)

    assert [thing.side for thing in understood.scene.things] == sides
    assert not understood.unknown


def test_who_comes_after_a_mount_has_gone_is_not_ridden():
    riding = imagine("an astronaut riding a horse", seed=1).scene

    after = change(change(riding, "remove the horse", seed=1).scene, "add a cat", seed=1).scene

    assert {thing.glyph: thing.on for thing in after.things} == {"🧑‍🚀": -1, "🐈": -1}


def test_the_snow_of_before_melts_in_another_season():
    snowy = imagine("a fox on a hill in the snow", seed=1).scene

    assert change(snowy, "make it autumn", seed=1).scene.weather == ()
    assert change(snowy, "make it a winter night", seed=1).scene.weather == ("snow",)


@pytest.mark.parametrize(
    "words", ["a surfing dog", "ein surfender Hund", "un chien qui surfe", "um cachorro surfando"]
)
def test_who_surfs_rides_a_wave(words):
    scene = imagine(words, seed=1).scene

    places = {thing.glyph: thing.place for thing in scene.things}
    assert {thing.glyph: thing.on for thing in scene.things} == {"🐕": places["🌊"], "🌊": -1}


@pytest.mark.parametrize(
    "words",
    [
        "a dog on a surfboard",
        "a cat eating pizza on a sofa",
        "an astronaut sitting on a crescent moon, fishing for stars",
        "un gato sobre una calabaza",
        "公園のベンチに座る猫",
        "a cat reading a newspaper in an armchair",
        "un gato sentado en una roca",
    ],
)
def test_who_sits_on_something_is_on_it_whatever_else_is_there(words):
    scene = imagine(words, seed=1).scene

    seats = {thing.place for thing in scene.things if thing.glyph in members("ridden")}
    riders = [thing for thing in scene.things if thing.on in seats]
    assert len(riders) == 1
    assert riders[0].glyph in {"🐕", "🐈", "🧑‍🚀"}


@pytest.mark.parametrize(
    "words", ["a red bicycle leaning on a brick wall", "a cat and a bike on a hill"]
)
def test_what_leans_on_something_or_stands_there_as_well_is_beside_it(words):
    scene = imagine(words, seed=1).scene

    assert [thing.on for thing in scene.things] == [-1, -1]


@pytest.mark.parametrize(
    ("words", "things", "where"),
    [
        ("ein Fuchs im Herbstwald", ["🦊"], {"autumn", "forest"}),
        ("eine Winterlandschaft", [], {"winter", "hills"}),
        ("ein Schneefuchs", ["🦊"], {"snow"}),
        ("ein Winterabend im Dorf", ["🏘"], {"winter", "sunset"}),
        ("eine Almhütte", ["🛖"], set()),
    ],
)
def test_both_parts_of_a_german_compound_are_understood(words, things, where):
    understood = imagine(words, seed=1)

    found, elsewhere = told(understood.scene)
    assert (found, elsewhere >= where, understood.unknown) == (things, True, ())


def test_an_umbrella_in_the_rain_leaves_the_rain_to_the_sky():
    scene = imagine("ein Mädchen mit rotem Regenschirm im Regen", seed=1).scene

    assert told(scene)[0] == ["👧", "☔ red"]
    assert scene.weather == ("rain",)


@pytest.mark.parametrize("words", ["a field of lavender", "un champ de lavande"])
def test_a_field_of_flowers_has_many(words):
    assert len(imagine(words, seed=1).scene.things) > 5


@pytest.mark.parametrize(
    ("words", "things"), [("add a hat", ["bench", "🐕 +🎩"]), ("happier", ["bench", "🐕 happy"])]
)
def test_what_is_said_of_no_one_is_said_of_who_has_a_head(words, things):
    before = imagine("a bench and a dog", seed=1).scene

    assert told(change(before, words, seed=1).scene)[0] == things


@pytest.mark.parametrize("words", ["a dragon sitting on a castle", "ein Drache auf einer Bank"])
def test_who_is_ridden_by_others_sits_on_things_as_well(words):
    dragon, seat = imagine(words, seed=1).scene.things

    assert (dragon.glyph, dragon.on, seat.on) == ("🐉", seat.place, -1)


@pytest.mark.parametrize(
    ("words", "things"),
    [
        ("remove the tree", ["🚢"]),
        ("make the tree blue", ["🌲 blue", "🚢"]),
        ("turn the boat green", ["🌲", "🚢 green"]),
        ("replace the boat with a house", ["🌲", "🏠"]),
        ("add a tree", ["🌲", "🚢", "🌳"]),
        ("weg mit dem Boot", ["🌲"]),
    ],
)
def test_a_wider_word_means_what_is_there(words, things):
    before = imagine("a fir and a ship", seed=1).scene

    understood = change(before, words, seed=1)

    assert told(understood.scene)[0] == things
    assert understood.changed


def test_the_sun_ends_what_is_seen_by_night_alone():
    before = imagine("a fox under the northern lights", seed=1).scene

    scene = change(before, "bring back the sun", seed=1).scene

    assert (scene.hour, scene.weather) == ("day", ())
