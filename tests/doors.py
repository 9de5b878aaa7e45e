"""Every way in by which a person asks for an image: a rule that refuses them has no side door."""

from dataclasses import dataclass, replace

from bot.sandbox import gemini as local
from bot.sandbox.discord import Channel, LocalDiscord
from bot.sandbox.discord import components as parts
from bot.sandbox.discord.interactions import Modal
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.person import Person
from bot.text.wording import say

from . import regions
from .conftest import png
from .stories import answered, says, shown

KNOWN, NEW = ("cat.png", png()), ("dog.png", png("blue"))  # NEW is stored by no one before
LONG = "a fox in the snow, " * 260  # more than a prompt may have
FORGED = ("help:paint", "greeting:first:en-US")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What a person has at hand: messages, panels and forms that were opened before a rule."""

    discord: LocalDiscord
    person: Person
    other: Person  # with an avatar
    channel: Channel
    thread: Channel  # on the fox
    posted: Message  # another person's image
    fox: Message
    variation: Message  # can be undone
    draft: Message
    improved: Message  # a better prompt, for the person alone
    described: Message
    doubted: Message  # asks whether a remark in the thread is a request
    forged: Message  # another bot's, with buttons that stand elsewhere
    braces: Message
    edges: Message  # panels, each for the person alone
    grid: Message
    part: Message
    page: str  # where a part is marked with a brush
    walk: Message
    showcased: Message
    party: Message  # says that it is their turn
    forms: tuple[Modal | None, ...]

    @property
    def turn(self) -> str:
        """How the ids of what can be done with the fox begin."""
        return f"turn:{turn_of(self.fox)}"


def turn_of(message):
    """Return the number of the turn that a message shows, as its buttons name it."""
    ids = [each.get("custom_id") or "" for _, each in parts.walk(message.stored_components)]
    return next(id_.split(":")[1] for id_ in ids if id_.startswith("turn:"))


async def open_doors(discord, gemini, person, other, at) -> Doors:
    """Let a person open all there is, in a channel where nothing was said yet."""
    posted = await other.says(channel=at, files=[KNOWN])
    discord.set_avatar(other, png("orange"))
    hall = discord.add_channel("hall")
    owner = discord.person("Ada")
    asked = await owner.slash("easel showcase", channel=at, channel_=hall)
    await answered(discord, asked, "showcase.set")
    await person.slash("imagine", channel=at, prompt="a fox")
    fox = await shown(discord, at)
    await person.clicks(fox, "Vary")
    variation = await shown(discord, at, 2)
    await person.slash("imagine", channel=at, prompt="a fox", quality="draft")
    draft = await shown(discord, at, 3)
    improved = await _replied(
        discord, person.slash("imagine", channel=at, prompt="a fox", improve=True)
    )
    turn = f"turn:{turn_of(fox)}"
    await person.picks(fox, values=[f"{turn}:showcase"])
    showcased = await shown(discord, hall)
    part = await _replied(discord, person.picks(fox, values=[f"{turn}:region"]))
    grid = await _replied(discord, person.picks(fox, values=[f"{turn}:frame"]))
    await person.clicks(grid, say("reframe.part"))
    await discord.until(lambda: grid.attachments)
    thread = await person.opens_thread(fox, name="the fox")
    party = await _party(discord, owner, person, at)
    braces = person.slash("imagine", channel=at, prompt="a {red, blue} fox")
    forged = await discord.another_bot().says(
        "x", channel=at, components=_buttons(*FORGED, f"{turn}:vary-4")
    )
    doors = Doors(
        discord=discord,
        person=person,
        other=other,
        channel=at,
        thread=thread,
        posted=posted,
        fox=fox,
        variation=variation,
        draft=draft,
        improved=improved,
        described=await _described(discord, person, at),
        doubted=await _doubted(discord, person, thread),
        forged=forged,
        braces=await _replied(discord, braces),
        edges=await _replied(discord, person.picks(fox, values=[f"{turn}:frame"])),
        grid=grid,
        part=part,
        page=regions.links_in(part)[0],
        walk=await _replied(discord, person.picks(fox, values=[f"{turn}:walk"])),
        showcased=showcased,
        party=party,
        forms=(),
    )
    return replace(doors, forms=await _forms(doors, gemini))


async def _forms(doors, gemini):
    """Open every form that leads to an image."""
    discord, person, at, turn = doors.discord, doors.person, doors.channel, doors.turn
    return (
        await _form(person.clicks(doors.fox, "Edit")),
        await _form(person.clicks(doors.showcased, say("button.remix"))),
        await _form(person.clicks(doors.party, say("button.party.line"))),
        await _form(person.menu("Edit this picture", on=doors.posted)),
        await _form(person.menu("Paint this person", on=doors.other, channel=at)),
        await _form(person.clicks(doors.forged, "help:paint")),
        await _form(person.clicks(doors.improved, say("button.improved.change"))),
        await _form(person.picks(doors.part, custom_id=f"{turn}:mark-fine:0", values=["8"])),
        await _too_long(discord, person, at),
        await _declined(discord, gemini, person, at),
    )


async def _replied(discord, asking):
    asked = await asking
    await discord.until(lambda: asked.reply and (asked.reply.attachments or asked.reply.buttons()))
    return asked.reply


async def _form(asking):
    return (await (await asking).acknowledged()).modal


async def _described(discord, person, at):
    await person.slash("describe", channel=at, image=KNOWN)
    paint = say("button.paint")
    found = lambda: [m for m in discord.messages(at) if paint in m.buttons()]  # noqa: E731
    await discord.until(found)
    return found()[0]


async def _doubted(discord, person, thread):
    await person.says("my cat would love this", thread=thread)
    found = lambda: [m for m in discord.messages(thread) if says(m.content, "message.whether")]  # noqa: E731
    await discord.until(found)
    return found()[0]


async def _party(discord, owner, person, at):
    """A party in which it is a person's turn."""
    found = lambda code: [m for m in discord.messages(at) if says(m.content, code)]  # noqa: E731
    await owner.slash("party start", channel=at)
    await discord.until(lambda: found("party.title"))
    [party] = found("party.title")
    await person.clicks(party, say("button.party.join"))
    await discord.until(lambda: person.mention in party.content)
    await owner.clicks(party, say("button.party.start"))
    await discord.until(lambda: found("party.turn.first"))
    await owner.clicks(found("party.turn.first")[0], say("button.party.pass"))
    await discord.until(lambda: len(found("party.turn.first")) == 1 and found("party.passed"))
    return found("party.turn.first")[0]


