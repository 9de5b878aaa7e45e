"""Where Easel paints in a server, for whom and with which models: the rules; what they allow."""

import pytest

from bot.core import access
from bot.core.access import AccessRules
from bot.core.models import KNOWN, ModelTable
from bot.core.turns import ImageRequest, Person, Place
from bot.errors import UserError
from bot.sandbox.discord import components as parts
from bot.sandbox.discord.places import GUILD_ID

from .doors import turn_of
from .stories import answered, said, shown

TABLE = ModelTable.of(default=KNOWN[0].id, text_model="gemini-3.5-flash-lite", described={})
NANO, PRO, LITE = KNOWN[:3]
OFFERED = (NANO, PRO, LITE)
BO = Person(id=2, guild=9, roles=(9, 30))
FOX = ImageRequest(prompt="a fox", model=NANO.id)


def code_of(rules, *, by=BO, at=None):
    """Which rule refuses a person in a place; empty if none does."""
    try:
        access.check(rules, by=by, at=at)
    except UserError as refused:
        return refused.code
    return ""


def fitted(rules, **asked):
    request = ImageRequest(prompt="a fox", **{"model": NANO.id} | asked)
    fit = access.fit(request, rules, model=TABLE.find(request.model), offered=OFFERED)
    return fit.model, fit.size


# -- the rules alone


def test_a_channel_is_allowed_with_its_threads_and_others_are_not():
    rules = AccessRules(channels=(1, 2))

    assert code_of(rules, at=Place(channel=1)) == ""
    assert code_of(rules, at=Place(channel=7, parent=2)) == ""
    assert code_of(rules, at=Place(channel=7, parent=3)) == "access.channels"
    assert code_of(rules, at=Place(channel=7)) == "access.channels"


def test_one_role_is_enough_and_everyones_role_is_the_servers():
    assert code_of(AccessRules(roles=(31, 30))) == ""
    assert code_of(AccessRules(roles=(9,))) == ""
    assert code_of(AccessRules(roles=(31,))) == "access.roles"


def test_what_is_not_known_is_not_permission():
    stranger = Person(id=3, guild=9)

    assert code_of(AccessRules(channels=(1,))) == "access.channels"
    assert code_of(AccessRules(roles=(30,)), by=stranger) == "access.roles"
    assert code_of(AccessRules(age_restricted=True)) == "access.age_restricted"
    assert code_of(AccessRules(age_restricted=True), at=Place(channel=1)) == "access.age_restricted"
    assert code_of(AccessRules(age_restricted=True), at=Place(channel=1, age_restricted=True)) == ""


def test_rules_come_back_from_storage_as_they_were():
    rules = AccessRules(channels=(1, 2), roles=(3,), age_restricted=True, models=("m",))

    assert AccessRules.read(rules.stored) == rules
    assert AccessRules.read(None) == AccessRules()
    assert AccessRules().stored is None


def test_a_refusal_names_no_more_than_a_message_can_say():
    with pytest.raises(UserError) as refused:
        access.check(AccessRules(channels=tuple(range(1, 26))), by=BO, at=Place(channel=99))

    first = [f"<#{channel}>" for channel in range(1, 1 + access.MAX_NAMED)]
    assert refused.value.facts["channels"] == (*first, "…")


def test_a_refusal_names_all_where_they_are_few():
    with pytest.raises(UserError) as refused:
        access.check(AccessRules(channels=(1, 2)), by=BO, at=Place(channel=99))

    assert refused.value.facts["channels"] == ("<#1>", "<#2>")


def test_where_nobody_named_a_model_the_first_that_is_allowed_paints():
    assert fitted(AccessRules(models=(LITE.id, PRO.id))) == (PRO.id, "1K")
    assert fitted(AccessRules(models=(NANO.id,))) == (NANO.id, "1K")
    assert fitted(AccessRules(models=(PRO.id,)), size="4K") == (PRO.id, "4K")
    assert fitted(AccessRules(models=(LITE.id,)), size="4K") == (LITE.id, "1K")


def test_where_nobody_named_a_size_the_next_smaller_that_is_allowed_is_painted():
    assert fitted(AccessRules(sizes=("1K", "2K")), size="4K") == (NANO.id, "2K")
    assert fitted(AccessRules(sizes=("2K", "4K"))) == (NANO.id, "2K")
    assert fitted(AccessRules(sizes=("2K",)), model=LITE.id) == (NANO.id, "2K")


def test_a_replaced_model_is_not_said_to_have_ended():
    fit = access.fit(FOX, AccessRules(models=(PRO.id,)), model=NANO, offered=OFFERED)

    assert fit.instead_of == ""


def test_models_and_sizes_that_leave_nothing_are_a_refusal_and_no_guess():
    rules = AccessRules(models=(LITE.id,), sizes=("4K",))

    with pytest.raises(UserError, match=r"access\.nothing"):
        access.fit(FOX, rules, model=NANO, offered=OFFERED)
    with pytest.raises(UserError, match=r"access\.nothing"):
        access.check_choice(rules, model=NANO, size=None, offered=OFFERED)


