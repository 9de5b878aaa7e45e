"""What the page asks of the local Discord, over HTTP as a browser does."""

import json
import time

import aiohttp
import pytest

from bot.sandbox.discord import LocalDiscord
from tests.sandbox.tinybot import connected, png


@pytest.fixture
def local():
    return LocalDiscord()


class Browser:
    """One person's open page."""

    def __init__(self, session, person):
        self.session = session
        self.person = person
        self.live = None

    async def get(self, path, **query):
        answer = await self.session.get(path, params={"as": self.person.id} | query)
        return await answer.json()

    async def post(self, path, files=None, **body):
        form = aiohttp.FormData(default_to_multipart=True)
        form.add_field("payload_json", json.dumps({"as": self.person.id} | body))
        for name, (filename, data) in (files or {}).items():
            form.add_field(name, data, filename=filename)
        answer = await self.session.post(path, data=form)
        return answer.status, await answer.json()

    async def until(self, *names):
        """Read live updates up to one of these."""
        while True:
            update = await self.live.receive_json(timeout=5)
            if update["t"] in names:
                return update["d"]


@pytest.fixture
async def ada(local):
    """Ada's page, with a bot that is connected."""
    async with connected(local), aiohttp.ClientSession(local.base) as session:
        browser = Browser(session, local.person("Ada"))
        async with session.ws_connect(f"/sandbox/live?as={browser.person.id}") as browser.live:
            yield browser


async def test_the_page_is_told_who_is_there_and_what_can_be_done(local, ada):
    state = await ada.get("/sandbox/state")

    assert [person["global_name"] for person in state["people"]] == ["Ada", "Bo"]
    assert (state["me"]["id"], state["bot"]["bot"], state["bot_online"]) == (
        ada.person.id,
        True,
        True,
    )
    assert [channel["name"] for channel in state["channels"]] == ["art", "lounge", "Easel"]
    assert {command["name"] for command in state["commands"]} == {
        "imagine",
        "Look at this",
        "settings",
    }
    face = await ada.session.get(state["me"]["avatar_url"])
    assert face.headers["Content-Type"].startswith("image/svg+xml")


async def test_a_message_with_a_file_arrives_everywhere(local, ada):
    art = local.channel("art")

    status, sent = await ada.post(
        "/sandbox/messages", {"files[0]": ("cat.png", png())}, channel=art.id, content="my cat"
    )
    live = await ada.until("MESSAGE_CREATE")
    listed = await ada.get("/sandbox/messages", channel=art.id)

    assert status == 200
    assert sent["id"] == live["id"] == listed["messages"][0]["id"]
    assert live["attachments"][0]["width"] == 640


async def test_a_command_is_used_and_answered_live(local, ada):
    art = local.channel("art")
    [command] = [c for c in local.commands() if c["name"] == "imagine"]
    options = [
        {"name": "prompt", "type": 3, "value": "a fox"},
        {"name": "count", "type": 4, "value": 2, "focused": False},
    ]

    status, answer = await ada.post(
        "/sandbox/commands",
        {"image": ("cat.png", png())},
        channel=art.id,
        command=command["id"],
        options=options,
    )
    acked = await ada.until("INTERACTION_ACK")
    posted = await ada.until("MESSAGE_CREATE")

    assert status == 200
    assert acked["interaction_id"] == answer["interaction_id"]
    assert posted["content"] == "a fox ×2 1:1"


async def test_what_cannot_be_done_is_said_in_a_sentence(local, ada):
    art = local.channel("art")
    [command] = [c for c in local.commands() if c["name"] == "imagine"]

    missing = await ada.post("/sandbox/commands", channel=art.id, command=command["id"])
    empty = await ada.post("/sandbox/messages", channel=art.id, content="")
    elsewhere = await ada.post("/sandbox/messages", channel="1", content="x")
    others = await ada.post("/sandbox/messages", channel=local.person("Bo").dm().id, content="x")
    incomplete = await ada.post("/sandbox/components", message="1")
    nothing = await ada.session.post("/sandbox/delete", data=b"")

    assert missing == (400, {"message": "/imagine needs prompt."})
    assert empty == (400, {"message": "Cannot send an empty message"})
    assert elsewhere == (404, {"message": "Unknown Channel"})
    assert others[0] == incomplete[0] == nothing.status == 400


async def test_choices_come_while_typing(local, ada):
    [command] = [c for c in local.commands() if c["name"] == "imagine"]
    options = [{"name": "style", "type": 3, "value": "wa", "focused": True}]

    _, answer = await ada.post(
        "/sandbox/autocomplete",
        channel=local.channel("art").id,
        command=command["id"],
        options=options,
    )

    assert answer == {"choices": [{"name": "watercolour", "value": "watercolour"}]}


async def test_a_button_opens_a_form_and_the_form_is_handed_in_with_files(local, ada):
    art = local.channel("art")
    asked = await local.person("Ada").slash("imagine", channel=art, prompt="a fox")
    await local.until(lambda: len(asked.replies) == 2)
    [picture] = local.messages(art)

    await ada.post(
        "/sandbox/components",
        channel=art.id,
        message=picture.id,
        custom_id="edit",
        component_type=2,
    )
    form = await ada.until("MODAL_OPEN")
    status, _ = await ada.post(
        "/sandbox/modals",
        {
            "upload:pictures:0": ("a.png", png()),
            "upload:pictures:1": ("b.png", png()),
        },
        channel=art.id,
        interaction_id=form["interaction_id"],
        custom_id=form["custom_id"],
        values={"words": "at night", "mood": ["calm"]},
    )
    said = await ada.until("MESSAGE_CREATE")

    assert (form["title"], len(form["components"])) == ("Edit this picture", 3)
    assert status == 200
    assert said["content"] == "at night ['calm'] ['a.png', 'b.png']"
    assert said["interaction_user"]["id"] == ada.person.id


