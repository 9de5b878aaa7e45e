"""Thousands of odd HTTP requests against one server: `python -m tests.odd_requests [COUNT [SEED]]`.

Each body is judged by the OpenAPI document as well. Prints what was sent and answered; ends with 1
if anything was answered 500, if a body that the document allows was refused or one that it does
not allow was accepted, or if the log holds a traceback.
"""

import asyncio
import base64
import contextlib
import json
import logging
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from jsonschema_rs import Draft202012Validator

from bot import web
from bot.config import Config
from bot.core.models import ALL_RATIOS
from bot.web.server import Timeouts

from .calls import FIRST, HTTP, PATH, asked, calling
from .conftest import easel_in, png
from .odd_bytes import FRAMINGS, HARMFUL, HARMLESS, HEADERS, LINES, formed, mutated

MODELS = [model.id for model in Config().model_table().image_models]
PICTURE = png(size=(8, 8))
JUNK = ("", " ", "a fox", "\ud800", "\x00", "\u200b", "é" * 50, "1K", "true", "../x", "=", "%00")
VALUES = (None, True, False, 0, 1, -1, 1e400, 10**400, 1.5, [], {}, [[]], {"a": [{}]}, *JUNK)
AT_ONCE = 24  # most wait for a server that waits for the rest of them
BEARER = f"Authorization: Bearer {FIRST}".encode()


class Campaign:
    """Makes requests from one seed, sends them, and counts what comes back."""

    def __init__(self, document, seed, *, session, address):
        self.session = session
        self.address = address
        self.random = random.Random(seed)
        content = document["paths"][PATH]["post"]["requestBody"]["content"]
        self.json = Draft202012Validator(content["application/json"]["schema"])
        self.form = Draft202012Validator(content["multipart/form-data"]["schema"])
        self.counts = Counter()
        self.faults = []

    async def run(self, count):
        """Send so many requests, some at a time."""
        left = iter(range(count))

        async def caller():
            for number in left:
                kind = (self.as_json, self.as_form, self.as_bytes)[number % 3]
                await kind()

        await asyncio.gather(*(caller() for _ in range(AT_ONCE)))

    # JSON

    async def as_json(self):
        """A JSON object with odd fields, its values now and then changed in the text."""
        fields = self.fields(self.image)
        body = json.dumps(fields, ensure_ascii=self.random.random() < 0.5)
        verdict = self.json.is_valid(encodable(json.loads(body))) and "Infinity" not in body
        if isinstance(images := fields.get("images"), list) and {"a fox", "true"} & {
            each for each in images if isinstance(each, str)
        }:  # base64, but of no picture
            verdict = False
        if self.random.random() < 0.1 and fields:  # one of two values would be dropped
            name = self.random.choice(list(fields))
            body, verdict = f"{{{json.dumps(name)}: 1, {body[1:]}", False
        kind = self.random.choice(("application/json", "text/plain", "a/b; c=d", "", "x" * 200))
        data = body.encode("utf-8", "surrogatepass")
        if b"\xed\xa0\x80" in data:  # no UTF-8
            verdict = False
        await self.judged("JSON", data, kind, verdict)

    def fields(self, image):
        """The fields of a body, most of them right."""
        rnd, fields = self.random, {}
        choices = {
            "prompt": lambda: rnd.choice(("a fox", "a fox", " \n", "x" * 4000, "x" * 4001)),
            "aspectRatio": lambda: rnd.choice(ALL_RATIOS),
            "imageOnly": lambda: rnd.choice((True, False)),
            "size": lambda: rnd.choice(("512", "1K", "2K", "4K")),
            "model": lambda: rnd.choice(MODELS),
            "images": lambda: [image() for _ in range(rnd.choice((0, 1, 1, 2, 4, 14, 15)))],
        }
        for name, value in choices.items():
            if rnd.random() < (0.95 if name == "prompt" else 0.3):
                fields[name] = value() if rnd.random() < 0.85 else rnd.choice(VALUES)
        if rnd.random() < 0.1:
            fields[rnd.choice((*JUNK, "Prompt", "image_only", "aspect"))] = rnd.choice(VALUES)
        return fields

    def image(self):
        """A picture in base64, in one of many ways, or something else."""
        text = base64.b64encode(PICTURE).decode()
        made = self.random.random()
        if made < 0.7:
            return text
        return self.random.choice(
            (
                base64.urlsafe_b64encode(PICTURE).decode(),
                base64.encodebytes(PICTURE).decode(),
                f"\t{text}\r\n ",
                text.rstrip("="),
                f"{text}=",
                f"={text}",
                f"{text[:-1]}\u00a0=",
                f"data:image/png;base64,{text}",
                *VALUES,
            )
        )

    # Forms

    async def as_form(self):
        """A form with odd fields; oddities of its framing are refused or harmless."""
        rnd = self.random
        fields = {
            name: value
            for name, value in self.fields(lambda: rnd.choice((PICTURE, PICTURE, b""))).items()
            if isinstance(value, str | bool) or name == "images"
        }
        if not isinstance(fields.get("images", []), list):
            del fields["images"]
        instance: dict[str, object] = {}
        parts = []
        for name, value in fields.items():
            if name == "images":
                files = [each for each in value if isinstance(each, bytes)]
                instance[name] = ["x" * bool(each) for each in files]
                parts += [(name, each, rnd.choice(HARMLESS)) for each in files]
                continue
            text = json.dumps(value) if isinstance(value, bool) else value
            instance[name] = value if name == "imageOnly" else text
            if name == "imageOnly" and text in ("true", "false"):
                instance[name] = text == "true"
            parts.append((name, text.encode("utf-8", "surrogatepass"), b""))
        verdict = self.form.is_valid(encodable(instance))
        if any(c in name for name in fields for c in "\x00\ud800") or any(
            b"\xed\xa0\x80" in part[1] for part in parts
        ):
            verdict = False
        rnd.shuffle(parts)
        if parts and rnd.random() < 0.15:
            name, content, _ = parts.pop()
            parts.append((name, content, rnd.choice(HARMFUL)))
            verdict = False
        await self.judged("form", formed(parts), self.form_type(), verdict)

    def form_type(self):
        """A content type of a form, written in one of several ways."""
        return self.random.choice(
            (
                "multipart/form-data; boundary=campaign",
                'Multipart/Form-Data;boundary="campaign"',
                "multipart/form-data; charset=utf-8 ; BOUNDARY=campaign;",
                "multipart/form-data; boundary=\"cam\\paign\"; x*=undefined''%e9",
            )
        )

    async def judged(self, kind, body, content_type, verdict):
        """Send a body. It came with this key before, so that one that is right is answered 409."""
        headers = {
            "Content-Type": content_type,
            "Idempotency-Key": "painted",
            "Connection": "close",
        }
        async with self.session.post(PATH, data=body, headers=headers) as answer:
            told = await answer.read()
        self.counts[kind, answer.status] += 1
        accepted = answer.status in (200, 409)
        if answer.status >= 500 or (answer.status != 409 and accepted):
            self.faults.append((kind, answer.status, content_type, body[:300], told[:200]))
        elif accepted != verdict:
            self.faults.append((kind, answer.status, verdict, content_type, told[:200], body))

    # Bytes

    async def as_bytes(self):
        """A request as raw bytes: odd heads, framings and bodies."""
        rnd = self.random
        body = b'{"prompt": ""}'
        head = [each for each in (b"Host: x", BEARER) if rnd.random() < 0.9]
        head += rnd.sample(HEADERS, rnd.randint(0, 3))
        framing, payload = rnd.choice(FRAMINGS)(body)
        line = rnd.choice(LINES)
        raw = b"\r\n".join([line, *head, *framing]) + b"\r\n\r\n" + payload
        if rnd.random() < 0.2:
            raw = mutated(rnd, raw)
        if rnd.random() < 0.1:
            raw *= rnd.choice((2, 30))
        try:
            status = await self.exchanged(raw)
        except ConnectionError:
            status = "reset"
        self.counts["bytes", status] += 1
        if isinstance(status, int) and status >= 500 and status not in (501, 505):
            self.faults.append(("bytes", status, raw[:600]))

    async def exchanged(self, raw):
        """The status of the first answer that is final."""
        host, _, port = self.address.removeprefix("http://").rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            writer.write(raw)
            async with asyncio.timeout(20):
                line = await reader.readline()
                if b" 100 " in line:
                    await reader.readline()
                    line = await reader.readline()
            return int(line.split()[1]) if line else "closed"
        except TimeoutError:
            return "no answer in 20 s"
        finally:
            writer.close()
            await asyncio.gather(writer.wait_closed(), return_exceptions=True)


