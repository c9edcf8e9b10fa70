"""What officers decide about a complaint: remedies, approvals, validity, keeping out, checks."""

from __future__ import annotations

import sqlalchemy as sa

from complaints import decision_model as decisions
from storage.columns import word
from storage.tables.base import at, flag, identity, integer, json, metadata, ref, text

#: What customers ask for, in form and amount; amounts are in the currency's smallest unit.
demands = sa.Table(
    "demands",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    at("at", required=True),
    text("text"),
    sa.Column("kind", word(decisions.RemedyKind)),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    ref("officer_id", "officers"),
    sa.Index("ix_demands_complaint_id", "complaint_id", "id"),
)

remedies = sa.Table(
    "remedies",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    integer("episode"),
    sa.Column("state", word(decisions.RemedyState), nullable=False),
    json("alternatives"),
    sa.Column("most", sa.BigInteger, nullable=False),
    sa.Column("covered", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    ref("proposed_by", "officers", required=True),
    at("proposed_at", required=True),
    text("words"),
    flag("is_goodwill"),
    text("mediator"),
    at("told_at"),
    at("agreed_at"),
    sa.Column("agreed_via", sa.String(16), nullable=False),
    text("agreed_words"),
    sa.Column("kind", word(decisions.RemedyKind)),
    sa.Column("amount", sa.BigInteger, nullable=False),
    text("text"),
    ref("done_by", "officers"),
    at("done_at"),
    text("done_words"),
    integer("version"),
    sa.Index("ix_remedies_complaint_id", "complaint_id", "id"),
)

#: What waits for somebody with the authority, and what they said.
approvals = sa.Table(
    "approvals",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    sa.Column("kind", word(decisions.ApprovalKind), nullable=False),
    sa.Column("subject_id", sa.BigInteger, nullable=False),
    ref("asked_by", "officers", required=True),
    at("asked_at", required=True),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    json("detail"),
    sa.Column("state", word(decisions.ApprovalState), nullable=False),
    ref("decided_by", "officers"),
    at("decided_at"),
    text("reason"),
    integer("version"),
    sa.CheckConstraint("decided_by <> asked_by", name="ck_approvals_two_people"),
    sa.Index("ix_approvals_complaint_id", "complaint_id", "id"),
    sa.Index(
        "ix_approvals_open",
        "id",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)

investigations = sa.Table(
    "investigations",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    integer("episode"),
    ref("officer_id", "officers", required=True),
    at("at", required=True),
    text("facts"),
    text("gap"),
    sa.Column("is_liable", sa.Boolean),
    json("told"),
    sa.Index("ix_investigations_complaint_id", "complaint_id", "id"),
)

invalidities = sa.Table(
    "invalidities",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    integer("episode"),
    sa.Column("reason", word(decisions.InvalidReason), nullable=False),
    sa.Column("motive", word(decisions.Motive), nullable=False),
    text("explanation"),
    sa.Column("rule", sa.String(32), nullable=False),
    ref("proposed_by", "officers", required=True),
    at("proposed_at", required=True),
    ref("confirmed_by", "officers"),
    at("confirmed_at"),
    sa.CheckConstraint("confirmed_by <> proposed_by", name="ck_invalidities_two_people"),
    sa.Index("ix_invalidities_complaint_id", "complaint_id", "id"),
)

#: Who keeps out of which complaint (回避); see `storage.visibility`.
recusals = sa.Table(
    "recusals",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    ref("officer_id", "officers", required=True),
    sa.Column("bar", word(decisions.Bar), nullable=False),
    at("at", required=True),
    text("reason"),
    ref("set_by", "officers"),
    ref("lifted_by", "officers"),
    at("lifted_at"),
    sa.Index("ix_recusals_officer_id", "officer_id", "complaint_id"),
    sa.Index("ix_recusals_complaint_id", "complaint_id", "id"),
)

checks = sa.Table(
    "checks",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    integer("episode"),
    ref("officer_id", "officers", required=True),
    at("at", required=True),
    flag("is_timely"),
    flag("is_apt"),
    text("words"),
    sa.Index("ix_checks_complaint_id", "complaint_id", "id"),
)
