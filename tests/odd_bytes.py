"""What odd HTTP requests are made of: lines, headers, framings, and the parts of forms."""

import gzip

DELIMITER = b"campaign"

HARMLESS = (
    b'; filename="a.png"',
    b'; filename="a.png"\r\nContent-Type: image/png',
    b"; filename*=utf-8''%e9",
    b"; filename*=undefined''%e9",
    b"; filename*" + b"9" * 5000 + b"=x",
    b'; filename="\xff\xfe\\""',
    b"; filename=x\r\nContent-Transfer-Encoding: BINARY",
    b"; filename=x\r\nX-Odd: \x00\xff",
)
HARMFUL = (
    b"\r\nContent-Transfer-Encoding: base64",
    b"\r\nContent-Transfer-Encoding: \xe9\xff",
    b"\r\nContent-Transfer-Encoding: =?utf-8?b?eA==?=",
    b"\r\nContent-Transfer-Encoding:",
    b'; name="b"',
    b'; filename="x',
    b"\r\n folded",
    b"\r\nno colon",
    b"\r\nX: " + b"y" * 9000,
)


def formed(parts):
    """A form's bytes."""
    pieces = []
    for name, content, extra in parts:
        quoted = name.encode("utf-8", "surrogatepass").replace(b"\\", b"\\\\")
        head = (
            b'Content-Disposition: form-data; name="' + quoted.replace(b'"', b'\\"') + b'"' + extra
        )
        pieces += [b"--", DELIMITER, b"\r\n", head, b"\r\n\r\n", content, b"\r\n"]
    return b"".join([*pieces, b"--", DELIMITER, b"--\r\n"])


def mutated(rnd, raw):
    """Some bytes changed, cut or put in."""
    data = bytearray(raw)
    for _ in range(rnd.randint(1, 4)):
        at = rnd.randrange(len(data))
        match rnd.randrange(3):
            case 0:
                data[at] = rnd.randrange(256)
            case 1:
                del data[at : at + rnd.randint(1, 20)]
            case _:
                data[at:at] = rnd.choice((b"\r\n", b"\0", b"\xff", b":", b" ", b"\r\n\r\n"))
        if not data:
            return b"\r\n"
    return bytes(data)


LINES = (
    *[b"POST /generate-image HTTP/1.1"] * 6,
    b"POST /generate-image HTTP/1.0",
    b"POST http://other.example/generate-image HTTP/1.1",
    b"POST /generate-image?x=%ff#y HTTP/1.1",
    b"POST //generate-image HTTP/1.1",
    b"GET /generate-image HTTP/1.1",
    b"GET /healthz HTTP/1.1",
    b"GET /metrics HTTP/1.1",
    b"HEAD /openapi.json HTTP/1.1",
    b"OPTIONS * HTTP/1.1",
    b"CONNECT example.org:443 HTTP/1.1",
    b"TRACE / HTTP/1.1",
    b"PRI * HTTP/2.0",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1",
    b"\x16\x03\x01\x02\x00",
)
HEADERS = (
    b"Host: x",
    b"Host: \xff",
    b"Expect: 100-continue",
    b"Expect: 200-ok",
    b"Expect: 100-continue, x",
    b"Connection: upgrade\r\nUpgrade: websocket",
    b"Connection: close",
    b"Connection: keep-alive, \xff",
    b"Content-Encoding: gzip",
    b"Content-Encoding: identity, gzip",
    b"Content-Encoding: \xff",
    b"Content-Type: application/json; charset=undefined",
    b"Content-Type: multipart/form-data; boundary=" + b"b" * 71,
    b"Content-Type: multipart/form-data; boundary*9999=x",
    b"Content-Type: \xff\xfe",
    b"Content-Type: application/json\r\nContent-Type: text/plain",
    b"Idempotency-Key: \xff",
    b"Idempotency-Key: " + b"x" * 201,
    b"Idempotency-Key: a\r\nIdempotency-Key: b",
    b"Idempotency-Key:",
    b"Authorization: Basic x",
    b"Authorization: Bearer \xff\x80",
    b"X: " + b"y" * 9000,
    b"\r\n".join(b"X-%d: y" % n for n in range(200)),
    b"X : y",
    b" folded: y",
    b": y",
    b"Cookie: " + b"a=b; " * 500,
    b"Range: bytes=0-",
    b"If-Modified-Since: \xff",
    b"If-None-Match: *",
    b"Content-Disposition: \xff",
)
FRAMINGS = (
    *[lambda body: ([b"Content-Length: %d" % len(body)], body)] * 4,
    lambda body: ([b"Content-Length: %d" % (len(body) + 9)], body),
    lambda body: ([b"Content-Length: %d" % (len(body) - 5)], body),
    lambda body: ([b"Content-Length: -1"], body),
    lambda body: ([b"Content-Length: " + b"9" * 30], body),
    lambda body: ([b"Content-Length: 5, 6"], body),
    lambda body: ([b"Content-Length: \xb2"], body),
    lambda body: ([], body),
    lambda body: ([b"Transfer-Encoding: chunked"], b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)),
    lambda body: ([b"Transfer-Encoding: chunked"], b"%x\r\n%b\r\n" % (len(body), body)),
    lambda body: ([b"Transfer-Encoding: chunked"], b"ffffffffffffffffff\r\n%b" % body),
    lambda body: ([b"Transfer-Encoding: chunked"], b"5;x=%b\r\n%b" % (b"y" * 9000, body)),
    lambda body: ([b"Transfer-Encoding: gzip, chunked"], b"0\r\n\r\n"),
    lambda body: ([b"Transfer-Encoding: nonsense"], body),
    lambda body: ([b"Transfer-Encoding: chunked", b"Content-Length: 3"], b"0\r\n\r\n"),
    lambda body: ([b"Content-Length: 5"], gzip.compress(body)),
)
