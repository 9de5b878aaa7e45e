"""What only the owner of the Gemini account can fix: said at once, logged, named by the check."""

import logging

import pytest

from bot.core.turns import Outcome
from bot.gemini import FIXES
from bot.ops import check
from bot.sandbox import gemini as local
from bot.sandbox.gemini.errors import ACCOUNT_FAULTS

from .conftest import SECRETS, easel_in
from .stories import pictures, says

READS = {  # each of the sandbox's faults, by the code of what people read
    "credits": "broken.credits",
    "spending cap": "broken.credits",
    "region": "broken.region",
    "no free tier": "broken.billing",
    "disabled": "broken.disabled",
    "expired key": "broken.key.expired",
    "leaked key": "broken.key.leaked",
    "restricted key": "broken.key.restricted",
    "restricted address": "broken.key.restricted",
    "suspended": "broken.account",
    "denied project": "broken.account",
    "billing disabled": "broken.billing",
    "no credentials": "broken.key",
}
SCRIPTS: dict[str, tuple[local.Behaviour, str]] = {
    **{name: (local.AccountFault(name), code) for name, code in READS.items()},
    "zero quota": (local.Limited(limit_zero=True), "broken.billing"),
    "limited account": (local.Finished("PUP_LIMITED_DISABLED"), "broken.account"),
}


def test_every_fault_that_the_sandbox_knows_is_tried():
    assert READS.keys() == ACCOUNT_FAULTS.keys()


@pytest.mark.parametrize(("script", "code"), SCRIPTS.values(), ids=SCRIPTS.keys())
async def test_a_fault_of_the_account_is_said_at_once_and_logged(tmp_path, caplog, script, code):
    async with easel_in(tmp_path) as easel:
        easel.gemini.script.append(script)
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")

        asked = await ada.slash("imagine", channel=art, prompt="a fox")

        await easel.discord.until(lambda: asked.reply and says(asked.reply.content, code))
        assert len(easel.gemini.calls) == 1
        assert not pictures(easel.discord, art)
        turn = await easel.app.engine.turns.get(1)
        assert turn.outcome is Outcome.FAILED
        assert turn.cost < 10  # micro-dollars: an answer may report the words that it read
    errors = [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]
    assert any(FIXES[code] in line for line in errors)
    assert all("a fox" not in line for line in errors)


@pytest.mark.parametrize(("name", "code"), READS.items())
async def test_the_check_names_the_cause(easel, name, code):
    easel.gemini.account_fault = name

    found = await check.findings(easel.config(), SECRETS)

    assert FIXES[code] in [finding.message for finding in found if finding.fault]


async def test_a_cap_that_ends_by_itself_is_waited_for(discord, gemini, ada, art):
    gemini.script.append(local.Limited(0.1))

    asked = await ada.slash("imagine", channel=art, prompt="a fox")

    await discord.until(lambda: pictures(discord, art))
    assert asked.reply is None or not says(asked.reply.content, "broken.credits")
    assert len(gemini.calls) == 2
