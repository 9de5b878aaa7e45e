"""Walking a thread's pictures: numbers, undo and redo, history, timelapse, before and after."""

import io
import random
from dataclasses import replace
from functools import partial

import pytest
from PIL import Image

from bot.core import tree
from bot.core.tree import Position, Tree
from bot.core.turns import ImageRequest, Outcome, Person, Turn
from bot.errors import NotFound
from bot.sandbox.gemini import script

from .stories import answered, pictures, said, says, shown


@pytest.fixture
async def thread(ada, fox):
    return await ada.opens_thread(fox, name="the fox")


async def step(discord, person, thread, words, reply_to=None):
    """Refine in a thread; the new picture's message."""
    count = len(pictures(discord, thread))
    await person.says(words, thread=thread, reply_to=reply_to)
    return await shown(discord, thread, count + 1)


async def walk(discord, person, thread, command, **options):
    """Undo or redo; the message that shows what is current then."""
    count = len(pictures(discord, thread))
    asked = await person.slash(command, channel=thread, **options)
    await discord.until(
        lambda: asked.reply.content if asked.reply else len(pictures(discord, thread)) > count
    )
    return pictures(discord, thread)[-1] if len(pictures(discord, thread)) > count else None


def told(gemini):
    """The words of the whole lineage that the newest call was given."""
    return " ".join(words for _, words, _ in said(gemini))


def opened(discord, message):
    return Image.open(io.BytesIO(discord.file(message.attachments[0])))


async def test_every_turn_has_a_number_and_a_thread_begins_with_its_picture(
    discord, ada, bo, art, fox, thread
):
    night = await step(discord, ada, thread, "make it night")
    await bo.slash("imagine", channel=art, prompt="a whale")
    whale = await shown(discord, art, 2)

    assert "-# #1 · " in fox.content
    assert "-# #2 · " in night.content
    assert "-# #2 · " in whale.content


async def test_a_number_in_front_goes_on_from_that_turn(discord, gemini, ada, thread):
    await step(discord, ada, thread, "make it night")
    await step(discord, ada, thread, "add a moon")

    snow = await step(discord, ada, thread, "#2 let it snow")

    assert "let it snow" in snow.content
    assert "#2" not in snow.content.splitlines()[0]
    assert "make it night" in told(gemini)
    assert "add a moon" not in told(gemini)


async def test_number_one_of_a_thread_is_the_picture_it_was_opened_on(discord, gemini, ada, thread):
    await step(discord, ada, thread, "make it night")

    await step(discord, ada, thread, "#1 make it day")

    assert said(gemini)[0][1] == "a fox"
    assert "night" not in told(gemini)


async def test_a_number_works_in_a_mention_and_one_that_is_not_there_is_answered(
    discord, gemini, ada, art, fox
):
    me = discord.bot_mention
    await ada.says(f"{me} #1 make it night", channel=art)
    await shown(discord, art, 2)
    await ada.says(f"{me} #12 make it night", channel=art)

    await discord.until(
        lambda: says(discord.messages(art)[-1].content, "nothing_here.number", number=12)
    )
    assert "from #1 to #2" in discord.messages(art)[-1].content
    assert said(gemini)[0][1] == "a fox"


async def test_undo_and_redo_move_the_head_and_paint_nothing(discord, gemini, ada, bo, thread):
    await step(discord, ada, thread, "make it night")
    await step(discord, ada, thread, "add a moon")

    back = await walk(discord, bo, thread, "undo")
    far = await walk(discord, bo, thread, "undo", steps=5)
    forth = await walk(discord, ada, thread, "redo", steps=2)

    assert "make it night" in back.content
    assert "a fox" in far.content
    assert "#1 · " in far.content
    assert "add a moon" in forth.content
    assert len(gemini.calls) == 3


async def test_what_is_said_after_an_undo_goes_on_from_there(easel, discord, gemini, ada, thread):
    await step(discord, ada, thread, "make it night")
    await walk(discord, ada, thread, "undo")
    await easel.stop()
    await easel.start()

    await step(discord, ada, thread, "let it snow")

    assert "a fox" in told(gemini)
    assert "night" not in told(gemini)


async def test_a_reply_to_a_picture_that_undo_showed_continues_it(discord, gemini, ada, thread):
    await step(discord, ada, thread, "make it night")
    await step(discord, ada, thread, "add a moon")
    night = await walk(discord, ada, thread, "undo")
    await walk(discord, ada, thread, "redo")

    await ada.says("let it snow", reply_to=night)

    await shown(discord, thread, 5)
    assert "make it night" in told(gemini)
    assert "moon" not in told(gemini)


async def test_where_there_is_nothing_to_undo_or_redo_it_says_so(discord, ada, thread, fox):
    asked = [await ada.slash(name, channel=thread) for name in ("undo", "redo")]

    for one, code in zip(asked, ("undo.nothing", "redo.nothing"), strict=True):
        await answered(discord, one, code)


async def test_history_is_one_picture_with_words_for_all_of_it(discord, gemini, ada, thread):
    gemini.script.append(script.Paint())
    await step(discord, ada, thread, "make it night")
    gemini.script.append(script.Withheld())
    await ada.says("add something refused", thread=thread)
    await discord.until(lambda: says(discord.messages(thread)[-1].content, "withheld.IMAGE_SAFETY"))
    await step(discord, ada, thread, "#1 let it snow")

    asked = await ada.slash("history", channel=thread)

    sheet = await shown(discord, thread, 3)
    [file] = sheet.attachments
    assert file["description"] == (
        "The history of this thread, now at #4. Steps so far: 4. #1 a fox. #2 make it night. "
        "#3 not painted. #4 from #1: let it snow."
    )
    assert says(sheet.content, "history.title", head="#4", count=4)
    assert min(opened(discord, sheet).size) > 300
    await discord.until(lambda: asked.reply is None)


