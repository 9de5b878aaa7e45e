"""What Discord refuses although its specification allows it: one row a rule."""

from typing import Any

import pytest

from bot.sandbox.discord import LocalDiscord, commands, message_checks, modals, posting
from bot.sandbox.discord.dimensions import content_type, dimensions
from bot.sandbox.discord.files import FilePart
from bot.sandbox.discord.refusals import Refusal
from bot.sandbox.discord.snowflakes import Snowflakes
from tests.sandbox.tinybot import png

V2 = 1 << 15


def button(custom_id="go", **more):
    return {"type": 2, "style": 1, "label": "Go", "custom_id": custom_id} | more


def row(*inside):
    return {"type": 1, "components": list(inside)}


def text(content="x"):
    return {"type": 10, "content": content}


def field(custom_id="words"):
    return {
        "type": 18,
        "label": "Words",
        "component": {"type": 4, "style": 1, "custom_id": custom_id},
    }


def command(**more):
    return {"name": "imagine", "description": "Paint", "type": 1} | more


def option(name="prompt", **more):
    return {"type": 3, "name": name, "description": "Words"} | more


SELECT: dict[str, Any] = {"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]}
GALLERY: dict[str, Any] = {"type": 12, "items": [{"media": {"url": "attachment://gone.png"}}]}

MESSAGES: dict[str, tuple[dict[str, Any], int]] = {
    "nothing in it": ({}, 50006),
    "only spaces": ({"content": " \n "}, 50006),
    "v2 without components": ({"flags": V2}, 50006),
    "content over 2000": ({"content": "x" * 2001}, 50035),
    "alt text over 1024": (
        {"content": "x", "attachments": [{"id": 0, "description": "x" * 1025}]},
        50035,
    ),
    "duplicate custom ids": ({"content": "x", "components": [row(button(), button())]}, 50035),
    "custom id over 100": ({"content": "x", "components": [row(button("x" * 101))]}, 50035),
    "label over 80": ({"content": "x", "components": [row(button(label="x" * 81))]}, 50035),
    "a button without a word": ({"content": "x", "components": [row(button(label=""))]}, 50035),
    "a link with a custom id": ({"content": "x", "components": [row(button(style=5))]}, 50035),
    "six buttons in a row": (
        {"content": "x", "components": [row(*(button(str(n)) for n in range(6)))]},
        50035,
    ),
    "a select beside a button": ({"content": "x", "components": [row(SELECT, button())]}, 50035),
    "a bare button": ({"content": "x", "components": [button()]}, 50035),
    "six rows": ({"content": "x", "components": [row(button(str(n))) for n in range(6)]}, 50035),
    "26 select options": (
        {"content": "x", "components": [row(SELECT | {"options": SELECT["options"] * 26})]},
        50035,
    ),
    "a default value of another kind": (
        {
            "content": "x",
            "components": [
                row({"type": 8, "custom_id": "c", "default_values": [{"id": "1", "type": "role"}]})
            ],
        },
        50035,
    ),
    "more default values than can be chosen": (
        {
            "content": "x",
            "components": [
                row(
                    {
                        "type": 6,
                        "custom_id": "r",
                        "default_values": [{"id": str(n), "type": "role"} for n in (1, 2)],
                    }
                )
            ],
        },
        50035,
    ),
    "v2 with content": ({"flags": V2, "content": "x", "components": [text()]}, 50035),
    "v2 with embeds": ({"flags": V2, "embeds": [{"title": "x"}], "components": [text()]}, 50035),
    "v2 parts without the flag": ({"components": [text()]}, 50035),
    "over 40 parts": ({"flags": V2, "components": [text() for _ in range(41)]}, 50035),
    "over 40 parts, nested": (
        {
            "flags": V2,
            "components": [
                {"type": 17, "components": [text() for _ in range(20)]} for _ in range(2)
            ],
        },
        50035,
    ),
    "over 4000 characters in all": (
        {"flags": V2, "components": [text("x" * 2001), text("x" * 2000)]},
        50035,
    ),
    "11 pictures in a gallery": (
        {"flags": V2, "components": [GALLERY | {"items": GALLERY["items"] * 11}]},
        50035,
    ),
    "an unknown file": ({"flags": V2, "components": [GALLERY]}, 50035),
    "an unknown file in an embed": (
        {"embeds": [{"image": {"url": "attachment://gone.png"}}]},
        50035,
    ),
    "11 embeds": ({"embeds": [{"title": "x"}] * 11}, 50035),
    "over 6000 characters of embeds": ({"embeds": [{"description": "x" * 3001}] * 2}, 50035),
    "an embed title over 256": ({"embeds": [{"title": "x" * 257}]}, 50035),
    "mentions parsed and listed": (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        50035,
    ),
}

MODALS: dict[str, dict[str, Any]] = {
    "over five rows": {"components": [field(str(n)) for n in range(6)]},
    "no rows": {"components": []},
    "title over 45": {"title": "x" * 46},
    "label over 45": {"components": [field() | {"label": "x" * 46}]},
    "duplicate custom ids": {"components": [field(), field()]},
}

COMMANDS = {
    "upper-case name": [command(name="Imagine")],
    "no description": [command(description="")],
    "required after optional": [command(options=[option(), option("b", required=True)])],
    "two options of one name": [command(options=[option(), option()])],
    "autocomplete with choices": [
        command(options=[option(autocomplete=True, choices=[{"name": "a", "value": "a"}])])
    ],
    "26 choices": [command(options=[option(choices=[{"name": "a", "value": "a"}] * 26)])],
    "26 options": [command(options=[option(f"o{n}") for n in range(26)])],
    "two commands of one name": [command(), command()],
    "a menu with a description": [command(type=3)],
    "a description too long in German": [command(description_localizations={"de": "x" * 101})],
    "a name in German that is none": [command(name_localizations={"de": "Zwei Wörter"})],
    "a menu too long in German": [
        command(type=3, description="", name_localizations={"de": "x" * 33})
    ],
    "16 menus": [command(name=f"m{n}", type=3, description="") for n in range(16)],
    "a wrong option in a subcommand": [
        command(options=[option("talk", type=1, options=[option("Upper")])])
    ],
}


@pytest.mark.parametrize("rule", MESSAGES)
def test_a_message_is_refused_for(rule):
    body, code = MESSAGES[rule]
    local = LocalDiscord()
    bot, art = local.world.bot, local.channel("art")

    with pytest.raises(Refusal) as refused:
        posting.post(local.world, art, author=bot, draft=posting.Draft(body))

    assert (refused.value.status, refused.value.code) == (400, code)
    assert local.messages(art) == []


@pytest.mark.parametrize("rule", MODALS)
def test_a_modal_is_refused_for(rule):
    body = {"title": "Edit", "custom_id": "edit", "components": [field()]} | MODALS[rule]

    with pytest.raises(Refusal) as refused:
        modals.check_modal(body)

    assert refused.value.code == 50035


@pytest.mark.parametrize("rule", COMMANDS)
def test_commands_are_refused_for(rule):
    world = LocalDiscord().world

    with pytest.raises(Refusal) as refused:
        commands.register(world, COMMANDS[rule])

    assert refused.value.code == 50035
    assert world.commands == {}


def test_more_than_ten_files_are_refused():
    local = LocalDiscord()
    sent = tuple(FilePart(number, "a.png", png()) for number in range(11))

    with pytest.raises(Refusal) as refused:
        message_checks.check_size(local.world, sent)

    assert refused.value.code == 50035


def test_a_refusal_names_the_path_of_the_fault():
    local = LocalDiscord()
    draft = posting.Draft({"content": "x", "components": [row(button(), button())]})

    with pytest.raises(Refusal) as refused:
        posting.post(local.world, local.channel("art"), author=local.world.bot, draft=draft)

    fault = refused.value.body()["errors"]["components"]["0"]["components"]["1"]["custom_id"]
    assert fault["_errors"][0]["code"] == "COMPONENT_CUSTOM_ID_DUPLICATED"


def test_a_command_keeps_its_id_when_it_is_registered_again():
    world = LocalDiscord().world
    [before] = commands.register(world, [command()])

    [after] = commands.register(world, [command(description="Paint more")])

    assert before["id"] == after["id"]
    assert before["version"] != after["version"]


def test_ids_increase_while_the_clock_stands_still():
    ids = Snowflakes(lambda: 1_800_000_000.0)

    made = [int(ids.next()) for _ in range(3)]

    assert made == sorted(set(made))
    assert (made[0] >> 22) + 1_420_070_400_000 == 1_800_000_000_000


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(3, 5), (3, 5)),
        (b"GIF89a\x03\x00\x05\x00", (3, 5)),
        (b"\xff\xd8\xff\xe0\x00\x04\0\0\xff\xc2\x00\x0b\x08\x00\x05\x00\x03\x01", (3, 5)),
        (b"RIFF....WEBPVP8X" + b"\0" * 8 + b"\x02\0\0\x04\0\0", (3, 5)),
        (b"RIFF....WEBPVP8L" + b"\0" * 4 + b"\x2f\x02\x00\x01\x00" + b"\0" * 5, (3, 5)),
        (b"RIFF....WEBPVP8 " + b"\0" * 10 + b"\x03\x00\x05\x00", (3, 5)),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"\xff\xd8\xff", None),
        (b"<svg/>", None),
        (b"", None),
    ],
)
def test_sizes_are_read_from_the_first_bytes(data, size):
    assert dimensions(data) == size


def test_the_content_type_goes_by_the_name_as_in_discord():
    assert content_type("a.PNG") == "image/png"
    assert content_type("page.html") == "text/html; charset=utf-8"
    assert content_type("a.psd") is None


def test_a_command_is_shown_in_a_persons_language_where_it_has_one():
    choice = {"name": "Square", "value": "1:1", "name_localizations": {"de": "Quadrat"}}
    shape = option(description_localizations={"de": "Form"}, choices=[choice])
    paint = command(
        description_localizations={"de": "Malen"},
        name_localizations={"de": "malen"},
        options=[shape],
    )

    german, danish = (commands.localize(paint, locale) for locale in ("de", "da"))

    [shape_in_german] = german["options"]
    assert (german["description"], shape_in_german["description"]) == ("Malen", "Form")
    assert (german["name"], german["name_localized"]) == (paint["name"], "malen")
    assert shape_in_german["choices"][0]["name"] == "Quadrat"
    assert danish == paint
