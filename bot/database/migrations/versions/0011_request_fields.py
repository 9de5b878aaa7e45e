"""Style and reshape as fields of stored requests; indexes for when a turn can be claimed.

Older releases wrote the words of a style, or of a reshape, into the prompt.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

OPEN = sa.text("shown_at IS NULL")
BATCH = 500  # rows in memory at a time
MAX_STYLE = 1002  # characters of two styles and the comma between them; a longer text is none
STYLE = "\n\nStyle: "  # stood between a prompt and the words of its style
ASPECT = re.compile(
    r"The same picture in the shape (\S+): keep everything, extend the scene to fit\."
)
SIZE = re.compile(r"The same picture at (\S+): change nothing, only add detail\.")
TRACES = (r"\n\nStyle: ", '"prompt":"The same picture ')  # as JSON has them

TURNS = sa.table("turns", sa.column("id"), sa.column("request"))
HELD = sa.table("held", sa.column("id"), sa.column("wishes"))


def upgrade() -> None:
    _rewrite(TURNS, "request", _with_fields)
    _rewrite(HELD, "wishes", lambda wishes: [_wish_with_fields(wish) for wish in wishes])
    for name, column in (("ix_turns_due", "due_at"), ("ix_turns_lease", "lease_until")):
        op.create_index(name, "turns", [column], sqlite_where=OPEN, postgresql_where=OPEN)


def _rewrite(table: sa.TableClause, name: str, change: Callable[[Any], Any]) -> None:
    """Change the JSON of a column in the rows that have a trace of a style or a reshape."""
    connection, column, last = op.get_bind(), table.c[name], 0
    suspect = sa.or_(*(column.contains(trace, autoescape=True) for trace in TRACES))
    query = sa.select(table.c.id, column).where(suspect).order_by(table.c.id).limit(BATCH)
    while found := connection.execute(query.where(table.c.id > last)).all():
        last = found[-1].id
        for id_, text in found:
            was = json.loads(text)
            now = change(was)
            if now != was:
                stored = json.dumps(now, ensure_ascii=False, separators=(",", ":"))
                connection.execute(sa.update(table).where(table.c.id == id_).values({name: stored}))


def _wish_with_fields(wish: dict[str, Any]) -> dict[str, Any]:
    return {**wish, "request": _with_fields(wish["request"])}


def _with_fields(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request with the style or the reshape that its prompt names as a field."""
    prompt = request["prompt"]
    if "style" in request or request.get("reshapes"):
        return request
    if (found := ASPECT.fullmatch(prompt)) and request.get("aspect") == found[1]:
        return {**request, "prompt": "", "reshapes": True}
    if (found := SIZE.fullmatch(prompt)) and request.get("size", "1K") == found[1]:
        return {**request, "prompt": "", "reshapes": True}
    before, mark, words = prompt.rpartition(STYLE)
    if mark and before and words and "\n" not in words and len(words) <= MAX_STYLE:
        return {**request, "prompt": before, "style": {"words": words}}
    return request
