"""The tables, for SQLAlchemy Core. Times are seconds since 1970, money is micro-dollars.

A table or column that was renamed keeps its stored name, by which older releases go on with this
schema: the new name is its variable or `key`. A change needs a migration; a test compares the two.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

FORGOTTEN_PERSON = 0  # the person whose rows are those of forgotten people

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up INTEGER keys only


def _where(condition: str) -> dict[str, Any]:
    """Return the arguments of an index that holds only the rows of a condition, in SQL.

    PostgreSQL's are the same, and made by the migrations: named here, too, they would load its
    dialect where it is not used.
    """
    return {"sqlite_where": text(condition)}


turns = Table(
    "turns",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("origin", Text, unique=True),  # the interaction, message or key it came from
    Column("parent", Id, ForeignKey("turns.id")),
    Column("pick", Integer, nullable=False, server_default="0"),
    Column("request", Text, nullable=False),  # ImageRequest
    Column("model", Text, nullable=False, server_default=""),  # the request's
    Column("person", BigInteger, nullable=False),
    Column("guild", BigInteger),
    Column("channel", BigInteger),
    Column("place", Text),  # Place
    Column("ticket", BigInteger, nullable=False),  # lowest is served first
    Column("cost", BigInteger, nullable=False),  # expected at first, actual once it has ended
    Column("created_at", Double, nullable=False),
    Column("due_at", Double, nullable=False),  # not before
    Column("lease", Text),  # who works on it
    Column("lease_until", Double, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("showings", Integer, nullable=False, server_default="0"),
    Column("outcome", Text),
    Column("painted", Text, nullable=False, server_default="[]"),  # tuple of GeneratedPicture
    Column("reason", Text, nullable=False, server_default=""),
    Column("facts", Text, nullable=False, server_default="{}"),
    Column("words", Text, nullable=False, server_default=""),
    Column("note", BigInteger, key="progress_message"),
    Column("message", BigInteger),
    Column("painted_at", Double),
    Column("shown_at", Double),
    Column("lane", BigInteger, key="flow", nullable=False, server_default="0"),  # server, or 0
    Column("left_over", Text, key="followup"),  # Followup: what is still to do once it is shown
    Column("number", Integer),  # in its canvas, from 1; none for private turns and over HTTP
    Column("deleted_at", Double),
    Column("gone_at", Double),
    Column("claims", Integer, nullable=False, server_default="0"),  # times taken to be painted
    Column("reserved", BigInteger),  # out of the budgets until it ends; none: its cost
    Index("ix_turns_open", "flow", "ticket", "id", **_where("shown_at IS NULL")),
    Index(
        "ix_turns_finished",
        "flow",
        "ticket",
        "id",
        **_where("shown_at IS NULL AND outcome IS NOT NULL"),
    ),
    Index("ix_turns_waiting", "person", **_where("shown_at IS NULL")),
    Index("ix_turns_left_over", "person", **_where("left_over IS NOT NULL")),
    Index("ix_turns_notes", "followup", "id", **_where("left_over IS NOT NULL")),
    Index("ix_turns_due", "due_at", **_where("shown_at IS NULL")),
    Index("ix_turns_lease", "lease_until", **_where("shown_at IS NULL")),
    Index("ix_turns_person", "person", "flow", "ticket"),
    Index("ix_turns_failed", "person", "painted_at", **_where("outcome = 'failed'")),
    Index("ix_turns_channel", "channel", "id"),
    Index("ix_turns_number", "channel", "number", unique=True),
    Index("ix_turns_parent", "parent"),
    Index("ix_turns_kept", "channel", "id", **_where("gone_at IS NULL")),
)

picture_uses = Table(
    "uses",
    metadata,
    Column("digest", Text, primary_key=True),  # of a picture that was brought along or painted
    Column("turn", Id, ForeignKey("turns.id"), primary_key=True),
    Column("ended", Boolean, key="released", nullable=False, server_default=text("false")),
    Index("ix_uses_turn", "turn"),
    Index("ix_uses_ended", "digest", **_where("ended")),
)

unclaimed_pictures = Table(
    "loose",
    metadata,
    Column("digest", Text, primary_key=True),  # of a picture that was taken in, for no turn yet
    Column("person", BigInteger, primary_key=True, autoincrement=False),  # who brought it; 0: gone
    Column("since", Double, nullable=False),
    Index("ix_loose_person", "person"),
    Index("ix_loose_since", "since"),
)

posts = Table(
    "posts",
    metadata,
    Column("message", BigInteger, primary_key=True, autoincrement=False),
    Column("turn", Id, ForeignKey("turns.id"), nullable=False),
    Column("channel", BigInteger),  # of the message; none: where the turn was requested
    Index("ix_posts_turn", "turn"),
)

calls = Table(
    "calls",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("turn", Id, ForeignKey("turns.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),  # of the picture in its turn, counted from 0
    Column("worker", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("began_at", Double, nullable=False),  # written before the request leaves
    Column("ended_at", Double),  # none: it is under way, or the process that made it died
    Column("outcome", Text, nullable=False, server_default=""),  # "painted", or an error's code
    Column("done", Text, key="result"),  # CallResult, until its turn is finished
    Column("cost", BigInteger, nullable=False, server_default="0"),  # at most, until it is known
    Index("ix_calls_turn", "turn"),
    Index("ix_calls_began_at", "began_at"),
)

model_pauses = Table(
    "pauses",
    metadata,
    Column("model", Text, primary_key=True),
    Column("until", Double, nullable=False),  # no call begins before
    Column("failures", Integer, nullable=False),  # in a row
    Column("since", Double, nullable=False),  # when the first of them was
)

canvases = Table(
    "canvases",
    metadata,
    Column("channel", BigInteger, primary_key=True, autoincrement=False),
    Column("head", Id, ForeignKey("turns.id")),  # the turn a follow-up continues
    Column("tip", Id, ForeignKey("turns.id")),  # where redo leads
    Column("listens", Boolean, nullable=False, server_default=text("true")),  # to every message
    Column("told", Boolean, key="introduced", nullable=False, server_default=text("false")),
)

key_values = Table(
    "notebook",
    metadata,
    Column("key", Text, primary_key=True),  # "clock": see `queue_order`; "commands:…": a hash
    Column("value", Text, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("kind", Text, primary_key=True),  # what `id` is: docs/internals.md lists them
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),  # JSON
)

confirmations = Table(
    "held",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),  # what is asked: "braces", "poster", "avatar", …
    Column("person", BigInteger, nullable=False, index=True),  # who asked for the pictures
    Column("answerer", BigInteger, nullable=False, index=True),  # whose yes counts
    Column("subject", BigInteger, index=True),  # the message whose picture is meant, or an avatar
    Column("wishes", Text, key="requests", nullable=False),  # tuple of TurnRequest; then "[]"
    Column("asker", Text, nullable=False),  # Person
    Column("place", Text, nullable=False),  # Place
    Column("created_at", Double, nullable=False),
    Column("answer", Text),  # "yes", "no"
    Column("choice", Text),  # the answer that is being carried out
    Index("ix_held_open", "created_at", **_where("answer IS NULL")),
)

characters = Table(
    "characters",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("owner", Text, nullable=False),  # CharacterOwner
    Column("owner_id", BigInteger, nullable=False),  # the person or the server
    Column("name", Text, nullable=False),
    Column("person", BigInteger, nullable=False),  # who added it
    Column("character", Text, nullable=False),  # Character
    Column("created_at", Double, nullable=False),
    Index("ix_characters_name", "owner", "owner_id", "name", unique=True),
    Index("ix_characters_person", "person"),
)

character_pictures = Table(
    "character_pictures",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("character", Id, ForeignKey("characters.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_character_pictures_character", "character"),
)

flows = Table(
    "lanes",
    metadata,
    Column("lane", BigInteger, key="flow", primary_key=True, autoincrement=False),  # see `turns`
    Column("serving", BigInteger, nullable=False),  # the ticket served last
    Column("done", BigInteger, key="served_until", nullable=False),  # in the queue's time
)

spend = Table(
    "spend",
    metadata,
    Column("person", BigInteger, primary_key=True, autoincrement=False),  # 0: the whole server
    Column("guild", BigInteger, primary_key=True, autoincrement=False),  # 0: none; -1: everywhere
    Column("day", Integer, primary_key=True, autoincrement=False),  # since 1970-01-01, UTC
    Column("pictures", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Index("ix_spend_guild", "guild", "day"),
)

parties = Table(  # that go on; what is over is deleted
    "parties",
    metadata,
    Column(  # of the interaction that started it
        "id", BigInteger, primary_key=True, autoincrement=False
    ),
    Column("guild", BigInteger, nullable=False),
    Column("channel", BigInteger, nullable=False, unique=True),
    Column("person", BigInteger, nullable=False),  # who started it
    Column("state", Text, nullable=False),  # PartyState
    Column("seconds", Integer, nullable=False),  # of a turn
    Column("rounds", Integer, nullable=False),
    Column("most", Integer, nullable=False),  # people
    Column("message", BigInteger),  # that people join at
    Column("round", Integer, nullable=False),
    Column("seat", Integer, nullable=False),  # whose turn it is
    Column("calls", Integer, nullable=False),  # times that someone was told that it is theirs
    Column("call", BigInteger),  # the message that says so now
    Column("asked", Text),  # the origin of the line that is being painted
    Column("tries", Integer, nullable=False),  # lines of this turn that could not be painted
    Column("idle", Integer, nullable=False),  # turns in a row without a line
    Column("turn", Id),  # the last image
    Column("attempts", Integer, nullable=False),  # times posting was begun
    Column("reason", Text, nullable=False),  # why it ended, or posting failed last
    Column("started_at", Double, nullable=False),
    Column("ends_at", Double, nullable=False),  # the turn, or until when people gather
    Column("due_at", Double, nullable=False),  # something is to be done, not before
)

party_people = Table(
    "party_people",
    metadata,
    Column("party", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("seat", Integer, nullable=False),  # turns go by it
    Index("ix_party_people_person", "person"),
)

digests = Table(
    "digests",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", BigInteger, nullable=False),
    Column("due_at", Double, nullable=False),  # when the next one is to be posted
    Column("attempts", Integer, nullable=False),  # times posting it was begun
    Column("refusals", Integer, nullable=False),  # of these, how often Discord refused it
    Index("ix_digests_due", "due_at"),
)

showcase = Table(
    "showcase",
    metadata,
    Column("turn", Id, ForeignKey("turns.id"), primary_key=True, autoincrement=False),
    Column(  # the theme that it is entered in; 0: the showcase
        "theme", Id, primary_key=True, autoincrement=False, server_default="0"
    ),
    Column("person", BigInteger, nullable=False),  # who asked for the image
    Column("guild", BigInteger, nullable=False),
    Column("state", Text, nullable=False),  # ShowcaseState
    Column("channel", BigInteger),  # of the message that shows it
    Column("message", BigInteger),
    Column("note_channel", BigInteger),  # of the note that asks moderators
    Column("note", BigInteger),
    Column("attempts", Integer, nullable=False, server_default="0"),  # times posting was begun
    Column("reason", Text, nullable=False, server_default=""),  # why posting failed last
    Column("created_at", Double, nullable=False),
    Column("shown_at", Double),
    Column("due_at", Double),  # something is to be posted or deleted, not before; none: nothing
    Column("votes", Integer, nullable=False, server_default="0"),  # once its theme has ended
    Index("ix_showcase_due", "due_at", **_where("due_at IS NOT NULL")),
    Index("ix_showcase_person", "person"),
    Index("ix_showcase_guild", "guild", "shown_at"),
    Index("ix_showcase_channel", "channel"),
    Index("ix_showcase_theme", "theme", "person"),
)

themes = Table(
    "themes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("guild", BigInteger, nullable=False),
    Column("channel", BigInteger, nullable=False),  # where it is announced
    Column("thread", BigInteger),  # where its entries are posted; none: in the channel
    Column("message", BigInteger),  # that announces it
    Column("board", BigInteger),  # the message with its winners
    Column("words", Text, nullable=False),
    Column("per_person", Integer, nullable=False),  # entries
    Column("state", Text, nullable=False),  # ThemeState
    Column("attempts", Integer, nullable=False, server_default="0"),  # times posting was begun
    Column("reason", Text, nullable=False, server_default=""),  # why posting failed last
    Column("started_at", Double, nullable=False),
    Column("ends_at", Double, nullable=False),
    Column("due_at", Double),  # something is to be done, not before; none: nothing
    Column("role", BigInteger),  # that the announcement mentions
    Column("tag", BigInteger),  # of the forum's, for its post
    Index("ix_themes_due", "due_at", **_where("due_at IS NOT NULL")),
    Index("ix_themes_guild", "guild", "started_at"),
)

theme_repeats = Table(
    "theme_repeats",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("every", Text, nullable=False),  # Every
    Column("channel", BigInteger, nullable=False),
    Column("per_person", Integer, nullable=False),
    Column("role", BigInteger),
    Column("tag", BigInteger),
    Column("themes", Text, nullable=False),  # JSON: those that are to come
)

votes = Table(
    "votes",
    metadata,
    Column("theme", Id, primary_key=True, autoincrement=False),
    Column("turn", Id, primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Index("ix_votes_person", "person"),
)
