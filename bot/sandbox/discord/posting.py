"""Posting, editing and deleting messages, by Discord's rules."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.discord import components as parts
from bot.sandbox.discord import embeds as cards
from bot.sandbox.discord import refusals
from bot.sandbox.discord.files import ATTACHMENT, EPHEMERAL, FilePart, Upload, sanitize_filename
from bot.sandbox.discord.mentions import pings
from bot.sandbox.discord.message_checks import check_body, check_references, check_size
from bot.sandbox.discord.messages import DEFAULT, HAS_SNAPSHOT, LOADING, V2, Message, reference_to
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.places import GUILD_ID, Channel, User
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.world import Event, World

NONCE_LENGTH, NONCE_LIFETIME = 25, 5 * 60  # characters; seconds in which a repeat is noticed


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to post or an edit to make: the request's body and its files."""

    body: Json
    sent: tuple[FilePart, ...] = ()


def post(world: World, channel: Channel, *, author: User, draft: Draft, **more: Any) -> Message:
    """Post a message and send its event.

    Args:
        world: the state to change.
        channel: the channel to post in.
        author: the message's author.
        draft: its body and files.
        more: fields of `Message` that do not come from the body.

    Raises:
        Refusal: the error that Discord would return.
    """
    body = draft.body
    fields: dict[str, Any] = {"id": world.snowflakes.next(), "kind": DEFAULT} | more
    check_size(world, draft.sent)
    check_body(body, has_files=bool(draft.sent), loading=bool(more.get("flags", 0) & LOADING))
    check_references(body, [_name(body, sent) for sent in draft.sent])
    message = Message(
        channel=channel,
        author=author,
        created=world.clock(),
        files=world.files,
        content=(body.get("content") or "").strip(),
        nonce=body.get("nonce"),
        **fields,
    )
    message.flags |= body.get("flags") or 0
    message.uploads = store_files(world, message, draft)
    _set_parts(message, body)
    _ping(world, message, body)
    publish(world, message)
    return message


def forward(world: World, channel: Channel, *, author: User, message: Message) -> Message:
    """Post a message that carries a snapshot of another one."""
    forwarded = Message(
        id=world.snowflakes.next(),
        channel=channel,
        author=author,
        created=world.clock(),
        files=world.files,
        flags=HAS_SNAPSHOT,
        reference=reference_to(message, forward=True),
        snapshots=[message.snapshot()],
    )
    publish(world, forwarded)
    return forwarded


def publish(world: World, message: Message) -> None:
    """Add a complete message to its channel and send MESSAGE_CREATE."""
    world.messages[message.id] = message
    if message.ephemeral_to is None:
        message.channel.last_message_id = message.id
        message.channel.posted += 1
    _emit(world, "MESSAGE_CREATE", message)


def edit(world: World, message: Message, draft: Draft) -> Message:
    """Change the given fields of a message and send MESSAGE_UPDATE.

    Raises:
        Refusal: the error that Discord would return.
    """
    body = draft.body
    check_size(world, draft.sent)
    remaining = _remaining_uploads(message, draft)
    after = _after(message, body)
    check_body(after, has_files=bool(remaining or draft.sent))
    names = [upload.filename for upload in remaining] + [_name(body, sent) for sent in draft.sent]
    check_references({k: after[k] for k in ("components", "embeds") if k in body}, names)
    message.uploads = remaining + store_files(world, message, draft)
    message.content = after["content"].strip()
    first = bool(
        message.flags & LOADING
    )  # fills in a deferred response, so it is not marked as edited
    message.flags = after["flags"] & ~LOADING
    _set_parts(message, body)
    if "content" in body or "components" in body:
        _ping(world, message, body)
    message.edited_at = None if first else world.clock()
    _emit(world, "MESSAGE_UPDATE", message)
    return message


def delete(world: World, message: Message) -> None:
    message.deleted = True
    data: Json = {"id": message.id, "channel_id": message.channel.id}
    world.emit(_only_for_recipient(message, Event("MESSAGE_DELETE", data, message.channel)))


def delete_together(world: World, channel: Channel, messages: list[Message]) -> None:
    """Delete several messages of a channel: one event for the bot, one for each on the page."""
    for message in messages:
        message.deleted = True
        data: Json = {"id": message.id, "channel_id": channel.id}
        world.emit(Event("MESSAGE_DELETE", data, channel, to_bot=False))
    bulk: Json = {"ids": [message.id for message in messages], "channel_id": channel.id}
    if not channel.is_direct:
        bulk["guild_id"] = GUILD_ID
    world.emit(Event("MESSAGE_DELETE_BULK", bulk, channel, to_people=False))