async def _too_long(discord, person, at):
    asked = await person.slash("imagine", channel=at, prompt=LONG)
    await answered(discord, asked, "words.long")
    return await _form(person.clicks(asked.reply, say("button.shorten")))


async def _declined(discord, gemini, person, at):
    gemini.script.append(local.Blocked("SAFETY"))
    await person.slash("imagine", channel=at, prompt="a fox with a knife")
    found = lambda: [m for m in person.sees(at) if says(m.content, "blocked.SAFETY")]  # noqa: E731
    await discord.until(found)
    return await _form(person.clicks(found()[0], say("button.reword")))


def _buttons(*ids):
    made = [{"type": 2, "style": 1, "label": id_, "custom_id": id_} for id_ in ids]
    return [{"type": 1, "components": made}]


# -- asking


async def by_page(doors: Doors, easel):
    """Return what the page says to a person who sends what they marked."""
    _, answer = await regions.sent(regions.reached(easel, doors.page), "a moon;")
    said = answer["error"].replace("#lounge", f"<#{doors.discord.channel('lounge').id}>")
    for id_, name in doors.discord.world.guild.more_roles.items():
        said = said.replace(f"@{name}", f"<@&{id_}>")  # it is not Discord that shows it
    return said


async def by_commands(doors: Doors):
    """Yield what each command and menu that paints or describes is answered with."""
    me, at, thread = doors.person, doors.channel, doors.thread
    yield await me.slash("imagine", prompt="a fox", channel=at)
    yield await me.slash("imagine", prompt="a fox", private=True, channel=at)
    yield await me.slash("imagine", prompt="a fox", improve=True, channel=at)
    yield await me.slash("imagine", prompt="a fox", image=NEW, channel=thread)
    yield await me.slash("imagine", prompt="a {red, blue} fox", channel=at)
    yield await me.slash("imagine", prompt="a knight", user=doors.other, channel=at)
    yield await me.slash("edit", image=NEW, prompt="add a hat", channel=at)
    yield await me.slash("blend", prompt="one", image1=NEW, image2=NEW, channel=at)
    yield await me.slash("blend", prompt="one", picks="#1 #1", channel=at)
    yield await me.slash("describe", image=NEW, channel=at)
    yield await me.slash("reframe", how="zoom200", number="#1", channel=at)
    yield await me.slash("party start", prompt="a fox", channel=thread)
    yield await me.menu("Describe this picture", on=doors.posted)


