"""The table of models, what an owner adds to it, and what is said when its facts rot."""

import logging
import re
from datetime import date, timedelta

import pytest

from bot.config import BadConfig, Config
from bot.config.loading import load
from bot.core import pricing
from bot.core.model_fit import moved
from bot.core.models import KNOWN, family
from bot.core.preferences import Preferences, choose
from bot.core.turns import ImageRequest
from bot.errors import NoAnswer
from bot.ops.model_watch import DAY, ModelWatch, model_findings, unsuitable_models

from .test_config import EXAMPLE

TODAY = date(2026, 11, 27)
OURS = Config().model_table()
LISTED = {model.id: ("generateContent", "countTokens") for model in KNOWN}
OWN = {
    "name": "Own",
    "prices": {"1K": 0.02, "2K": 0.05},
    "text_prices": (0.3, 2.5),
    "sizes": ("2K",),
    "ratios": ("1:1",),
    "inputs": 2,
    "ends": date(2027, 1, 1),
}


def said(listed=LISTED, *, today=TODAY, **sections):
    """What there is to say: faults as they are, notes after "Note: "."""
    config = Config(**sections)
    found = model_findings(config, config.model_table(), listed, today=today)
    return [finding.message if finding.fault else f"Note: {finding.message}" for finding in found]


# The table


def test_the_defaults_are_in_the_table_and_far_from_their_end():
    for model in (OURS.default, OURS.text_model):
        assert not model.assumed
        assert not model.has_ended(TODAY + timedelta(days=60))
    assert OURS.text_model.id == "gemini-3.5-flash-lite"
    assert OURS.text_model.text_prices == (300_000, 2_500_000)
    assert said() == []


def test_ends_are_those_that_google_lists():
    ends = {model.id: str(model.ends) for model in KNOWN if model.ends}

    assert ends == {
        "gemini-3.1-flash-image": "2026-10-29",
        "gemini-2.5-flash-image": "2027-03-15",
        "gemini-2.5-flash": "2026-12-01",
        "gemini-2.5-pro": "2026-12-01",
    }


def test_an_input_picture_costs_what_google_bills_for_it():
    model = OURS.default

    assert pricing.words_price(model, words_in=model.picture_tokens, words_out=0) == 1_680


def test_people_are_offered_what_paints_has_not_ended_and_takes_new_keys():
    assert [model.id for model in OURS.offered(TODAY)] == [
        "gemini-nano-banana-2.1",
        "gemini-3-pro-image",
        "gemini-3.1-flash-lite-image",
    ]


def test_a_model_is_offered_until_the_day_it_ends():
    table = Config(models={"gemini-own": OWN}).model_table()

    assert "gemini-own" in [model.id for model in table.offered(date(2026, 12, 31))]
    assert "gemini-own" not in [model.id for model in table.offered(date(2027, 1, 1))]


def test_a_model_that_no_one_described_is_taken_for_one_like_the_default():
    guess = OURS.find("gemini-of-tomorrow")

    assert guess.assumed
    assert (guess.prices, guess.sizes) == (OURS.default.prices, OURS.default.sizes)


# What an owner describes


def test_a_described_model_is_offered_with_what_it_takes_and_costs():
    table = Config(models={"gemini-own": OWN}, gemini={"model": "gemini-own"}).model_table()

    own = table.default
    assert table.offered(TODAY)[0] is own
    assert (own.id, own.name, own.inputs, own.ratios) == ("gemini-own", "Own", 2, ("1:1",))
    assert own.prices == {"2K": 50_000}
    assert own.text_prices == (300_000, 2_500_000)
    assert (own.takes_size, own.ends, own.assumed) == (True, date(2027, 1, 1), False)


def test_a_described_model_without_picture_prices_answers_in_words():
    described = {"text_prices": (1, 2)}
    config = Config(models={"words": described}, gemini={"text_model": "words"})
    table = config.model_table()

    assert not table.text_model.paints
    assert "words" not in [model.id for model in table.image_models]
    assert unsuitable_models(table) == []


def test_an_empty_list_of_sizes_means_that_it_takes_none():
    described = {"prices": {"1K": 0.1}, "text_prices": (1, 2), "sizes": ()}

    own = Config(models={"own": described}).model_table().find("own")

    assert (own.takes_size, own.sizes) == (False, ("1K",))


