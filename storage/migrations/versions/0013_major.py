"""What major complaints have beyond others: task force, measures, crisis, calls, report."""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; what is major and open counts as major since it was received."""
    op.create_table(
        "crises",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", storage.columns.CleanText(), nullable=False),
        sa.Column("begun_by", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("stages", storage.columns.CleanJson(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("plans", storage.columns.CleanJson(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=True),
        sa.Column("chosen_by", sa.BigInteger(), nullable=True),
        sa.Column("chosen_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("chosen_reason", storage.columns.CleanText(), nullable=False),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("outcome", storage.columns.CleanText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["begun_by"],
            ["officers.id"],
            name=op.f("fk_crises_begun_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["chosen_by"],
            ["officers.id"],
            name=op.f("fk_crises_chosen_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_crises_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"],
            ["officers.id"],
            name=op.f("fk_crises_ended_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crises")),
    )
    with op.batch_alter_table("crises", schema=None) as batch_op:
        batch_op.create_index("ix_crises_complaint_id", ["complaint_id", "id"], unique=False)

    op.create_table(
        "emergency_calls",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("occasion", sa.String(length=48), nullable=False),
        sa.Column("label", storage.columns.CleanText(), nullable=False),
        sa.Column("name", storage.columns.CleanText(), nullable=False),
        sa.Column("at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("called_by", sa.BigInteger(), nullable=False),
        sa.Column("phone", storage.columns.CleanText(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("is_pinged", sa.Boolean(), nullable=False),
        sa.Column("acknowledged_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["called_by"],
            ["officers.id"],
            name=op.f("fk_emergency_calls_called_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_emergency_calls_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_emergency_calls_officer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_calls")),
    )
    with op.batch_alter_table("emergency_calls", schema=None) as batch_op:
        batch_op.create_index(
            "ix_emergency_calls_complaint_id", ["complaint_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_emergency_calls_officer_id", ["officer_id", "complaint_id"], unique=False
        )

    op.create_table(
        "majors",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("acknowledged_by", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("cards", storage.columns.CleanJson(), nullable=False),
        sa.Column("dealt_with_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("summary_due_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("summary_done_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"],
            ["officers.id"],
            name=op.f("fk_majors_acknowledged_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_majors_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["officers.id"],
            name=op.f("fk_majors_recorded_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_majors")),
        sa.UniqueConstraint("complaint_id", name=op.f("uq_majors_complaint_id")),
    )
    with op.batch_alter_table("majors", schema=None) as batch_op:
        batch_op.create_index(
            "ix_majors_summary_owed",
            ["summary_due_at"],
            unique=False,
            sqlite_where=sa.text("summary_due_at IS NOT NULL AND summary_done_at IS NULL"),
            postgresql_where=sa.text("summary_due_at IS NOT NULL AND summary_done_at IS NULL"),
        )

    op.create_table(
        "measures",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("text", storage.columns.CleanText(), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "done",
                "verified",
                "dropped",
                name="measurestate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("approved_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("done_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("done_words", storage.columns.CleanText(), nullable=False),
        sa.Column("verified_by", sa.BigInteger(), nullable=True),
        sa.Column("verified_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("verified_by <> done_by", name="ck_measures_two_people"),
        sa.ForeignKeyConstraint(
            ["added_by"],
            ["officers.id"],
            name=op.f("fk_measures_added_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_measures_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["done_by"],
            ["officers.id"],
            name=op.f("fk_measures_done_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_measures_officer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["verified_by"],
            ["officers.id"],
            name=op.f("fk_measures_verified_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
    )
    with op.batch_alter_table("measures", schema=None) as batch_op:
        batch_op.create_index("ix_measures_complaint_id", ["complaint_id", "id"], unique=False)
        batch_op.create_index(
            "ix_measures_officer_id", ["officer_id", "complaint_id"], unique=False
        )

    op.create_table(
        "task_force_members",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("since", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("set_by", sa.BigInteger(), nullable=False),
        sa.Column("task", storage.columns.CleanText(), nullable=False),
        sa.Column("until", storage.columns.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_task_force_members_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_task_force_members_officer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["set_by"],
            ["officers.id"],
            name=op.f("fk_task_force_members_set_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_force_members")),
    )
    with op.batch_alter_table("task_force_members", schema=None) as batch_op:
        batch_op.create_index(
            "ix_task_force_members_complaint_id", ["complaint_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_task_force_members_officer_id", ["officer_id", "complaint_id"], unique=False
        )

    op.create_table(
        "summaries",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("sections", storage.columns.CleanJson(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("written_at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"],
            ["officers.id"],
            name=op.f("fk_summaries_approved_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_summaries_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["written_by"],
            ["officers.id"],
            name=op.f("fk_summaries_written_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summaries")),
        sa.UniqueConstraint("complaint_id", "episode", name="uq_summaries_complaint_id"),
    )
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.create_index(
            "ix_complaints_open_major",
            ["next_due_at", "id"],
            unique=False,
            sqlite_where=sa.text("severity = 'major' AND next_due_at IS NOT NULL"),
            postgresql_where=sa.text("severity = 'major' AND next_due_at IS NOT NULL"),
        )

    op.execute(
        "INSERT INTO majors (id, complaint_id, begun_at, cards, version)"
        " SELECT id, id, received_at, '[]', 1 FROM complaints"
        " WHERE severity = 'major' AND next_due_at IS NOT NULL"
    )
