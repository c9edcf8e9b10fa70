"""What cannot be settled now, and calls that did not reach the customer."""

from __future__ import annotations

import sqlalchemy as sa

from complaints import pending_model as pending
from storage.columns import word
from storage.tables.base import at, identity, integer, metadata, ref, text

#: The pending ledger; a complaint has at most one entry that is open or waits for approval.
pendings = sa.Table(
    "pendings",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    integer("episode"),
    sa.Column("cause", word(pending.PendingCause), nullable=False),
    text("words"),
    text("missing"),
    ref("responsible_id", "officers", required=True),
    sa.Column("expected_on", sa.Date, nullable=False),
    ref("asked_by", "officers", required=True),
    at("asked_at", required=True),
    sa.Column("state", word(pending.PendingState), nullable=False),
    ref("entered_by", "officers"),
    at("entered_at"),
    ref("settled_by", "officers"),
    at("settled_at"),
    text("outcome"),
    sa.CheckConstraint("entered_by <> asked_by", name="ck_pendings_two_people"),
    sa.Index("ix_pendings_complaint_id", "complaint_id", "id"),
    sa.Index(
        "ix_pendings_current",
        "complaint_id",
        unique=True,
        sqlite_where=sa.text("state IN ('asked', 'open')"),
        postgresql_where=sa.text("state IN ('asked', 'open')"),
    ),
    sa.Index(
        "ix_pendings_open",
        "id",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)

call_attempts = sa.Table(
    "call_attempts",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    ref("officer_id", "officers", required=True),
    at("at", required=True),
    sa.Column("result", word(pending.CallResult), nullable=False),
    text("words"),
    sa.Index("ix_call_attempts_complaint_id", "complaint_id", "id"),
)