def test_descriptions_are_bound_to_no_image_model():
    described = ImageRequest(prompt="", model="gemini-3.5-flash-lite", describes=True)
    rules = AccessRules(models=(PRO.id,), sizes=("4K",))

    assert access.fit(described, rules, model=TABLE.text_model, offered=OFFERED) is described


def test_a_named_model_or_size_that_is_not_allowed_is_refused_with_those_that_are():
    rules = AccessRules(models=(PRO.id, LITE.id), sizes=("1K", "2K"))

    with pytest.raises(UserError) as model:
        access.check_choice(rules, model=NANO, size=None, offered=OFFERED)
    with pytest.raises(UserError) as size:
        access.check_choice(rules, model=None, size="4K", offered=OFFERED)

    assert model.value.facts["choices"] == (PRO.name, LITE.name)
    assert size.value.facts["choices"] == ("1K", "2K")


# -- what is allowed; that no way in leads past a rule is held by test_side_doors.py


async def set_rules(easel, **rules):
    await easel.app.engine.settings.set_access_rules(int(GUILD_ID), **rules)


async def test_what_is_allowed_is_painted_in_threads_too(easel, discord, gemini, ada, art):
    role = discord.role("Painters")
    painter = discord.newcomer("Cy", roles=[role])
    discord.restrict_age(art)
    await set_rules(easel, channels=(int(art.id),), roles=(int(role),), age_restricted=True)

    await painter.slash("imagine", channel=art, prompt="a fox")
    thread = await painter.opens_thread(await shown(discord, art), name="the fox")
    await painter.says("make it night", thread=thread)
    await painter.says(f"{discord.bot_mention} add a hat", reply_to=await shown(discord, thread))
    await shown(discord, thread, 2)
    await painter.slash("imagine", channel=thread, prompt="an owl")

    await shown(discord, thread, 3)


async def test_rules_of_a_server_do_not_hold_in_private_chats(easel, discord, gemini, ada):
    await set_rules(easel, channels=(1,), roles=(1,), age_restricted=True)

    await ada.says("a fox", channel=ada.dm())

    await shown(discord, ada.dm())


async def test_a_message_that_comes_before_its_channel_is_known_is_held_to_the_rules(
    easel, discord, gemini, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    thread = await ada.opens_thread(await shown(discord, art), name="the fox")
    await set_rules(easel, channels=(int(art.id),))
    await easel.stop()
    discord.gateway.hold_guild_create = True
    await easel.start()

    await ada.says(f"{discord.bot_mention} make it night", thread=thread)

    await shown(discord, thread)


async def test_another_model_and_size_are_used_where_nobody_named_one(
    easel, discord, gemini, ada, bo, art
):
    await ada.slash("imagine", channel=art, prompt="a fox", size="4K")
    fox = await shown(discord, art)
    await set_rules(easel, models=(PRO.id,), sizes=("1K", "2K"))

    await ada.says(f"{discord.bot_mention} an owl", channel=art)
    await shown(discord, art, 2)
    await bo.says("make it night", reply_to=fox)
    await shown(discord, art, 3)
    await ada.clicks(fox, "Again")
    await shown(discord, art, 4)

    made = [(c.model, c.body["generationConfig"]["imageConfig"]["imageSize"]) for c in gemini.calls]
    assert made == [(NANO.id, "4K"), (PRO.id, "1K"), (PRO.id, "2K"), (PRO.id, "2K")]
    assert said(gemini)[-1][1] == "a fox"


async def test_only_what_a_server_allows_is_offered(easel, discord, ada, art):
    await set_rules(easel, models=(PRO.id, LITE.id), sizes=("1K", "2K"))

    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    models = await ada.completes("imagine", option="model", typed="", channel=art)

    offered = [
        option["value"].rpartition(":")[2]
        for _, each in parts.walk(fox.stored_components)
        for option in each.get("options") or []
    ]
    assert [one for one in offered if one.startswith("size-")] == ["size-2K"]
    assert [choice["value"] for choice in models] == [PRO.id, LITE.id]


async def test_a_model_or_size_that_is_named_and_not_allowed_is_refused(
    easel, discord, gemini, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    turn = turn_of(fox)
    await set_rules(easel, models=(NANO.id,), sizes=("1K",))

    model = await ada.slash("imagine", channel=art, prompt="an owl", model=PRO.id)
    size = await ada.slash("imagine", channel=art, prompt="an owl", size="2K")
    larger = await ada.picks(fox, values=[f"turn:{turn}:size-2K"])

    await answered(discord, model, "access.models", model=PRO.name, choices=NANO.name)
    await answered(discord, size, "access.sizes", size="2K", choices="1K")
    await answered(discord, larger, "access.sizes", size="2K")
    assert len(gemini.calls) == 1
