"""What the sandbox's painter understands of a sentence, in the six languages of Easel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.gemini.painting.edits import change, imagine
from bot.sandbox.gemini.painting.scene import Scene, dump, load
from bot.sandbox.gemini.painting.vocabulary import LANGUAGES, meanings


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
    return things, {word for word in where if word}


@pytest.mark.parametrize("language", LANGUAGES)
def test_more_than_a_thousand_things_have_names_in_every_language(language):
    table = meanings(language)

    nouns = [key for key, several in table.items() if any(m.kind == "noun" for m in several)]
    assert len(nouns) > 1500
    assert len({m.value for several in table.values() for m in several if m.kind == "noun"}) > 1400


@pytest.mark.parametrize(
    ("words", "things", "where"),
    [
        ("a fox on a hill", ["🦊"], {"hills"}),
        ("a bowl of ramen", ["🍜"], {"table"}),
        ("two blue cats and a red dog at night", ["🐈 blue", "🐈 blue", "🐕 red"], {"night"}),
        ("a bear with sunglasses on the beach", ["🐻 +🕶"], {"beach"}),
        ("foxes wearing red hats in the mountains", ["🦊 +red🎩"] * 3, {"mountains"}),
        ("a fox in a scarf and an owl with a hat", ["🦊 +🧣", "🦉 +🎩"], {"forest"}),
        ("a cactus", ["🌵"], {"desert"}),
        ("cats and a bus", ["🐈"] * 3 + ["🚌"], set()),
        ("a bouquet of flowers", ["💐"], set()),
        ("an orange cat", ["🐈 orange"], set()),
        ("an orange on a table", ["🍊"], {"table"}),
        ("a tiny robot in a city, pixel art", ["🤖 small"], {"city", "pixel"}),
        ("ein Fuchs mit einer roten Krone im Wald bei Nacht", ["🦊 +red👑"], {"forest", "night"}),
        ("drei kleine Katzen im Schnee", ["🐈 small"] * 3, {"snow"}),
        ("der Schneefuchs vor dem Leuchtturm im Sturm", ["🦊", "lighthouse"], {"storm"}),
        ("un zorro azul y un gato rojo en la playa", ["🦊 blue", "🐈 red"], {"beach"}),
        ("un dragón triste bajo la lluvia", ["🐉 sad"], {"rain"}),
        ("un renard heureux dans la forêt en automne", ["🦊 happy"], {"forest", "autumn"}),
        ("un phare sous l'orage à l'aquarelle", ["lighthouse"], {"storm", "watercolour"}),
        ("uma raposa feliz na praia ao pôr do sol", ["🦊 happy"], {"beach", "sunset"}),
        ("dois gatos com óculos de sol", ["🐈 +🕶", "🐈 +🕶"], set()),
        ("雪の中の青いキツネ", ["🦊 blue"], {"snow"}),
        ("夜の東京でラーメン、水彩画", ["🍜"], {"night", "city", "watercolour"}),
    ],
)
def test_words_become_a_scene(words, things, where):
    understood = imagine(words, seed=1)

    found, elsewhere = told(understood.scene)
    assert found == things
    assert elsewhere >= where
    assert not understood.unknown


FOX = "a fox and a cat on a hill by day"


@pytest.mark.parametrize(
    ("words", "things", "where"),
    [
        ("make it night", ["🦊", "🐈"], {"night"}),
        ("give the fox a crown and add a dog", ["🦊 +👑", "🐈", "🐕"], set()),
        ("make the fox blue and the cat red", ["🦊 blue", "🐈 red"], set()),
        ("the fox is sad", ["🦊 sad", "🐈"], set()),
        ("make it night, but keep everything else the same", ["🦊", "🐈"], {"night"}),
        ("add a dog next to the cat", ["🦊", "🐈", "🐕"], set()),
        ("there should be three cats", ["🦊", "🐈", "🐈", "🐈"], set()),
        ("add a cat", ["🦊", "🐈", "🐈"], set()),
        ("¿Puedes añadir un perro al lado del zorro?", ["🦊", "🐈", "🐕"], set()),
        ("キツネの隣に犬を追加してください", ["🦊", "🐈", "🐕"], set()),
        ("make the cat bigger", ["🦊", "🐈 big"], set()),
        ("remove the cat", ["🦊"], set()),
        ("turn the fox into a dragon", ["🐉", "🐈"], set()),
        ("without the cat, in winter", ["🦊"], {"winter"}),
        ("another cat", ["🦊", "🐈", "🐈"], set()),
        ("move them to the beach", ["🦊", "🐈"], {"beach"}),
        ("as a woodcut", ["🦊", "🐈"], {"woodcut"}),
        ("add a sign that says open", ["🦊", "🐈"], {"open"}),
        ("mach die Katze grün und füge einen Drachen hinzu", ["🦊", "🐈 green", "🐉"], set()),
        ("ersetze den Fuchs durch einen Roboter", ["🤖", "🐈"], set()),
        ("entferne die Katze", ["🦊"], set()),
        ("ohne die Katze, bei Nacht mit Polarlicht", ["🦊"], {"night", "aurora"}),
        ("ponle un sombrero rojo al gato", ["🦊", "🐈 +red🎩"], set()),
        ("cambia el zorro por un perro", ["🐕", "🐈"], set()),
        ("quita el gato y añade un árbol", ["🦊", "🌳"], set()),
        ("remplace le chat par un robot", ["🦊", "🤖"], set()),
        ("enlève le renard", ["🐈"], set()),
        ("ajoute un phare sous la neige", ["🦊", "🐈", "lighthouse"], {"snow"}),
        ("troque a raposa por um dragão", ["🐉", "🐈"], set()),
        ("tire o gato, à noite", ["🦊"], {"night"}),
        ("猫を青くして", ["🦊", "🐈 blue"], set()),
        ("キツネを消して", ["🐈"], set()),
        ("猫を悲しくして、城を追加して", ["🦊", "🐈 sad", "🏰"], set()),
    ],
)
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
    ("words", "unknown", "missing"),
    [
        ("add a tiefling", ("tiefling",), ()),
        ("make it majestic", ("majestic",), ()),
        ("replace the fox with a tiefling", ("tiefling",), ()),
        ("füge einen Wolpertinger hinzu", ("Wolpertinger",), ()),
        ("ajoute un dahu", ("dahu",), ()),
        ("remove the dragon", (), ("dragon",)),
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
