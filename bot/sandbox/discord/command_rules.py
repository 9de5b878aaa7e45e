"""Rules of Discord's for commands that are registered, and for the choices of an option."""

import re

from bot.sandbox.discord.refusals import Json, invalid

CHAT_INPUT, USER_COMMAND, MESSAGE_COMMAND, ENTRY_POINT = 1, 2, 3, 4
SUBCOMMAND, SUBCOMMAND_GROUP, STRING, INTEGER, BOOLEAN = 1, 2, 3, 4, 5
USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 6, 7, 8, 9, 10, 11
NAME = re.compile(r"[-_'\w]{1,32}")
MAX_OPTIONS, MAX_CHOICES, DESCRIPTION = 25, 25, 100
MAX_COMMANDS = {CHAT_INPUT: 100, USER_COMMAND: 15, MESSAGE_COMMAND: 15, ENTRY_POINT: 1}


def check(bodies: list[Json]) -> None:
    """Check commands as Discord does when they are registered.

    Raises:
        Refusal: 50035.
    """
    seen: set[tuple[int, str]] = set()
    for number, body in enumerate(bodies):
        kind, name = body.get("type") or CHAT_INPUT, body["name"]
        if (kind, name) in seen:
            sentence = "Application command names must be unique"
            code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
            raise invalid(f"{number}", sentence, code=code)
        seen.add((kind, name))
        if kind in (CHAT_INPUT, ENTRY_POINT):
            _check_named(str(number), body)
            _check_options(f"{number}.options", body.get("options") or [])
        elif body.get("description") or body.get("options"):
            sentence = "Context menu commands cannot have a description or options"
            raise invalid(str(number), sentence, code="APPLICATION_COMMAND_INVALID")
        else:
            _check_languages(str(number), body, name=32)
    for kind, maximum in MAX_COMMANDS.items():
        if sum(1 for each, _ in seen if each == kind) > maximum:
            raise invalid("0", "Too many commands", code="APPLICATION_COMMAND_TOO_MANY")


def _check_named(path: str, body: Json) -> None:
    name = body["name"]
    if not NAME.fullmatch(name) or name != name.lower():
        sentence = "Command name is invalid"
        raise invalid(f"{path}.name", sentence, code="APPLICATION_COMMAND_INVALID_NAME")
    if not 1 <= len(body.get("description") or "") <= DESCRIPTION:
        sentence = f"Must be between 1 and {DESCRIPTION} in length."
        raise invalid(f"{path}.description", sentence, code="BASE_TYPE_BAD_LENGTH")
    _check_languages(path, body, name=32, description=DESCRIPTION)
    for locale, translated in (body.get("name_localizations") or {}).items():
        if not NAME.fullmatch(translated) or translated != translated.lower():
            here = f"{path}.name_localizations.{locale}"
            raise invalid(here, "Command name is invalid", code="APPLICATION_COMMAND_INVALID_NAME")


def _check_languages(path: str, body: Json, **limits: int) -> None:
    """Raise Refusal 50035 for a translation that is empty or too long."""
    for field, maximum in limits.items():
        for locale, words in (body.get(f"{field}_localizations") or {}).items():
            if not 1 <= len(words) <= maximum:
                sentence = f"Must be between 1 and {maximum} in length."
                here = f"{path}.{field}_localizations.{locale}"
                raise invalid(here, sentence, code="BASE_TYPE_BAD_LENGTH")


def _check_options(path: str, options: list[Json]) -> None:
    if len(options) > MAX_OPTIONS:
        raise invalid(path, f"Must be {MAX_OPTIONS} or fewer in length.")
    optional_seen = False
    names: set[str] = set()
    for number, option in enumerate(options):
        here = f"{path}.{number}"
        _check_named(here, option)
        if option["name"] in names:
            code = "APPLICATION_COMMAND_OPTIONS_NAME_INVALID"
            raise invalid(here, "Option names must be unique", code=code)
        names.add(option["name"])
        if option.get("required") and optional_seen:
            sentence = "Required options must be placed before non-required options"
            raise invalid(here, sentence, code="APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID")
        optional_seen = optional_seen or not option.get("required")
        _check_choices(here, option)
        if option["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP):
            _check_options(f"{here}.options", option.get("options") or [])


def _check_choices(path: str, option: Json) -> None:
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        sentence = "autocomplete and choices are mutually exclusive"
        raise invalid(path, sentence, code="APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES")
    check_choices(f"{path}.choices", choices)


def check_choices(path: str, choices: list[Json]) -> None:
    """Raise Refusal 50035 for more than 25 choices, also in an autocomplete response."""
    if len(choices) > MAX_CHOICES:
        raise invalid(path, f"Must be {MAX_CHOICES} or fewer in length.")
    for number, choice in enumerate(choices):
        if not 1 <= len(choice["name"]) <= 100:
            raise invalid(f"{path}.{number}.name", "Must be between 1 and 100 in length.")
        _check_languages(f"{path}.{number}", choice, name=100)
