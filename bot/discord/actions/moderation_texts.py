"""What moderators read: blocks, rules and settings, as text."""

from collections.abc import Mapping, Sequence

from bot.core.moderation import MOST_REASON, Block, ServerRules
from bot.discord.components.newcomer_rule import newcomers_text
from bot.errors import Fact
from bot.text import wording
from bot.text.markup import escape

MOST_LISTED = 1800  # characters of a list in a message, which takes 2000


def block_text(person: int, block: Block, locale: str) -> str:
    """Return that a person is blocked now."""
    return _about("block.done", person, block, locale)


def blocked_text(blocks: Mapping[int, Block], locale: str) -> str:
    """Return who is blocked, a line for each, those that end last first."""
    if not blocks:
        return wording.say("unblock.empty", locale)
    by_end = sorted(blocks.items(), key=lambda one: -(one[1].until or float("inf")))
    lines: list[str] = []
    room = MOST_LISTED
    for person, block in by_end:
        line = _about("unblock.person", person, block, locale, moderator=f"<@{block.by}>")
        room -= len(line) + 1
        if room < 0:
            lines.append(wording.say("unblock.more", locale, count=len(blocks) - len(lines)))
            break
        lines.append(line)
    return "\n".join(lines)


def safety_text(rules: ServerRules, locale: str) -> str:
    """Return how strict Gemini's filters are, what is a spoiler, and whose images wait."""
    strict = "strict" if rules.strict else "standard"
    words = wording.say(
        "safety.now",
        locale,
        filter=wording.say(f"choice.safety.{strict}", locale),
        spoilers=wording.say(f"choice.spoilers.{rules.spoilers}", locale),
    )
    waits = newcomers_text(rules, locale)
    return f"{words}\n{waits}" if waits else words


def log_text(channel: int | None, missing: Sequence[str], locale: str) -> str:
    """Return where the log is written now, and which permissions are missing there."""
    if channel is None:
        return wording.say("log.off", locale)
    if not missing:
        return wording.say("log.set", locale, channel=f"<#{channel}>")
    names = wording.permission_names(missing, locale)
    return wording.say("log.set.missing", locale, channel=f"<#{channel}>", permissions=names)


def _about(code: str, person: int, block: Block, locale: str, **facts: Fact) -> str:
    facts |= {"member": f"<@{person}>", "words": escape(block.reason, MOST_REASON)}
    if block.until is None:
        return wording.say(code, locale, **facts)
    return wording.say(f"{code}.until", locale, resets=int(block.until), **facts)
