"""What managers read about the showcase of their server."""

from collections.abc import Sequence

from bot.core.showcase import ShowcaseRules
from bot.engine.gallery import Gallery
from bot.text import wording


def showcase_rules_text(
    rules: ShowcaseRules, missing: Sequence[str], locale: str, *, log: int | None
) -> str:
    """Return how a server's showcase is set.

    Args:
        rules: what holds.
        missing: permissions that the bot needs in its channel and does not have.
        locale: the language.
        log: the channel of the server's moderators; None: there is none.
    """
    if rules.channel is None:
        return wording.say("showcase.off", locale)
    lines = [wording.say("showcase.set", locale, channel=f"<#{rules.channel}>")]
    if rules.stars:
        lines.append(wording.say("showcase.set.stars", locale, count=rules.stars))
    if rules.approve:
        lines.append(wording.say("showcase.set.approve", locale))
    if rules.approve and log is None:
        lines.append(wording.say("showcase.set.no_log", locale))
    if missing:
        names = wording.permission_names(missing, locale)
        channel = f"<#{rules.channel}>"
        lines.append(wording.say("setup.lacks", locale, channel=channel, permissions=names))
    return "\n".join(lines)


def gallery_text(gallery: Gallery, guild: int, locale: str) -> str:
    """Return where the gallery of a server is that agreed to one."""
    if not gallery.is_served(guild):
        return wording.say("showcase.set.gallery.none", locale)
    if address := gallery.address(guild):
        return wording.say("showcase.set.gallery", locale, link=f"{address}/")
    return wording.say("showcase.set.gallery.served", locale)
