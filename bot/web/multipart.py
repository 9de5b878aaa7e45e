"""multipart/form-data (RFC 7578) that has arrived whole: a form's names and their bytes."""

from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser

from bot.web.unfit import Unfit

MOST_PARTS = 40  # twice what an honest form has
MOST_HEAD = 8192  # bytes of one part's headers
_HEADERS = BytesHeaderParser()


def parts(body: bytes, *, kind: str) -> Iterator[tuple[str, bytes]]:
    """Each part's name and content, in order.

    A file field that was left empty is passed over; browsers send one.

    Args:
        body: all of it.
        kind: the Content-Type header, for its boundary.

    Raises:
        Unfit: it is not in order.
    """
    mark = _mark(kind)
    edge = b"\r\n" + mark
    at = 0 if body.startswith(mark) else body.find(edge) + 2
    if at == 1:
        raise Unfit("http.multipart")
    for _ in range(MOST_PARTS):
        at += len(mark)
        if body.startswith(b"--", at):
            return
        line, end = body.find(b"\r\n", at), body.find(edge, at)
        if end < 0 or body[at:line].strip(b" \t"):
            raise Unfit("http.multipart")
        blank = body.find(b"\r\n\r\n", line, min(end, line + MOST_HEAD))
        if blank < 0:
            raise Unfit("http.multipart")
        head = _HEADERS.parsebytes(body[line + 2 : blank + 4])
        content = body[blank + 4 : end]
        if content or head.get_filename() != "":
            yield _name(head), content
        at = end + 2
    raise Unfit("http.multipart")


def _mark(kind: str) -> bytes:
    """What stands between parts."""
    header = Message()
    header["Content-Type"] = kind
    boundary = header.get_param("boundary")
    if not isinstance(boundary, str) or not boundary.isascii() or not 1 <= len(boundary) <= 70:
        raise Unfit("http.multipart")
    return b"--" + boundary.encode("ascii")


def _name(head: Message) -> str:
    name = head.get_param("name", header="Content-Disposition")
    encoded = head.get("Content-Transfer-Encoding", "binary").strip().lower()
    if not isinstance(name, str) or encoded not in {"binary", "8bit", "7bit"}:
        raise Unfit("http.multipart")
    return name