def encodable(value):
    """A value without lone surrogates, which no validator of schemas takes."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case list():
            return [encodable(each) for each in value]
        case dict():
            return {encodable(name): encodable(each) for name, each in value.items()}
    return value


class Tracebacks(logging.Handler):
    """Counts what is logged with a traceback."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def emit(self, record):
        """Keep it."""
        if record.exc_info or "Traceback" in record.getMessage() or record.levelno >= logging.ERROR:
            self.seen.append(self.format(record))


def impatient(easel):
    """A server of the same engine that waits a second for what does not come."""
    return web.open_server(
        easel.app.engine,
        easel.app.health,
        ("127.0.0.1", 0),
        tokens=[FIRST],
        timeouts=Timeouts(body=1.0, idle=1.0),
    )


async def campaign(count, seed):
    """Run; the number of faults."""
    tracebacks = Tracebacks()
    logging.getLogger().addHandler(tracebacks)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            easel_in(Path(folder), **HTTP) as easel,
            impatient(easel) as address,
            calling(easel, address=address) as session,
        ):
            async with session.get("/openapi.json") as answer:
                document = await answer.json()
            painted, _ = await asked(session, prompt="an owl, painted before", key="painted")
            assert painted == 200
            running = Campaign(document, seed, session=session, address=address)
            await running.run(count)
            async with session.get("/healthz") as answer:
                assert answer.status == 200
            assert len(easel.gemini.calls) == 1
    for (kind, status), times in sorted(running.counts.items(), key=str):
        print(f"{kind:6} {status!s:18} {times}")
    for fault in (*running.faults, *tracebacks.seen):
        print("FAULT", fault)
    print(f"{sum(running.counts.values())} requests, seed {seed}: {len(running.faults)} faults,")
    print(f"{len(tracebacks.seen)} tracebacks or errors in the log")
    return len(running.faults) + len(tracebacks.seen)


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]]
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(min(1, asyncio.run(campaign(*(numbers + [10_500, 1][len(numbers) :])))))
