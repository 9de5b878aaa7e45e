"""Characters: asked for and confirmed, listed, shown, removed; all of it privately."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord

from bot.core import characters
from bot.core.characters import MOST, CharacterOwner, KnownCharacters
from bot.core.turns import Character
from bot.discord.actions.change_log import changes_logged
from bot.discord.client import DiscordClient
from bot.discord.components.ids import NUMBER
from bot.discord.delivery.files import discord_file
from bot.discord.intake.intake import Intake
from bot.discord.intake.prepared import left_out_text
from bot.discord.intake.requesters import person_of, requester_by
from bot.discord.intake.uploads import Upload
from bot.discord.permissions import managed_server
from bot.discord.views import view_of
from bot.errors import Fact, NotFound, UserError
from bot.imaging.kinds import file_ending
from bot.text import wording
from bot.text.markup import escape

Interaction = discord.Interaction[DiscordClient]
MOST_TEXT = 2000  # characters of a message
MOST_BYTES = 2 * 1024**2  # of an image that is shown
_ID = re.compile(rf"character:({NUMBER}):(yes|no)")


class CharacterActions:
    """What /character and the buttons of its question do."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._engine = intake.engine
        self._characters = intake.engine.characters

    async def add(
        self,
        interaction: Interaction,
        name: str,
        files: Sequence[Upload],
        *,
        words: str,
        owner: CharacterOwner,
    ) -> None:
        """Take the images of a new character in, and ask whether its person may use them.

        Raises:
            EaselError: it can't be added; nothing is kept of it.
        """
        requester = await self._intake.acknowledge(interaction, private=True)
        if owner is CharacterOwner.SERVER:
            managed_server(interaction)
        model = self._engine.default_model
        new = Character(
            name=characters.checked_name(name),
            words=characters.checked_words(words),
            by=requester.by.id,
            spoiler=any(file.spoiler for file in files),
        )
        await self._characters.check_new(owner, new, requester, model=model)
        fetched = await self._intake.fetcher.fetch_usable_pictures(
            files, requester=requester, model=model
        )
        new = replace(new, images=tuple(dict.fromkeys(fetched.blobs)))
        asked = await self._characters.ask(owner, new, requester, model=model)
        locale, count = str(interaction.locale), len(new.images)
        lines = [wording.say("character.ask", locale, count=count, name=_shown(new))]
        lines.append(left_out_text(fetched, locale))
        await interaction.edit_original_response(
            content=wording.shorten("\n".join(filter(None, lines)), MOST_TEXT),
            view=_question(asked.id, locale),
        )

    async def take(self, interaction: Interaction, custom_id: str) -> None:
        """Save the character that a question is about, or drop it.

        Raises:
            EaselError: it can't be saved; the question stays.
        """
        match = _ID.fullmatch(custom_id)
        if match is None:
            raise UserError("button.stale")
        id_, save, locale = int(match[1]), match[2] == "yes", str(interaction.locale)
        record = await self._characters.asked(id_, by=person_of(interaction))
        if save and record.owner is CharacterOwner.SERVER:
            managed_server(interaction)
        # Not deferred: if this raises, the question must stay as it is.
        requester = await self._engine.submissions.with_settings(requester_by(interaction))
        async with changes_logged(self._engine, interaction):
            one = await self._characters.answer(
                id_, save=save, requester=requester, model=self._engine.default_model
            )
        code = f"character.added.{record.owner}" if save else "character.dropped"
        words = wording.say(code, locale, name=_shown(one))
        await interaction.response.edit_message(content=words, view=None)

    async def list(self, interaction: Interaction) -> None:
        """Show the names of the characters that a person can use here."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        known = await self._characters.known(person_of(interaction))
        words = list_text(known, str(interaction.locale))
        await interaction.edit_original_response(content=words)

    async def show(
        self, interaction: Interaction, name: str, *, owner: CharacterOwner | None
    ) -> None:
        """Show a character with its images.

        Raises:
            NotFound: there is none of that name.
        """
        await interaction.response.defer(ephemeral=True, thinking=True)
        _, one = await self._found(interaction, name, owner)
        locale = str(interaction.locale)
        limit = min(MOST_BYTES, interaction.filesize_limit or MOST_BYTES)
        files = []
        for number, image in enumerate(one.images, 1):
            picture = await self._engine.picture_files.read_within(image, limit=limit)
            alt = wording.say("character.alt", locale, name=one.name, number=number)
            file_name = f"easel-character-{number}.{file_ending(picture.mime)}"
            files.append(discord_file(picture.data, name=file_name, alt=alt, spoiler=one.spoiler))
        words = f"**@{_shown(one)}**\n{escape(one.words, characters.MOST_WORDS)}".strip()
        await interaction.edit_original_response(content=words, attachments=files)

    async def remove(
        self, interaction: Interaction, name: str, *, owner: CharacterOwner | None
    ) -> None:
        """Remove a person's own character, else the server's.

        Raises:
            NotFound: there is none of that name.
            UserError: it is the server's, and the person may not manage it.
        """
        await interaction.response.defer(ephemeral=True, thinking=True)
        whose, one = await self._found(interaction, name, owner)
        if whose is CharacterOwner.SERVER:
            managed_server(interaction)
        await self._characters.remove(whose, one.name, by=person_of(interaction))
        words = wording.say("character.removed", str(interaction.locale), name=_shown(one))
        await interaction.edit_original_response(content=words)

    async def _found(
        self, interaction: Interaction, name: str, owner: CharacterOwner | None
    ) -> tuple[CharacterOwner, Character]:
        """Return a character by its name, and whose it is; a person's own goes first.

        Raises:
            NotFound: there is none of that name.
        """
        known = await self._characters.known(person_of(interaction))
        wanted = characters.checked_name(name)
        for whose in (owner,) if owner else tuple(MOST):
            for one in known.of(whose):
                if one.name == wanted:
                    return whose, one
        raise NotFound("character.unknown", name=wanted)


def list_text(known: KnownCharacters, locale: str) -> str:
    """Return the names of all characters, a line for each owner that has some."""
    lines = []
    for owner, limit in MOST.items():
        names = [f"@{_shown(one)}" for one in known.of(owner)]
        if names:
            facts: dict[str, Fact] = {
                "count": len(names),
                "limit": limit,
                "names": tuple(names),
            }
            lines.append(wording.say(f"character.list.{owner}", locale, **facts))
    text = "\n".join(lines) or wording.say("character.none", locale)
    return wording.shorten(text, MOST_TEXT)


def _shown(one: Character) -> str:
    return escape(one.name, 2 * characters.MOST_NAME)


def _question(id_: int, locale: str) -> discord.ui.View:
    answers = {"yes": "button.character.save", "no": "button.no"}
    return view_of(
        *(
            discord.ui.Button[Any](
                label=wording.say(code, locale), custom_id=f"character:{id_}:{answer}"
            )
            for answer, code in answers.items()
        )
    )
