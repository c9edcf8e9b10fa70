"""What is promised, and what time itself does."""

from __future__ import annotations

import sqlalchemy as sa

from complaints import clock_model
from storage.columns import word
from storage.tables.base import at, flag, identity, integer, metadata, ref, text

clocks = sa.Table(
    "clocks",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    integer("episode"),
    sa.Column("kind", word(clock_model.ClockKind), nullable=False),
    at("started_at", required=True),
    at("due_at", required=True),
    at("stopped_at"),
    sa.Column("is_kept", sa.Boolean),
    sa.Column("span", sa.String(16), nullable=False),
    integer("budget"),
    sa.Column("subject_id", sa.BigInteger),
    integer("reached"),
    integer("revision"),
    at("paused_at"),
    at("paused_until"),
    text("pause_reason"),
    flag("is_for_customer"),
    sa.Index("ix_clocks_complaint_id", "complaint_id"),
    sa.Index(
        "ix_clocks_running",
        "due_at",
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    ),
)

extensions = sa.Table(
    "extensions",
    metadata,
    identity(),
    ref("clock_id", "clocks", required=True),
    ref("complaint_id", "complaints", required=True),
    sa.Column("span", sa.String(16), nullable=False),
    text("reason"),
    ref("asked_by", "officers", required=True),
    at("asked_at", required=True),
    ref("decided_by", "officers"),
    at("decided_at"),
    sa.Column("is_approved", sa.Boolean),
    sa.Index("ix_extensions_complaint_id", "complaint_id", "id"),
)

due = sa.Table(
    "due",
    metadata,
    identity(),
    sa.Column("kind", word(clock_model.DueKind), nullable=False),
    sa.Column("subject_id", sa.BigInteger, nullable=False),
    at("due_at", required=True),
    sa.Column("guard", sa.String(64), nullable=False),
    at("done_at"),
    integer("attempts"),
    text("error"),
    sa.Index(
        "ix_due_open",
        "due_at",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    ),
)
