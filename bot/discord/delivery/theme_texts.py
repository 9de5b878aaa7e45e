"""What is said about a theme: its announcement, how it stands, its board."""

from collections.abc import Sequence

import discord

from bot.core.theme_repeats import ThemeRepeat
from bot.core.themes import MOST_WORDS, Ranked, Theme, ThemeState, winners
from bot.core.turns import Turn
from bot.text import markup, wording

MOST_NAMED = 10  # winners that are named
MOST_LISTED = 1700  # characters of a list of themes; Discord takes 2,000


def announcement_text(theme: Theme, locale: str) -> str:
    """Return what announces a theme."""
    mention = f"<@&{theme.role}> " if theme.role else ""
    return mention + _about(theme, locale)


def pinged(theme: Theme) -> discord.AllowedMentions:
    """Return who is notified when a theme begins: the role that its moderator chose, or no one."""
    roles = [discord.Object(theme.role)] if theme.role else False
    return discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)


def repeat_text(repeat: ThemeRepeat, open_: Theme, locale: str) -> str:
    """Return the theme that is open and those that are to come, as many as a message takes."""
    channel, words = f"<#{repeat.terms.channel}>", _shown(open_)
    now = wording.say("event.repeat.now", locale, words=words, resets=int(open_.ends_at))
    lines = [now, wording.say(f"event.repeat.{repeat.every}", locale, channel=channel)]
    if not repeat.themes:
        lines.append(wording.say("event.repeat.last", locale))
    shown = [f"- {markup.escape(words, 2 * MOST_WORDS)}" for words in repeat.themes]
    while len("\n".join((*lines, *shown))) > MOST_LISTED:
        shown.pop()
    if left := len(repeat.themes) - len(shown):
        shown.append(wording.say("event.more", locale, count=left))
    return "\n".join((*lines, *shown, wording.say("event.repeat.stop", locale)))


def standing_text(theme: Theme, entries: int, mine: int, locale: str) -> str:
    """Return how an open theme stands, for one person."""
    counts = wording.say("event.counts", locale, count=entries, mine=mine, most=theme.per_person)
    place = wording.say("event.place", locale, channel=f"<#{theme.place}>")
    return f"{_about(theme, locale)}\n{counts} {place}"


def board_text(theme: Theme, places: Sequence[Ranked], entries: int, locale: str) -> str:
    """Return who won a theme that has ended."""
    words = _shown(theme)
    lines = [wording.say("event.over", locale, words=words, count=entries)]
    won = winners(places)[:MOST_NAMED]
    if entries and not won:
        lines.append(wording.say("event.no_votes", locale))
    lines += [_line(one, theme.guild, locale) for one in won]
    return wording.shorten("\n".join(lines), 2000)


def results_text(theme: Theme, places: Sequence[Ranked], entries: int, locale: str) -> str:
    """Return the best entries of a theme; of one that is open, nothing of how it stands."""
    if theme.state is ThemeState.OPEN:
        return _about(theme, locale)
    words = _shown(theme)
    lines = [wording.say("event.over", locale, words=words, count=entries)]
    lines += [_line(one, theme.guild, locale) for one in places]
    return wording.shorten("\n".join(lines), 2000)


def board_alt(theme: Theme, shown: Sequence[tuple[Ranked, Turn | None, str]], locale: str) -> str:
    """Return what a board shows: each image's place, person, votes and words."""
    lines = [wording.say("event.alt", locale, words=theme.words)]
    for one, turn, name in shown:
        if turn is not None:
            prompt = wording.shorten(" ".join(wording.prompt_text(turn, locale).split()), 60)
            votes = wording.say("event.votes", locale, count=one.standing.votes)
            lines.append(f"{one.rank}. {name}, {votes}: {prompt}.")
    return " ".join(lines)


def _about(theme: Theme, locale: str) -> str:
    title = wording.say("event.title", locale, words=_shown(theme))
    how = wording.say("event.how", locale, count=theme.per_person, resets=int(theme.ends_at))
    return f"{title}\n{how}"


def _shown(theme: Theme) -> str:
    return markup.escape(theme.words, 2 * MOST_WORDS)  # with what escapes its markup


def _line(one: Ranked, guild: int, locale: str) -> str:
    standing = one.standing
    link = f"https://discord.com/channels/{guild}/{standing.channel}/{standing.message}"
    votes = wording.say("event.votes", locale, count=standing.votes)
    person = f"<@{standing.person}>" if standing.person else "–"
    return f"**{one.rank}** · {person} · [{votes}]({link})"  # "1." would be counted by Discord
