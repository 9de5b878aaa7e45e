"""Threads: opening, archiving, locking and deleting them."""

from collections.abc import Sequence

from bot.sandbox.discord import posting, refusals
from bot.sandbox.discord.messages import THREAD_STARTER, Message, reference_to
from bot.sandbox.discord.permissions import Permission, require
from bot.sandbox.discord.places import GUILD_ID, PRIVATE_THREAD, PUBLIC_THREAD, Channel, User
from bot.sandbox.discord.refusals import Json, Refusal, invalid
from bot.sandbox.discord.world import Event, World

MAX_NAME = 100  # characters
CHANGEABLE = {"name", "topic", "nsfw", "archived", "locked", "auto_archive_duration"}
AUTO_ARCHIVE = (60, 1440, 4320, 10080)  # minutes


def open_thread(
    world: World,
    channel: Channel,
    body: Json,
    *,
    by: User,
    on: Message | None = None,
    tags: Sequence[str] = (),
) -> Channel:
    """Open a thread in a channel, on one of its messages or without one.

    A thread on a message has that message's id and is public, as in Discord. `tags` are the ids of
    a forum's.

    Raises:
        Refusal: 160004 if the message has a thread, 50024 in a thread or DM, 50035, 501.
    """
    if channel.is_thread or channel.is_direct:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    if on is not None and on.thread is not None:
        sentence = "A thread has already been created for this message"
        raise Refusal(400, 160004, sentence)
    name, minutes = str(body.get("name") or ""), body.get("auto_archive_duration") or 1440
    if not 1 <= len(name) <= MAX_NAME:
        raise invalid("name", f"Must be between 1 and {MAX_NAME} in length.")
    if minutes not in AUTO_ARCHIVE:
        raise invalid("auto_archive_duration", f"Value must be one of {AUTO_ARCHIVE}.")
    thread = Channel(
        id=on.id if on is not None else world.snowflakes.next(),
        kind=kind_of(body, on),
        name=name,
        parent=channel,
        owner_id=by.id,
        created=world.clock(),
        archived_at=world.clock(),
        auto_archive=minutes,
        members=[by.id],
        invitable=body.get("invitable") is not False,
        applied_tags=list(tags),
    )
    world.channels[thread.id] = thread
    world.emit(Event("THREAD_CREATE", thread.json() | {"newly_created": True}, thread))
    if on is not None:
        on.thread = thread
        on.flags |= 1 << 5  # has a thread
        _add_starter(world, thread, on)
        posting.announce(world, on)
    return thread


def kind_of(body: Json, on: Message | None) -> int:
    """Return the type of a thread to open: private if none is named and it is on no message.

    Raises:
        Refusal: 501 for a type of channels that this server does not have.
    """
    kind = PUBLIC_THREAD if on is not None else (body.get("type") or PRIVATE_THREAD)
    if kind not in (PUBLIC_THREAD, PRIVATE_THREAD):
        raise refusals.not_implemented(f"threads of type {kind}")
    return int(kind)


def _add_starter(world: World, thread: Channel, on: Message) -> None:
    starter = Message(
        id=world.snowflakes.next(),
        channel=thread,
        author=on.author,
        created=world.clock(),
        files=world.files,
        kind=THREAD_STARTER,
        reference=reference_to(on),
        referenced=on,
    )
    world.messages[starter.id] = starter


def listed(found: list[Channel], bot: User, *, more: bool = False) -> Json:
    """Return Discord's list of threads, with the bot's membership of those that it is in."""
    joined = [thread.thread_member(bot.id) for thread in found]
    return {
        "threads": [thread.json() for thread in found],
        "members": [each for each in joined if each is not None],
        "has_more": more,
    }


def join(world: World, thread: Channel, user: User) -> None:
    """Add someone to a thread's members, where they are not there yet.

    Raises:
        Refusal: 50083 in an archived thread.
    """
    check_not_archived(thread)
    if user.id not in thread.members:
        thread.members.append(user.id)
        _members_changed(world, thread, user)
        world.emit(Event("THREAD_CREATE", thread.json(), thread, only=user, to_bot=False))


def leave(world: World, thread: Channel, user: User) -> None:
    """Remove someone from a thread's members.

    Raises:
        Refusal: 50083 in an archived thread.
    """
    check_not_archived(thread)
    if user.id in thread.members:
        thread.members.remove(user.id)
        _members_changed(world, thread, user)
        if not world.guild.can_see(user, thread):
            world.emit(Event("THREAD_DELETE", thread.json(), only=user, to_bot=False))


def _members_changed(world: World, thread: Channel, user: User) -> None:
    joined = thread.thread_member(user.id)
    data: Json = {"id": thread.id, "guild_id": GUILD_ID, "member_count": len(thread.members)}
    if joined is None:
        data["removed_member_ids"] = [user.id]
    else:
        about = {"member": user.as_member(), "presence": None}
        data["added_members"] = [joined | about]
    world.emit(Event("THREAD_MEMBERS_UPDATE", data, thread, to_people=False))


def change(world: World, thread: Channel, body: Json, *, by: User) -> None:
    """Rename, archive, unarchive or lock a thread, or change a channel's name, topic or age limit.

    Raises:
        Refusal: 50013 if it is locked and `by` lacks Manage Threads; 501 for any other change.
    """
    for field in body.keys() - CHANGEABLE:
        raise refusals.not_implemented(f"a change of a channel's {field}")
    permissions = world.guild.permissions(by, thread)
    unarchives = thread.archived and body.get("archived") is False
    if thread.locked or "locked" in body:
        require(permissions, Permission.MANAGE_THREADS)
    elif not unarchives and thread.owner_id != by.id:
        kind = Permission.MANAGE_THREADS if thread.is_thread else Permission.MANAGE_CHANNELS
        require(permissions, kind)
    if thread.archived and not unarchives:
        raise refusals.archived()
    thread.name = body.get("name") or thread.name
    if "topic" in body:
        thread.topic = body["topic"]
    if body.get("nsfw") is not None:
        thread.nsfw = body["nsfw"]
    thread.auto_archive = body.get("auto_archive_duration") or thread.auto_archive
    update_thread(world, thread, archived=body.get("archived"), locked=body.get("locked"))


def update_thread(
    world: World, thread: Channel, *, archived: bool | None = True, locked: bool | None = None
) -> None:
    """Set the given states of a thread or channel and send its update event."""
    if archived is not None and archived != thread.archived:
        thread.archived, thread.archived_at = archived, world.clock()
    if locked is not None:
        thread.locked = locked
    name = "THREAD_UPDATE" if thread.is_thread else "CHANNEL_UPDATE"
    world.emit(Event(name, thread.json(), thread))


def unarchive(world: World, channel: Channel) -> None:
    """Unarchive a thread because of a new message.

    Raises:
        Refusal: 50083 if it is locked.
    """
    if not channel.archived:
        return
    if channel.locked:
        raise refusals.archived()
    update_thread(world, channel, archived=False)


def check_not_archived(channel: Channel) -> None:
    """Raise Refusal 50083 in an archived thread."""
    if channel.archived:
        raise refusals.archived()


def delete(world: World, channel: Channel) -> None:
    """Delete a channel or thread with its threads and messages.

    A thread that is archived is not named to the bot, which has not been told of it either.
    """
    for message in world.messages_in(channel):
        message.deleted = True
    inside = [thread for thread in world.threads() if thread.parent is channel]
    for thread in inside:
        delete(world, thread)
    del world.channels[channel.id]
    name = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
    if not channel.archived:
        world.emit(Event(name, channel.json(), channel))
