"""REST about interactions: the callback, and messages that follow by the token."""

from bot.sandbox.discord import posting, refusals, responses, threads
from bot.sandbox.discord.interactions import Interaction
from bot.sandbox.discord.refusals import unknown
from bot.sandbox.discord.rest import ApiRequest, ApiResponse, Route

YES = ("1", "true", "True")


def callback(request: ApiRequest) -> ApiResponse:
    path_params = request.path_params
    interaction = request.interactions.to_answer(path_params["interaction"], path_params["token"])
    answered = responses.respond(request.world, interaction, request.draft())
    if request.query.get("with_response") in YES:
        return ApiResponse(200, answered)
    return ApiResponse(204)


def _interaction(request: ApiRequest) -> Interaction:
    if request.path_params["application"] != request.world.bot.id:
        raise unknown("Webhook")
    return request.interactions.by_token(request.path_params["token"])


def follow_up(request: ApiRequest) -> ApiResponse:
    interaction = _interaction(request)
    message = responses.follow_up(request.world, interaction, request.draft())
    return ApiResponse(200, message.json(request.world.bot))


def get_answer(request: ApiRequest) -> ApiResponse:
    message = responses.answered(_interaction(request), request.path_params["message"])
    return ApiResponse(200, message.json(request.world.bot))


def edit_answer(request: ApiRequest) -> ApiResponse:
    message = responses.answered(_interaction(request), request.path_params["message"])
    if message.author is not request.world.bot:
        raise refusals.someone_elses_message()
    threads.check_awake(message.channel)
    edited = posting.edit(request.world, message, request.draft())
    return ApiResponse(200, edited.json(request.world.bot))


def delete_answer(request: ApiRequest) -> ApiResponse:
    message = responses.answered(_interaction(request), request.path_params["message"])
    posting.delete(request.world, message)
    return ApiResponse(204)


WEBHOOK = "/webhooks/{application}/{token}"
ANSWER = WEBHOOK + "/messages/{message}"
ROUTES = (
    Route("POST", "/interactions/{interaction}/{token}/callback", callback, open_to_all=True),
    Route("POST", WEBHOOK, follow_up, open_to_all=True),
    Route("GET", ANSWER, get_answer, open_to_all=True),
    Route("PATCH", ANSWER, edit_answer, open_to_all=True),
    Route("DELETE", ANSWER, delete_answer, open_to_all=True),
)
