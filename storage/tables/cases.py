"""The complaints, what finds them again, and what happens to them."""

from __future__ import annotations

import sqlalchemy as sa

from complaints import model
from storage.columns import CleanJson, word
from storage.tables.base import at, flag, identity, integer, json, metadata, ref, text


def _open_index(*columns: str) -> sa.Index:
    """Index only the complaints that lists by deadline show: a small part of all."""
    is_open = sa.text("next_due_at IS NOT NULL")
    name = f"ix_complaints_open_{columns[0]}"
    return sa.Index(name, *columns, sqlite_where=is_open, postgresql_where=is_open)


def _partial_index(*columns: str) -> sa.Index:
    """Index the few complaints that have a value in the first column."""
    has_value = sa.text(f"{columns[0]} IS NOT NULL")
    name = f"ix_complaints_{columns[0]}"
    return sa.Index(name, *columns, sqlite_where=has_value, postgresql_where=has_value)


complaints = sa.Table(
    "complaints",
    metadata,
    identity(),
    sa.Column("number", sa.String(32), nullable=False, unique=True),
    sa.Column("channel", word(model.Channel), nullable=False),
    text("text"),
    at("received_at", required=True),
    at("promised_at", required=True),
    sa.Column("status_token", sa.String(64), nullable=False, unique=True),
    sa.Column("status", word(model.Status), nullable=False),
    integer("episode"),
    integer("level"),
    sa.Column("category", word(model.Category), nullable=False),
    sa.Column("category_by", word(model.ActorKind), nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    json("matched"),
    text("subcategory"),
    sa.Column("severity", word(model.Severity), nullable=False),
    sa.Column("severity_by", word(model.ActorKind), nullable=False),
    json("reasons"),
    ref("customer_id", "customers"),
    ref("conversation_id", "conversations"),
    sa.Column("language", word(model.Language), nullable=False),
    text("place"),
    text("department"),
    text("person"),
    text("object_ref"),
    text("demand"),
    text("occurred"),
    at("occurred_at"),
    sa.Column("is_late", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("is_onsite", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("from_words", CleanJson, nullable=False, server_default="[]"),
    sa.Column("extra", CleanJson, nullable=False, server_default="{}"),
    flag("is_confirmed"),
    ref("receiver_id", "officers"),
    ref("owner_id", "officers"),
    at("taken_at"),
    at("answered_at"),
    text("result"),
    at("closed_at"),
    sa.Column("close_reason", word(model.CloseReason)),
    at("archived_at"),
    ref("previous_id", "complaints"),
    # No foreign keys: SQLite would have to copy the whole table to add them.
    sa.Column("matter_id", sa.BigInteger),
    sa.Column("merged_into_id", sa.BigInteger),
    text("policy_version"),
    integer("version"),
    # Only for sorting lists, see `storage.deadlines`; NULL when nothing is owed any more.
    at("next_due_at"),
    at("soon_at"),
    sa.Index("ix_complaints_customer_id", "customer_id", "id"),
    sa.Index("ix_complaints_conversation_id", "conversation_id", "id"),
    sa.Index("ix_complaints_status", "status", "id"),
    sa.Index("ix_complaints_owner_id", "owner_id", "id"),
    sa.Index("ix_complaints_received_at", "received_at", "id"),
    sa.Index("ix_complaints_closed_at", "closed_at"),
    _partial_index("matter_id", "id"),
    _partial_index("merged_into_id", "id"),
    # What the quality office has still to check (R44).
    sa.Index(
        "ix_complaints_unchecked",
        "closed_at",
        "id",
        sqlite_where=sa.text("archived_at IS NULL AND status = 'closed'"),
        postgresql_where=sa.text("archived_at IS NULL AND status = 'closed'"),
    ),
    # The few that the page of major complaints lists (R28).
    sa.Index(
        "ix_complaints_open_major",
        "next_due_at",
        "id",
        sqlite_where=sa.text("severity = 'major' AND next_due_at IS NOT NULL"),
        postgresql_where=sa.text("severity = 'major' AND next_due_at IS NOT NULL"),
    ),
    _open_index("next_due_at", "id", "soon_at"),
    _open_index("status", "next_due_at", "id"),
    _open_index("owner_id", "next_due_at", "id"),
    _open_index("category", "next_due_at", "id"),
    _open_index("department", "next_due_at", "id"),
)

#: What searches find complaints by, cut to pieces; see `storage.search`.
complaint_words = sa.Table(
    "complaint_words",
    metadata,
    sa.Column(
        "id",
        sa.BigInteger,
        sa.ForeignKey("complaints.id", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    ),
    text("words"),
)

#: What complaints are about, word by word at one place; see `complaints.matters`. Newest last.
matter_words = sa.Table(
    "matter_words",
    metadata,
    sa.Column("key", sa.BigInteger, nullable=False),
    ref("complaint_id", "complaints", required=True),
    sa.Column("matter_id", sa.BigInteger, nullable=False),
    sa.Column("customer_id", sa.BigInteger),
    at("at", required=True),
    sa.Column("weight", sa.Float, nullable=False),
    sa.Column("total", sa.Float, nullable=False),
    sa.PrimaryKeyConstraint("key", "complaint_id"),
    sqlite_with_rowid=False,
)

timeline = sa.Table(
    "timeline",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    at("at", required=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("actor", word(model.ActorKind), nullable=False),
    ref("officer_id", "officers"),
    json("data"),
    sa.Index("ix_timeline_complaint_id", "complaint_id", "id"),
)

revisits = sa.Table(
    "revisits",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    integer("episode"),
    at("due_at", required=True),
    sa.Column("state", word(model.RevisitState), nullable=False),
    ref("sent_by", "officers"),
    at("sent_at"),
    sa.Column("solved", word(model.Solved)),
    sa.Column("score", sa.Integer),
    text("words"),
    at("answered_at"),
    ref("recorded_by", "officers"),
    sa.UniqueConstraint("complaint_id", "episode"),
    sa.Index("ix_revisits_state", "state", "due_at", "id"),
)
sa.Index("ix_revisits_asked", sa.func.coalesce(revisits.c.sent_at, revisits.c.answered_at))

customer_info = sa.Table(
    "customer_info",
    metadata,
    identity(),
    sa.Column("kind", sa.String(16), nullable=False),
    text("text"),
    at("at", required=True),
    ref("conversation_id", "conversations"),
    ref("message_id", "messages"),
    text("department"),
    ref("signed_by", "officers"),
    at("signed_at"),
    ref("complaint_id", "complaints"),
    sa.Index(
        "ix_customer_info_unsigned",
        "id",
        sqlite_where=sa.text("signed_at IS NULL"),
        postgresql_where=sa.text("signed_at IS NULL"),
    ),
)
