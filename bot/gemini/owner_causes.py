"""What only the owner of the Gemini account can fix, and how: for the log and `easel check`.

Google sends most of these as 400, 403 or 429, which otherwise are temporary or the caller's fault.
`ErrorInfo.reason` decides where there is one; the phrases are from Google's own sentences.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

FIXES: Mapping[str, str] = MappingProxyType(
    {
        "broken.key": "GEMINI_API_KEY: Gemini does not accept it. Make one in Google AI Studio.",
        "broken.key.expired": "GEMINI_API_KEY: it has expired. Make a new one in Google AI Studio.",
        "broken.key.leaked": "GEMINI_API_KEY: Google blocked it because it was found in public. "
        "Delete it and make a new one in Google AI Studio.",
        "broken.key.restricted": "GEMINI_API_KEY: its restrictions (addresses, sites or APIs) do "
        "not allow this call. Change them in the Google Cloud console, under Credentials.",
        "broken.billing": "GEMINI_API_KEY: its project has no billing, and Gemini paints nothing "
        "without it. Set billing up in Google AI Studio.",
        "broken.credits": "GEMINI_API_KEY: its project has no prepaid credits left, or has reached "
        "its spending cap. Add credits or raise the cap in Google AI Studio.",
        "broken.region": "Gemini is not available where this machine is. Run Easel in a region "
        "that Google lists for the Gemini API, or set network.proxy to one there.",
        "broken.disabled": "GEMINI_API_KEY: the Gemini API is not enabled in its project. Enable "
        "the Generative Language API in the Google Cloud console.",
        "broken.account": "GEMINI_API_KEY: Google has limited or suspended its account or project. "
        "Google AI Studio says why.",
        "broken.request": "gemini.api_version, gemini.base_url: Gemini does not understand the "
        "call.",
    }
)
_REASONS: Mapping[str, str] = {  # google.rpc.ErrorInfo.reason of googleapis.com
    "API_KEY_INVALID": "broken.key",
    "API_KEY_SERVICE_BLOCKED": "broken.key.restricted",
    "API_KEY_HTTP_REFERRER_BLOCKED": "broken.key.restricted",
    "API_KEY_IP_ADDRESS_BLOCKED": "broken.key.restricted",
    "API_KEY_ANDROID_APP_BLOCKED": "broken.key.restricted",
    "API_KEY_IOS_APP_BLOCKED": "broken.key.restricted",
    "SERVICE_DISABLED": "broken.disabled",
    "BILLING_DISABLED": "broken.billing",
    "CONSUMER_SUSPENDED": "broken.account",
    "CONSUMER_INVALID": "broken.account",
    "ACCOUNT_STATE_INVALID": "broken.account",
    "LOCATION_POLICY_VIOLATED": "broken.region",
}
_PHRASES: Sequence[tuple[str, str]] = (  # in lower case; the first that is found decides
    ("api key expired", "broken.key.expired"),
    ("reported as leaked", "broken.key.leaked"),
    ("user location is not supported", "broken.region"),
    ("free tier is not available in your country", "broken.billing"),
    ("credits are depleted", "broken.credits"),
    ("requires billing", "broken.billing"),
    ("enable billing", "broken.billing"),
    ("api has not been used in project", "broken.disabled"),
    ("it is disabled", "broken.disabled"),
    ("has been suspended", "broken.account"),
    ("denied access", "broken.account"),
    ("are blocked", "broken.key.restricted"),
    ("ip address restriction", "broken.key.restricted"),
    ("api key not valid", "broken.key"),
)
_CAPS = ("spending cap", "spend cap", "spending limit")
_STATUSES = frozenset({400, 401, 402, 403, 429})


def owner_cause(
    status: int, message: str, reasons: Sequence[str] = (), *, passes: bool = False
) -> str:
    """Return the code of what only the owner can fix; empty where the error is of another kind.

    Args:
        status: of HTTP.
        message: Google's sentence.
        reasons: each `ErrorInfo.reason` of the answer.
        passes: Google said when to try again. A spending cap over some minutes ends by itself; a
            quota of zero does not, whatever was said.
    """
    if status not in _STATUSES:
        return ""
    text = " ".join(message.lower().split())
    # "API key expired" comes with the reason API_KEY_INVALID: the sentence says more.
    by_phrase = next((code for phrase, code in _PHRASES if phrase in text), "")
    by_reason = next((_REASONS[reason] for reason in reasons if reason in _REASONS), "")
    if by_reason and not by_phrase.startswith(f"{by_reason}."):
        return by_reason
    if not by_phrase and status == 429 and _no_quota(text):
        return "broken.billing"
    if not by_phrase and not passes and any(cap in text for cap in _CAPS):
        return "broken.credits"
    return by_phrase or {401: "broken.key", 402: "broken.credits", 403: "broken.key"}.get(
        status, ""
    )


def _no_quota(text: str) -> bool:
    """Return whether the quota is zero: a key without billing, which people take for a bug."""
    return any(part.split()[:1] == ["0"] for part in text.replace(",", " ").split("limit:")[1:])
