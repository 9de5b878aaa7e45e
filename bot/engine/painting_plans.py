"""What one call of a turn sends and what becomes of its answer; and pictures made without a call.

A picture that is prepared for a call is kept in memory for it and never stored: it can be made
again from the parent's.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core import conversation, reframing, requests
from bot.core.turns import (
    Blob,
    Cells,
    Content,
    Digest,
    GeneratedPicture,
    ImageRequest,
    Mask,
    Outcome,
    Turn,
)
from bot.database import TurnResult
from bot.engine.answer_store import AnswerStore
from bot.engine.context import WorkerContext
from bot.engine.leases import retry_while_unavailable
from bot.errors import NotFound
from bot.imaging import Picture
from bot.pictures import digest_of

Contents = Callable[[bool], tuple[Content, ...]]
"""What is sent to the model, with its own answers verbatim or as the person's pictures."""
_WORK = "bot.imaging.reframing"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintingPlan:
    """One call: what is asked, what is said, where its pictures come from."""

    request: ImageRequest
    contents: Contents
    fetch: Callable[[Digest], Awaitable[bytes]]
    compose: Callable[[bytes], Awaitable[bytes]] | None = None  # makes the answer what is shown


class PaintingPlans:
    """Plans the calls of turns, and carries out those that need none."""

    def __init__(self, context: WorkerContext, answers: AnswerStore) -> None:
        self._context = context
        self._imaging = context.imaging
        self._answers = answers

    async def plan(self, turn: Turn) -> PaintingPlan:
        """Return the plan for each call of a turn.

        Raises:
            NotFound: the picture that it continues does not exist, or is not stored any more.
            UserError: that picture can't be changed so.
        """
        path, pick = await self._path(turn)
        if turn.request.reframes is not None:
            return await self._around(turn, path, pick)
        if turn.request.region is not None:
            return await self._within(turn, path, pick, turn.request.region)
        inputs = self._context.models.find(turn.request.model).inputs

        def contents(verbatim: bool) -> tuple[Content, ...]:
            return conversation.contents(
                path, turn.request, pick=pick, verbatim=verbatim, inputs=inputs
            )

        return PaintingPlan(
            request=turn.request, contents=contents, fetch=self._context.pictures.get
        )

    async def carry_out(self, turn: Turn) -> TurnResult:
        """Crop or turn a picture. After a crash it is done again, and gives the same bytes.

        Raises:
            NotFound, UserError: see `plan`.
            OperatorError: storage is away for long.
        """
        how = turn.request.reframes
        assert how is not None
        picture, data = await self._parent_picture(*await self._path(turn))
        size = (picture.width, picture.height)
        reframing.check(size, how)
        memory = self._imaging.worker_memory
        if how.kind in {"crop", "cells"}:
            box = list(reframing.cropped(size, how))
            made = await self._imaging.draw(f"{_WORK}:crop", data, box, memory)
        else:
            made = await self._imaging.draw(f"{_WORK}:turn", data, how.value, memory)
        blob = await self._answers.store_picture(turn, made.data)
        painted = (GeneratedPicture(picture=blob),)
        return TurnResult(outcome=Outcome.PAINTED, painted=painted)

    async def _around(self, turn: Turn, path: Sequence[Turn], pick: int) -> PaintingPlan:
        """Return the plan for what is painted around a picture, which itself stays as it is."""
        how = turn.request.reframes
        assert how is not None
        picture, data = await self._parent_picture(path, pick)
        frame = reframing.grown((picture.width, picture.height), how)
        model = self._context.models.find(turn.request.model)
        aspect, around = reframing.enclosing((frame.width, frame.height), model.ratios)
        sent = replace(around, left=around.left + frame.left, top=around.top + frame.top)
        memory = self._imaging.worker_memory
        shown = await self._imaging.draw(
            f"{_WORK}:enlarged", data, sent.values, model.longest, memory
        )

        async def compose(answer: bytes) -> bytes:
            made = await self._imaging.draw(
                f"{_WORK}:filled", data, answer, frame.values, sent.values, memory
            )
            return made.data

        return await self._prepared(turn, path, [shown], aspect=aspect, compose=compose)

    async def _within(
        self, turn: Turn, path: Sequence[Turn], pick: int, region: Cells | Mask
    ) -> PaintingPlan:
        """Return the plan for a change of a part; outside of it the picture stays as it is."""
        picture, data = await self._parent_picture(path, pick)
        size = (picture.width, picture.height)
        model = self._context.models.find(turn.request.model)
        aspect, sent = reframing.enclosing(size, model.ratios)
        boxes = [list(box) for box in reframing.boxes(size, region)]
        memory = self._imaging.worker_memory
        plain, marked = [
            await self._imaging.draw(
                f"{_WORK}:shown", data, sent.values, marks, model.longest, memory
            )
            for marks in ([], boxes)
        ]

        async def compose(answer: bytes) -> bytes:
            made = await self._imaging.draw(
                f"{_WORK}:replaced", data, answer, boxes, sent.values, memory
            )
            return made.data

        return await self._prepared(turn, path, [plain, marked], aspect=aspect, compose=compose)

    async def _prepared(
        self,
        turn: Turn,
        path: Sequence[Turn],
        pictures: Sequence[Picture],
        *,
        aspect: str,
        compose: Callable[[bytes], Awaitable[bytes]],
    ) -> PaintingPlan:
        blobs = [await _blob(picture) for picture in pictures]
        pairs = zip(blobs, pictures, strict=True)
        kept: Mapping[Digest, bytes] = {blob.digest: picture.data for blob, picture in pairs}
        said = conversation.contents_around(path, turn.request, blobs)

        async def fetch(digest: Digest) -> bytes:
            return kept[digest] if digest in kept else await self._context.pictures.get(digest)

        return PaintingPlan(
            request=replace(turn.request, aspect=aspect),
            contents=lambda _verbatim: said,
            fetch=fetch,
            compose=compose,
        )

    async def _path(self, turn: Turn) -> tuple[Sequence[Turn], int]:
        parent = turn.parent
        if parent is None:
            return (), 0
        lineage = self._context.store.canvases.lineage
        chain = await retry_while_unavailable(lambda: lineage(parent))
        return conversation.path(chain, turn.pick)

    async def _parent_picture(self, path: Sequence[Turn], pick: int) -> tuple[Blob, bytes]:
        if not path:
            raise NotFound
        picture = requests.picked(path[-1], pick).picture
        return picture, await self._context.pictures.get(picture.digest)


async def _blob(picture: Picture) -> Blob:
    return Blob(
        digest=await asyncio.to_thread(digest_of, picture.data),
        mime=picture.mime,
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
    )
