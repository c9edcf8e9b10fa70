"""The pending ledger, and calls that did not reach the customer."""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _officer(column: str) -> sa.ForeignKeyConstraint:
    return _key("pendings", column, "officers")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=f"fk_{table}_{column}",
        initially="DEFERRED",
        deferrable=True,
    )


def upgrade() -> None:
    """Make both tables."""
    instant = storage.columns.Instant(timezone=True)
    op.create_table(
        "call_attempts",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("result", sa.String(32), nullable=False),
        sa.Column("words", storage.columns.CleanText(), nullable=False),
        _key("call_attempts", "complaint_id", "complaints"),
        _key("call_attempts", "officer_id", "officers"),
        sa.PrimaryKeyConstraint("id", name="pk_call_attempts"),
    )
    op.create_index("ix_call_attempts_complaint_id", "call_attempts", ["complaint_id", "id"])
    op.create_table(
        "pendings",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(32), nullable=False),
        sa.Column("words", storage.columns.CleanText(), nullable=False),
        sa.Column("missing", storage.columns.CleanText(), nullable=False),
        sa.Column("responsible_id", sa.BigInteger(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", instant, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("entered_by", sa.BigInteger()),
        sa.Column("entered_at", instant),
        sa.Column("settled_by", sa.BigInteger()),
        sa.Column("settled_at", instant),
        sa.Column("outcome", storage.columns.CleanText(), nullable=False),
        sa.CheckConstraint("entered_by <> asked_by", name="ck_pendings_two_people"),
        _key("pendings", "complaint_id", "complaints"),
        *map(_officer, ("responsible_id", "asked_by", "entered_by", "settled_by")),
        sa.PrimaryKeyConstraint("id", name="pk_pendings"),
    )
    op.create_index("ix_pendings_complaint_id", "pendings", ["complaint_id", "id"])
    current, is_open = sa.text("state IN ('asked', 'open')"), sa.text("state = 'open'")
    op.create_index(
        "ix_pendings_current",
        "pendings",
        ["complaint_id"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
    op.create_index(
        "ix_pendings_open",
        "pendings",
        ["id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
