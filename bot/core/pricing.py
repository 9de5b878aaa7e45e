"""What requests and calls cost, in micro-dollars: expected, at most, and by the model's report."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.core.models import MICRO, Model
from bot.core.turns import Content, ImageRequest, MicroDollars
from bot.errors import Usage

DESCRIBED = (1_500, 600)  # tokens in and out of an ordinary description, its picture among them
IMPROVED = (400, 600)  # tokens in and out of an ordinary better prompt
IMPROVE_WORDS = 1_000  # tokens in at most of what a better prompt is asked with
DESCRIBE_WORDS = 1_500  # tokens in at most of what a description is asked with
ROUNDING = 1.01  # Google's list prices of pictures are rounded to three digits
TOLERANCE = 0.2  # by how much a report may differ from the table before it is logged


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSize:
    """What one call takes in."""

    words: int  # tokens at most
    pictures: int


def estimate(request: ImageRequest, model: Model) -> MicroDollars:
    """Return what a request is expected to cost if all its pictures are painted by its model."""
    if not request.calls_model:
        return 0
    if request.describes:
        into, out = IMPROVED if request.improves else DESCRIBED
        return words_price(model, words_in=into, words_out=out)
    search = model.search_price * request.count if request.search else 0  # one for each picture
    return price(request, model, pictures=request.count) + search


def estimate_edit(request: ImageRequest, model: Model) -> MicroDollars:
    """Return what a change of one picture of a request is expected to cost."""
    edit = replace(request, count=1, reframes=None, describes=False, search=False)
    return estimate(edit, model)


def most_of_call(request: ImageRequest, model: Model, size: CallSize) -> MicroDollars:
    """Return what one call of a request costs at most, within its model's limits."""
    into = size.words + size.pictures * model.picture_tokens
    words = words_price(model, words_in=into, words_out=model.most_words(request.quality))
    if request.describes:
        return words
    searches = model.search_price * model.most_searches if request.search else 0
    return words + _most_of_pictures(request, model) + searches


def price(request: ImageRequest, model: Model, *, pictures: int) -> MicroDollars:
    """Return what some pictures of a request cost by the table of prices."""
    return model.prices.get(request.size, max(model.prices.values())) * pictures


def words_price(model: Model, *, words_in: int, words_out: int) -> MicroDollars:
    """Return what the words of one call cost beside its pictures, rounded up.

    Args:
        model: what was called.
        words_in: tokens that went in, pictures among them.
        words_out: tokens of words and thoughts that came out.
    """
    into, out = model.text_prices
    return -(-(words_in * into + words_out * out) // MICRO)


def cost(request: ImageRequest, model: Model, usage: Usage) -> MicroDollars:
    """Return what one call cost by the model's report; by the table where it reports no picture."""
    words = words_price(model, words_in=usage.words_in, words_out=usage.words_out)
    if request.describes:
        return words
    reported = _reported(model, usage)
    if reported is None:
        reported = price(request, model, pictures=usage.pictures)
    return words + reported + usage.searches * model.search_price


def differs(request: ImageRequest, model: Model, usage: Usage) -> bool:
    """Return whether the reported price of pictures is far from the table's."""
    reported = _reported(model, usage)
    if reported is None or request.describes or not usage.pictures:
        return False
    listed = price(request, model, pictures=usage.pictures)
    return abs(reported - listed) > TOLERANCE * listed


def most_tokens(words: str) -> int:
    """Return how many tokens words are at most: one for each byte of UTF-8."""
    return len(words.encode())


def size_of_call(request: ImageRequest, said: Iterable[Content]) -> CallSize:
    """Return what a call takes in that says something to the model."""
    if request.improves:
        return CallSize(words=IMPROVE_WORDS + most_tokens(request.prompt), pictures=0)
    if request.describes:
        return CallSize(words=DESCRIBE_WORDS, pictures=1)
    parts = [part for utterance in said for part in utterance.parts]
    return CallSize(
        words=sum(most_tokens(part.words) for part in parts),
        pictures=sum(part.picture is not None for part in parts),
    )


def _reported(model: Model, usage: Usage) -> MicroDollars | None:
    if not usage.picture_tokens or not model.image_price:
        return None
    return -(-usage.picture_tokens * model.image_price // MICRO)


def _most_of_pictures(request: ImageRequest, model: Model) -> MicroDollars:
    return round(price(request, model, pictures=model.most_pictures) * ROUNDING)
