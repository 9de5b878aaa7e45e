"""What Discord refuses in a message that is posted or edited."""

from bot.sandbox.discord import components as parts
from bot.sandbox.discord import embeds as cards
from bot.sandbox.discord import refusals
from bot.sandbox.discord.files import ATTACHMENT, FilePart
from bot.sandbox.discord.mentions import check_allowed
from bot.sandbox.discord.messages import V2
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.world import MAX_REQUEST_BYTES, World

MAX_CHARACTERS, MAX_FILES = 2000, 10
ALT_TEXT = 1024  # characters


def check_size(world: World, sent: tuple[FilePart, ...]) -> None:
    """Raise Refusal 40005 for files that are too large, 50035 for too many."""
    if any(len(each.data) > world.attachment_size_limit for each in sent):
        raise refusals.too_large()
    if sum(len(each.data) for each in sent) > MAX_REQUEST_BYTES:
        raise refusals.too_large()
    if len(sent) > MAX_FILES:
        raise refusals.invalid("attachments", f"Must be {MAX_FILES} or fewer in length.")


def check_body(body: Json, *, has_files: bool, loading: bool = False) -> None:
    """Check a message's body as Discord does.

    Raises:
        Refusal: 50006 if it is empty, 50035 for a wrong field.
    """
    content, embeds = body.get("content") or "", body.get("embeds") or []
    components = body.get("components") or []
    v2 = bool((body.get("flags") or 0) & V2)
    if len(content) > MAX_CHARACTERS:
        raise refusals.too_long("content", MAX_CHARACTERS)
    if v2 and (content or embeds):
        sentence = "The 'content' and 'embeds' fields cannot be used with IS_COMPONENTS_V2"
        raise refusals.invalid(
            "flags", sentence, code="MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
        )
    for number, about in enumerate(body.get("attachments") or []):
        if len(about.get("description") or "") > ALT_TEXT:
            raise refusals.too_long(f"attachments.{number}.description", ALT_TEXT)
    if body.get("poll") or body.get("sticker_ids"):
        raise refusals.not_implemented("polls and stickers")
    check_allowed(body.get("allowed_mentions"))
    cards.check(embeds)
    parts.check(components, v2=v2)
    filled = content.strip() or embeds or components or has_files or loading
    if not filled or (v2 and not components):
        raise refusals.empty_message()


def check_references(body: Json, names: list[str]) -> None:
    """Raise Refusal 50035 for an `attachment://` name that no file of the message has."""
    used = [*parts.media(body.get("components") or []), *cards.media(body.get("embeds") or [])]
    for item in used:
        url = item.get("url") or ""
        if url.startswith(ATTACHMENT) and url.removeprefix(ATTACHMENT) not in names:
            sentence = f"The referenced attachment was not found: {url}"
            code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
            raise refusals.invalid("components", sentence, code=code)
