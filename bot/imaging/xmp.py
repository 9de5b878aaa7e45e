"""XMP packets: what a picture's file says about how it was made, as photo programs read it.

The properties are those of IPTC's Photo Metadata Standard 2025.1; XMP is ISO 16684-1. Packets come
from models and from people's files, so only elements and text are read: no entities, no document
types, nothing outside the packet.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from bot.core.recipe import Recipe

AI_GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
SYSTEM = "Google Gemini"
MARK = b"AIPromptInformation"  # in each packet that says a prompt
MAX_PACKET = 65_502  # bytes; one segment of a JPEG takes no more
MAX_VALUE = 20_000  # characters of a value that is read

_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_MEDIA = "http://ns.adobe.com/xap/1.0/mm/"
_OWN = "urn:easel:recipe:"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PREFIXES = {"Iptc4xmpExt": _IPTC, "xmpMM": _MEDIA, "easel": _OWN}
_NAMES = {  # of a recipe's values, as the parser names them: namespace, name
    f"{_IPTC} AIPromptInformation": "prompt",
    f"{_IPTC} AISystemVersionUsed": "model",
    f"{_OWN} AspectRatio": "aspect",
    f"{_MEDIA} DocumentID": "lineage",
}
_DID = "xmp.did:"  # begins ids of documents
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_END = re.compile(rb"</[A-Za-z_][\w.-]{0,30}:RDF\s*>")
_DESCRIPTION = f"{_RDF} Description"


def packet(recipe: Recipe, *, before: bytes = b"") -> bytes:
    """Return the packet of a picture: UTF-8, of at most `MAX_PACKET` bytes.

    Args:
        recipe: what it says, beside that the picture is AI-generated.
        before: the packet that the file has already. What it says is kept and not contradicted;
            one that can't be read, or has no room, is replaced.
    """
    ends = list(_END.finditer(before))
    if len(ends) == 1 and read(before) is not None:
        own, at = _properties(recipe, stated=before), ends[0].start()
        merged = before[:at] + _described(own) + before[at:] if own else before
        if len(merged) <= MAX_PACKET and read(merged) is not None:
            return merged
    return b"".join(
        (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode(),
            f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'.encode(),
            _described(_properties(recipe)),
            b'</rdf:RDF></x:xmpmeta><?xpacket end="w"?>',
        )
    )


def read(data: bytes) -> Mapping[str, str] | None:
    """Return what a packet says of a recipe, by the names of its fields; None if it is no packet.

    Nothing of it is trusted: see `bot.core.recipes.read`.
    """
    if len(data) > MAX_PACKET:
        return None
    found = _Reader()
    try:
        found.parse(data)
    except (expat.ExpatError, ValueError):
        return None
    return found.values


def _properties(recipe: Recipe, *, stated: bytes = b"") -> list[tuple[str, str]]:
    """Return names and values; of those that a file can have only once, what is not there yet."""
    said = [
        ("Iptc4xmpExt:DigitalSourceType", AI_GENERATED),
        ("Iptc4xmpExt:AIPromptInformation", recipe.prompt),
        ("Iptc4xmpExt:AISystemUsed", SYSTEM if recipe.model else ""),
        ("Iptc4xmpExt:AISystemVersionUsed", recipe.model),
        ("easel:AspectRatio", recipe.aspect),
        ("xmpMM:DocumentID", f"{_DID}{recipe.lineage}" if recipe.lineage else ""),
    ]
    return [
        (name, value)
        for name, value in said
        if value and name.partition(":")[2].encode() not in stated
    ]


def _described(properties: list[tuple[str, str]]) -> bytes:
    names = {name.partition(":")[0] for name, _ in properties}
    spaces = "".join(f' xmlns:{each}="{_PREFIXES[each]}"' for each in sorted(names))
    values = "".join(
        f"<{name}>{html.escape(_NOT_XML.sub('', value), quote=False)}</{name}>"
        for name, value in properties
    )
    return f'<rdf:Description rdf:about=""{spaces}>{values}</rdf:Description>'.encode()


@dataclass(slots=True)
class _Reader:
    """Collects the values of properties, which are attributes or elements of a description."""

    values: dict[str, str] = field(default_factory=dict)
    _path: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _length: int = 0

    def parse(self, data: bytes) -> None:
        """Read a packet.

        Raises:
            ValueError, expat.ExpatError: it is none.
        """
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _refuse
        parser.Parse(data.strip(b"\0 \t\r\n"), True)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._path.append(name)
        if name == _DESCRIPTION:
            for key, value in attributes.items():
                self._take(key, value)
        if len(self._path) > 1 and self._path[-2] == _DESCRIPTION:
            self._text, self._length = [], 0

    def _end(self, name: str) -> None:
        self._path.pop()
        if self._path and self._path[-1] == _DESCRIPTION:
            self._take(name, "".join(self._text))

    def _characters(self, text: str) -> None:
        if self._length <= MAX_VALUE:
            self._text.append(text)
            self._length += len(text)

    def _take(self, name: str, value: str) -> None:
        if name in _NAMES:
            said = value[:MAX_VALUE].strip()
            self.values.setdefault(_NAMES[name], said.removeprefix(_DID))


def _refuse(*_: Any) -> None:
    raise ValueError("a document type: it could declare entities")
