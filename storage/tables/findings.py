"""Whose fault it was (R34). Nothing of the complaint that a finding hangs on tells of it."""

from __future__ import annotations

import sqlalchemy as sa

from complaints import finding_model as model
from complaints.model import Role, Severity
from storage.columns import word
from storage.tables.base import at, flag, identity, integer, json, metadata, ref, text

findings = sa.Table(
    "findings",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    sa.Column("kind", word(model.FindingKind), nullable=False),
    sa.Column("severity", word(Severity), nullable=False),
    sa.Column("decider", word(Role), nullable=False),
    ref("opened_by", "officers", required=True),
    at("opened_at", required=True),
    sa.Column("state", word(model.FindingState), nullable=False),
    ref("person_id", "officers"),
    sa.Column("department", sa.String(32), nullable=False),
    text("cause"),
    text("gap"),
    text("pending_reason"),
    text("question"),
    at("hear_by"),
    text("statement"),
    at("stated_at"),
    flag("is_unheard"),
    text("decision"),
    json("measures"),
    integer("points"),
    ref("decided_by", "officers"),
    at("decided_at"),
    text("customer_words"),
    at("customer_told_at"),
    at("unreachable_at"),
    ref("reviewed_by", "officers"),
    at("reviewed_at"),
    text("review_words"),
    text("reported_to"),
    at("reported_at"),
    ref("done_by", "officers"),
    at("done_at"),
    text("done_words"),
    integer("version"),
    sa.CheckConstraint("decided_by <> person_id", name="ck_findings_not_oneself"),
    sa.CheckConstraint("reviewed_by <> decided_by", name="ck_findings_two_people"),
    sa.Index("ix_findings_complaint_id", "complaint_id", "id"),
    sa.Index("ix_findings_person_id", "person_id", "id"),
)
