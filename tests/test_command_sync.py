"""Discord's lists of commands are made equal to ours, whatever others do to them."""

import pytest

from bot.discord import command_sync
from bot.sandbox.discord.places import GUILD_ID
from bot.text import languages

from .conftest import easel_in
from .test_faults import proxied

ENTRY = {"name": "launch", "type": 4, "handler": 2, "description": "Start the game"}
OTHERS = {"name": "rank", "type": 1, "description": "Another program's"}


def ours(discord):
    return {(command["type"], command["name"]) for command in discord.commands()}


def doubled(discord):
    """Commands that a person in the server sees twice."""
    seen = [(command["type"], command["name"]) for command in discord.commands()]
    return {key for key in seen if seen.count(key) > 1}


async def again(easel, **discord):
    """Restart it with other settings of Discord's."""
    await easel.stop()
    easel.settings["discord"] = discord
    await easel.start()


async def test_commands_that_were_wiped_from_outside_are_mended_at_the_next_start(easel, discord):
    before = ours(discord)
    discord.register_commands()

    await again(easel)

    assert ours(discord) == before


async def test_commands_that_were_changed_from_outside_are_mended_at_the_next_start(easel, discord):
    [imagine] = [each for each in discord.commands() if each["name"] == "imagine"]
    discord.register_commands(*({**each, "nsfw": each is imagine} for each in discord.commands()))

    await again(easel)

    assert not any(each["nsfw"] for each in discord.commands())


async def test_a_list_that_is_as_it_was_left_is_not_sent_again(easel, discord):
    await again(easel)
    await again(easel)

    sent = [c for c in discord.calls if c.method == "PUT" and c.path.endswith("/commands")]
    assert len(sent) == 1


async def test_commands_that_are_as_they_were_are_not_translated_at_a_start(easel):
    await easel.stop()
    languages._catalog.cache_clear()

    await easel.start()

    assert languages._catalog.cache_info().currsize <= 1  # English, which has no catalog


async def test_the_entry_point_of_an_activity_is_kept_in_the_list(easel, discord):
    before = ours(discord)
    discord.register_commands(ENTRY, OTHERS)

    await again(easel)

    assert ours(discord) == before | {(4, "launch")}
    assert discord.refused_calls == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (50240, "You cannot remove this app's Entry Point command"),
        (30034, "Max number of daily application command creates has been reached (200)"),
    ],
)
async def test_a_refused_list_is_one_sentence_and_the_bot_goes_on(
    easel, discord, ada, art, caplog, code, text
):
    discord.register_commands(*(each for each in discord.commands() if each["name"] != "help"))
    discord.faults.add(
        method="PUT", path="/commands$", status=400, json={"code": code, "message": text}
    )

    await again(easel)
    await ada.slash("imagine", channel=art, prompt="a fox")

    assert await discord.until(lambda: discord.messages(art))
    told = [record for record in caplog.records if str(code) in record.getMessage()]
    assert [record.exc_info for record in told] == [None]
    assert "the commands stay as they were" in told[0].getMessage()


async def test_the_daily_limit_of_new_commands_leaves_the_old_ones(easel, discord, caplog):
    kept = [each for each in discord.commands() if each["name"] in {"imagine", "edit"}]
    discord.register_commands(*kept)
    discord.world.commands_left = 0

    await again(easel)

    assert {each["name"] for each in discord.commands()} == {"imagine", "edit"}
    assert "30034" in caplog.text


async def test_a_list_that_was_refused_is_sent_again_without_a_restart(easel, discord, monkeypatch):
    monkeypatch.setattr("bot.discord.client.COMMANDS_RETRY", 0.05)
    before = ours(discord)
    discord.register_commands()
    discord.faults.add(method="PUT", path="/commands$", status=400, json={"code": 30034})

    await again(easel)

    assert await discord.until(lambda: ours(discord) == before)


async def test_a_discord_that_makes_wait_for_hours_does_not_hold_up_the_start(
    easel, discord, monkeypatch, caplog
):
    monkeypatch.setattr(command_sync, "PATIENCE", 0.5)
    discord.register_commands()
    discord.faults.add(
        method="PUT",
        path="/commands$",
        status=429,
        json={"message": "slow", "retry_after": 3600.0, "global": False},
        headers={"Via": "1.1 google", "Content-Type": "application/json"},
    )

    await again(easel)

    assert "no answer within" in caplog.text


# Two lists


async def test_guilds_that_are_set_leave_no_command_doubled(easel, discord):
    await again(easel, guilds=[int(GUILD_ID)])

    assert {command.get("guild_id") for command in discord.commands()} == {GUILD_ID}
    assert not doubled(discord)


async def test_guilds_that_are_no_longer_set_leave_no_command_doubled(easel, discord):
    await again(easel, guilds=[int(GUILD_ID)])
    await again(easel)

    await discord.until(lambda: not doubled(discord))
    assert {command.get("guild_id") for command in discord.commands()} == {None}


async def test_commands_that_another_process_doubled_are_mended(easel, discord):
    discord.register_commands(*discord.commands(), server=True)
    assert doubled(discord)

    await again(easel)

    await discord.until(lambda: not doubled(discord))


async def test_a_servers_commands_that_are_not_ours_are_left_alone(easel, discord):
    imagine = next(each for each in discord.commands() if each["name"] == "imagine")
    discord.register_commands(imagine, OTHERS, server=True)

    await again(easel)

    await discord.until(lambda: not doubled(discord))
    assert [each["name"] for each in discord.commands() if each.get("guild_id")] == ["rank"]


async def test_a_server_without_easel_is_one_sentence(tmp_path, caplog):
    async with easel_in(tmp_path, discord={"guilds": [1]}):
        pass

    told = [record for record in caplog.records if "Invite Easel there" in record.getMessage()]
    assert len(told) == 1


async def test_a_proxys_403_is_not_taken_for_a_server_without_easel(
    easel, discord, monkeypatch, caplog
):
    monkeypatch.setattr("bot.discord.client.COMMANDS_RETRY", 0.05)
    there = rf"/guilds/{GUILD_ID}/commands$"
    discord.faults.add(method="GET", path=there, **proxied(403))

    await again(easel, guilds=[int(GUILD_ID)])

    await discord.until(lambda: [each for each in discord.commands() if each.get("guild_id")])
    assert "Invite Easel there" not in caplog.text
