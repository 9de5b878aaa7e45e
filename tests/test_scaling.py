"""What docs/scaling.md derives follows from what it measured and assumes."""

import math
import re
from pathlib import Path

import pytest

from bot.core.models import KNOWN, MICRO

DOCS = Path(__file__).parents[1] / "docs"
SCALING = (DOCS / "scaling.md").read_text()
PERFORMANCE = (DOCS / "performance.md").read_text()
SERVERS = (1, 1_000, 100_000)
DAYS, MONTH = 90, 30  # days
UNITS = {"KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}
NUMBER = r"([0-9][0-9,]*(?:\.[0-9]+)?)"
ROUNDED = 0.05  # of a figure with two digits


def cells(page, name):
    """Return the cells of a table's row, after its name."""
    [row] = re.findall(rf"^\| {re.escape(name)} \|(.*)\|$", page, re.MULTILINE)
    return [cell.strip() for cell in row.split("|")]


def amount(cell):
    """Return a figure, in bytes where it has a unit."""
    figure, _, unit = cell.partition(" ")
    return float(figure.replace(",", "")) * UNITS.get(unit, 1)


def said(name, pattern):
    """Return a figure that a row's last cell names."""
    found = re.search(pattern.replace("N", NUMBER), cells(SCALING, name)[-1])
    assert found, f"{name}: {pattern}"
    return float(found[1].replace(",", ""))


def derived():
    """Return each row's three figures, from what its last cell says."""
    a_day = [n * said("pictures a day, of 1K", "N a server") for n in SERVERS]
    busiest = [pictures / 8 / 3600 for pictures in a_day]
    written, process = "commits a second that wait for the disk", "processes that paint"
    alone, shared = said(written, "N a picture with SQLite"), said(written, "N with PostgreSQL")
    commits = [busiest[0] * alone, busiest[1] * alone, busiest[2] * shared]
    spare = 2 / said(process, "N a second in one on two cores with PostgreSQL")
    a_shard = said("shards", "about N servers")
    a_turn = said("database after 90 days", "N KB a picture") * UNITS["KB"]
    a_picture = said("pictures after 90 days", "N MB a picture") * UNITS["MB"]
    price = said("US$ a month for pictures", r"US\$ N a picture")
    return {
        "pictures a day, of 1K": a_day,
        "pictures a second in the busiest hour": busiest,
        "calls to Discord a second, of 50": busiest,
        written: commits,
        process: [math.ceil(rate * spare) for rate in busiest],
        "shards": [math.ceil(n / a_shard) for n in SERVERS],
        "calls to Gemini a minute in the busiest hour": [rate * 60 for rate in busiest],
        "new rows a day": [4 * pictures for pictures in a_day],
        "database after 90 days": [DAYS * pictures * a_turn for pictures in a_day],
        "pictures after 90 days": [DAYS * pictures * a_picture for pictures in a_day],
        "US$ a month for pictures": [MONTH * pictures * price for pictures in a_day],
    }


@pytest.mark.parametrize("name", derived())
def test_each_figure_follows_from_what_is_measured_and_assumed(name):
    shown = [amount(cell) for cell in cells(SCALING, name)[:-1]]

    assert shown == pytest.approx(derived()[name], rel=ROUNDED)


def test_what_was_measured_is_what_the_bench_wrote():
    def measured(name):
        return amount(cells(PERFORMANCE, name)[1])

    written = "commits a second that wait for the disk"
    assert said(written, "N a picture with SQLite") == round(
        measured("1K: waits for the disk a picture")
    )
    assert said(written, "N under load") == pytest.approx(
        measured("1K: the same under load"), abs=0.5
    )
    assert "one a picture" in cells(SCALING, "calls to Discord a second, of 50")[-1]
    assert measured("1K: of them within its 50 a second") == 1


def test_a_picture_costs_what_the_table_of_models_says():
    price = said("US$ a month for pictures", r"US\$ N a picture")

    assert price * MICRO in {model.prices.get("1K") for model in KNOWN}


def test_pictures_cost_a_hundred_times_what_machines_do_with_the_bucket_among_them():
    pictures = [amount(cell) for cell in cells(SCALING, "US$ a month for pictures")[:-1]]
    machines = [amount(cell) for cell in cells(SCALING, "US$ a month for machines")[:-1]]
    a_gigabyte = said("US$ a month for machines", r"US\$ N a GB")
    stored = [amount(cell) / UNITS["GB"] for cell in cells(SCALING, "pictures after 90 days")[:-1]]

    assert all(
        cost > 100 * machine for cost, machine in zip(pictures[1:], machines[1:], strict=True)
    )
    assert all(
        gigabytes * a_gigabyte < machine
        for gigabytes, machine in zip(stored, machines, strict=True)
    )


def test_how_many_pictures_a_second_one_token_shows():
    by_command, by_message = 50 // 1, 50 // 3

    assert f"shows {by_command} pictures a second that commands ask for" in words()
    assert f"or {by_message} that messages ask for" in words()


def words():
    """Return the page without its line breaks."""
    return " ".join(SCALING.split())
