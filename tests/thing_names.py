"""Make what the painter's cut-outs are called in six languages: `python -m tests.thing_names`.

It needs the package `emoji`, whose names are those of Unicode's CLDR.
"""

import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.sandbox.gemini.painting.cutouts import is_drawn
from bot.sandbox.gemini.scenes.vocabulary import LANGUAGES, bare, fold

TARGET = Path("bot/sandbox/gemini/scenes/names.json.xz")
# Animals with a face and a body among the emojis are one and the same here.
SAME = dict(zip("🐱🐶🐰🐁🐅🐖🐴🐮🐲🐵", "🐈🐕🐇🐭🐯🐷🐎🐄🐉🐒", strict=True))
WHOLE = 2  # the package's status of an emoji that is one by itself
# What a name of a face is called beside the thing itself: "fox face", "rosto de raposa".
_COLOUR = re.compile(r"^(red|orange|yellow|green|blue|purple|pink|brown|black|white|grey) ")
_FACES = re.compile(r"( face|gesicht| de la cara|の顔)$|^(rosto de |cara de |visage de |tete de )")
_NO_THINGS = re.compile(
    r"^:black_(cat|bird)|button|arrow|symbol|sign\b|mark\b|clock_\d|o’clock|-thirty|hand\b"
    r"|sunset|sunrise|dusk:|night_with|foggy|keycap|zodiac|large_square|_square:|Japanese_.*”"
)
# Faces that feel something: a "hot face" is nothing that is called "hot".
_FEELINGS = tuple(
    range(first, last)
    for first, last in (
        (0x1F600, 0x1F650),
        (0x1F910, 0x1F918),
        (0x1F922, 0x1F930),
        (0x1F970, 0x1F97B),
        (0x1FAE0, 0x1FAF0),
    )
)
_ZODIAC = range(0x2648, 0x2654)  # ♉ is called "bull" in some languages
_SIGNS = set(
    "⛎☣♣♦♠♥Ⓜ©®➗➿➰⚜☹♾ℹ➖✖➕☢⭕✴✳☸☯⚠⛔☑❇✒☺🌉🌃🌆🌇🌁🌄🌅"
)  # "pique", "plus"; and whole scenes


def main() -> None:
    """Write every name of everything that one could paint."""
    import emoji  # type: ignore[import-not-found, unused-ignore]

    names: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        emoji.config.load_language(language)
        known = names.setdefault(language, {})
        for glyph, entry in emoji.EMOJI_DATA.items():
            if _is_thing(glyph, entry):
                one = SAME.get(bare(glyph), bare(glyph))
                feels = any(ord(glyph[0]) in block for block in _FEELINGS)
                aliases = entry.get("alias", ()) if language == "en" and not feels else ()
                for name in (entry.get(language, ""), *aliases):
                    for key in _keys(str(name), whole=feels):
                        known.setdefault(key, one)
        known.pop("", None)
        if language == "en":  # a red car is a car that is red
            twice = [k for k in known if _COLOUR.match(k) and _COLOUR.sub("", k) in known]
            for key in twice:
                del known[key]
        print(language, len(known))
    raw = json.dumps(names, ensure_ascii=False, separators=(",", ":")).encode()
    TARGET.write_bytes(lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME))
    print(len(raw), "bytes,", TARGET.stat().st_size, "packed")


def _is_thing(glyph: str, entry: dict[str, Any]) -> bool:
    """Whether an emoji is something one could paint: no button, no flag, no other tone of skin."""
    flag = any(0x1F1E6 <= ord(sign) <= 0x1F1FF for sign in glyph)
    toned = any(0x1F3FB <= ord(sign) <= 0x1F3FF for sign in glyph)
    return (
        entry["status"] == WHOLE
        and not flag
        and not toned
        and ord(glyph[0]) not in _ZODIAC
        and glyph[0] not in _SIGNS
        and not _NO_THINGS.search(str(entry["en"]))
        and is_drawn(bare(glyph))
    )


def _keys(name: str, *, whole: bool) -> Iterator[str]:
    """What people write for a name: "magier(in)" is Magier and Magierin.

    Args:
        whole: whether "face" belongs to the name.
    """
    key = fold(name.strip(":")).replace("_", " ").replace(":", "")
    for form in {re.sub(r"\([^)]*\)", "", key), key.replace("(", "").replace(")", "")}:
        yield " ".join(form.replace("-", " ").split())
        if not whole:
            yield _FACES.sub("", form).strip()


if __name__ == "__main__":
    main()