async def test_a_menu_and_a_thread_go_by_their_message(local, ada):
    art = local.channel("art")
    _, message = await ada.post("/sandbox/messages", channel=art.id, content="my cat")
    [command] = [c for c in local.commands() if c["name"] == "Look at this"]

    await ada.post(
        "/sandbox/commands", channel=art.id, command=command["id"], options=[], target=message["id"]
    )
    await ada.until("INTERACTION_ACK")
    status, thread = await ada.post(
        "/sandbox/threads", channel=art.id, message=message["id"], name="My cat"
    )
    told = await ada.until("THREAD_CREATE")

    assert (status, thread["id"]) == (200, message["id"])
    assert (told["name"], told["parent_id"]) == ("My cat", art.id)


async def test_private_answers_and_direct_messages_stay_private(local, ada):
    bo, art = local.person("Bo"), local.channel("art")

    asked = await bo.slash("imagine", channel=art, prompt="a fox")
    await local.until(lambda: len(asked.replies) == 2)
    await bo.says("psst", channel=bo.dm())
    await bo.says("the end", channel=art)
    heard = [await ada.until("MESSAGE_CREATE", "INTERACTION_ACK") for _ in range(2)]

    assert [message["content"] for message in heard] == ["a fox ×1 1:1", "the end"]


async def test_own_messages_are_deleted_and_others_are_not(local, ada):
    art = local.channel("art")
    theirs = await local.person("Bo").says("mine", channel=art)
    _, own = await ada.post("/sandbox/messages", channel=art.id, content="oops")

    deleted = await ada.post("/sandbox/delete", channel=art.id, message=own["id"])
    refused = await ada.post("/sandbox/delete", channel=art.id, message=theirs.id)
    told = await ada.until("MESSAGE_DELETE")

    assert (deleted, refused[0]) == ((200, {}), 400)
    assert told["id"] == own["id"]
    assert local.messages(art) == [theirs]


async def test_a_page_of_another_origin_is_turned_away(local, ada):
    headers = {"Origin": "http://elsewhere.example"}

    answer = await ada.session.get("/sandbox/state", headers=headers)

    assert answer.status == 403


async def test_nothing_but_the_pages_files_is_served(local, ada):
    outside = await ada.session.get("/page/..%2fdiscord%2flocal.py")
    unknown = await ada.session.get("/page/nothing.js")

    assert (outside.status, unknown.status) == (404, 404)


async def test_the_page_learns_that_the_bot_comes_and_goes(local):
    async with local.serving(), aiohttp.ClientSession(local.base) as session:
        browser = Browser(session, local.person("Ada"))
        async with session.ws_connect(f"/sandbox/live?as={browser.person.id}") as browser.live:
            async with session.ws_connect("/gateway") as bot:
                await bot.send_json({"op": 2, "d": {"token": "sandbox", "intents": 1}})
                came = await browser.until("BOT_STATUS")
            went = await browser.until("BOT_STATUS")

    assert came == {"online": True, "bots": {local.bot_id: True}}
    assert went == {"online": False, "bots": {local.bot_id: False}}


async def test_a_profile_changes_language_roles_and_rights_and_with_them_the_commands(local, ada):
    bo, painters = local.person("Bo"), local.role("Painters")

    status, _ = await ada.post(
        "/sandbox/people", person=bo.id, locale="fr", roles=[painters], rights=["MANAGE_GUILD"]
    )
    await ada.until("PEOPLE_UPDATE")
    state = await ada.get("/sandbox/state")
    refused = [
        await ada.post("/sandbox/people", person=bo.id, **wrong)
        for wrong in ({"locale": "xx"}, {"roles": ["1"]}, {"rights": ["FLY"]})
    ]

    [shown] = [person for person in state["people"] if person["id"] == bo.id]
    assert status == 200
    assert (shown["locale"], shown["roles"], shown["rights"], shown["owner"]) == (
        "fr",
        [painters],
        ["MANAGE_GUILD"],
        False,
    )
    assert [status for status, _ in refused] == [400, 400, 400]
    assert bo.user.locale == "fr"


async def test_a_profile_says_whether_its_person_joined_just_now(local, ada):
    bo, joined = local.person("Bo"), local.person("Bo").user.joined

    async def saved(**said):
        await ada.post("/sandbox/people", person=bo.id, **said)
        state = await ada.get("/sandbox/state")
        [shown] = [person for person in state["people"] if person["id"] == bo.id]
        return shown["new"], bo.user.joined

    new = await saved(new=True)
    kept = await saved(new=True, locale="fr")
    old = await saved(new=False)

    assert new[0]
    assert new[1] > time.time() - 60
    assert kept == new, "what is saved again starts no new day"
    assert old == (False, joined)


async def test_a_command_of_a_members_menu_carries_the_member(local, ada):
    local.register_commands({"type": 2, "name": "Greet"})
    [command] = local.commands()
    bo, art = local.person("Bo"), local.channel("art")

    status, answer = await ada.post(
        "/sandbox/commands", channel=art.id, command=command["id"], options=[], target=bo.id
    )

    data = local._interactions.get(answer["interaction_id"]).data
    assert status == 200
    assert data["target_id"] == bo.id
    assert data["resolved"]["users"][bo.id]["global_name"] == "Bo"
    assert "permissions" in data["resolved"]["members"][bo.id]
