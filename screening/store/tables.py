"""The tables, for SQLite and PostgreSQL alike. What is queried is a column; the rest of an aggregate is its `body`."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite keeps it naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Take aware times only, as UTC."""
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (signature)
        """Give aware times only, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_Serial = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers only INTEGER PRIMARY KEY by itself

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

cases = Table(
    "cases",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(253), nullable=False),
    Column("account", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("categories", String(64), nullable=False, server_default=""),
    Column("contested", Boolean, nullable=False, server_default=text("false")),
    Column("version", Integer, nullable=False),
    Column("wake_at", Instant),
    Column("body", JSON, nullable=False),
    Index(None, "name"),
    Index(None, "account"),
    Index(None, "state", "id"),
    Index(None, "wake_at"),
)
# One live case per name: two panels submitting at once cannot both be first.
Index(
    "uq_cases_first",
    cases.c.name,
    unique=True,
    sqlite_where=text("state NOT IN ('withdrawn', 'removed') AND NOT contested"),
    postgresql_where=text("state NOT IN ('withdrawn', 'removed') AND NOT contested"),
)

zones = Table(
    "zones",
    metadata,
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("records", JSON, nullable=False),
)

screenings = Table(
    "screenings",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("trigger", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("fence", Integer, nullable=False, server_default="0"),
    Column("lease_until", Instant),
    Column("hint_at", Instant),
    Column("hints", Integer, nullable=False, server_default="0"),
    Column("finished_at", Instant),
    Column("failed", Boolean),
    Column("ours", Boolean, nullable=False, server_default=text("false")),
    Column("verdict", JSON),
    Index(None, "case_id", "id"),
    Index(None, "finished_at"),
)
Index(
    "ix_screenings_open",
    screenings.c.due_at,
    sqlite_where=text("state = 'pending'"),
    postgresql_where=text("state = 'pending'"),
)
# One look at a time per case.
Index(
    "uq_screenings_open",
    screenings.c.case_id,
    unique=True,
    sqlite_where=text("state = 'pending'"),
    postgresql_where=text("state = 'pending'"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("screening_id", ForeignKey("screenings.id", ondelete="CASCADE"), nullable=False),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("collector", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("body", JSON, nullable=False),
    UniqueConstraint("screening_id", "collector"),
    Index(None, "case_id"),
    Index(None, "at"),
)

tallies = Table(
    "tallies",
    metadata,
    Column("collector", String(32), primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("cause", String(64), primary_key=True),
    Column("count", BigInteger, nullable=False),
)

feeds = Table(
    "feeds",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("category", String(32), nullable=False),
    Column("source", Text, nullable=False),
    Column("format", String(64), nullable=False),
    Column("mandatory", Boolean, nullable=False),
    Column("max_age_seconds", Integer, nullable=False),
    Column("added_at", Instant, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("id", _Serial, primary_key=True, autoincrement=True),
    Column("case_id", String(40), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("body", JSON, nullable=False),
    Column("position", BigInteger, unique=True),
    Column("hash", String(64)),
    UniqueConstraint("case_id", "sequence"),
)
Index(
    "ix_journal_unsealed",
    journal.c.id,
    sqlite_where=text("position IS NULL"),
    postgresql_where=text("position IS NULL"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("case_id", String(40), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant, nullable=False),
    Column("last", String(300), nullable=False, server_default=""),
    Index(None, "state", "next_at"),
    Index(None, "case_id", "state"),
)

replies = Table(
    "replies",
    metadata,
    Column("key_id", String(40), primary_key=True),
    Column("token", String(255), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", JSON, nullable=False),
    Column("body", JSON),
    Column("expires_at", Instant, nullable=False),
    Index(None, "expires_at"),
)

keys = Table(
    "keys",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
)

rulesets = Table(
    "rulesets",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("files", LargeBinary, nullable=False),
    Column("stored_at", Instant, nullable=False),
)
