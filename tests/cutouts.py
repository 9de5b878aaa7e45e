"""Make the painter's cut-outs from Fluent Emoji Flat: `python -m tests.cutouts PACKAGE`.

PACKAGE is the unpacked npm package @iconify-json/fluent-emoji-flat.
"""

import json
import lzma
import math
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

TARGET = Path("bot/sandbox/gemini/painting/fluent.json.xz")
STEPS = 40  # of a unit of the drawings, which are 32 units wide
TONES = ("medium-light", "medium", "light", "medium-dark", "dark")  # of skin, one for each person
XLINK = "{http://www.w3.org/1999/xlink}href"
_COMMAND = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_SMOOTH = {"s": "cs", "t": "qt"}  # after what a smooth curve goes on
_FLAG = re.compile(r"[01]")
Point = complex


def main(package: Path) -> None:
    """Write every drawing that has a character as its layers: a colour and an outline each."""
    icons = json.loads((package / "icons.json").read_text())["icons"]
    characters = json.loads((package / "chars.json").read_text())
    drawings = {}
    for number, (code, name) in enumerate(sorted(characters.items())):
        if code in {"fe0f", "200d"} or re.search(r"1f3f[b-f]", code):
            continue
        tone = TONES[number % len(TONES)]
        body = icons.get(f"{name}-{tone}", icons.get(name))
        character = "".join(chr(int(part, 16)) for part in code.split("-"))
        if body:
            drawings[character.replace("\ufe0f", "")] = list(layers(body["body"]))
    raw = json.dumps(drawings, ensure_ascii=False, separators=(",", ":")).encode()
    TARGET.write_bytes(lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME))
    print(len(drawings), "drawings,", len(raw), "bytes,", TARGET.stat().st_size, "packed")


def layers(body: str) -> Iterator[list[str]]:
    """The layers of an SVG, the lowest first."""
    root = ET.fromstring(f'<svg xmlns:xlink="http://www.w3.org/1999/xlink">{body}</svg>')
    known = {one.get("id"): one for one in root.iter() if one.get("id")}
    yield from _layers(root, known, fill="#000", opacity=1.0)


