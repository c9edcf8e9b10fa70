"""Remedies and approvals; investigations and validity; who keeps out (回避); checks."""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing has been archived yet."""
    op.create_table(
        "approvals",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "remedy", "result", "invalid", name="approvalkind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("detail", storage.columns.CleanJson(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "granted",
                "refused",
                "lapsed",
                name="approvalstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("reason", storage.columns.CleanText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("decided_by <> asked_by", name="ck_approvals_two_people"),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["officers.id"],
            name=op.f("fk_approvals_asked_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_approvals_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["officers.id"],
            name=op.f("fk_approvals_decided_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index("ix_approvals_complaint_id", ["complaint_id", "id"], unique=False)
        batch_op.create_index(
            "ix_approvals_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "checks",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("is_timely", sa.Boolean(), nullable=False),
        sa.Column("is_apt", sa.Boolean(), nullable=False),
        sa.Column("words", storage.columns.CleanText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_checks_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_checks_officer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
    )
    with op.batch_alter_table("checks", schema=None) as batch_op:
        batch_op.create_index("ix_checks_complaint_id", ["complaint_id", "id"], unique=False)

    op.create_table(
        "demands",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("text", storage.columns.CleanText(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "apology",
                "exchange",
                "return",
                "recall",
                "repair",
                "rework",
                "refund",
                "replacement",
                "waiver",
                "compensation",
                "medical",
                name="remedykind",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_demands_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_demands_officer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demands")),
    )
    with op.batch_alter_table("demands", schema=None) as batch_op:
        batch_op.create_index("ix_demands_complaint_id", ["complaint_id", "id"], unique=False)

    op.create_table(
        "invalidities",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "self_caused",
                "not_promised",
                "quarrel",
                "anonymous",
                "untraceable",
                "late_attitude",
                name="invalidreason",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "motive",
            sa.Enum("misread", "malice", name="motive", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("explanation", storage.columns.CleanText(), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("confirmed_by <> proposed_by", name="ck_invalidities_two_people"),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_invalidities_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"],
            ["officers.id"],
            name=op.f("fk_invalidities_confirmed_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["officers.id"],
            name=op.f("fk_invalidities_proposed_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invalidities")),
    )
    with op.batch_alter_table("invalidities", schema=None) as batch_op:
        batch_op.create_index("ix_invalidities_complaint_id", ["complaint_id", "id"], unique=False)

    op.create_table(
        "investigations",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("facts", storage.columns.CleanText(), nullable=False),
        sa.Column("gap", storage.columns.CleanText(), nullable=False),
        sa.Column("is_liable", sa.Boolean(), nullable=True),
        sa.Column("told", storage.columns.CleanJson(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_investigations_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_investigations_officer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investigations")),
    )
    with op.batch_alter_table("investigations", schema=None) as batch_op:
        batch_op.create_index(
            "ix_investigations_complaint_id", ["complaint_id", "id"], unique=False
        )

    op.create_table(
        "recusals",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "bar",
            sa.Enum(
                "named",
                "declared",
                "judged",
                "sent_back",
                name="bar",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("reason", storage.columns.CleanText(), nullable=False),
        sa.Column("set_by", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by", sa.BigInteger(), nullable=True),
        sa.Column("lifted_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_recusals_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by"],
            ["officers.id"],
            name=op.f("fk_recusals_lifted_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_recusals_officer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["set_by"],
            ["officers.id"],
            name=op.f("fk_recusals_set_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusals")),
    )
    with op.batch_alter_table("recusals", schema=None) as batch_op:
        batch_op.create_index("ix_recusals_complaint_id", ["complaint_id", "id"], unique=False)
        batch_op.create_index(
            "ix_recusals_officer_id", ["officer_id", "complaint_id"], unique=False
        )

    op.create_table(
        "remedies",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "refused",
                "approved",
                "offered",
                "declined",
                "agreed",
                "done",
                "withdrawn",
                name="remedystate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("alternatives", storage.columns.CleanJson(), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=False),
        sa.Column("covered", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("words", storage.columns.CleanText(), nullable=False),
        sa.Column("is_goodwill", sa.Boolean(), nullable=False),
        sa.Column("mediator", storage.columns.CleanText(), nullable=False),
        sa.Column("told_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("agreed_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("agreed_via", sa.String(length=16), nullable=False),
        sa.Column("agreed_words", storage.columns.CleanText(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "apology",
                "exchange",
                "return",
                "recall",
                "repair",
                "rework",
                "refund",
                "replacement",
                "waiver",
                "compensation",
                "medical",
                name="remedykind",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("text", storage.columns.CleanText(), nullable=False),
        sa.Column("done_by", sa.BigInteger(), nullable=True),
        sa.Column("done_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("done_words", storage.columns.CleanText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_remedies_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["done_by"],
            ["officers.id"],
            name=op.f("fk_remedies_done_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["officers.id"],
            name=op.f("fk_remedies_proposed_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedies")),
    )
    with op.batch_alter_table("remedies", schema=None) as batch_op:
        batch_op.create_index("ix_remedies_complaint_id", ["complaint_id", "id"], unique=False)

    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("archived_at", storage.columns.Instant(timezone=True), nullable=True)
        )
        batch_op.create_index(
            "ix_complaints_unchecked",
            ["closed_at", "id"],
            unique=False,
            sqlite_where=sa.text("archived_at IS NULL AND status = 'closed'"),
            postgresql_where=sa.text("archived_at IS NULL AND status = 'closed'"),
        )