def test_the_sizes_of_a_described_model_are_in_order_however_they_are_written():
    described = OWN | {"prices": {"4K": 0.2, "512": 0.05, "2K": 0.1}, "sizes": None}

    own = Config(models={"own": described}).model_table().find("own")

    assert own.sizes == ("512", "2K", "4K")
    assert moved(ImageRequest(prompt="a fox", model="gone", size="4K"), own).size == "4K"


@pytest.mark.parametrize(
    ("prices", "size"), [({"2K": 0.1, "1K": 0.1}, "1K"), ({"4K": 0.2, "2K": 0.1}, "2K")]
)
def test_who_chooses_no_size_gets_one_that_the_model_paints(prices, size):
    described = OWN | {"prices": prices, "sizes": None}
    models = Config(models={"own": described}, gemini={"model": "own"}).model_table()

    assert choose(Preferences(), models=models).size == size


def test_a_description_goes_before_the_table_and_that_is_said():
    found = said(models={OURS.default.id: OWN | {"ends": None}})

    assert found == [
        f'Note: models."{OURS.default.id}": this description overrides Easel\'s table of '
        "2026-11-27."
    ]
    table = Config(models={OURS.default.id: OWN}).model_table()
    assert (table.default.name, len(table.known)) == ("Own", len(KNOWN))


@pytest.mark.parametrize("id_", ["models/gemini-x", " gemini-x\n", "Gemini-X", "models/GEMINI-x "])
def test_an_id_is_read_however_it_was_copied(id_):
    config = Config(gemini={"model": id_, "text_model": id_}, models={id_: {"text_prices": (1, 2)}})

    assert (config.gemini.model, config.gemini.text_model) == ("gemini-x", "gemini-x")
    assert list(config.models) == ["gemini-x"]


def test_the_ids_of_other_servers_are_left_as_they_are():
    assert Config(gemini={"model": "Own_Model"}).gemini.model == "Own_Model"


TABLE = '[models."gemini-x"]\ntext_prices = [0.3, 2.5]\n'
FAULTS = {
    "no text prices": ('[models."x"]\nname = "X"', "models.x.text_prices: it must be set"),
    "one text price": (
        '[models."x"]\ntext_prices = [1]',
        "models.x.text_prices: write US$ per million tokens in and out, as [0.30, 2.50]",
    ),
    "a price of nothing": (
        TABLE + 'prices = { "1K" = 0 }',
        "models.gemini-x.prices.1K: input should be greater than 0",
    ),
    "an odd size": (
        TABLE + 'prices = { "big" = 1 }',
        "models.gemini-x.prices: big is not a size: write 512, 1K, 2K or 4K",
    ),
    "a size without a price": (
        TABLE + 'prices = { "1K" = 1 }\nsizes = ["2K"]',
        "models.gemini-x: size 2K has no price: add it to prices",
    ),
    "an odd shape": (
        TABLE + 'ratios = ["wide"]',
        "models.gemini-x.ratios: wide is not an aspect ratio: write it as 16:9",
    ),
    "too many pictures": (
        TABLE + "inputs = 99",
        "models.gemini-x.inputs: input should be less than or equal to 14",
    ),
    "no day": (TABLE + 'ends = "soon"', "models.gemini-x.ends: write a day as 2027-03-15"),
    "a key that is none": (
        TABLE + "modle = 1",
        "models.gemini-x.modle: there is no such setting.",
    ),
    "an id that is none": (
        '[models."../x"]\ntext_prices = [1, 2]',
        "models: write a model's id as gemini-nano-banana-2.1",
    ),
    "an id without quotes": (
        "[models.gemini-3.9-image]\ntext_prices = [1, 2]",
        'models: write an id with a dot in quotes: [models."gemini-3.9-image"]',
    ),
    "the same twice": (
        TABLE + '[models."models/gemini-x"]\ntext_prices = [1, 2]',
        "models: gemini-x is described twice",
    ),
    "no table": ("models = 3", "models: write it as a table"),
    "an empty default": (
        '[gemini]\nmodel = " "',
        "gemini.model: write a model's id as gemini-nano-banana-2.1",
    ),
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.values(), ids=FAULTS.keys())
def test_what_is_wrong_with_a_description_is_a_plain_sentence(tmp_path, text, fault):
    file = tmp_path / "config.toml"
    file.write_text(text)

    with pytest.raises(BadConfig) as raised:
        load(file)

    assert raised.value.faults == [fault]


