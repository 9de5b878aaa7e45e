"""Contact sheets of what the sandbox's painter makes of its tests' lists, to be looked at:
`python -m tests.painter_sheet FOLDER`."""

import io
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.sandbox.gemini.painter import paint

LISTS = Path(__file__).with_name("sandbox") / "painter"
SIZE = (1024, 768)  # pixels that are painted
CELL, LINE, ACROSS = (400, 300), 24, 6  # pixels that are shown, and cells side by side
SAMPLES = 60


def main(folder: Path) -> None:
    """Paint both lists, and a picture that is changed twenty times."""
    base = _painted("a fox and a cat on a hill by day", seed=1)
    prompts, edits = _words("prompts.txt"), _words("edits.txt")
    _sheet(folder / "prompts.png", [(one, _painted(one, seed=n)) for n, one in enumerate(prompts)])
    _sheet(folder / "edits.png", [(one, _painted(one, base, seed=7)) for one in edits])
    _sheet(folder / "one-after-another.png", list(_row(edits[:20], base)))


def _words(name: str) -> list[str]:
    lines = (LISTS / name).read_text(encoding="utf-8").splitlines()
    return [line.split(" | ")[0] for line in lines if line[0] != "#"][:SAMPLES]


def _row(edits: list[str], data: bytes) -> Iterator[tuple[str, bytes]]:
    for words in edits:
        data = _painted(words, data, seed=7)
        yield words, data


def _painted(words: str, *sources: bytes, seed: int) -> bytes:
    return paint(words, sources=sources, width=SIZE[0], height=SIZE[1], seed=seed).data


def _sheet(path: Path, cells: list[tuple[str, bytes]]) -> None:
    font = resources.files("manimgx_fonts_cjk").joinpath("NotoSansCJK-VF.otf.ttc")
    letters = ImageFont.truetype(str(font), 14)
    wide, tall = CELL[0], CELL[1] + LINE
    sheet = Image.new("RGB", (ACROSS * wide, -(-len(cells) // ACROSS) * tall), "white")
    pen = ImageDraw.Draw(sheet)
    for number, (words, data) in enumerate(cells):
        x, y = number % ACROSS * wide, number // ACROSS * tall
        with Image.open(io.BytesIO(data)) as picture:
            sheet.paste(picture.convert("RGB").resize(CELL, Image.Resampling.LANCZOS), (x, y))
        pen.text((x + 4, y + CELL[1] + 2), words, fill="black", font=letters)
    sheet.save(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