def _layers(
    node: ET.Element, known: dict[str | None, ET.Element], *, fill: str, opacity: float
) -> Iterator[list[str]]:
    fill = node.get("fill", fill)
    opacity *= float(node.get("opacity", "1"))
    match = re.match(r"url\(#(.+)\)", fill)
    if match:  # a gradient: the colour of its middle
        stops = [stop.get("stop-color", "#fff") for stop in known[match.group(1)].iter("stop")]
        fill = stops[len(stops) // 2]
    if node.tag in {"defs", "clipPath", "filter", "linearGradient", "radialGradient"}:
        return
    if node.tag == "use":
        target = node.get("href") or node.get(XLINK) or ""
        yield from _layers(known[target.removeprefix("#")], known, fill=fill, opacity=opacity)
    outline = _outline(node)
    if outline and fill != "none":
        colour = fill if len(fill) == 7 else "#" + "".join(sign * 2 for sign in fill[1:])
        yield [colour + (f"{round(opacity * 255):02x}" if opacity < 1 else ""), _packed(outline)]
    for child in node:
        yield from _layers(child, known, fill=fill, opacity=opacity)


Outline = list[list[tuple[Point, ...]]]  # of subpaths: their start, then lines and curves


def _outline(node: ET.Element) -> Outline:
    def number(name: str) -> float:
        return float(node.get(name, "0"))

    turned = node.get("transform", "")
    if node.tag == "path":
        found = _path(node.get("d", ""))
    elif node.tag in {"circle", "ellipse"}:
        rx, ry = number("r") or number("rx"), number("r") or number("ry")
        x, y = number("cx"), number("cy")
        half = f"A{rx} {ry} 0 0 1"
        found = _path(f"M{x - rx} {y}{half} {x + rx} {y}{half} {x - rx} {y}Z")
    elif node.tag == "rect":
        x, y, wide, tall = (number(name) for name in ("x", "y", "width", "height"))
        r = min(number("rx"), wide / 2, tall / 2)
        corner = f"a{r} {r} 0 0 1"
        found = _path(
            f"M{x + r} {y}h{wide - 2 * r}{corner} {r} {r}v{tall - 2 * r}{corner} {-r} {r}"
            f"h{2 * r - wide}{corner} {-r} {-r}v{2 * r - tall}{corner} {r} {-r}Z"
        )
    else:
        return []
    return _turned(found, turned)


def _turned(outline: Outline, transform: str) -> Outline:
    numbers = [float(one) for one in _NUMBER.findall(transform)]
    if transform.startswith("matrix"):
        a, b, c, d, e, f = numbers

        def moved(point: Point) -> Point:
            x, y = point.real, point.imag
            return complex(a * x + c * y + e, b * x + d * y + f)

    elif transform.startswith("rotate"):
        around = complex(*numbers[1:3]) if len(numbers) == 3 else 0j
        turn = complex(math.cos(math.radians(numbers[0])), math.sin(math.radians(numbers[0])))

        def moved(point: Point) -> Point:
            return (point - around) * turn + around

    else:
        return outline
    return [[tuple(map(moved, segment)) for segment in subpath] for subpath in outline]


def _path(d: str) -> Outline:
    outline: Outline = []
    at = control = 0j
    before = ""
    for letter, rest in _COMMAND.findall(d):
        low = letter.lower()
        if low == "z":
            (at,), before = outline[-1][0], "z"
        for numbers in _groups(low, rest):
            origin = at if letter.islower() else 0j
            begins = low == "m" and before != "m"
            if begins or before == "z":
                at = complex(*numbers) + origin if begins else at
                outline.append([(at,)])
            if not begins:
                handle = 2 * at - control if before in _SMOOTH.get(low, "") else at
                segments = _segments(low, numbers, at=at, origin=origin, handle=handle)
                outline[-1] += segments
                control = _control(low, segments, at)
                at = segments[-1][-1]
            before = low
        before = "l" if low == "m" else before
    return outline


def _control(low: str, segments: list[tuple[Point, ...]], at: Point) -> Point:
    """The handle that a smooth curve after this one continues."""
    if low in "qt":
        return at + (segments[-1][0] - at) * 3 / 2
    return segments[-1][-2] if low in "cs" else 0j


def _segments(
    low: str, numbers: list[float], *, at: Point, origin: Point, handle: Point
) -> list[tuple[Point, ...]]:
    """One command as lines and curves."""
    if low == "h":
        return [(complex(numbers[0] + origin.real, at.imag),)]
    if low == "v":
        return [(complex(at.real, numbers[0] + origin.imag),)]
    if low == "a":
        return _arc(at, numbers, complex(*numbers[5:]) + origin)
    points = [complex(*pair) + origin for pair in zip(*[iter(numbers)] * 2, strict=True)]
    if low in "st":
        points = [handle, *points]
    if low in "qt":
        middle, end = points
        points = [at + (middle - at) * 2 / 3, end + (middle - end) * 2 / 3, end]
    return [tuple(points)]


def _groups(low: str, rest: str) -> Iterator[list[float]]:
    count = {"z": 0, "m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7}[low]
    numbers: list[float] = []
    place = 0
    while place < len(rest):
        flag = low == "a" and len(numbers) in {3, 4}
        match = (_FLAG if flag else _NUMBER).search(rest, place)
        if match is None:
            return
        numbers.append(float(match.group()))
        place = match.end()
        if len(numbers) == count:
            yield numbers
            numbers = []


def _arc(start: Point, numbers: list[float], end: Point) -> list[tuple[Point, ...]]:
    """An arc of an ellipse as curves (the SVG standard's F.6)."""
    rx, ry, turn, large, sweep = abs(numbers[0]), abs(numbers[1]), *numbers[2:5]
    if start == end or not rx or not ry:
        return [(end,)]
    tilt = complex(math.cos(math.radians(turn)), math.sin(math.radians(turn)))
    half = (start - end) / 2 / tilt
    x, y = half.real, half.imag
    scale = math.sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = rx * scale, ry * scale
    over = (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2
    share = math.sqrt(max(0.0, over / ((rx * y) ** 2 + (ry * x) ** 2)))
    share = -share if large == sweep else share
    middle = complex(share * rx * y / ry, -share * ry * x / rx)
    first = math.atan2((y - middle.imag) / ry, (x - middle.real) / rx)
    last = math.atan2((-y - middle.imag) / ry, (-x - middle.real) / rx)
    span = (last - first) % math.tau if sweep else -((first - last) % math.tau)
    centre = middle * tilt + (start + end) / 2
    pieces = max(1, math.ceil(abs(span) / (math.pi / 2) - 1e-6))
    step = span / pieces
    reach = 4 / 3 * math.tan(step / 4)
    curves: list[tuple[Point, ...]] = []
    for piece in range(pieces):
        ends = []
        for angle, way in ((first + piece * step, reach), (first + (piece + 1) * step, -reach)):
            on = complex(rx * math.cos(angle), ry * math.sin(angle))
            along = complex(-rx * math.sin(angle), ry * math.cos(angle))
            ends.append(((on + along * way) * tilt + centre, on * tilt + centre))
        curves.append((ends[0][0], ends[1][0], ends[1][1]))
    return curves


def _packed(outline: Outline) -> str:
    """Subpaths from their start in steps: `x yl1 2c1 2 3 4 5 6`, apart by `z`."""
    words = []
    for subpath in outline:
        (start,), *segments = subpath
        at = (round(start.real * STEPS), round(start.imag * STEPS))
        word = f"{at[0]} {at[1]}"
        for segment in segments:
            whole = [(round(p.real * STEPS), round(p.imag * STEPS)) for p in segment]
            steps = " ".join(f"{x - at[0]} {y - at[1]}" for x, y in whole)
            word += ("c" if len(segment) == 3 else "l") + steps
            at = whole[-1]
        words.append(word)
    return "z".join(words)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
