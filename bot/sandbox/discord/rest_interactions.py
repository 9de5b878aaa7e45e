"""REST of interactions: the callback, the response and follow-up messages.

The routes of the last two are those of webhooks (`rest_webhooks`).
"""

from bot.sandbox.discord import posting, refusals, responses, threads
from bot.sandbox.discord.interactions import Interaction
from bot.sandbox.discord.rest import ApiRequest, ApiResponse, Route

TRUE_VALUES = ("1", "true", "True")


def callback(request: ApiRequest) -> ApiResponse:
    path_params = request.path_params
    interaction = request.interactions.find_unanswered(
        path_params["interaction"], path_params["token"]
    )
    answered = responses.respond(request.world, interaction, request.draft())
    if request.query.get("with_response") in TRUE_VALUES:
        return ApiResponse(200, answered)
    return ApiResponse(204)


def _interaction(request: ApiRequest) -> Interaction:
    return request.interactions.by_token(request.path_params["token"])


def follow_up(request: ApiRequest) -> ApiResponse:
    interaction = _interaction(request)
    message = responses.follow_up(request.world, interaction, request.draft())
    return ApiResponse(200, message.json(request.world.bot))


def get_response(request: ApiRequest) -> ApiResponse:
    message = responses.find_message(_interaction(request), request.path_params["message"])
    return ApiResponse(200, message.json(request.world.bot))


def edit_response(request: ApiRequest) -> ApiResponse:
    message = responses.find_message(_interaction(request), request.path_params["message"])
    if message.author is not request.world.bot:
        raise refusals.not_the_author()
    threads.check_not_archived(message.channel)
    edited = posting.edit(request.world, message, request.draft())
    return ApiResponse(200, edited.json(request.world.bot))


def delete_response(request: ApiRequest) -> ApiResponse:
    message = responses.find_message(_interaction(request), request.path_params["message"])
    posting.delete(request.world, message)
    return ApiResponse(204)


ROUTES = (
    Route("POST", "/interactions/{interaction}/{token}/callback", callback, open_to_all=True),
)
