"""Discord's error responses: HTTP status, error code and message."""

from typing import Any

Json = dict[str, Any]

UNKNOWN = {
    "Channel": 10003,
    "Guild": 10004,
    "Member": 10007,
    "Message": 10008,
    "Role": 10011,
    "User": 10013,
    "Webhook": 10015,
    "interaction": 10062,
    "application command": 10063,
}


def without_none(value: Any) -> Any:
    """Return a JSON value without the fields that are null, at any depth."""
    if isinstance(value, dict):
        return {k: without_none(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_none(entry) for entry in value]
    return value


class Refusal(Exception):
    """An error response. `code` is Discord's JSON error code, 0 where it has none."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> Json:
        answer: Json = {"message": self.message, "code": self.code}
        if self.errors:
            answer["errors"] = self.errors
        return answer


class Impossible(AssertionError):
    """An action that Discord's app would not allow; its text is shown to the person."""


def too_many_characters(name: str, length: int, maximum: int) -> Impossible:
    """Return the error for a text that is longer than its field allows."""
    sentence = f"{name}: that is {length} characters, and {maximum} fit. Say it a little shorter."
    return Impossible(sentence)


def invalid(field: str, message: str, *, code: str = "BASE_TYPE_INVALID") -> Refusal:
    """Return error 50035: a field of the body is invalid.

    Args:
        field: its path, with dots: `components.0.components.1.custom_id`.
        message: what is wrong with it.
        code: Discord's name of the error.
    """
    errors: Json = {"_errors": [{"code": code, "message": message}]}
    for name in reversed(field.split(".")):
        errors = {name: errors}
    return Refusal(400, 50035, "Invalid Form Body", errors)


def too_long(field: str, limit: int) -> Refusal:
    sentence = f"Must be {limit} or fewer in length."
    return invalid(field, sentence, code="BASE_TYPE_MAX_LENGTH")


def unknown(thing: str) -> Refusal:
    return Refusal(404, UNKNOWN[thing], f"Unknown {thing}")


def not_implemented(what: str) -> Refusal:
    """Return the refusal of something that Discord does and this server does not."""
    return Refusal(501, 0, f"501: Not Implemented. The local Discord does not have {what}.")


def unauthorized() -> Refusal:
    return Refusal(401, 0, "401: Unauthorized")


def token_expired() -> Refusal:
    return Refusal(401, 50027, "Invalid Webhook Token")


def already_acknowledged() -> Refusal:
    return Refusal(400, 40060, "Interaction has already been acknowledged.")


def too_many_follow_ups() -> Refusal:
    sentence = "This interaction has reached the maximum number of follow up messages"
    return Refusal(400, 40094, sentence)


def empty_message() -> Refusal:
    return Refusal(400, 50006, "Cannot send an empty message")


def too_large() -> Refusal:
    return Refusal(413, 40005, "Request entity too large")


def missing_access() -> Refusal:
    return Refusal(403, 50001, "Missing Access")


def missing_permissions() -> Refusal:
    return Refusal(403, 50013, "Missing Permissions")


def not_the_author() -> Refusal:
    return Refusal(403, 50005, "Cannot edit a message authored by another user")


def entry_point_missing() -> Refusal:
    sentence = (
        "You cannot remove this app's Entry Point command in a bulk update operation. Please "
        "include the Entry Point command in your update request or delete it separately."
    )
    return Refusal(400, 50240, sentence)


def too_many_new_commands() -> Refusal:
    sentence = "Max number of daily application command creates has been reached (200)"
    return Refusal(400, 30034, sentence)


def reply_without_history() -> Refusal:
    return Refusal(400, 160002, "You cannot reply without permission to read message history")


def locked() -> Refusal:
    return Refusal(403, 160005, "Thread is locked")


def blocked_by_automod() -> Refusal:
    return Refusal(400, 200000, "Message was blocked by automatic moderation")


def archived() -> Refusal:
    return Refusal(400, 50083, "Thread is archived")