def dismiss(world: World, message: Message) -> None:
    """Hide an ephemeral message from its recipient; for the bot it still exists."""
    message.dismissed = True
    data: Json = {"id": message.id, "channel_id": message.channel.id}
    world.emit(_only_for_recipient(message, Event("MESSAGE_DELETE", data, message.channel)))


def announce(world: World, message: Message) -> None:
    """Send MESSAGE_UPDATE for a message that changed."""
    _emit(world, "MESSAGE_UPDATE", message)


# -- files and fields


def store_files(world: World, message: Message, draft: Draft) -> list[Upload]:
    """Store the request's files, each with its entry in `attachments`."""
    entries = {str(each.get("id")): each for each in draft.body.get("attachments") or []}
    return [
        world.files.store(sent, channel_id=message.channel.id, about=entries.get(str(sent.index)))
        for sent in draft.sent
    ]


def _name(body: Json, sent: FilePart) -> str:
    for about in body.get("attachments") or []:
        if str(about.get("id")) == str(sent.index) and about.get("filename"):
            return sanitize_filename(about["filename"])
    return sanitize_filename(sent.filename)


def _remaining_uploads(message: Message, draft: Draft) -> list[Upload]:
    entries = draft.body.get("attachments")
    if entries is None:
        return list(message.uploads)
    fresh = {str(sent.index) for sent in draft.sent}
    remaining: list[Upload] = []
    for number, about in enumerate(entries):
        if str(about["id"]) in fresh:
            continue
        known = [upload for upload in message.uploads if upload.id == str(about["id"])]
        if not known:
            raise refusals.invalid(f"attachments.{number}.id", "Unknown attachment.")
        remaining.append(
            replace(known[0], description=about.get("description", known[0].description))
        )
    return remaining


def _after(message: Message, body: Json) -> Json:
    """Return the message's fields as they would be after the edit."""
    before: Json = {
        "content": message.content,
        "embeds": message.stored_embeds,
        "components": message.stored_components,
        "flags": message.flags,
    }
    after = before | {key: body[key] for key in before if body.get(key) is not None}
    for key, nothing in (("content", ""), ("embeds", []), ("components", [])):
        if key in body and body[key] is None:
            after[key] = nothing
    after["flags"] |= message.flags & (V2 | EPHEMERAL)  # these flags can't be removed
    return after | {"allowed_mentions": body.get("allowed_mentions")}


def _set_parts(message: Message, body: Json) -> None:
    named = {upload.filename: upload for upload in message.uploads}
    named |= {message.files.link(upload).partition("?")[0]: upload for upload in message.uploads}
    if "components" in body:
        message.stored_components = parts.normalize(body["components"] or [])
        _link(parts.media(message.stored_components), named)
        _describe_files(message, named)
    if "embeds" in body:
        message.stored_embeds = cards.normalize(body["embeds"] or [])
        _link(cards.media(message.stored_embeds), named)


def _link(media: Iterable[Json], named: dict[str, Upload]) -> None:
    """Link media objects to the message's files, by `attachment://` name or by URL."""
    for item in media:
        url = item["url"]
        item.clear()
        own = named.get(url.removeprefix(ATTACHMENT).partition("?")[0])
        if own is not None:
            item["upload"] = own.id
        else:
            item |= {"id": "0", "url": url, "proxy_url": url}


def _describe_files(message: Message, named: dict[str, Upload]) -> None:
    by_id = {upload.id: upload for upload in named.values()}
    for _, component in parts.walk(message.stored_components):
        if component["type"] == parts.FILE and "upload" in component["file"]:
            upload = by_id[component["file"]["upload"]]
            component |= {"name": upload.filename, "size": len(upload.data)}


def _ping(world: World, message: Message, body: Json) -> None:
    replied = message.referenced
    by_member = replied is not None and replied.interaction is None and replied.webhook is None
    reachable = by_member and message.reference
    text = message.content + "\n".join(parts.text_displays(message.stored_components))
    found = pings(
        text,
        body.get("allowed_mentions"),
        known=[*world.people, *world.bots],
        replied_to=replied.author.id if replied and reachable else None,
        may_mention_everyone=_may_mention_everyone(world, message),
    )
    message.mentioned = [world.user(user_id) for user_id in found.users]
    message.mention_everyone = found.everyone


def _may_mention_everyone(world: World, message: Message) -> bool:
    permissions = world.guild.permissions(message.author, message.channel)
    return Permission.MENTION_EVERYONE in permissions and not message.channel.is_direct


def _emit(world: World, name: str, message: Message) -> None:
    if not message.dismissed:
        world.emit(_only_for_recipient(message, Event(name, {}, message.channel, message)))


def _only_for_recipient(message: Message, event: Event) -> Event:
    if message.ephemeral_to is None:
        return event
    return replace(event, only=message.ephemeral_to, to_bot=False)