async def by_buttons(doors: Doors):
    """Yield what each button and option that paints is answered with."""
    me, turn = doors.person, doors.turn
    for button in ("Again", "Vary"):
        yield await me.clicks(doors.fox, button)
    for option in ("size-2K", "aspect-16x9"):
        yield await me.picks(doors.fox, values=[f"{turn}:{option}"])
    yield await me.clicks(doors.forged, f"{turn}:vary-4")
    yield await me.clicks(doors.draft, f"turn:{turn_of(doors.draft)}:finish-standard")
    yield await me.clicks(doors.improved, say("button.improved.mine"))
    yield await me.clicks(doors.improved, f"turn:{turn_of(doors.improved)}:improved-this")
    yield await me.clicks(doors.described, say("button.paint"))
    yield await me.clicks(doors.doubted, say("button.paint.message"))
    yield await me.clicks(doors.braces, say("button.yes"))
    yield await me.clicks(doors.forged, "greeting:first:en-US")
    zoom = [f"{turn}:reframe-zoom200:0"]
    yield await me.picks(doors.edges, custom_id=f"{turn}:more-grow", values=zoom)


async def by_free(doors: Doors):
    """Yield the answers to a person who asks for what costs nothing but is kept."""
    me, at, turn = doors.person, doors.channel, doors.turn
    yield await me.slash("character add", name_="mira", image1=NEW, channel=at)
    yield await me.slash("reframe", how="crop", aspect="16:9", number="#1", channel=at)
    yield await me.slash("reframe", how="rotate90", number="#1", channel=at)
    rotate = [f"{turn}:reframe-rotate90:0"]
    yield await me.picks(doors.edges, custom_id=f"{turn}:more-rotate", values=rotate)
    yield await me.picks(doors.grid, custom_id=f"{turn}:cells-fine:0", values=["8"])


async def by_forms(doors: Doors):
    """Yield what each form is answered with that was open before."""
    for form in doors.forms:
        yield await doors.person.submits(form, {"words": "a moon;"})


async def by_openers(doors: Doors):
    """Yield the answers to a person who opens a form or panel that leads to an image."""
    me, turn = doors.person, doors.turn
    yield await me.menu("Edit this picture", on=doors.posted)
    yield await me.menu("Edit this picture", on=doors.fox)
    yield await me.menu("Paint this person", on=doors.other, channel=doors.channel)
    yield await me.clicks(doors.fox, "Edit")
    yield await me.clicks(doors.showcased, say("button.remix"))
    if not doors.party.deleted:  # who is blocked has lost their turn
        yield await me.clicks(doors.party, say("button.party.line"))
    yield await me.picks(doors.fox, values=[f"{turn}:frame"])
    yield await me.picks(doors.fox, values=[f"{turn}:region"])
    yield await me.picks(doors.part, custom_id=f"{turn}:mark-fine:0", values=["9"])


async def by_moves(doors: Doors):
    """Yield the answers to a person who goes back or forth, which shows an image again."""
    me = doors.person
    yield await me.slash("undo", channel=doors.channel)
    yield await me.slash("redo", channel=doors.channel)
    yield await me.clicks(doors.variation, "Undo")
    yield await me.clicks(doors.walk, say("button.goto"))


def messages(doors: Doors):
    """Return each message that asks, with its channel."""
    mention, at, thread = doors.discord.bot_mention, doors.channel, doors.thread
    return (
        (at, {"content": f"{mention} a fox", "channel": at}),
        (at, {"content": f"{mention} a fox", "channel": at, "files": [NEW]}),
        (at, {"content": mention, "channel": at, "files": [("message.txt", b"a fox")]}),
        (at, {"content": f"{mention} #1 in winter", "channel": at}),
        (at, {"content": f"{mention} #1 in winter --improve", "channel": at}),
        (at, {"content": f"{mention} add a hat", "reply_to": doors.posted}),
        (at, {"content": "make it night", "reply_to": doors.fox}),
        (thread, {"content": f"{mention} make it night", "channel": thread}),
        (thread, {"content": "make it night", "channel": thread}),
    )
