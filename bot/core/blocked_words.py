"""Words that a server's owner blocks: which are valid, and which of them a text has. Pure rules.

A rule is a word or several in a row; `*` stands for any letters within a word. Only whole words
count: a rule for "grape" does not refuse "grapefruit", and "grape*" does. Scripts that put no
spaces between words have no whole words, so a rule in one of them counts anywhere. There are no
regular expressions: matching takes time in proportion to the text, whatever a rule says.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot.errors import UserError

MOST_RULES = 200
MOST_RULE = 60  # characters
ANY = "*"

SPACELESS = re.compile(  # Thai, Lao, Burmese, Khmer, kana, Chinese characters
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_UNSEEN = re.compile(  # characters without a shape that Unicode counts as letters, marks or signs
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_DOTTED = "i\u0307"  # what İ is in lower case; people write i


def read_rules(text: str) -> tuple[str, ...]:
    """Return the rules of a text, one a line, each once, in their order.

    Raises:
        UserError: there are too many, or one is too long or would match every word.
    """
    rules: dict[str, str] = {}
    for line in text.splitlines():
        rule = " ".join(line.split())
        if not rule:
            continue
        tokens = _tokens(rule, wildcard=True)
        if len(rule) > MOST_RULE or not tokens or any(not one.strip(ANY) for one in tokens):
            raise UserError("words.rule", words=rule[:MOST_RULE], limit=MOST_RULE)
        rules.setdefault(" ".join(tokens), rule)
    if len(rules) > MOST_RULES:
        raise UserError("words.many", limit=MOST_RULES)
    return tuple(rules.values())


def fingerprint(rules: Sequence[str]) -> str:
    """Return what tells these rules from others, in 16 characters."""
    return hashlib.sha256("\n".join(rules).encode()).hexdigest()[:16]


def find_blocked(rules: Sequence[str], *texts: str) -> str | None:
    """Return the first rule that one of some texts breaks, as its owner wrote it; None for none."""
    if not rules:
        return None
    read = [_tokens(text) for text in texts]
    for rule in rules:
        wanted = _tokens(rule, wildcard=True)
        if wanted and any(_has(tokens, wanted) for tokens in read):
            return rule
    return None


def _has(tokens: Sequence[str], wanted: Sequence[str]) -> bool:
    if len(wanted) == 1 and SPACELESS.search(wanted[0]):
        anywhere = f"{ANY}{wanted[0]}{ANY}"
        return any(_matches(token, anywhere) for token in tokens)
    starts = range(len(tokens) - len(wanted) + 1)
    return any(
        all(_matches(tokens[start + at], pattern) for at, pattern in enumerate(wanted))
        for start in starts
    )


def _tokens(text: str, *, wildcard: bool = False) -> Sequence[str]:
    """Return a text's words and symbols, in the form in which they are compared."""
    same = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    seen = _UNSEEN.sub("", same).replace(_DOTTED, "i")
    return list(_split(seen, ANY if wildcard else ""))


def _split(text: str, wildcards: str) -> Iterator[str]:
    word = ""
    for character in text:
        kind = unicodedata.category(character)
        if kind == "Cf":  # invisible: it must not split a word
            continue
        if kind[0] in "LMN" or character in wildcards:
            word += character
            continue
        if word:
            yield word
        word = ""
        if kind[0] == "S":  # an emoji is a word of its own
            yield character
    if word:
        yield word


def _matches(word: str, pattern: str) -> bool:
    """Return whether a word is as a pattern says; each piece is looked for once, from the left."""
    first, *rest = pattern.split(ANY)
    if not rest:
        return word == first
    *middle, last = rest
    if len(word) < len(first) + len(last) or not word.startswith(first) or not word.endswith(last):
        return False
    at, end = len(first), len(word) - len(last)
    for piece in middle:
        found = word.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
