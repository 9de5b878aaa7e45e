"""The protocol between parent and worker: JSON followed by raw bytes, so nothing is unpickled.

A frame is the length of the JSON (4 bytes), the JSON `[[length of each blob], value]`, the blobs.
Values are JSON values, `bytes` and `Picture`; tuples arrive as lists.
"""

import json
from collections.abc import Callable
from typing import IO, Any

from bot.imaging.values import Picture, Value

MAX_HEAD = 8_000_000  # bytes of JSON
MAX_BLOBS = 256_000_000  # bytes in one frame


def pack(value: Value) -> list[bytes]:
    """Return a frame in pieces, so that no blob is copied.

    Raises:
        TypeError: the value contains something of another type.
    """
    blobs: list[bytes] = []
    body = json.dumps(value, default=_encoder(blobs))
    head = f"[{[len(blob) for blob in blobs]},{body}]".encode()
    return [len(head).to_bytes(4), head, *blobs]


def write(sink: IO[bytes], frame: list[bytes]) -> None:
    """Write one frame; blocks until the other side has read it."""
    for piece in frame:
        sink.write(piece)
    sink.flush()


def read(source: IO[bytes]) -> Value:
    """Read one frame and return its value; blocks until it has arrived.

    Raises:
        EOFError: the other side has closed the pipe.
        ValueError: the bytes are not a frame.
    """
    length = int.from_bytes(_read_exactly(source, 4))
    if length > MAX_HEAD:
        raise ValueError("frame head too long")
    head = _read_exactly(source, length)
    try:
        lengths = json.loads(head)[0]
        if not 0 <= sum(lengths) <= MAX_BLOBS:
            raise ValueError("frame too long")
        blobs = [_read_exactly(source, each) for each in lengths]
        value: Value = json.loads(head, object_hook=_decoder(blobs))[1]
    except (TypeError, LookupError, RecursionError) as error:
        raise ValueError("not a frame") from error
    return value


def _read_exactly(source: IO[bytes], size: int) -> bytes:
    data = source.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _encoder(blobs: list[bytes]) -> Callable[[object], Value]:
    def encode(value: object) -> Value:
        if isinstance(value, bytes):
            blobs.append(value)
            return {"$bytes": len(blobs) - 1}
        if isinstance(value, Picture):
            return {"$picture": [value.data, value.mime, value.width, value.height]}
        raise TypeError(f"{type(value).__name__} cannot be sent to an imaging worker")

    return encode


def _decoder(blobs: list[bytes]) -> Callable[[dict[str, Any]], Value]:
    def decode(found: dict[str, Value]) -> Value:
        match found:
            case {"$bytes": int(number)}:
                return blobs[number]
            case {"$picture": [bytes(data), str(mime), int(width), int(height)]}:
                return Picture(data, mime, width, height)
        return found

    return decode
