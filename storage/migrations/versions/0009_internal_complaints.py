"""The internal register (R9), and the timeline of what is confidential."""

import sqlalchemy as sa
from alembic import op

import storage.columns
from storage import append_only

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nobody can rewrite the timeline."""
    op.create_table(
        "internal_complaints",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("text", storage.columns.CleanText(), nullable=False),
        sa.Column("filed_at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("due_at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "filed",
                "investigating",
                "decided",
                "review",
                "final",
                name="internalstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("complainant_id", sa.BigInteger(), nullable=True),
        sa.Column("complainant", storage.columns.CleanText(), nullable=False),
        sa.Column("receipt_hash", sa.String(length=64), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("person", storage.columns.CleanText(), nullable=False),
        sa.Column("department", sa.String(length=32), nullable=False),
        sa.Column("demand", storage.columns.CleanText(), nullable=False),
        sa.Column("occurred", storage.columns.CleanText(), nullable=False),
        sa.Column("facts", storage.columns.CleanText(), nullable=False),
        sa.Column("reported_to", storage.columns.CleanText(), nullable=False),
        sa.Column("reported_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("answered_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("is_kept", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complainant_id"],
            ["officers.id"],
            name=op.f("fk_internal_complaints_complainant_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"],
            ["officers.id"],
            name=op.f("fk_internal_complaints_entered_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["officers.id"],
            name=op.f("fk_internal_complaints_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_internal_complaints")),
        sa.UniqueConstraint("number", name=op.f("uq_internal_complaints_number")),
    )
    with op.batch_alter_table("internal_complaints", schema=None) as batch_op:
        batch_op.create_index(
            "ix_internal_complaints_complainant_id", ["complainant_id"], unique=False
        )
        batch_op.create_index("ix_internal_complaints_filed_at", ["filed_at", "id"], unique=False)
        batch_op.create_index("ix_internal_complaints_person_id", ["person_id"], unique=False)
        batch_op.create_index(
            "ix_internal_complaints_receipt_hash", ["receipt_hash"], unique=False
        )

    op.create_table(
        "private_entries",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "about",
            sa.Enum("internal", "finding", name="about", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column(
            "actor",
            sa.Enum(
                "customer",
                "officer",
                "bot",
                "clock",
                name="actorkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("data", storage.columns.CleanJson(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_private_entries_officer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_entries")),
    )
    with op.batch_alter_table("private_entries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_private_entries_subject_id", ["about", "subject_id", "id"], unique=False
        )

    op.create_table(
        "internal_decisions",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("internal_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "upheld", "partly", "not_upheld", name="outcome", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("grounds", storage.columns.CleanText(), nullable=False),
        sa.Column("to_complainant", storage.columns.CleanText(), nullable=False),
        sa.Column("to_person", storage.columns.CleanText(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("complainant_told", sa.String(length=16), nullable=False),
        sa.Column("person_told", sa.String(length=16), nullable=False),
        sa.Column(
            "review_by",
            sa.Enum("complainant", "person", name="side", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("review_words", storage.columns.CleanText(), nullable=False),
        sa.Column("review_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["officers.id"],
            name=op.f("fk_internal_decisions_decided_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["internal_id"],
            ["internal_complaints.id"],
            name=op.f("fk_internal_decisions_internal_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_internal_decisions")),
    )
    with op.batch_alter_table("internal_decisions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_internal_decisions_internal_id", ["internal_id", "id"], unique=False
        )

    op.create_table(
        "internal_kept_out",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("internal_id", sa.BigInteger(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["internal_id"],
            ["internal_complaints.id"],
            name=op.f("fk_internal_kept_out_internal_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_internal_kept_out_officer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_internal_kept_out")),
    )
    with op.batch_alter_table("internal_kept_out", schema=None) as batch_op:
        batch_op.create_index(
            "ix_internal_kept_out_internal_id", ["internal_id", "officer_id"], unique=False
        )

    for statement in append_only.fix(op.get_bind().dialect.name, "private_entries"):
        op.execute(statement)
