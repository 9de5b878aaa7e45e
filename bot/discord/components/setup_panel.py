"""The panel of /easel setup: four pages of selects and buttons that show and set what holds.

What a person chooses comes back as `setup:<page>:<field>`, with a third part for a button's value,
so that the panel works after a restart.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
from discord import ChannelType, SelectOption, ui

from bot.core.access import narrowed
from bot.core.models import Model
from bot.core.permissions import ContinueScope
from bot.core.server_settings import ServerSettings
from bot.discord.components.layout import UnwatchedLayout, channel_select, role_select, text_select
from bot.discord.components.newcomer_rule import newcomers_select, newcomers_text
from bot.text import formats
from bot.text.languages import CATALOGS
from bot.text.wording import permission_names, say

PAGES = ("where", "models", "threads", "notices")
OWN_LANGUAGE = "own"  # of who asks by a command or button; for messages the server's
LANGUAGES = ("en-US", *(locale for locale in CATALOGS if locale != "es-419"))
MAX_NAMED = 8  # channels or roles that a sentence names, and channels with a warning
PAINTABLE = [
    ChannelType.text,
    ChannelType.news,
    ChannelType.forum,
    ChannelType.voice,
    ChannelType.stage_voice,
]
READABLE = [ChannelType.text, ChannelType.news]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """What is known of a channel."""

    lacks: tuple[str, ...] = ()  # names of permissions that the bot needs there
    age_restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSetup:
    """What holds in a server, and what can be chosen."""

    settings: ServerSettings
    own_language: str  # of the server, as Discord has it
    models: Sequence[Model]  # offered today, the default first
    channels: Mapping[int, ChannelState] = field(default_factory=dict)  # those that there are
    roles: frozenset[int] = frozenset()  # those that there are
    digest: int | None = None  # its channel


def setup_panel(setup: ServerSetup, page: str, locale: str) -> ui.LayoutView:
    """Return one page of the panel."""
    tabs = (
        ui.Button[Any](
            label=say(f"button.setup.{each}", locale),
            custom_id=f"setup:{each}",
            style=discord.ButtonStyle.primary if each == page else discord.ButtonStyle.secondary,
        )
        for each in PAGES
    )
    layout = UnwatchedLayout()
    layout.add_item(
        ui.Container(
            ui.TextDisplay(say("setup.title", locale)),
            ui.ActionRow(*tabs),
            ui.Separator(),
            *_PAGES[page](setup, locale),
        )
    )
    return layout


def _where(setup: ServerSetup, locale: str) -> Iterable[ui.Item[Any]]:
    rules = setup.settings.rules
    channels = say("setup.channels.all", locale)
    if rules.channels:
        channels = say("setup.channels", locale, channels=_mentions("<#{}>", rules.channels))
    roles = say("setup.roles.all", locale)
    if rules.roles:
        roles = say("setup.roles", locale, roles=_mentions("<@&{}>", rules.roles))
    return (
        ui.TextDisplay("\n".join((channels, *_warnings(setup, rules.channels, locale)))),
        channel_select(
            "setup:where:channels",
            _still(setup.channels, rules.channels),
            kinds=PAINTABLE,
            placeholder=say("setup.channels.pick", locale),
        ),
        ui.TextDisplay(roles),
        role_select(
            "setup:where:roles",
            _still(setup.roles, rules.roles),
            placeholder=say("setup.roles.pick", locale),
        ),
        *_toggle("where:age", "age", locale, on=rules.age_restricted),
        ui.TextDisplay(say("setup.bound", locale)),
        *_newcomers(setup, locale),
    )


def _newcomers(setup: ServerSetup, locale: str) -> Iterable[ui.Item[Any]]:
    rules = setup.settings.moderation
    nowhere = rules.log is None and not rules.newcomer_days  # where moderators could approve them
    none = say(f"setup.newcomers.{'no_log' if nowhere else 'off'}", locale)
    words = newcomers_text(rules, locale) or none
    return (
        ui.TextDisplay(say("setup.newcomers", locale, words=words)),
        newcomers_select("setup:where:newcomers", rules, locale, disabled=nowhere),
    )


def _models(setup: ServerSetup, locale: str) -> Iterable[ui.Item[Any]]:
    rules, offered = setup.settings.rules, setup.models
    names = {model.id: model.name for model in offered}
    models = say("setup.models.all", locale)
    if rules.models:
        known = tuple(names.get(id_, id_) for id_ in rules.models)
        models = say("setup.models", locale, models=known)
    sizes = say("setup.sizes.all", locale)
    if rules.sizes:
        sizes = say("setup.sizes", locale, sizes=rules.sizes)
    painter = next(filter(None, (narrowed(model, rules) for model in offered)), None)
    default = say("setup.nothing", locale)
    if painter is not None:
        default = say("setup.default", locale, model=painter.name, size=painter.default_size)
    every_size = {size: size for model in offered for size in model.sizes}
    return (
        ui.TextDisplay(models),
        text_select(
            "setup:models:models",
            [_model_option(model, locale, chosen=model.id in rules.models) for model in offered],
            placeholder=say("setup.models.pick", locale),
            several=True,
        ),
        ui.TextDisplay(sizes),
        text_select(
            "setup:models:sizes",
            [
                SelectOption(label=size, value=size, default=size in rules.sizes)
                for size in sorted(every_size, key=lambda size: (size.endswith("K"), size))
            ],
            placeholder=say("setup.sizes.pick", locale),
            several=True,
        ),
        ui.TextDisplay(f"{default}\n{say('setup.bound', locale)}"),
    )


def _threads(setup: ServerSetup, locale: str) -> Iterable[ui.Item[Any]]:
    listens, policy = "all" if setup.settings.listens else "mention", setup.settings.policy
    who = say(f"choice.continue.{policy.who}", locale)
    if policy.who is ContinueScope.ROLES:
        who = formats.listed(_mentions("<@&{}>", policy.roles), locale)
    return (
        ui.TextDisplay(say(f"setup.listens.{listens}", locale)),
        text_select(
            "setup:threads:listen",
            [
                SelectOption(
                    label=say(f"choice.listen.{each}", locale),
                    value=each,
                    default=each == listens,
                )
                for each in ("all", "mention")
            ],
        ),
        ui.TextDisplay(say("setup.continue", locale, who=who)),
        text_select(
            "setup:threads:who",
            [
                SelectOption(
                    label=say(f"choice.continue.{each}", locale),
                    value=each,
                    default=each == policy.who,
                )
                for each in (ContinueScope.EVERYONE, ContinueScope.REQUESTER)
            ],
            placeholder=say("choice.continue.roles", locale),
        ),
        role_select(
            "setup:threads:continue",
            _still(setup.roles, policy.roles),
            placeholder=say("setup.continue.pick", locale),
        ),
        *_toggle("threads:ask", "ask", locale, on=setup.settings.asks_posters),
    )


def _notices(setup: ServerSetup, locale: str) -> Iterable[ui.Item[Any]]:
    settings = setup.settings
    own = say("setup.language.own", locale, language=formats.language(setup.own_language))
    language = own if settings.language is None else formats.language(settings.language)
    notify, log = say("setup.notify.default", locale), say("setup.log.none", locale)
    if settings.notify is not None:
        notify = say("setup.notify", locale, channel=f"<#{settings.notify}>")
    if settings.log is not None:
        log = say("setup.log", locale, channel=f"<#{settings.log}>")
    showcase = say("setup.showcase.none", locale)
    if (shown := settings.showcase.channel) is not None:
        showcase = say("setup.showcase", locale, channel=f"<#{shown}>")
    digest = say("setup.digest.none", locale)
    if setup.digest is not None:
        digest = say("setup.digest", locale, channel=f"<#{setup.digest}>")
    items: list[ui.Item[Any]] = [
        ui.TextDisplay(say("setup.language", locale, language=language)),
        text_select(
            "setup:notices:language",
            [
                SelectOption(label=own, value=OWN_LANGUAGE, default=settings.language is None),
                *(
                    SelectOption(
                        label=formats.language(each),
                        value=each,
                        default=each == settings.language,
                    )
                    for each in LANGUAGES
                ),
            ],
        ),
    ]
    for name, words, channel in (
        ("notify", notify, settings.notify),
        ("log", log, settings.log),
        ("showcase", showcase, shown),
        ("digest", digest, setup.digest),
    ):
        chosen = () if channel is None else (channel,)
        warned = "\n".join((words, *_warnings(setup, chosen, locale)))
        items.append(ui.TextDisplay(warned))
        items.append(
            channel_select(
                f"setup:notices:{name}",
                _still(setup.channels, chosen),
                kinds=READABLE,
                placeholder=say(f"setup.{name}.pick", locale),
                most=1,
            )
        )
    return items


_PAGES: Mapping[str, Callable[[ServerSetup, str], Iterable[ui.Item[Any]]]] = {
    "where": _where,
    "models": _models,
    "threads": _threads,
    "notices": _notices,
}


def _warnings(setup: ServerSetup, channels: Iterable[int], locale: str) -> Sequence[str]:
    """Return why Easel can't paint or post in some channels, a line for each cause."""
    rules, lines = setup.settings.rules, list[str]()
    for id_ in channels:
        state = setup.channels.get(id_)
        if state is None:
            continue
        if state.lacks:
            names = permission_names(state.lacks, locale)
            lines.append(say("setup.lacks", locale, channel=f"<#{id_}>", permissions=names))
        if rules.age_restricted and id_ in rules.channels and not state.age_restricted:
            lines.append(say("setup.all_ages", locale, channel=f"<#{id_}>"))
    return [*lines[:MAX_NAMED], "…"] if len(lines) > MAX_NAMED else lines


def _still(there: Container[int], chosen: Iterable[int]) -> Sequence[int]:
    """Return what was chosen and is still there: a select can show no other."""
    return [id_ for id_ in chosen if id_ in there]


def _mentions(mention: str, ids: Sequence[int]) -> tuple[str, ...]:
    named = tuple(mention.format(id_) for id_ in ids[:MAX_NAMED])
    return (*named, "…") if len(ids) > MAX_NAMED else named


def _model_option(model: Model, locale: str, *, chosen: bool) -> SelectOption:
    size = model.default_size
    hint = say("setup.models.hint", locale, size=size, cost=model.prices[size])
    return SelectOption(
        label=model.name[:100], value=model.id, description=hint[:100], default=chosen
    )


def _toggle(field: str, name: str, locale: str, *, on: bool) -> Sequence[ui.Item[Any]]:
    """Return what holds, above the button that changes it; beside it a phone has no room."""
    state, other = ("on", "off") if on else ("off", "on")
    button = ui.Button[Any](
        label=say(f"button.setup.{name}.{other}", locale),
        custom_id=f"setup:{field}:{other}",
    )
    return ui.TextDisplay(say(f"setup.{name}.{state}", locale)), ui.ActionRow(button)
