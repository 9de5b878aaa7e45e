"""/easel setup: one private panel that shows and sets what holds in a server."""

from dataclasses import replace

import discord as library
import pytest

from bot.core.access import AccessRules
from bot.core.models import KNOWN
from bot.core.permissions import ContinuePolicy, ContinueScope
from bot.core.server_settings import ServerSettings
from bot.discord.components import setup_panel as panel
from bot.discord.components.layout import MAX_CHOSEN
from bot.discord.invite import PERMISSIONS
from bot.sandbox.discord import components as parts
from bot.sandbox.discord.places import GUILD_ID
from bot.sandbox.discord.refusals import Impossible
from bot.text import wording
from bot.text.languages import CATALOGS
from bot.text.sentences.setup import SETUP

from .stories import answered, says, shown

SERVER = int(GUILD_ID)
NANO, PRO, LITE = KNOWN[:3]


async def opened(discord, person, channel):
    """Open the panel; the message that shows it."""
    asked = await (await person.slash("easel setup", channel=channel)).acknowledged()
    assert asked.reply.flags & 64, "it is for them alone"
    return asked.reply


async def tells(discord, message, code, **facts):
    await discord.until(lambda: says(message.all_text(), code, **facts))


def chosen(message, custom_id):
    """What a select of the panel shows as chosen."""
    [select] = [
        each
        for _, each in parts.walk(message.stored_components)
        if each.get("custom_id") == custom_id
    ]
    defaults = [each["id"] for each in select.get("default_values") or []]
    options = [each["value"] for each in select.get("options") or [] if each.get("default")]
    return defaults or options


async def test_channels_and_roles_are_set_and_hold_at_once(easel, discord, gemini, ada, bo, art):
    lounge, role = discord.channel("lounge"), discord.role("Painters")
    shows = await opened(discord, ada, art)
    assert says(shows.all_text(), "setup.channels.all")
    assert says(shows.all_text(), "setup.roles.all")
    assert says(shows.all_text(), "setup.bound")

    await ada.picks(shows, custom_id="setup:where:channels", values=[lounge.id])
    await tells(discord, shows, "setup.channels", channels=f"<#{lounge.id}>")
    await ada.picks(shows, custom_id="setup:where:roles", values=[role])
    await tells(discord, shows, "setup.roles", roles=f"<@&{role}>")

    assert chosen(shows, "setup:where:channels") == [lounge.id]
    assert chosen(shows, "setup:where:roles") == [role]
    refused = await bo.slash("imagine", channel=art, prompt="a fox")
    await answered(discord, refused, "access.channels", channels=f"<#{lounge.id}>")
    refused = await bo.slash("imagine", channel=lounge, prompt="a fox")
    await answered(discord, refused, "access.roles", roles=f"<@&{role}>")

    await ada.picks(shows, custom_id="setup:where:channels", values=[])
    await ada.picks(shows, custom_id="setup:where:roles", values=[])
    await tells(discord, shows, "setup.roles.all")
    await bo.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)


async def test_the_panel_says_which_right_is_missing_in_a_chosen_channel(discord, ada, art):
    lounge = discord.channel("lounge")
    discord.forbid("ATTACH_FILES", channel=art)
    discord.forbid("VIEW_CHANNEL", channel=lounge)
    shows = await opened(discord, ada, art)

    await ada.picks(shows, custom_id="setup:where:channels", values=[art.id, lounge.id])

    await tells(discord, shows, "setup.lacks", channel=f"<#{art.id}>", permissions="Attach Files")
    assert says(
        shows.all_text(), "setup.lacks", channel=f"<#{lounge.id}>", permissions="View Channel"
    )


async def test_the_age_limit_is_set_by_a_button_and_names_channels_that_it_excludes(
    discord, ada, bo, art
):
    lounge = discord.channel("lounge")
    discord.restrict_age(lounge)
    shows = await opened(discord, ada, art)
    await ada.picks(shows, custom_id="setup:where:channels", values=[art.id, lounge.id])

    await ada.clicks(shows, "setup:where:age:on")

    await tells(discord, shows, "setup.age.on")
    assert says(shows.all_text(), "setup.all_ages", channel=f"<#{art.id}>")
    assert not says(shows.all_text(), "setup.all_ages", channel=f"<#{lounge.id}>")
    refused = await bo.slash("imagine", channel=art, prompt="a fox")
    await answered(discord, refused, "access.age_restricted")
    await bo.slash("imagine", channel=lounge, prompt="a fox")
    await shown(discord, lounge)
    await ada.clicks(shows, "setup:where:age:off")
    await tells(discord, shows, "setup.age.off")


