"""Stores the pictures of a model's answer, or keeps them in memory while that fails."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.core.turns import Blob, Digest, GeneratedPicture, Part, Turn
from bot.database import CallResult, UnclaimedPictureStore
from bot.engine import leases
from bot.errors import BadPicture, EaselError, NoAnswer, OperatorError, TemporaryError
from bot.gemini import ImageAnswer
from bot.imaging import Imaging
from bot.pictures import Pictures, digest_of

log = logging.getLogger(__name__)

MOST_PAUSE = 30.0  # seconds between two attempts to store a picture


class AnswerStore:
    """Stores the pictures of answers.

    Each is recorded as unclaimed before it is stored, until its call has ended: if the process
    dies in between, it is deleted after a day.

    Args:
        unclaimed: where pictures are recorded that no turn uses yet.
        pictures: the files.
        imaging: measures them.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self,
        unclaimed: UnclaimedPictureStore,
        pictures: Pictures,
        imaging: Imaging,
        *,
        now: Callable[[], float],
    ) -> None:
        self._unclaimed = unclaimed
        self._pictures = pictures
        self._imaging = imaging
        self._now = now

    async def store(
        self,
        turn: Turn,
        painting: ImageAnswer,
        *,
        compose: Callable[[bytes], Awaitable[bytes]] | None = None,
    ) -> CallResult:
        """Store every picture of an answer; `compose` makes each what is shown.

        A composed picture is not the model's, so that it does not go back with the answer.
        """
        parts: list[Part] = []
        try:
            for piece in painting.parts:
                data = await _composed(piece.data, compose)
                blob = await self.store_picture(turn, data) if data else None
                parts.append(Part(words=piece.words, picture=blob, signature=piece.signature))
        except EaselError as error:
            error.usage = painting.usage
            raise
        first, *more = _finished(parts, with_answer=compose is None)
        return CallResult(
            painted=first, more=tuple(more), words=painting.words, searched=painting.searched
        )

    async def store_picture(self, turn: Turn, data: bytes) -> Blob:
        """Store one picture of a turn.

        Raises:
            NoAnswer: it is none.
            OperatorError: it can't be written for longer than `leases.HOLD`.
        """
        try:
            measured = await self._imaging.measure(data)
        except BadPicture as error:  # the model's, not the person's
            raise NoAnswer from error
        return Blob(
            digest=await self._put(turn, data),
            mime=measured.mime,
            size=len(data),
            width=measured.width,
            height=measured.height,
        )

    async def _put(self, turn: Turn, data: bytes) -> Digest:
        """Store a picture that was paid for. While storage or database is away, hold it in memory.

        It keeps its slot meanwhile, so that there are no more pictures in memory than slots.

        Raises:
            OperatorError: they can't be written for longer than `leases.HOLD`.
        """
        digest = await asyncio.to_thread(digest_of, data)
        clock = asyncio.get_running_loop().time
        end, pause = clock() + leases.HOLD, leases.RETRY
        while True:
            try:
                await self._unclaimed.add(digest, person=turn.by.id, now=self._now())
                return await self._pictures.put(data, digest=digest)
            except (OperatorError, TemporaryError) as error:
                if clock() > end:
                    raise OperatorError("broken.storage.painted") from error
                if pause == leases.RETRY:
                    log.error(
                        "storage can't be written, holding a painted picture: turn=%d error=%s",
                        turn.id,
                        error.reason,
                    )
            await asyncio.sleep(pause)
            pause = min(2 * pause, MOST_PAUSE)


async def _composed(data: bytes, compose: Callable[[bytes], Awaitable[bytes]] | None) -> bytes:
    if not data or compose is None:
        return data
    try:
        return await compose(data)
    except BadPicture as error:  # the model's, not the person's
        raise NoAnswer from error


def _finished(parts: Sequence[Part], *, with_answer: bool) -> list[GeneratedPicture]:
    """Return an answer's pictures, each with the answer as if it had no other."""
    return [
        GeneratedPicture(
            picture=part.picture,
            answer=tuple(
                one for one in parts if with_answer and (one is part or one.picture is None)
            ),
        )
        for part in parts
        if part.picture is not None
    ]
