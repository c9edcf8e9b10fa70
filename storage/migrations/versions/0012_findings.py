"""Responsibility findings (R34)."""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "findings",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "personal",
                "department",
                "company",
                name="findingkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "severity",
            sa.Enum("minor", "serious", "major", name="severity", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "decider",
            sa.Enum(
                "staff",
                "duty_manager",
                "lobby_manager",
                "supervisor",
                "department_handler",
                "department_head",
                "office",
                "quality_office",
                "hr",
                "senior_leader",
                "administrator",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "open",
                "decided",
                "reviewed",
                "reported",
                "done",
                name="findingstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("department", sa.String(length=32), nullable=False),
        sa.Column("cause", storage.columns.CleanText(), nullable=False),
        sa.Column("gap", storage.columns.CleanText(), nullable=False),
        sa.Column("pending_reason", storage.columns.CleanText(), nullable=False),
        sa.Column("question", storage.columns.CleanText(), nullable=False),
        sa.Column("hear_by", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("statement", storage.columns.CleanText(), nullable=False),
        sa.Column("stated_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("is_unheard", sa.Boolean(), nullable=False),
        sa.Column("decision", storage.columns.CleanText(), nullable=False),
        sa.Column("measures", storage.columns.CleanJson(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("customer_words", storage.columns.CleanText(), nullable=False),
        sa.Column("customer_told_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("unreachable_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("review_words", storage.columns.CleanText(), nullable=False),
        sa.Column("reported_to", storage.columns.CleanText(), nullable=False),
        sa.Column("reported_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("done_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("done_words", storage.columns.CleanText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("decided_by <> person_id", name="ck_findings_not_oneself"),
        sa.CheckConstraint("reviewed_by <> decided_by", name="ck_findings_two_people"),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_findings_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["officers.id"],
            name=op.f("fk_findings_decided_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["done_by"],
            ["officers.id"],
            name=op.f("fk_findings_done_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"],
            ["officers.id"],
            name=op.f("fk_findings_opened_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["officers.id"],
            name=op.f("fk_findings_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"],
            ["officers.id"],
            name=op.f("fk_findings_reviewed_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index("ix_findings_complaint_id", ["complaint_id", "id"], unique=False)
        batch_op.create_index("ix_findings_person_id", ["person_id", "id"], unique=False)
