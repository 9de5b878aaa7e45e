"""The local Gemini's error responses: status codes and JSON, worded as Google's API does."""

from dataclasses import dataclass, field
from typing import Any

STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
SIGNATURES_PAGE = "https://ai.google.dev/gemini-api/docs/thought-signatures#model-behavior"
LIMITS_PAGE = "https://ai.google.dev/gemini-api/docs/rate-limits"


@dataclass(frozen=True)
class Refusal(Exception):
    """An error response: HTTP status, message and details."""

    message: str
    code: int = 400
    details: list[dict[str, Any]] = field(default_factory=list)

    def body(self) -> dict[str, Any]:
        """The JSON body."""
        error: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "status": STATUS[self.code],
        }
        if self.details:
            error["details"] = self.details
        return {"error": error}


def unknown_field(name: str, *, at: str) -> Refusal:
    """Return the error for a field that the API does not have."""
    place = f" at '{at}'" if at else ""
    sentence = f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.'
    violation = {"field": at, "description": sentence}
    kind = "type.googleapis.com/google.rpc.BadRequest"
    return Refusal(sentence, details=[{"@type": kind, "fieldViolations": [violation]}])


def missing_signature(kind: str, *, content: int, part: int) -> Refusal:
    """Return the error for a model turn without its signature; positions count from 1."""
    return Refusal(
        f"{kind} part is missing a thought_signature in content position {content}, "
        f"part position {part}. Please refer to {SIGNATURES_PAGE} for more details."
    )


def model_not_found(model: str, *, version: str, method: str = "generateContent") -> Refusal:
    """Return the error for a model that does not exist, was retired, or lacks the method."""
    return Refusal(
        f"models/{model} is not found for API version {version}, or is not supported for "
        f"{method}. Call ListModels to see the list of available models and their "
        "supported methods.",
        404,
    )


def not_here(method: str, path: str) -> Refusal:
    """Return the error for a part of the API that the sandbox does not have."""
    return Refusal(f"The sandbox does not implement {method} {path}; the real API may.", 501)


def no_such_address(path: str) -> Refusal:
    """Return Google's 404 for an unknown URL: a wrong version, or another service."""
    return Refusal(f"The requested URL {path} was not found on this server.", 404)


def no_key() -> Refusal:
    """Return the error for a call without a key."""
    return Refusal(
        "Method doesn't allow unregistered callers (callers without established identity). "
        "Please use API Key or other form of API consumer identity to call this API.",
        403,
    )


def bad_key(code: int = 400) -> Refusal:
    """Return the error for an unknown key (400), or one without the permission (403)."""
    if code == 403:
        return Refusal("Your API key was reported as leaked. Please use another API key.", 403)
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
        "metadata": {"service": "generativelanguage.googleapis.com"},
    }
    return Refusal("API key not valid. Please pass a valid API key.", details=[info])


ACCOUNT_FAULTS: dict[str, tuple[int, str, str]] = {  # status, sentence, ErrorInfo's reason
    "credits": (
        429,
        "Your prepayment credits are depleted. Please go to AI Studio at "
        "https://ai.studio/projects to manage your project and billing.",
        "",
    ),
    "spending cap": (
        429,
        "Your project has exceeded its monthly spending cap. Please go to AI Studio at "
        "https://ai.studio/spend to manage your project spend cap.",
        "",
    ),
    "region": (400, "User location is not supported for the API use.", ""),
    "no free tier": (
        400,
        "Gemini API free tier is not available in your country. Please enable billing on your "
        "project in Google AI Studio.",
        "",
    ),
    "disabled": (
        403,
        "Generative Language API has not been used in project 123456789 before or it is disabled. "
        "Enable it by visiting https://console.developers.google.com/apis/api/"
        "generativelanguage.googleapis.com/overview?project=123456789 then retry.",
        "SERVICE_DISABLED",
    ),
    "expired key": (400, "API key expired. Please renew the API key.", "API_KEY_INVALID"),
    "leaked key": (403, "Your API key was reported as leaked. Please use another API key.", ""),
    "restricted key": (
        403,
        "Requests to this API generativelanguage.googleapis.com method "
        "google.ai.generativelanguage.v1beta.GenerativeService.GenerateContent are blocked.",
        "API_KEY_SERVICE_BLOCKED",
    ),
    "restricted address": (
        403,
        "The provided API key has an IP address restriction. The originating IP address of the "
        "call (203.0.113.7) violates this restriction.",
        "API_KEY_IP_ADDRESS_BLOCKED",
    ),
    "suspended": (
        403,
        "Permission denied: Consumer 'api_key:...' has been suspended.",
        "CONSUMER_SUSPENDED",
    ),
    "denied project": (
        403,
        "Your project has been denied access. Please contact support.",
        "",
    ),
    "billing disabled": (
        403,
        "This API method requires billing to be enabled. Please enable billing on project "
        "#123456789.",
        "BILLING_DISABLED",
    ),
    "no credentials": (
        401,
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
        "cookie or other valid authentication credential.",
        "ACCESS_TOKEN_TYPE_UNSUPPORTED",
    ),
}


def account_fault(name: str) -> Refusal:
    """Return an error that only the owner of the account can fix, by its `ACCOUNT_FAULTS` name."""
    status, sentence, reason = ACCOUNT_FAULTS[name]
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": "generativelanguage.googleapis.com"},
    }
    return Refusal(sentence, status, [info] if reason else [])


def plain_status(code: int) -> Refusal:
    """Return the error for a status, with the message that Google's servers send."""
    sentences = {
        413: "Request payload size exceeds the limit: 104857600 bytes.",
        499: "The operation was cancelled.",
        504: "Deadline expired before operation could complete.",
    }
    return Refusal(sentences[code], code)


def overloaded(code: int) -> Refusal:
    """Return the error for an overloaded model."""
    if code == 503:
        return Refusal("The model is overloaded. Please try again later.", 503)
    return Refusal(
        "An internal error has occurred. Please retry or report in "
        "https://developers.generativeai.google/guide/troubleshooting",
        500,
    )


def limited(model: str, *, retry_delay: float | None, limit_zero: bool) -> Refusal:
    """Return the error for too many calls; a key without billing has a limit of zero."""
    metric = "generativelanguage.googleapis.com/generate_requests_per_model"
    limit = "0" if limit_zero else "10"
    quota: dict[str, Any] = {
        "quotaMetric": metric,
        "quotaId": "GenerateRequestsPerMinutePerProjectPerModel"
        + ("-FreeTier" if limit_zero else ""),
        "quotaDimensions": {"location": "global", "model": model},
    }
    if not limit_zero:
        quota["quotaValue"] = limit  # protobuf's JSON leaves zeros out
    details: list[dict[str, Any]] = [
        {
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [{"description": "Learn more about Gemini API quotas", "url": LIMITS_PAGE}],
        },
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [quota]},
    ]
    message = (
        "You exceeded your current quota, please check your plan and billing details. For more "
        f"information on this error, head to: {LIMITS_PAGE}. \n"
        f"* Quota exceeded for metric: {metric}, limit: {limit}, model: {model}"
    )
    if retry_delay is not None:
        kind = "type.googleapis.com/google.rpc.RetryInfo"
        details.append({"@type": kind, "retryDelay": f"{retry_delay:g}s"})
        message += f"\nPlease retry in {retry_delay:g}s."
    return Refusal(message, 429, details)
