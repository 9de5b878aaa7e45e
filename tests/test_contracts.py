"""The import contracts bind: a forbidden import planted in any package breaks one of them."""

import copy
import tomllib
from pathlib import Path

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract

ROOT = Path(__file__).parents[1]
TYPES = {each.type_name: each for each in (ForbiddenContract, LayersContract, ProtectedContract)}
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]


def layers_of(package):
    """The layers of a package by its contract, from the top down."""
    return [
        [part.strip() for part in row.split("|")]
        for contract in CONTRACTS
        if contract.get("containers") == [package]
        for row in contract["layers"]
    ]


ROOMS = layers_of("bot")
PACKAGES = sorted(
    ".".join(file.parent.relative_to(ROOT).parts)
    for top in ("bot", "cogs")
    for file in (ROOT / top).rglob("__init__.py")
    if file.parent != ROOT / "bot"
)
DOORS = {
    "PIL": ("bot.imaging", "bot.sandbox.gemini"),
    "alembic": ("bot.database",),
    "asyncpg": ("bot.database",),
    "discord": ("bot.discord", "cogs"),
    "google": ("bot.gemini",),
    "obstore": ("bot.pictures",),
    "pillow_heif": ("bot.imaging", "bot.sandbox.gemini"),
    "sqlalchemy": ("bot.database",),
}
OWN_WORLD = ("core", "errors", "startup", "text", "config.loading")  # not for the sandbox
COGS_SEE = {"config", "core", "discord", "engine", "errors", "startup", "text"}


@pytest.fixture(scope="module")
def graph():
    """What imports what, read once."""
    return grimp.build_graph(
        "bot",
        "cogs",
        include_external_packages=True,
        cache_dir=None,
    )


@pytest.fixture(scope="module")
def contracts():
    """All contracts of pyproject.toml."""
    options = read_configuration(str(ROOT / "pyproject.toml"))
    return [
        TYPES[each["type"]](
            name=each["name"], session_options=options["session_options"], contract_options=each
        )
        for each in options["contracts_options"]
    ]


def broken(contracts, graph, *, importer, imported=None):
    """Whether a module that does not exist breaks a contract by an import."""
    planted = copy.deepcopy(graph)
    planted.add_module(importer)
    if imported:
        planted.add_import(importer=importer, imported=imported)
    return any(
        not contract.check(copy.deepcopy(planted), verbose=False).kept for contract in contracts
    )


def forbidden(package):
    """What a module of a package must not import."""
    top, _, inside = package.partition(".")
    room = inside.partition(".")[0]
    for outside, doors in DOORS.items():
        if not any(f"{package}.".startswith(f"{door}.") for door in doors):
            yield outside
    if top == "cogs":
        yield from (f"bot.{each}" for row in ROOMS for each in row if each not in COGS_SEE)
        return
    yield "cogs"
    if room == "sandbox":
        yield from (f"bot.{each}" for each in OWN_WORLD)
    else:
        yield "bot.sandbox"
    for row in ROOMS:
        yield from (f"bot.{each}" for each in row if each not in {room, "sandbox"})
        if room in row:
            break


@pytest.mark.parametrize("package", PACKAGES)
def test_a_forbidden_import_in_any_package_breaks_a_contract(graph, contracts, package):
    unnoticed = [
        imported
        for imported in forbidden(package)
        if not broken(contracts, graph, importer=f"{package}.planted", imported=imported)
    ]

    assert unnoticed == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_new_module_is_held_by_being_where_it_is(graph, contracts, package):
    assert not broken(contracts, graph, importer=f"{package}.planted")


def test_a_package_that_is_in_no_layer_breaks_a_contract(graph, contracts):
    assert broken(contracts, graph, importer="bot.planted")


def test_no_part_of_bot_discord_imports_one_above_it(graph, contracts):
    parts = layers_of("bot.discord")
    pairs = [
        (lower, upper)
        for number, row in enumerate(parts)
        for upper in (one for above in parts[:number] for one in above)
        for lower in row
    ]
    folders = {package.removeprefix("bot.discord.") for package in PACKAGES}

    unnoticed = [
        (lower, upper)
        for lower, upper in pairs
        if not broken(
            contracts,
            graph,
            importer=f"bot.discord.{lower}" + (".planted" if lower in folders else ""),
            imported=f"bot.discord.{upper}",
        )
    ]

    assert pairs
    assert unnoticed == []


@pytest.mark.parametrize("room", ["app", "web", "ops", "engine", "discord"])
def test_the_program_alone_knows_the_sandbox(graph, contracts, room):
    importer = "bot.app" if room == "app" else f"bot.{room}.planted"

    assert broken(contracts, graph, importer=importer, imported="bot.sandbox.server")
