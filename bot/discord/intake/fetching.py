"""Fetches what people attach: pictures in the form that a model takes, and text."""

from collections.abc import Sequence

from bot.core import access
from bot.core.fair_waiting import FairSemaphore
from bot.core.recipe import Recipe
from bot.core.requests import MAX_WORDS
from bot.core.turns import Blob
from bot.discord.intake.prepared import FetchedPictures, FoundRecipe, LeftOut
from bot.discord.intake.requesters import known
from bot.discord.intake.uploads import Downloads, Upload
from bot.engine.engine import Engine
from bot.engine.submissions import Requester
from bot.errors import BadPicture, UserError

MAX_PARALLEL_DOWNLOADS = 4  # pictures that are fetched and normalised at the same time
MAX_DOWNLOADS_OF_ONE = 2  # of these, one person's: others need not wait for all that one attached
MAX_SEARCHED = 4  # files of a message that are searched for a recipe
MAX_TEXT_SIZE = 256 * 1024  # bytes of text in a file; no prompt can be as long


class Fetcher:
    """Downloads uploads of people who may ask, a few at a time."""

    def __init__(self, engine: Engine, downloads: Downloads) -> None:
        self._engine = engine
        self._downloads = downloads
        self._download_slots = FairSemaphore(MAX_PARALLEL_DOWNLOADS, each=MAX_DOWNLOADS_OF_ONE)

    async def fetch_pictures(
        self, uploads: Sequence[Upload], *, requester: Requester, model: str
    ) -> tuple[Blob, ...]:
        """Download uploads and store them in the form that a model takes.

        Raises:
            BadPicture: one of them is not a picture, or too large.
            UserError: the model takes fewer pictures, or the server's rules do not allow it.
            UserError, LimitReached: the person may not ask now, or has too many requests waiting;
                nothing is fetched.
        """
        await self._check_fetchable(len(uploads), requester=requester, model=model)
        return tuple(
            [
                (await self._fetch_picture(one, requester=requester, model=model))[0]
                for one in uploads
            ]
        )

    async def fetch_usable_pictures(
        self, uploads: Sequence[Upload], *, requester: Requester, model: str
    ) -> FetchedPictures:
        """Do the same, but leave out files that can't be used, if others can.

        Raises:
            BadPicture: none of them can be used; the reason is that of the first.
            EaselError: see `fetch_pictures`.
        """
        await self._check_fetchable(len(uploads), requester=requester, model=model)
        blobs: list[Blob] = []
        left_out: list[LeftOut] = []
        found: list[FoundRecipe] = []
        for upload in uploads:
            try:
                blob, recipe = await self._fetch_picture(upload, requester=requester, model=model)
                blobs.append(blob)
                if recipe is not None:
                    message = upload.message.id if upload.message else None
                    found.append(FoundRecipe(recipe=recipe, message=message))
            except BadPicture as error:
                left_out.append(LeftOut(name=upload.name, reason=error))
        if left_out and not blobs:
            raise left_out[0].reason
        return FetchedPictures(
            blobs=tuple(blobs), left_out=tuple(left_out), found=next(iter(found), None)
        )

    async def recipe_of(self, uploads: Sequence[Upload], *, requester: Requester) -> Recipe | None:
        """Return the first recipe in some files; none where they say none.

        Raises:
            EaselError: one can't be downloaded.
        """
        for upload in uploads[:MAX_SEARCHED]:
            async with self._download_slots.place(requester.by.id):
                data = await self._downloads.fetch(upload)
                if found := await self._engine.recipes.found(data, by=requester.by.id):
                    return found
        return None

    async def fetch_text(self, upload: Upload, *, requester: Requester) -> str:
        """Download the text that Discord made a file of.

        Raises:
            UserError: it is longer than a prompt can be, or no text.
            EaselError: it can't be downloaded, or the person may not ask now.
        """
        await self._engine.submissions.check_room(requester)
        if upload.size is not None and upload.size > MAX_TEXT_SIZE:
            raise UserError("words.long", length=upload.size, limit=MAX_WORDS)
        try:
            words = (await self._downloads.fetch(upload)).decode()
        except UnicodeDecodeError:
            raise UserError("words.file") from None  # it quotes the file
        if "\0" in words:
            raise UserError("words.file")
        return words

    async def _check_fetchable(self, count: int, *, requester: Requester, model: str) -> None:
        # Before anything is fetched or asked; `submit` checks all of it again.
        access.check(known(requester).server.rules, by=requester.by, at=requester.at)
        used = self._engine.models.find(model)
        if count > used.inputs:
            raise UserError("model.pictures", model=used.name, limit=used.inputs)
        if count:
            await self._engine.submissions.check_room(requester)

    async def _fetch_picture(
        self, upload: Upload, *, requester: Requester, model: str
    ) -> tuple[Blob, Recipe | None]:
        # The place is held as long as the file is in memory: until it is normalised.
        async with self._download_slots.place(requester.by.id):
            data = await self._downloads.fetch(upload)
            blob = await self._engine.picture_files.add(data, by=requester.by, model=model)
            return blob, await self._engine.recipes.found(data, by=requester.by.id)
