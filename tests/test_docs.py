"""Commands, settings, paths and links that the documents name exist."""

import pkgutil
import re
import tomllib
from pathlib import Path

import discord
import pytest
import yaml
from sqlalchemy import Table

from bot.__main__ import _parser
from bot.config.settings import LimitSettings
from bot.core.models import DATED, KNOWN, MICRO
from bot.database import tables
from bot.discord.invite import missing_permissions
from bot.imaging import TAKEN
from bot.text.wording import say

from .conftest import easel_in

ROOT = Path(__file__).parents[1]
NEEDED = {  # by commands of the program, to be parsed
    "gallery": ["DIR", "--server", "1"],
    "backup": ["DIR"],
    "restore": ["DIR"],
    "export": ["--person", "1"],
    "forget": ["--person", "1"],
}
README = (ROOT / "README.md").read_text()
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_and_program_commands_are_there(page):
    text = page.read_text()
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    named = re.findall(r"(?:^|`)make ([a-z]+)(?=`|$| +#| [A-Z]+=)", text, re.MULTILINE)
    assert set(named) <= made
    for command in re.findall(r"`easel ([a-z]+)", text):
        needed = NEEDED.get(command, [])
        _parser().parse_args([command, *needed])  # SystemExit where there is no such command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_that_are_named_exist(page):
    example = tomllib.loads((ROOT / "config.example.toml").read_text())
    keys = {f"{section}.{key}" for section, values in example.items() for key in values}

    named = re.findall(rf"`((?:{'|'.join(example)})\.[a-z_]+)`", page.read_text())

    assert set(named) <= keys


def test_the_formats_that_are_taken_are_those_that_security_names():
    named = re.search(r"formats by their first bytes, ([^;]+);", (ROOT / "SECURITY.md").read_text())

    assert named
    assert set(re.split(", | and ", named[1])) == set(TAKEN)


def test_the_prices_that_are_promised_are_those_that_are_reckoned_with():
    table = re.search(r"^\| model \|(.*)\|\n\|[-|]*\n((?:\|.*\n)+)", README, re.MULTILINE)
    assert table
    sizes = [size.strip() for size in table[1].split("|")]
    told = {}
    for row in table[2].splitlines():
        name, *prices = (cell.strip() for cell in row.strip("|").split("|"))
        priced = zip(sizes, prices, strict=True)
        told[name.removesuffix(" (default)")] = {size: float(p) for size, p in priced if p}
    offered = [model for model in KNOWN if model.paints and not model.closed and not model.ends]

    assert told == {
        model.name: {size: price / MICRO for size, price in model.prices.items()}
        for model in offered
    }
    assert f"{DATED.day} {DATED:%B %Y}" in README


def test_the_permissions_that_are_explained_are_those_that_the_link_asks_for():
    table = re.search(r"\| permission \| why \|\n\|-\|-\|\n((?:\|.*\n)+)", README)
    assert table
    told = [name for row in table[1].splitlines() for name in row.split("|")[1].strip().split(", ")]

    needed = missing_permissions(discord.Permissions.none())
    assert sorted(told) == sorted(say(f"permission.{name}") for name in needed)


def test_the_bot_is_closed_and_a_budget_is_set_before_it_is_invited():
    steps = re.findall(r"^\d\. \*\*([^*]+)\.\*\*", README, re.MULTILINE)
    limits = LimitSettings()
    told = re.search(
        r"(\d+) US\$ a day and (\d+) a month in all .*?, (\d+) a day in one server, (\d+) images",
        README.replace("\n   ", " "),
    )

    assert told
    order = [steps.index(step) for step in ("Application", "Public Bot", "Budget", "Check", "Run")]
    assert order == sorted(order)
    assert "invites" not in README.partition("**Budget.**")[0].partition("## Run it")[2]
    assert [float(number) for number in told.groups()] == [
        limits.budget_daily,
        limits.budget_monthly,
        limits.server_budget_daily,
        limits.person_daily,
    ]


def test_the_days_in_the_privacy_template_are_those_that_hold_by_default():
    text = (ROOT / "docs" / "templates" / "privacy.md").read_text()
    limits = LimitSettings()

    [kept] = re.findall(r"was not used for \[(\d+)\] days", text)
    [left] = re.findall(r"until \[(\d+)\] days after the bot left", text)

    assert (int(kept), int(left)) == (limits.keep_days, limits.left_days)


def test_the_stored_names_of_what_was_renamed_are_told():
    in_code = {name: table for name, table in vars(tables).items() if isinstance(table, Table)}
    renamed = {table.name: name for name, table in in_code.items() if table.name != name}
    renamed |= {
        f"{table.name}.{column.name}": f"{name}.{column.key}"
        for name, table in in_code.items()
        for column in table.columns
        if column.name != column.key
    }
    page = (ROOT / "docs" / "internals.md").read_text()
    listed = re.search(r"\| stored as \| in the code \|\n\|-\|-\|\n((?:\|.*\n)+)", page)
    assert listed

    assert dict(re.findall(r"\| `(.+)` \| `(.+)` \|", listed[1])) == renamed


async def test_slash_commands_and_menus_that_are_named_exist(tmp_path):
    async with easel_in(tmp_path) as easel:
        there = {command["name"] for command in easel.discord.commands()}

    told = "\n".join(page.read_text() for page in PAGES if page.name != "CHANGELOG.md")

    assert set(re.findall(r"`/([a-z]+)[ `]", told)) <= there
    assert {name for name in there if name.islower()} <= set(re.findall(r"`/([a-z]+)[ `]", told))
    assert "Edit this picture" in there


async def test_what_owning_says_are_the_commands_of_easel(tmp_path):
    async with easel_in(tmp_path) as easel:
        [group] = [one for one in easel.discord.commands() if one["name"] == "easel"]
    there = {command["name"] for command in group["options"]}

    owning = (ROOT / "docs" / "owning.md").read_text()
    told = "\n".join(page.read_text() for page in PAGES)

    assert set(re.findall(r"^\| `/easel ([a-z]+)` \|", owning, re.MULTILINE)) == there
    assert set(re.findall(r"/easel ([a-z]+)[`.; ]", told)) <= there


def test_the_pythons_that_are_promised_are_those_that_are_tested():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    tested = workflow["jobs"]["tests"]["strategy"]["matrix"]["python"]
    named = [each.rpartition(" :: ")[2] for each in project["classifiers"] if " :: 3." in each]

    assert named == tested
    assert project["requires-python"] == f">={tested[0]}"


def test_every_path_and_name_in_how_it_works_exists():
    quoted = set(re.findall(r"`(\w[\w./]*)`", (ROOT / "docs" / "how-it-works.md").read_text()))
    paths = {each for each in quoted if "/" in each or each.endswith(".toml")}
    names = {each for each in quoted - paths if "." in each or each in {"bot", "cogs"}}

    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert [name for name in names if not resolves(name)] == []
    assert (len(paths) > 40, len(names) > 20) == (True, True)


def resolves(name):
    """Whether a dotted name leads to something; `bot.` may be left out."""
    if name.split(".")[0] not in {"bot", "cogs"} and (ROOT / "bot" / name.split(".")[0]).exists():
        name = f"bot.{name}"
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True
