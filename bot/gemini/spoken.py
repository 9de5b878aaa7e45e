"""The model's words as people can read them: without pictures spelled out in letters."""

import re

_DATA_URI = re.compile(
    r"data:[\w.+-]+/[\w.+-]+(?:;[\w=.+-]+)*;base64,"
    r"[A-Za-z0-9+/=_-]*(?:\s+[A-Za-z0-9+/_-]{40,}={0,2})*(?:\s+[A-Za-z0-9+/_-]{1,75}={1,2})?",
    re.IGNORECASE,
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{200,}={0,2}")  # no word of any language is that long
_EMPTY_LINK = re.compile(r"!?\[[^\]]*\]\(\s*\)|<img[^>]*>|```\w*\s*```", re.IGNORECASE)
# How a model begins that believes to have painted; in the six languages that people read here.
_HERE_IT_IS = re.compile(
    r"[\s¡]*(?:(?:sure|certainly|of course|ok(?:ay)?|great|klar|gerne|natürlich|bien sûr|claro|"
    r"por supuesto|com certeza|もちろんです|はい)[\W]+)?"
    r"(?:here(?:'s|’s| is| are| you go| it is)\b|hier (?:ist|sind|kommt)\b|voici\b|"
    r"aquí (?:está|están|tienes)\b|aqui est(?:á|ão)\b|こちら(?:が|は|です))",
    re.IGNORECASE,
)
_DOUBTFUL = re.compile(
    r"\?|？|\b(?:can't|can’t|cannot|unable|sorry|instead|prompt|description|describe\w*|ideas?|"
    r"suggestions?|leider|kann nicht|désolé|lo siento|desculpe|text)\b|申し訳|できません",
    re.IGNORECASE,
)
LONGEST_PROMISE = 400  # characters; a longer answer is meant as words


def readable(text: str) -> str:
    """Words without data URIs, long base64 and the empty links and code blocks these leave."""
    bare = _BASE64.sub("", _DATA_URI.sub("", text))
    return _EMPTY_LINK.sub("", bare).strip() if bare != text else text.strip()


def promises_picture(text: str) -> bool:
    """Return whether an answer without a picture says, beyond doubt, that it is one.

    It spells a picture out in letters, or it is a short "Here is your image" that asks nothing,
    refuses nothing and offers nothing else.
    """
    if readable(text) != text.strip():
        return True
    return (
        len(text) <= LONGEST_PROMISE
        and _HERE_IT_IS.match(text) is not None
        and _DOUBTFUL.search(text) is None
    )
