"""Makes the request that a message asks for, and hands it over."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import discord

from bot.core import picture_refs, requests
from bot.core.picture_refs import PictureRef
from bot.core.turns import Person, Turn
from bot.discord.client import DiscordClient
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake
from bot.discord.intake.message_intent import Intent
from bot.discord.intake.message_questions import MessageQuestions
from bot.discord.intake.message_reader import MessageReader, UnderstoodMessage
from bot.discord.intake.picked_pictures import check_pick, pictures_to_blend
from bot.discord.intake.request_builder import PromptOptions, build_refinement, build_request
from bot.discord.intake.requesters import origin_of, person_of, requester_of
from bot.engine.submissions import Requester
from bot.errors import NotFound, TemporaryError, UserError
from bot.text import wording

_REFINES = frozenset({Intent.REFINE_REPLIED, Intent.REFINE_HEAD})


class MessageRequests:
    """Blends, refines, edits or paints, as a message asks."""

    def __init__(self, bot: DiscordClient, intake: Intake, reader: MessageReader) -> None:
        self._bot = bot
        self._reader = reader
        self._intake = intake
        self._engine = intake.engine
        self._questions = MessageQuestions()

    async def accept(
        self,
        message: discord.Message,
        understood: UnderstoodMessage,
        *,
        by: Person | None = None,
        pick: int | None = None,
    ) -> None:
        """Hand over what a message asks for, or ask its author what is not clear.

        Args:
            message: the message.
            understood: what it asks for.
            by: its author, where Discord does not say their roles with the message.
            pick: which picture it is about, counted from 0; None where they were not asked.

        Raises:
            EaselError: it can't be done.
        """
        if understood.intent is Intent.ASK_AGAIN:
            raise NotFound("picture.gone")
        by = by or person_of(message)
        requester = requester_of(
            message,
            by=by,
            settings=await self._engine.settings.of_request(by),
            channel=await self._reader.channel_of(message),
            continues=understood.turn,
        )
        assert requester.at is not None
        if understood.intent is Intent.ASK_WHETHER:
            if await self._may_ask(requester):
                await self._questions.ask_whether(message, understood.turn, requester.at.locale)
            return
        text = await self._whole_text(message, understood, requester)
        if not text.startswith(wording.TALK):
            await self._hand_over(message, understood, text, requester, pick=pick)

    async def _hand_over(
        self,
        message: discord.Message,
        understood: UnderstoodMessage,
        text: str,
        requester: Requester,
        *,
        pick: int | None,
    ) -> None:
        """Hand over the request that a text makes, or ask which of several pictures it is about."""
        named, words = picture_refs.split_leading(text)
        asked = understood.turn if understood.intent in _REFINES and not named else None
        if asked is not None and len(asked.painted) > 1 and pick is None:
            pick, words = picture_refs.split_pick(words, count=len(asked.painted))
            if pick is None:
                requests.prompt(words)
                assert requester.at is not None  # the message's place
                await self._questions.ask_which(message, asked, requester.at.locale)
                return
        prompt = requests.prompt(words)  # checked before any picture is fetched
        files = understood.files
        options = PromptOptions(prompt=prompt, uploads=files)
        if len(named) > 1:
            await self._blend(message, named, options, requester)
            return
        turn, named_pick = await self._turn_meant(message, understood, named, requester)
        # A picture that is no longer stored, and is attached again, is like any other picture.
        attached_again = bool(files) and turn is not None and turn.gone_at is not None
        if turn is None or attached_again:
            await self._edit_or_paint(message, understood, options, requester)
            return
        prepared = await build_refinement(
            self._intake, turn, options, requester=requester, pick=pick or named_pick
        )
        await self._intake.accept_message(message, prepared, requester)

    async def cancel(self, messages: Iterable[int]) -> None:
        """Cancel what deleted messages asked for, where it still waits, and say so in no message.

        Raises:
            EaselError: the database is not available.
        """
        origins = [origin_of(message) for message in messages]
        for turn in await self._engine.turns.from_origins(*origins):
            if not turn.waiting:
                continue
            try:
                await self._engine.submissions.cancel(turn, by=turn.by)
            except UserError:  # it was painted in the meantime
                continue
            await self._intake.remove_progress(self._bot, turn)

    async def _may_ask(self, requester: Requester) -> bool:
        """Return whether a request of this person would be accepted here, as far as is known."""
        try:
            await self._engine.submissions.admit(requester)
            await self._engine.pauses.check(requester.by.guild)
        except (UserError, TemporaryError):
            return False
        return True

    async def _whole_text(
        self, message: discord.Message, understood: UnderstoodMessage, requester: Requester
    ) -> str:
        """Return a message's text, with what Discord made a file of because it was too long."""
        if understood.text_file is None:
            return understood.text
        rest = await self._intake.fetcher.fetch_text(understood.text_file, requester=requester)
        return f"{understood.text}\n{self._reader.without_mention(message, rest)}".strip()

    async def _turn_meant(
        self,
        message: discord.Message,
        understood: UnderstoodMessage,
        named: Sequence[PictureRef],
        requester: Requester,
    ) -> tuple[Turn | None, int]:
        """Return the turn to refine, and which of its pictures; None where none is refined."""
        if named:
            turn = await self._engine.canvases.numbered(
                message.channel.id, named[0].number, by=requester.by
            )
            return turn, check_pick(turn, named[0])
        return understood.turn if understood.intent in _REFINES else None, 0

    async def _blend(
        self,
        message: discord.Message,
        named: Sequence[PictureRef],
        options: PromptOptions,
        requester: Requester,
    ) -> None:
        picked = await pictures_to_blend(
            self._intake, named, requester=requester, files=len(options.uploads)
        )
        blend = replace(options, picked=picked, needs_all=True)
        prepared = await build_request(self._intake, blend, requester=requester)
        await self._intake.accept_message(message, prepared, requester)

    async def _edit_or_paint(
        self,
        message: discord.Message,
        understood: UnderstoodMessage,
        options: PromptOptions,
        requester: Requester,
    ) -> None:
        """Edit a member's picture or the attached ones; without any, paint a new picture."""
        if understood.intent is Intent.ASK_WHICH:
            raise NotFound("nothing_here.sheet")
        posted = understood.posted if understood.intent is Intent.EDIT_POSTED else None
        files = options.uploads
        if posted is not None:
            await self._engine.settings.check_may_edit(posted.author.id, by=requester.by)
            files = (*uploads.require_pictures(posted), *files)
        edit = replace(options, uploads=files, edits=bool(files))
        prepared = await build_request(self._intake, edit, requester=requester)
        await self._intake.accept_message(message, prepared, requester, posted=posted)