def test_the_environment_describes_models_as_json(monkeypatch):
    monkeypatch.setenv("EASEL_MODELS", '{"gemini-x": {"text_prices": [1, 2]}}')
    assert load(None).models["gemini-x"].text_prices == (1, 2)

    monkeypatch.setenv("EASEL_MODELS", "gemini-x")
    with pytest.raises(BadConfig) as raised:
        load(None)
    assert raised.value.faults == ["EASEL_MODELS: in the environment it must be JSON"]


def test_one_key_of_a_description_can_be_set_in_the_environment(monkeypatch, tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(TABLE)
    monkeypatch.setenv("EASEL_MODELS__gemini-x__PRICES", '{"1K": 0.5}')

    described = load(file).models["gemini-x"]

    assert (described.prices, described.text_prices) == ({"1K": 0.5}, (0.3, 2.5))


def test_each_key_of_a_description_can_come_from_the_environment(monkeypatch):
    keys = {"PRICES": '{"2K": 0.5}', "TEXT_PRICES": "[0.3, 2.5]", "SIZES": '["2K"]'}
    for key, value in keys.items():
        monkeypatch.setenv(f"EASEL_MODELS__own__{key}", value)

    described = load(None).models["own"]

    assert (described.prices, described.text_prices) == ({"2K": 0.5}, (0.3, 2.5))


def test_the_example_shows_a_description_that_can_be_used(tmp_path):
    lines = EXAMPLE.read_text().splitlines()
    shown = lines[lines.index('# [models."gemini-of-tomorrow"]') :]
    file = tmp_path / "config.toml"
    said = [line.removeprefix("# ") for line in shown if re.match(r"# (\[models|\w+ = )", line)]
    file.write_text("\n".join(said))

    described = load(file).models["gemini-of-tomorrow"]

    assert described.model_fields_set == set(type(described).model_fields)


# What is said: by `easel check`, and in the log


def test_a_model_that_the_key_does_not_see_is_a_fault_with_what_to_set():
    listed = LISTED.keys() - {"gemini-nano-banana-2.1", "gemini-3.5-flash-lite"}

    assert said(dict.fromkeys(listed, ())) == [
        "gemini.model: Gemini has no model gemini-nano-banana-2.1 for this key; it may be retired. "
        "Set gemini-3-pro-image or gemini-3.1-flash-lite-image.",
        "gemini.text_model: Gemini has no model gemini-3.5-flash-lite for this key; it may be "
        "retired. Set one that Google's model page names.",
    ]


def test_a_model_of_a_quality_that_the_key_does_not_see_is_a_fault():
    listed = LISTED.keys() - {"gemini-3-pro-image"}

    assert said(dict.fromkeys(listed, ())) == [
        "gemini.careful_model: Gemini has no model gemini-3-pro-image for this key; it may be "
        "retired. Set gemini-nano-banana-2.1 or gemini-3.1-flash-lite-image."
    ]
    assert said(dict.fromkeys(listed, ()), gemini={"careful_model": ""}) == []
    [refused] = said(gemini={"draft_model": "gemini-3.5-flash-lite"})
    assert refused.startswith("gemini.draft_model: gemini-3.5-flash-lite answers in words")


def test_a_model_of_words_is_refused_as_the_one_that_paints_and_the_other_way_round():
    found = said(gemini={"model": "gemini-3.5-flash-lite", "text_model": "gemini-3-pro-image"})

    assert found == [
        "gemini.model: gemini-3.5-flash-lite answers in words and paints nothing.",
        "gemini.text_model: gemini-3-pro-image paints; set a model that answers in words.",
    ]


def test_a_model_that_does_not_take_our_calls_is_refused_by_what_it_is_listed_for():
    listed = LISTED | {"imagen-9": ("predict",)}

    [told] = said(listed, gemini={"model": "imagen-9"})

    assert told.startswith("gemini.model: imagen-9 does not take generateContent. Set gemini-nano")


def test_a_server_that_lists_no_methods_is_believed():
    assert said(dict.fromkeys(LISTED, ())) == []


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2027, 1, 13), []),
        (date(2027, 1, 14), ["gemini-2.5-flash-image ends on 2027-03-15, in 60 days."]),
        (date(2027, 3, 14), ["gemini-2.5-flash-image ends on 2027-03-15, in 1 day."]),
        (date(2027, 3, 15), ["gemini-2.5-flash-image is listed as ended since 2027-03-15."]),
    ],
    ids=str,
)
def test_an_end_is_reported_from_sixty_days_before_with_what_to_set(today, told):
    found = said(today=today, gemini={"model": "gemini-2.5-flash-image"})

    mend = "Set gemini-nano-banana-2.1 or gemini-3-pro-image or gemini-3.1-flash-lite-image."
    assert found == [f"Note: gemini.model: {sentence} {mend}" for sentence in told]


