"""Embeds: Discord's limits on them, and the images they show."""

from collections.abc import Iterator

from bot.sandbox.discord.refusals import Json, invalid, too_long, without_none

MAX_COUNT = 10
MAX_CHARACTERS = 6000  # summed over all embeds of a message
LIMITS = {"title": 256, "description": 4096}
PICTURES = ("image", "thumbnail")


def texts(embed: Json) -> Iterator[str]:
    """Yield every text of an embed that counts towards its limit."""
    yield embed.get("title") or ""
    yield embed.get("description") or ""
    yield (embed.get("footer") or {}).get("text") or ""
    yield (embed.get("author") or {}).get("name") or ""
    for field in embed.get("fields") or []:
        yield field.get("name") or ""
        yield field.get("value") or ""


def check(embeds: list[Json]) -> None:
    """Check the number and the lengths of embeds.

    Raises:
        Refusal: 50035.
    """
    if len(embeds) > MAX_COUNT:
        raise invalid(
            "embeds", f"Must be {MAX_COUNT} or fewer in length.", code="BASE_TYPE_MAX_LENGTH"
        )
    for number, embed in enumerate(embeds):
        for name, limit in LIMITS.items():
            if len(embed.get(name) or "") > limit:
                raise too_long(f"embeds.{number}.{name}", limit)
        if len(embed.get("fields") or []) > 25:
            raise invalid(f"embeds.{number}.fields", "Must be 25 or fewer in length.")
    if sum(len(text) for embed in embeds for text in texts(embed)) > MAX_CHARACTERS:
        sentence = f"Embed size exceeds maximum size of {MAX_CHARACTERS}"
        raise invalid("embeds", sentence, code="MAX_EMBED_SIZE_EXCEEDED")


def normalize(embeds: list[Json]) -> list[Json]:
    """Return embeds as Discord stores them: with a type, without null fields."""
    stored: list[Json] = [{"type": "rich"} | without_none(embed) for embed in embeds]
    for embed in stored:
        if "fields" in embed:
            embed["fields"] = [{"inline": False} | field for field in embed["fields"]]
    return stored


def media(embeds: list[Json]) -> Iterator[Json]:
    """Yield the image objects of embeds, each a dict with `url`."""
    for embed in embeds:
        for name in PICTURES:
            if name in embed:
                yield embed[name]