async def test_models_and_sizes_are_set_and_what_paints_then_is_said(discord, gemini, ada, bo, art):
    shows = await opened(discord, ada, art)
    await ada.clicks(shows, "setup:models")
    await tells(discord, shows, "setup.default", model=NANO.name, size="1K")

    await ada.picks(shows, custom_id="setup:models:models", values=[PRO.id, LITE.id])
    await ada.picks(shows, custom_id="setup:models:sizes", values=["2K"])

    await tells(discord, shows, "setup.default", model=PRO.name, size="2K")
    assert says(shows.all_text(), "setup.models", models=f"{PRO.name}, {LITE.name}")
    await bo.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    assert gemini.calls[0].model == PRO.id
    assert gemini.calls[0].body["generationConfig"]["imageConfig"]["imageSize"] == "2K"

    await ada.picks(shows, custom_id="setup:models:models", values=[LITE.id])
    await tells(discord, shows, "setup.nothing")
    await ada.picks(shows, custom_id="setup:models:models", values=[NANO.id, PRO.id, LITE.id])
    await tells(discord, shows, "setup.models.all")


async def test_who_may_continue_and_whether_posters_are_asked(easel, discord, ada, bo, art):
    role = discord.role("Painters")
    settings = easel.app.engine.settings
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    shows = await opened(discord, ada, art)
    await ada.clicks(shows, "setup:threads")
    await tells(discord, shows, "setup.ask.off")

    await ada.picks(shows, custom_id="setup:threads:who", values=["asker"])
    await tells(discord, shows, "setup.continue", who=wording.say("choice.continue.asker"))
    await answered(discord, await bo.clicks(fox, "Again"), "continue.asker")
    await ada.picks(shows, custom_id="setup:threads:continue", values=[role])
    await tells(discord, shows, "setup.continue", who=f"<@&{role}>")
    await answered(discord, await bo.clicks(fox, "Again"), "continue.roles")
    await ada.picks(shows, custom_id="setup:threads:continue", values=[])
    await tells(discord, shows, "setup.continue", who=wording.say("choice.continue.everyone"))
    await ada.clicks(shows, "setup:threads:ask:on")
    await tells(discord, shows, "setup.ask.on")
    await ada.picks(shows, custom_id="setup:threads:listen", values=["mention"])
    await tells(discord, shows, "setup.listens.mention")

    assert await settings.asks_posters(SERVER)
    assert not await settings.thread_default(SERVER)


async def test_channels_of_warnings_and_of_the_log_and_what_lacks_there(easel, discord, ada, art):
    lounge = discord.channel("lounge")
    discord.forbid("SEND_MESSAGES", channel=lounge)
    shows = await opened(discord, ada, art)
    await ada.clicks(shows, "setup:notices")
    await tells(discord, shows, "setup.notify.default")

    await ada.picks(shows, custom_id="setup:notices:notify", values=[art.id])
    await ada.picks(shows, custom_id="setup:notices:log", values=[lounge.id])

    await tells(discord, shows, "setup.log", channel=f"<#{lounge.id}>")
    assert says(shows.all_text(), "setup.notify", channel=f"<#{art.id}>")
    assert says(shows.all_text(), "setup.lacks", channel=f"<#{lounge.id}>")
    assert not says(shows.all_text(), "setup.lacks", channel=f"<#{art.id}>")
    assert await easel.app.engine.accounts.notify_channel(SERVER) == int(art.id)
    assert (await easel.app.engine.settings.server_settings(SERVER)).log == int(lounge.id)
    await ada.picks(shows, custom_id="setup:notices:log", values=[])
    await tells(discord, shows, "setup.log.none")


async def test_the_digest_has_its_channel_in_the_panel_and_the_log_says_who_set_it(
    easel, discord, ada, art
):
    lounge = discord.channel("lounge")
    discord.forbid("SEND_MESSAGES", channel=lounge)
    shows = await opened(discord, ada, art)
    await ada.clicks(shows, "setup:notices")
    await tells(discord, shows, "setup.digest.none")
    await ada.picks(shows, custom_id="setup:notices:log", values=[art.id])
    await tells(discord, shows, "setup.log", channel=f"<#{art.id}>")

    await ada.picks(shows, custom_id="setup:notices:digest", values=[lounge.id])

    await tells(discord, shows, "setup.digest", channel=f"<#{lounge.id}>")
    assert says(shows.all_text(), "setup.lacks", channel=f"<#{lounge.id}>")
    assert chosen(shows, "setup:notices:digest") == [lounge.id]
    assert (await easel.app.engine.digests.get(SERVER)).channel == int(lounge.id)
    name = wording.say("setting.digest")
    await discord.until(lambda: any(name in each.content for each in discord.messages(art)))
    await ada.picks(shows, custom_id="setup:notices:digest", values=[])
    await tells(discord, shows, "setup.digest.none")
    assert await easel.app.engine.digests.get(SERVER) is None