def test_the_model_of_words_ends_too():
    [told] = said(gemini={"text_model": "gemini-2.5-flash"})

    assert told == (
        "Note: gemini.text_model: gemini-2.5-flash ends on 2026-12-01, in 4 days. "
        "Set gemini-3.5-flash-lite."
    )


def test_a_newer_one_of_the_family_is_reported_and_no_other():
    newer = ("gemini-nano-banana-2.10", "gemini-nano-banana-2.9", "gemini-nano-banana-3-preview")
    others = ("gemini-9-pro", "gemini-nano-banana-2.0")
    listed = LISTED | dict.fromkeys((*newer, *others), ())

    assert said(listed) == [
        "Note: gemini.model: gemini-nano-banana-2.10 is there, which is newer than "
        "gemini-nano-banana-2.1."
    ]


def test_versions_are_compared_as_numbers():
    assert family("gemini-3.5-flash-lite") == ("gemini-*-flash-lite", (3, 5))
    assert family("gemini-nano-banana-2.10")[1] > family("gemini-nano-banana-2.9")[1]
    assert family("own") == ("own", ())


def test_an_unknown_model_is_reported_with_the_price_that_is_assumed():
    listed = LISTED | {"gemini-next": ()}

    assert said(listed, gemini={"model": "gemini-next", "text_model": "gemini-next-words"}) == [
        "Note: gemini.model: Easel's table of 2026-11-27 does not know gemini-next. It is taken to "
        "cost US$ 0.0336 / 0.0504 / 0.113 a picture (1K / 2K / 4K), 1.5 / 7.5 per million tokens. "
        'Describe it in [models."gemini-next"].',
        "gemini.text_model: Gemini has no model gemini-next-words for this key; it may be retired. "
        "Set gemini-3.5-flash-lite.",
    ]


def test_a_described_model_is_no_unknown_one():
    settings = {"gemini": {"model": "gemini-own"}, "models": {"gemini-own": OWN | {"ends": None}}}

    assert said(LISTED | {"gemini-own": ()}, **settings) == []


# Once a day


class List:
    """A Gemini that is only asked which models it has."""

    def __init__(self):
        self.asked = 0
        self.error = None

    async def models(self):
        self.asked += 1
        if self.error:
            raise self.error
        return LISTED


class Clock:
    def __init__(self):
        self.now = 1_795_780_800.0  # 2026-11-27 12:00 UTC

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def listing():
    return List()


@pytest.fixture
def watch(listing, clock):
    config = Config(gemini={"text_model": "gemini-2.5-flash"})
    return ModelWatch(listing, config, now=clock)


def logged(caplog):
    found = [(record.levelname, record.getMessage()) for record in caplog.records]
    caplog.clear()
    return found


async def test_the_log_says_once_a_day_what_there_is_to_say(watch, clock, caplog):
    with caplog.at_level(logging.WARNING, "bot"):
        await watch.check()
        [(level, first)] = logged(caplog)
        clock.now += DAY - 1
        await watch.check()
        assert logged(caplog) == []
        clock.now += 1
        await watch.check()
        [(_, second)] = logged(caplog)

    assert level == "WARNING"
    assert "gemini-2.5-flash ends on 2026-12-01, in 4 days." in first
    assert "in 3 days." in second


async def test_a_clock_that_was_set_back_does_not_silence_the_watch(watch, clock, caplog):
    await watch.check()
    clock.now -= 10 * DAY
    caplog.clear()

    await watch.check()

    assert logged(caplog)


async def test_a_gemini_that_is_away_is_asked_again_and_the_table_speaks_all_the_same(
    watch, listing, clock, caplog
):
    listing.error = NoAnswer()
    await watch.check()
    told = [words for _, words in logged(caplog)]
    listing.error = None
    clock.now += 3600
    await watch.check()

    assert told[0].startswith("Gemini did not list its models")
    assert "ends on 2026-12-01" in told[1]
    assert listing.asked == 2
