"""What the desk keeps for itself: the audit chain, the change feed, counters, editions."""

from __future__ import annotations

import sqlalchemy as sa

from complaints import model
from complaints.edition_ports import EditionKind
from storage.columns import word
from storage.tables.base import at, identity, integer, metadata, ref, text

audit = sa.Table(
    "audit",
    metadata,
    identity(),
    at("at", required=True),
    sa.Column("actor", word(model.ActorKind), nullable=False),
    sa.Column("action", sa.String(64), nullable=False),
    sa.Column("officer_id", sa.BigInteger),
    sa.Column("complaint_id", sa.BigInteger),
    sa.Column("subject", sa.String(64), nullable=False),
    sa.Index("ix_audit_complaint_id", "complaint_id", "id"),
    sa.Index("ix_audit_reads", "officer_id", "complaint_id", "action", "at"),
)

#: The hash chain over `audit`, in the order of sealing; see `storage.audit`.
audit_seals = sa.Table(
    "audit_seals",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("audit_id", sa.BigInteger, nullable=False, unique=True),
    sa.Column("hash", sa.String(64), nullable=False),
)

#: Numbered in the order of commits (see `storage.feed`), unlike ids.
changes = sa.Table(
    "changes",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("topic", sa.String(32), nullable=False),
    sa.Column("complaint_id", sa.BigInteger),
    sa.Column("conversation_id", sa.BigInteger),
    sa.Column("subject_id", sa.BigInteger),
    at("at", required=True),
    sa.Index("ix_changes_conversation_id", "conversation_id", "id"),
    sqlite_autoincrement=True,
)

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    integer("n"),
)

cursors = sa.Table(
    "cursors",
    metadata,
    sa.Column("channel", sa.String(64), primary_key=True),
    sa.Column("value", sa.String(128), nullable=False),
)

#: The dated texts a house runs by; `storage.append_only` keeps them as they were published.
editions = sa.Table(
    "editions",
    metadata,
    identity(),
    sa.Column("kind", word(EditionKind), nullable=False),
    sa.Column("name", sa.String(64), nullable=False),
    integer("number"),
    text("text"),
    sa.Column("version", sa.String(12), nullable=False),
    at("valid_from", required=True),
    at("at", required=True),
    ref("officer_id", "officers"),
    text("note"),
    sa.UniqueConstraint("kind", "name", "number"),
)

#: What is being prepared as the next edition of each series.
working_copies = sa.Table(
    "working_copies",
    metadata,
    sa.Column("kind", word(EditionKind), nullable=False),
    sa.Column("name", sa.String(64), nullable=False),
    text("text"),
    integer("based_on"),
    ref("officer_id", "officers", required=True),
    at("at", required=True),
    sa.PrimaryKeyConstraint("kind", "name"),
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("holder", sa.String(64), nullable=False),
    at("expires_at", required=True),
)
