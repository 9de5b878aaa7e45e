"""What pictures cost, and whose turn comes next."""

from bot.models import model_of
from bot.turns import ImageRequest, MicroDollars


def estimate(request: ImageRequest) -> MicroDollars:
    """What a request will cost if all its pictures are painted."""
    return price(request, pictures=request.count)


def price(request: ImageRequest, *, pictures: int) -> MicroDollars:
    """What some pictures of a request cost."""
    prices = model_of(request.model).prices
    return prices.get(request.size, max(prices.values())) * pictures


def ticket(*, now_serving: int, own_last: int, cost: MicroDollars) -> int:
    """Number the next turn so that everyone is served in proportion to what they ask.

    A person's next ticket lies `cost` beyond their last one, but never behind the number now
    being served; the lowest ticket is painted first. Ten requests by one person therefore
    interleave with one request by another, and nobody saves up turns by waiting.

    Source: self-clocked fair queueing, S. J. Golestani, INFOCOM 1994.
    """
    return max(now_serving, own_last) + max(cost, 1)


def words_price(request: ImageRequest, *, words_in: int, words_out: int) -> MicroDollars:
    """What the words of one call cost beside its picture.

    Args:
        request: its model is priced.
        words_in: tokens that went in, pictures among them.
        words_out: tokens of words and thoughts that came out.
    """
    into, out = model_of(request.model).text_price
    return (words_in * into + words_out * out) // 1_000_000
