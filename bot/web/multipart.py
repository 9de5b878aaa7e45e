"""Parses a complete multipart/form-data body (RFC 7578) into names and bytes.

Header values follow the grammar of HTTP (RFC 9110, 5.6). The standard library's parser is made for
mail: it decodes RFC 2047 and RFC 2231, which forms do not use, and raises undocumented errors.
"""

import re
from collections.abc import Iterator, Mapping

from bot.web.errors import RequestError

MAX_PARTS = 40  # twice as many as the API has fields and pictures
MAX_HEAD = 8192  # bytes of one part's headers
MAX_BOUNDARY = 70  # characters; RFC 2046, 5.1.1
_PLAIN = frozenset({"binary", "8bit", "7bit"})  # transfer encodings that change no byte
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - the name of the grammar's rule
_HEADER = re.compile(rf"({_TOKEN}):[ \t]*(.*?)[ \t]*", re.DOTALL)
_PARAMETER = re.compile(
    rf"[ \t]*;[ \t]*(?:({_TOKEN})[ \t]*=[ \t]*(?:\"((?:[^\"\\]|\\.)*)\"|([^;\"]*)))?", re.DOTALL
)


def is_form(content_type: str) -> bool:
    """Return whether a Content-Type header names multipart/form-data."""
    return content_type.partition(";")[0].strip(" \t").lower() == "multipart/form-data"


def parts(body: bytes, *, content_type: str) -> Iterator[tuple[str, bytes]]:
    """Yield each part's name and content, in order.

    An empty file field is skipped; browsers send one.

    Args:
        body: the whole body.
        content_type: the Content-Type header, which has the boundary.

    Raises:
        RequestError: the body is not multipart/form-data.
    """
    delimiter = _delimiter(content_type)
    edge = b"\r\n" + delimiter
    at = 0 if body.startswith(delimiter) else body.find(edge) + 2
    if at == 1:
        raise RequestError("http.multipart")
    for _ in range(MAX_PARTS):
        at += len(delimiter)
        if body.startswith(b"--", at):
            return
        line, end = body.find(b"\r\n", at), body.find(edge, at)
        if end < 0 or body[at:line].strip(b" \t"):
            raise RequestError("http.multipart")
        blank = body.find(b"\r\n\r\n", line, min(end, line + MAX_HEAD))
        if blank < 0:
            raise RequestError("http.multipart")
        name, filename = _disposition(body[line + 2 : blank])
        content = body[blank + 4 : end]
        if content or filename != "":
            yield name, content
        at = end + 2
    raise RequestError("http.multipart")


def _delimiter(content_type: str) -> bytes:
    """Return the line between parts."""
    _, parameters = _parsed(content_type)
    boundary = parameters.get("boundary", "")
    if not boundary.isascii() or not 1 <= len(boundary) <= MAX_BOUNDARY:
        raise RequestError("http.multipart")
    return b"--" + boundary.encode("ascii")


def _disposition(head: bytes) -> tuple[str, str | None]:
    """Return a part's name and file name, from its headers; None if it has no file name."""
    headers: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").split("\r\n"):
        header = _HEADER.fullmatch(line)
        if header is None or header[1].lower() in headers:
            raise RequestError("http.multipart")
        headers[header[1].lower()] = header[2]
    kind, parameters = _parsed(headers.get("content-disposition", ""))
    if kind != "form-data" or "name" not in parameters:
        raise RequestError("http.multipart")
    if headers.get("content-transfer-encoding", "binary").lower() not in _PLAIN:
        raise RequestError("http.multipart")
    return parameters["name"], parameters.get("filename")


def _parsed(value: str) -> tuple[str, Mapping[str, str]]:
    """Return a header's value and its parameters, the value and their names in lower case."""
    at = value.find(";") if ";" in value else len(value)
    kind = value[:at].strip(" \t").lower()
    parameters: dict[str, str] = {}
    while at < len(value):
        found = _PARAMETER.match(value, at)
        if found is None or (found[1] or "").lower() in parameters:
            raise RequestError("http.multipart")
        if found[1]:
            quoted, plain = found[2], found[3]
            text = plain.strip(" \t") if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            parameters[found[1].lower()] = text
        at = found.end()
    return kind, parameters
