"""The buttons of a party, and the form for a line."""

import re
from dataclasses import dataclass
from typing import Any

import discord

from bot.core.parties import MOST_LINE, Party, PartyState
from bot.discord.components.ids import MAX_SNOWFLAKE, SNOWFLAKE
from bot.discord.views import view_of
from bot.text import wording

JOIN, LEAVE, START, END = "join", "leave", "start", "end"
LINE, PASS, AGAIN = "line", "pass", "again"

_ID = re.compile(rf"party:({SNOWFLAKE}):([a-z]{{3,5}})(?::([0-9]{{1,4}}(?:-[0-9]{{1,2}}){{0,2}}))?")
_PRIMARY, _PLAIN = discord.ButtonStyle.primary, discord.ButtonStyle.secondary


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyClick:
    """What a button of a party does."""

    party: int
    what: str
    numbers: tuple[int, ...] = ()  # of `AGAIN`: seconds of a turn, rounds, people

    @classmethod
    def parse(cls, custom_id: str) -> "PartyClick | None":
        """Return what a custom id says; None if it is not one of these."""
        match = _ID.fullmatch(custom_id)
        if match is None or int(match[1]) > MAX_SNOWFLAKE:
            return None
        numbers = tuple(map(int, match[3].split("-"))) if match[3] else ()
        return cls(party=int(match[1]), what=match[2], numbers=numbers)


def join_buttons(party: Party, locale: str) -> discord.ui.View:
    """Return the buttons under the message at which people join."""
    start = [_button(party, START, locale, _PLAIN)] if party.state is PartyState.GATHERING else []
    return view_of(
        _button(party, JOIN, locale, _PRIMARY),
        _button(party, LEAVE, locale, _PLAIN),
        *start,
        _button(party, END, locale, _PLAIN),
    )


def join_id(party: Party) -> str:
    """Return the custom id by which the message at which people join is found."""
    return f"party:{party.id}:{JOIN}"


def turn_buttons(party: Party, locale: str) -> discord.ui.View:
    """Return the buttons under the message that tells a person that it is their turn."""
    return view_of(
        _button(party, LINE, locale, _PRIMARY, tail=str(party.calls)),
        _button(party, PASS, locale, _PLAIN, tail=str(party.calls)),
    )


def line_id(party: Party) -> str:
    """Return the custom id by which the message of a turn is found."""
    return f"party:{party.id}:{LINE}:{party.calls}"


def again_button(party: Party, locale: str) -> discord.ui.View:
    """Return the button that starts another party like one that is over."""
    return view_of(_button(party, AGAIN, locale, _PLAIN, tail=_options(party)))


def again_id(party: Party) -> str:
    """Return the custom id by which the last message of a party is found."""
    return f"party:{party.id}:{AGAIN}:{_options(party)}"


def line_modal(party: Party, locale: str, *, begins: bool) -> discord.ui.Modal:
    """Return the form for a line; `begins`: whether there is no image yet."""
    modal = discord.ui.Modal(
        title=wording.say("modal.party", locale), custom_id=f"party:{party.id}:{LINE}", timeout=None
    )
    asks = "modal.party.first" if begins else "modal.party.change"
    field = discord.ui.TextInput[Any](custom_id="words", max_length=MOST_LINE)
    modal.add_item(discord.ui.Label(text=wording.say(asks, locale), component=field))
    modal.stop()  # it is read by its id when it comes back, not waited for
    return modal


def _options(party: Party) -> str:
    return f"{party.seconds}-{party.rounds}-{party.most}"


def _button(
    party: Party, what: str, locale: str, style: discord.ButtonStyle, *, tail: str = ""
) -> discord.ui.Button[Any]:
    custom_id = f"party:{party.id}:{what}" + (f":{tail}" if tail else "")
    label = wording.say(f"button.party.{what}", locale)
    return discord.ui.Button(label=label, custom_id=custom_id, style=style)