async def test_a_history_says_how_to_go_on_from_a_number_where_it_stands(
    discord, ada, art, fox, thread
):
    await ada.slash("history", channel=art)
    await ada.slash("history", channel=thread)
    await discord.until(lambda: discord.messages(art)[-1] is not fox)
    await discord.until(lambda: pictures(discord, thread))
    there, here = discord.messages(art)[-1].content, pictures(discord, thread)[-1].content

    await ada.says(there.rpartition(": ")[2], channel=art)
    await ada.says(here.rpartition(": ")[2], thread=thread)

    assert "make it night" in (await shown(discord, art, 3)).content
    assert "make it night" in (await shown(discord, thread, 2)).content


async def test_the_select_under_a_history_goes_to_a_picture(discord, gemini, ada, bo, thread):
    await step(discord, ada, thread, "make it night")
    await step(discord, ada, thread, "add a moon")
    await ada.slash("history", channel=thread)
    sheet = await shown(discord, thread, 3)

    await bo.picks(sheet, values=["turn:2:goto"])

    night = await shown(discord, thread, 4)
    assert "make it night" in night.content
    await step(discord, ada, thread, "let it snow")
    assert "moon" not in told(gemini)


async def test_an_empty_place_has_no_history(discord, ada):
    asked = await ada.slash("history", channel=discord.channel("lounge"))

    await discord.until(lambda: asked.reply and says(asked.reply.content, "history.empty"))


async def test_a_timelapse_moves_from_the_root_to_the_head(discord, ada, thread):
    await step(discord, ada, thread, "make it night")
    await step(discord, ada, thread, "add a moon")

    await ada.slash("timelapse", channel=thread)

    moving = opened(discord, film := await shown(discord, thread, 3))
    assert (moving.format, moving.n_frames) == ("WEBP", 3)
    assert "a fox; make it night; add a moon" in film.attachments[0]["description"]


async def test_any_two_turns_are_shown_side_by_side(discord, ada, thread):
    await step(discord, ada, thread, "make it night")
    await step(discord, ada, thread, "add a moon")

    await ada.slash("compare", channel=thread, before="#1", after="3")

    pair = await shown(discord, thread, 3)
    image = opened(discord, pair)
    assert image.width > image.height * 1.9
    assert "#1 a fox. #3 add a moon." in pair.attachments[0]["description"]


class Account:
    """What was done in a thread, kept beside it as a pure tree."""

    def __init__(self, first):
        self.tree = Tree()
        self.posts = {}
        self.note(None, "a fox", first)

    @property
    def left(self):
        """The numbers that can be continued."""
        return [number for number, turn in self.tree.turns.items() if turn.visible]

    @property
    def head(self):
        return tree.head(self.tree).id

    def line(self, number):
        """The words of a lineage; what was deleted is told to no model."""
        line = tree.lineage(self.tree, self.tree.turns[number])
        return [turn.request.prompt for turn in line if turn.deleted_at is None]

    def after(self, rule):
        """Where undo or redo leads; none where there is nothing."""
        try:
            self.tree = replace(self.tree, position=rule(self.tree))
        except NotFound:
            return None
        return self.head

    def note(self, parent, words, post):
        number = len(self.tree.turns) + 1
        turn = Turn(
            id=number,
            request=ImageRequest(prompt=words, model=""),
            by=Person(id=1),
            created_at=number,
            parent=parent,
            outcome=Outcome.PAINTED,
        )
        position = Position(head=number, tip=number)
        self.tree = Tree.of([*self.tree.turns.values(), turn], position)
        self.posts[number] = post

    def delete(self, number):
        gone = replace(self.tree.turns[number], deleted_at=1.0)
        self.tree = Tree.of([*self.tree.turns.values(), gone], self.tree.position)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_people_do_a_follow_up_is_given_what_the_tree_says(
    easel, discord, gemini, ada, fox, thread, seed
):
    """Walks like those of the property test in `test_tree`, through the whole program."""
    chance = random.Random(seed)
    account = Account(fox)
    acts = ["say", "say", "number", "reply", "undo", "undo", "redo", "restart", "delete"]

    for _ in range(16):
        act = chance.choice(acts)
        here = account.head if act == "say" else chance.choice(account.left)
        match act:
            case "say" | "number" | "reply":
                if act == "reply" and here == 1:
                    continue  # its message stands in the channel
                number = len(account.posts) + 1
                wish = f"make it step {number}."
                prefix = f"#{here} " if act == "number" else ""
                answers = account.posts[here] if act == "reply" else None
                post = await step(discord, ada, thread, f"{prefix}{wish}", reply_to=answers)
                account.note(here, wish, post)

                every = [turn.request.prompt for turn in account.tree.turns.values()]
                given = [words for words in every if words in told(gemini)]
                assert given == account.line(number)
                assert f"-# #{number} · " in post.content
            case "undo" | "redo":
                steps = chance.choice([1, 1, 2])
                there = account.after(partial(getattr(tree, act), steps=steps))
                message = await walk(discord, ada, thread, act, steps=steps)

                assert (message is None) == (there is None)
                assert message is None or f"-# #{there} · " in message.content
            case "delete" if here not in (1, account.head):
                await deleted(discord, ada, account.posts[here])
                account.delete(here)
            case "restart":
                await easel.stop()
                await easel.start()


async def deleted(discord, person, post):
    """Delete a picture by More, and say yes."""
    turn = post.uploads[0].filename.split("-")[1]
    asked = await (await person.picks(post, values=[f"turn:{turn}:delete"])).acknowledged()
    await person.clicks(asked.reply, "Delete for everyone")
    await discord.until(lambda: post.deleted)
