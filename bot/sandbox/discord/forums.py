"""Forum channels: posts, which are threads with a first message, and their tags."""

from bot.sandbox.discord import posting, threads
from bot.sandbox.discord.message_checks import check_body
from bot.sandbox.discord.places import PUBLIC_THREAD, Channel, User
from bot.sandbox.discord.posting import Draft
from bot.sandbox.discord.refusals import Json, Refusal, invalid
from bot.sandbox.discord.world import World

MAX_TAGS = 5  # of a post


def open_post(world: World, forum: Channel, draft: Draft, *, by: User) -> Json:
    """Open a post in a forum, and return its thread with its first message, of the same id.

    Raises:
        Refusal: 40067 without a tag where the forum requires one, 50035, or what its first message
            is refused for.
    """
    tags = [str(tag) for tag in draft.body.get("applied_tags") or []]
    if forum.requires_tag and not tags:
        sentence = "A tag is required to create a forum post in this channel"
        raise Refusal(400, 40067, sentence)
    known = {tag["id"] for tag in forum.available_tags}
    if len(tags) > MAX_TAGS or not known.issuperset(tags):
        raise invalid("applied_tags", "Unknown or too many tags.")
    first = Draft(draft.body.get("message") or {}, draft.sent)
    check_body(first.body, has_files=bool(first.sent))
    body = draft.body | {"type": PUBLIC_THREAD}
    thread = threads.open_thread(world, forum, body, by=by, tags=tags)
    message = posting.post(world, thread, author=by, draft=first, id=thread.id)
    return thread.json() | {"message": message.json(by)}


def tag(world: World, name: str) -> Json:
    """Return a new tag of a forum."""
    about: Json = {"id": world.snowflakes.next(), "name": name, "moderated": False}
    return about | {"emoji_id": None, "emoji_name": None}
