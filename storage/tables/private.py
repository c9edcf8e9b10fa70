"""What only few may know of: internal complaints (R9), and the timeline of what is confidential.

No other table refers to these, and no query but those of `internal_queries` asks for them.
"""

from __future__ import annotations

import sqlalchemy as sa

from complaints import internal_model as internal
from complaints.model import ActorKind
from complaints.private_record import About
from storage.columns import word
from storage.tables.base import at, flag, identity, integer, json, metadata, ref, text

internal_complaints = sa.Table(
    "internal_complaints",
    metadata,
    identity(),
    sa.Column("number", sa.String(24), nullable=False, unique=True),
    sa.Column("category", sa.String(32), nullable=False),
    text("text"),
    at("filed_at", required=True),
    at("due_at", required=True),
    sa.Column("state", word(internal.InternalState), nullable=False),
    integer("level"),
    ref("complainant_id", "officers"),
    text("complainant"),
    sa.Column("receipt_hash", sa.String(64), nullable=False),
    ref("entered_by", "officers"),
    ref("person_id", "officers"),
    text("person"),
    sa.Column("department", sa.String(32), nullable=False),
    text("demand"),
    text("occurred"),
    text("facts"),
    text("reported_to"),
    at("reported_at"),
    at("answered_at"),
    sa.Column("is_kept", sa.Boolean),
    integer("version"),
    sa.Index("ix_internal_complaints_filed_at", "filed_at", "id"),
    sa.Index("ix_internal_complaints_complainant_id", "complainant_id"),
    sa.Index("ix_internal_complaints_person_id", "person_id"),
    sa.Index("ix_internal_complaints_receipt_hash", "receipt_hash"),
)

internal_decisions = sa.Table(
    "internal_decisions",
    metadata,
    identity(),
    ref("internal_id", "internal_complaints", required=True),
    integer("level"),
    sa.Column("outcome", word(internal.Outcome), nullable=False),
    text("grounds"),
    text("to_complainant"),
    text("to_person"),
    ref("decided_by", "officers", required=True),
    at("decided_at", required=True),
    flag("is_final"),
    sa.Column("complainant_told", sa.String(16), nullable=False),
    sa.Column("person_told", sa.String(16), nullable=False),
    sa.Column("review_by", word(internal.Side)),
    text("review_words"),
    at("review_at"),
    sa.Index("ix_internal_decisions_internal_id", "internal_id", "id"),
)

#: Who is named in an internal complaint (回避); see `storage.visibility`.
internal_kept_out = sa.Table(
    "internal_kept_out",
    metadata,
    identity(),
    ref("internal_id", "internal_complaints", required=True),
    ref("officer_id", "officers", required=True),
    sa.Index("ix_internal_kept_out_internal_id", "internal_id", "officer_id"),
)

private_entries = sa.Table(
    "private_entries",
    metadata,
    identity(),
    sa.Column("about", word(About), nullable=False),
    sa.Column("subject_id", sa.BigInteger, nullable=False),
    at("at", required=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("actor", word(ActorKind), nullable=False),
    ref("officer_id", "officers"),
    json("data"),
    sa.Index("ix_private_entries_subject_id", "about", "subject_id", "id"),
)