async def test_whose_images_wait_for_a_moderator_is_set_in_the_panel_once_there_is_a_log(
    easel, discord, ada, bo, art
):
    lounge = discord.channel("lounge")
    shows = await opened(discord, ada, art)
    assert says(shows.all_text(), "setup.newcomers.no_log")
    assert chosen(shows, "setup:where:newcomers") == ["off"]
    with pytest.raises(Impossible):
        await ada.picks(shows, custom_id="setup:where:newcomers", values=["week"])

    await ada.clicks(shows, "setup:notices")
    await tells(discord, shows, "setup.log.none")
    await ada.picks(shows, custom_id="setup:notices:log", values=[lounge.id])
    await tells(discord, shows, "setup.log", channel=f"<#{lounge.id}>")
    await ada.clicks(shows, "setup:where")
    await tells(discord, shows, "setup.newcomers.off")
    await ada.picks(shows, custom_id="setup:where:newcomers", values=["week"])

    await tells(discord, shows, "safety.newcomers", count=7, channel=f"<#{lounge.id}>")
    assert chosen(shows, "setup:where:newcomers") == ["week"]
    await ada.picks(shows, custom_id="setup:where:newcomers", values=["off"])
    await tells(discord, shows, "setup.newcomers.off")


async def test_warnings_of_the_budget_need_no_files(discord, ada, art):
    lounge, shows = discord.channel("lounge"), await opened(discord, ada, art)
    discord.forbid("ATTACH_FILES", channel=lounge)
    await ada.clicks(shows, "setup:notices")
    await tells(discord, shows, "setup.notify.default")

    await ada.picks(shows, custom_id="setup:notices:notify", values=[lounge.id])

    await tells(discord, shows, "setup.notify", channel=f"<#{lounge.id}>")
    assert not says(shows.all_text(), "setup.lacks")
    await ada.picks(shows, custom_id="setup:notices:log", values=[lounge.id])
    await tells(discord, shows, "setup.lacks", channel=f"<#{lounge.id}>")


async def test_what_everyone_reads_is_in_the_language_that_is_set(discord, ada, art):
    bo = discord.person("Bo", locale="ja")
    shows = await opened(discord, ada, art)
    await ada.clicks(shows, "setup:notices")
    await tells(discord, shows, "setup.language")

    await ada.picks(shows, custom_id="setup:notices:language", values=["fr"])
    await tells(discord, shows, "setup.language", language="Français")
    asked = await bo.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    await bo.says("make it night", reply_to=fox)
    night = await shown(discord, art, 2)
    await bo.says(f"{discord.bot_mention}", channel=art)
    await discord.until(lambda: wording.say("help.look", "fr") in discord.messages(art)[-1].content)
    await bo.slash("history", channel=art)
    sheet = await shown(discord, art, 3)

    again = wording.say("button.again", "fr")
    assert again in fox.buttons()
    assert again in night.buttons()
    assert sheet.content.startswith(wording.say("history.title", "fr", count=2, head="#2"))
    assert asked.reply is None or again not in asked.reply.buttons()
    await ada.picks(shows, custom_id="setup:notices:language", values=["own"])
    await tells(discord, shows, "setup.language.own", language="English")
    await bo.slash("imagine", channel=art, prompt="an owl")
    assert wording.say("button.again") in (await shown(discord, art, 4)).buttons()


def labels(message):
    """What stands on the buttons and in the selects of the panel."""
    for _, each in parts.walk(message.stored_components):
        yield from filter(None, (each.get("label"), each.get("placeholder")))
        yield from (option["label"] for option in each.get("options") or [])


def english(locale):
    """What the panel says in English and in other words in a language, but for names and sums."""
    codes = [code for code in SETUP if code.startswith(("setup.", "button.setup."))]
    plain = {code: SETUP[code] for code in codes if "{" not in SETUP[code]}
    return {words for code, words in plain.items() if wording.say(code, locale) != words}


