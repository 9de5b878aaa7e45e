"""REST about interactions: the callback, and messages that follow by the token."""

from bot.sandbox.discord import posting, refusals, responses, threads
from bot.sandbox.discord.interactions import Interaction
from bot.sandbox.discord.refusals import unknown
from bot.sandbox.discord.rest import Answer, Asked, Route

YES = ("1", "true", "True")


def callback(asked: Asked) -> Answer:
    where = asked.where
    interaction = asked.interactions.to_answer(where["interaction"], where["token"])
    answered = responses.respond(asked.world, interaction, asked.draft())
    if asked.query.get("with_response") in YES:
        return Answer(200, answered)
    return Answer(204)


def _interaction(asked: Asked) -> Interaction:
    if asked.where["application"] != asked.world.bot.id:
        raise unknown("Webhook")
    return asked.interactions.by_token(asked.where["token"])


def follow_up(asked: Asked) -> Answer:
    interaction = _interaction(asked)
    message = responses.follow_up(asked.world, interaction, asked.draft())
    return Answer(200, message.json(asked.world.bot))


def get_answer(asked: Asked) -> Answer:
    message = responses.answered(_interaction(asked), asked.where["message"])
    return Answer(200, message.json(asked.world.bot))


def edit_answer(asked: Asked) -> Answer:
    message = responses.answered(_interaction(asked), asked.where["message"])
    if message.author is not asked.world.bot:
        raise refusals.someone_elses_message()
    threads.check_awake(message.channel)
    edited = posting.edit(asked.world, message, asked.draft())
    return Answer(200, edited.json(asked.world.bot))


def delete_answer(asked: Asked) -> Answer:
    message = responses.answered(_interaction(asked), asked.where["message"])
    posting.delete(asked.world, message)
    return Answer(204)


WEBHOOK = "/webhooks/{application}/{token}"
ANSWER = WEBHOOK + "/messages/{message}"
ROUTES = (
    Route("POST", "/interactions/{interaction}/{token}/callback", callback, open_to_all=True),
    Route("POST", WEBHOOK, follow_up, open_to_all=True),
    Route("GET", ANSWER, get_answer, open_to_all=True),
    Route("PATCH", ANSWER, edit_answer, open_to_all=True),
    Route("DELETE", ANSWER, delete_answer, open_to_all=True),
)
