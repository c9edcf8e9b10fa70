"""What departments are asked about a complaint, step by step."""

from __future__ import annotations

import sqlalchemy as sa

from complaints import coordination_model as coordination
from storage.columns import word
from storage.tables.base import at, identity, integer, metadata, ref, text

coordination_requests = sa.Table(
    "coordination_requests",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    integer("episode"),
    sa.Column("department", sa.String(32), nullable=False),
    text("text"),
    ref("asked_by", "officers", required=True),
    at("asked_at", required=True),
    sa.Column("state", word(coordination.RequestState), nullable=False),
    ref("handler_id", "officers"),
    text("answer"),
    ref("answered_by", "officers"),
    at("answered_at"),
    ref("signed_by", "officers"),
    at("signed_at"),
    integer("revision"),
    integer("version"),
    sa.Index("ix_coordination_requests_complaint_id", "complaint_id", "id"),
    sa.Index(
        "ix_coordination_requests_open",
        "department",
        "id",
        sqlite_where=sa.text("state IN ('asked', 'questioned', 'answered')"),
        postgresql_where=sa.text("state IN ('asked', 'questioned', 'answered')"),
    ),
)

request_steps = sa.Table(
    "request_steps",
    metadata,
    identity(),
    ref("request_id", "coordination_requests", required=True),
    ref("complaint_id", "complaints", required=True),
    at("at", required=True),
    sa.Column("move", word(coordination.RequestMove), nullable=False),
    ref("officer_id", "officers"),
    text("words"),
    sa.Index("ix_request_steps_complaint_id", "complaint_id", "id"),
)