@pytest.mark.parametrize("locale", ["de", "ja"])
async def test_the_panel_speaks_the_language_of_whom_it_is_shown_to(
    easel, discord, bo, art, locale
):
    def told(code, **facts):
        return lambda: wording.say(code, locale, **facts) in shows.all_text()

    lounge, owner = discord.channel("lounge"), discord.person("Ada", locale=locale)
    discord.forbid("ATTACH_FILES", channel=lounge)
    shows = await opened(discord, owner, art)
    tabs = [wording.say(f"button.setup.{page}", locale) for page in panel.PAGES]
    assert shows.buttons()[:4] == tabs

    await owner.picks(shows, custom_id="setup:where:channels", values=[lounge.id])
    lacked = wording.permission_names(["attach_files"], locale)
    await discord.until(told("setup.channels", channels=f"<#{lounge.id}>"))
    assert told("setup.lacks", channel=f"<#{lounge.id}>", permissions=lacked)()
    await owner.clicks(shows, "setup:where:age:on")
    await discord.until(told("setup.all_ages", channel=f"<#{lounge.id}>"))
    first = {
        "models": "setup.models.all",
        "threads": "setup.listens.all",
        "notices": "setup.log.none",
    }
    for page, code in first.items():
        assert not english(locale) & {*labels(shows), *shows.all_text().splitlines()}
        await owner.clicks(shows, f"setup:{page}")
        await discord.until(told(code))
    await owner.picks(shows, custom_id="setup:notices:log", values=[lounge.id])
    await discord.until(told("setup.log", channel=f"<#{lounge.id}>"))

    refused = await bo.slash("imagine", channel=art, prompt="a fox")
    await answered(discord, refused, "access.channels", channels=f"<#{lounge.id}>")


async def test_the_panel_works_after_a_restart(easel, discord, ada, art):
    shows = await opened(discord, ada, art)
    await easel.stop()
    await easel.start()

    await ada.picks(shows, custom_id="setup:where:channels", values=[art.id])

    await tells(discord, shows, "setup.channels", channels=f"<#{art.id}>")


async def test_whoever_discord_lets_open_the_panel_may_use_it_for_a_while(
    easel, discord, ada, bo, art, monkeypatch
):
    shows = await opened(discord, ada, art)
    shows.ephemeral_to = bo.user  # as if Bo had opened it: the server's settings let them

    await bo.clicks(shows, "setup:where:age:on")
    await tells(discord, shows, "setup.age.on")
    monkeypatch.setattr("bot.discord.permissions.PANEL_LIFETIME", 0)
    late = await bo.clicks(shows, "setup:where:age:off")

    await answered(discord, late, "settings.managers")
    assert (await easel.app.engine.settings.access_rules(SERVER)).age_restricted


async def test_a_custom_id_that_is_not_ours_changes_nothing(easel, discord, ada, art):
    body = {"type": 2, "style": 2, "label": "x", "custom_id": "setup:where:nothing:on"}
    forged = await discord.another_bot().says(
        "x", channel=art, components=[{"type": 1, "components": [body]}]
    )

    await answered(discord, await ada.clicks(forged, "x"), "button.stale")


LACKING = tuple(name for name, needed in PERMISSIONS if needed and name != "read_messages")
ALL = panel.ServerSetup(
    settings=replace(
        ServerSettings.read({}),
        rules=AccessRules(
            channels=tuple(10**18 + n for n in range(MAX_CHOSEN)),
            roles=tuple(2 * 10**18 + n for n in range(MAX_CHOSEN)),
            age_restricted=True,
            models=tuple(model.id for model in KNOWN[:3]),
            sizes=("1K", "2K"),
        ),
        policy=ContinuePolicy(
            who=ContinueScope.ROLES, roles=tuple(2 * 10**18 + n for n in range(MAX_CHOSEN))
        ),
        asks_posters=True,
        listens=False,
        recipes=False,
        language="fr",
        notify=10**18,
        log=10**18 + 1,
    ),
    own_language="de",
    digest=10**18 + 2,
    models=KNOWN[:3],
    channels={10**18 + n: panel.ChannelState(lacks=LACKING) for n in range(MAX_CHOSEN)},
    roles=frozenset(2 * 10**18 + n for n in range(MAX_CHOSEN)),
)


@pytest.mark.parametrize("locale", ["en-US", *CATALOGS])
@pytest.mark.parametrize("page", panel.PAGES)
async def test_a_panel_with_everything_set_fits_discords_limits_in_every_language(page, locale):
    view = panel.setup_panel(ALL, page, locale)
    components = view.to_components()

    parts.check(components, v2=True)
    assert view.content_length() <= 4000
    for _, each in parts.walk(components):
        assert len(each.get("placeholder") or "") <= 150
        assert all(len(option["label"]) <= 100 for option in each.get("options") or [])
    hints = {
        wording.say("setup.models.hint", locale, size=size, cost=model.prices[size])
        for model in KNOWN[:3]
        for size in [model.default_size]
    }
    shown_hints = {
        option["description"]
        for _, each in parts.walk(components)
        for option in each.get("options") or []
        if option.get("description")
    }
    assert shown_hints <= hints, "none is cut"
    assert isinstance(view, library.ui.LayoutView)
    assert not view.is_dispatchable()
