"""Every sentence a person reads, by its code: English is the source of all translations."""

from collections.abc import Mapping

from bot.text.command_names import NAMES
from bot.text.sentences.answers import ANSWERS
from bot.text.sentences.community import COMMUNITY
from bot.text.sentences.digest import DIGEST
from bot.text.sentences.http import HTTP
from bot.text.sentences.interface import INTERFACE
from bot.text.sentences.moderation import MODERATION
from bot.text.sentences.money import MONEY
from bot.text.sentences.operator import OPERATOR
from bot.text.sentences.party import PARTY
from bot.text.sentences.problems import PROBLEMS
from bot.text.sentences.setup import SETUP
from bot.text.sentences.threads import THREADS

SENTENCES: Mapping[str, str] = {
    **NAMES,
    **INTERFACE,
    **ANSWERS,
    **MONEY,
    **THREADS,
    **SETUP,
    **MODERATION,
    **COMMUNITY,
    **PARTY,
    **DIGEST,
    **PROBLEMS,
    **OPERATOR,
    **HTTP,
}
