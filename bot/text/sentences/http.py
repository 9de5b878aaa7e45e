"""What HTTP callers read, in English."""

from collections.abc import Mapping

HTTP: Mapping[str, str] = {
    # HTTP
    "http.prompt": "prompt is required",
    "http.choice": "{field} must be one of {choices}",
    "http.flag": "{field} must be true or false",
    "http.images": "images must be a list of up to {limit} images in base64, or as many files",
    "http.base64": "images[{number}] must be an image in base64, with nothing before it",
    "http.field": "{field}: {why}",
    "http.unknown": "There is no field {field}. The fields are {choices}.",
    "http.twice": "{field} is given twice",
    "http.utf8": "{field} must be UTF-8",
    "http.object": "The body must be a JSON object.",
    "http.json": "The body is not JSON I can read.",
    "http.multipart": "The body is not multipart/form-data I can read.",
    "http.body": "The body ended before it was complete.",
    "http.encoded": "Send the body as it is, without Content-Encoding.",
    "http.large": "The body can be up to {megabytes} MB.",
    "http.slow": "The body took longer than {seconds} seconds to arrive.",
    "http.token": "Send Authorization: Bearer with a valid token.",
    "http.connections": "Too many connections are open. Try again in a few seconds.",
    "http.key": "Idempotency-Key must be 1 to {limit} visible ASCII characters",
    "http.key.reused": "This Idempotency-Key was already used with another request. Use a new one.",
    "http.key.stopping": "I am about to restart. Send the request again in a minute with the same "
    "Idempotency-Key.",
    "http.gone": "The image was painted but is no longer stored. Send a new request with another "
    "Idempotency-Key.",
    "http.nothing": "There is nothing at this address. Images come from POST /generate-image.",
    "http.method": "This address does not accept {method}.",
}
