"""Coordination requests and their steps; complaints to be solved on the spot."""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nobody has been asked anything yet."""
    op.create_table(
        "coordination_requests",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=32), nullable=False),
        sa.Column("text", storage.columns.CleanText(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "questioned",
                "answered",
                "signed",
                "declined",
                "withdrawn",
                name="requeststate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("handler_id", sa.BigInteger(), nullable=True),
        sa.Column("answer", storage.columns.CleanText(), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("signed_by", sa.BigInteger(), nullable=True),
        sa.Column("signed_at", storage.columns.Instant(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["officers.id"],
            name=op.f("fk_coordination_requests_answered_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["officers.id"],
            name=op.f("fk_coordination_requests_asked_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_coordination_requests_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["handler_id"],
            ["officers.id"],
            name=op.f("fk_coordination_requests_handler_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"],
            ["officers.id"],
            name=op.f("fk_coordination_requests_signed_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordination_requests")),
    )
    with op.batch_alter_table("coordination_requests", schema=None) as batch_op:
        batch_op.create_index(
            "ix_coordination_requests_complaint_id", ["complaint_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_coordination_requests_open",
            ["department", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('asked', 'questioned', 'answered')"),
            postgresql_where=sa.text("state IN ('asked', 'questioned', 'answered')"),
        )

    op.create_table(
        "request_steps",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column(
            "move",
            sa.Enum(
                "ask",
                "accept",
                "question",
                "explain",
                "answer",
                "decline",
                "sign",
                "send_back",
                "withdraw",
                name="requestmove",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("words", storage.columns.CleanText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name=op.f("fk_request_steps_complaint_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_request_steps_officer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["coordination_requests.id"],
            name=op.f("fk_request_steps_request_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_steps")),
    )
    with op.batch_alter_table("request_steps", schema=None) as batch_op:
        batch_op.create_index(
            "ix_request_steps_complaint_id", ["complaint_id", "id"], unique=False
        )

    op.add_column(
        "complaints",
        sa.Column("is_onsite", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
