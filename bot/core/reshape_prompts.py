"""What the model is told for another shape or size of a picture: words of ours, not of a person."""

import re

_SHAPE = "The same picture in the shape {}: keep everything, extend the scene to fit."
_SIZE = "The same picture at {}: change nothing, only add detail."
_OURS = re.compile(
    "|".join(
        re.escape(words).replace(r"\{\}", f"(?P<{kind}>[0-9A-Za-z:]{{1,9}})")
        for kind, words in (("aspect", _SHAPE), ("size", _SIZE))
    )
)


def words_for(*, aspect: str | None, size: str | None) -> str:
    """The words that ask for another shape, or else another size."""
    return _SHAPE.format(aspect) if aspect else _SIZE.format(size)


def read(prompt: str) -> dict[str, str]:
    """Which shape ("aspect") or "size" such words ask for; empty for words of a person."""
    match = _OURS.fullmatch(prompt)
    return {kind: said for kind, said in match.groupdict().items() if said} if match else {}
