"""What major complaints have beyond others: task force, measures, crisis, calls, report."""

from __future__ import annotations

import sqlalchemy as sa

from complaints import major_model as major
from storage.columns import word
from storage.tables.base import at, flag, identity, integer, json, metadata, ref, text

majors = sa.Table(
    "majors",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    at("begun_at", required=True),
    ref("acknowledged_by", "officers"),
    at("acknowledged_at"),
    ref("recorded_by", "officers"),
    json("cards"),
    at("dealt_with_at"),
    at("summary_due_at"),
    at("summary_done_at"),
    integer("version"),
    sa.UniqueConstraint("complaint_id"),
    sa.Index(
        "ix_majors_summary_owed",
        "summary_due_at",
        sqlite_where=sa.text("summary_due_at IS NOT NULL AND summary_done_at IS NULL"),
        postgresql_where=sa.text("summary_due_at IS NOT NULL AND summary_done_at IS NULL"),
    ),
)

#: Who is or was in which task force; who is in one sees the complaint (`storage.visibility`).
members = sa.Table(
    "task_force_members",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    ref("officer_id", "officers", required=True),
    flag("is_lead"),
    at("since", required=True),
    ref("set_by", "officers", required=True),
    text("task"),
    at("until"),
    sa.Index("ix_task_force_members_officer_id", "officer_id", "complaint_id"),
    sa.Index("ix_task_force_members_complaint_id", "complaint_id", "id"),
)

measures = sa.Table(
    "measures",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    text("text"),
    sa.Column("department", sa.String(64), nullable=False),
    ref("officer_id", "officers", required=True),
    at("due_at", required=True),
    ref("added_by", "officers", required=True),
    at("added_at", required=True),
    sa.Column("state", word(major.MeasureState), nullable=False),
    at("approved_at"),
    ref("done_by", "officers"),
    at("done_at"),
    text("done_words"),
    ref("verified_by", "officers"),
    at("verified_at"),
    integer("version"),
    sa.CheckConstraint("verified_by <> done_by", name="ck_measures_two_people"),
    sa.Index("ix_measures_complaint_id", "complaint_id", "id"),
    sa.Index("ix_measures_officer_id", "officer_id", "complaint_id"),
)

summaries = sa.Table(
    "summaries",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    integer("episode"),
    json("sections"),
    ref("written_by", "officers", required=True),
    at("written_at", required=True),
    ref("approved_by", "officers"),
    at("approved_at"),
    integer("version"),
    sa.UniqueConstraint("complaint_id", "episode", name="uq_summaries_complaint_id"),
)

crises = sa.Table(
    "crises",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    text("reason"),
    ref("begun_by", "officers", required=True),
    at("begun_at", required=True),
    json("stages"),
    integer("stage"),
    json("plans"),
    sa.Column("chosen", sa.Integer),
    ref("chosen_by", "officers"),
    at("chosen_at"),
    text("chosen_reason"),
    ref("ended_by", "officers"),
    at("ended_at"),
    text("outcome"),
    integer("version"),
    sa.Index("ix_crises_complaint_id", "complaint_id", "id"),
)

emergency_calls = sa.Table(
    "emergency_calls",
    metadata,
    identity(),
    ref("complaint_id", "complaints", required=True),
    sa.Column("occasion", sa.String(48), nullable=False),
    text("label"),
    text("name"),
    at("at", required=True),
    ref("called_by", "officers", required=True),
    text("phone"),
    ref("officer_id", "officers"),
    flag("is_pinged"),
    at("acknowledged_at"),
    integer("version"),
    sa.Index("ix_emergency_calls_complaint_id", "complaint_id", "id"),
    sa.Index("ix_emergency_calls_officer_id", "officer_id", "complaint_id"),
)
