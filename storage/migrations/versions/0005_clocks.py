"""Clocks that rest, climb a ladder and are extended; shifts and leave."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

from storage.columns import CleanText, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make tables and columns; let running clocks go on as they were promised."""
    op.create_table(
        "shifts",
        _id(),
        _ref("shifts", "officer_id", "officers", required=True),
        sa.Column("post", sa.String(length=32), nullable=False),
        sa.Column("starts_at", Instant(timezone=True), nullable=False),
        sa.Column("ends_at", Instant(timezone=True), nullable=False),
        sa.Column("place", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index("ix_shifts_ends_at", "shifts", ["ends_at"])
    op.create_table(
        "leaves",
        _id(),
        _ref("leaves", "officer_id", "officers", required=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("starts_at", Instant(timezone=True), nullable=False),
        sa.Column("ends_at", Instant(timezone=True), nullable=False),
        _ref("leaves", "deputy_id", "officers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    op.create_index("ix_leaves_ends_at", "leaves", ["ends_at"])
    op.create_table(
        "extensions",
        _id(),
        _ref("extensions", "clock_id", "clocks", required=True),
        _ref("extensions", "complaint_id", "complaints", required=True),
        sa.Column("span", sa.String(length=16), nullable=False),
        sa.Column("reason", CleanText(), nullable=False),
        _ref("extensions", "asked_by", "officers", required=True),
        sa.Column("asked_at", Instant(timezone=True), nullable=False),
        _ref("extensions", "decided_by", "officers"),
        sa.Column("decided_at", Instant(timezone=True), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
    )
    op.create_index("ix_extensions_complaint_id", "extensions", ["complaint_id", "id"])
    for column in _clock_columns():
        op.add_column("clocks", column)
    _keep_promises(op.get_bind())


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False)


def _ref(table: str, name: str, target: str, *, required: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey(
        f"{target}.id", name=op.f(f"fk_{table}_{name}"), initially="DEFERRED", deferrable=True
    )
    return sa.Column(name, sa.BigInteger(), key, nullable=not required)


def _clock_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("span", sa.String(length=16), server_default="", nullable=False),
        sa.Column("budget", sa.Integer(), server_default="0", nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("reached", sa.Integer(), server_default="0", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("paused_at", Instant(timezone=True), nullable=True),
        sa.Column("paused_until", Instant(timezone=True), nullable=True),
        sa.Column("pause_reason", CleanText(), server_default="", nullable=False),
        sa.Column("is_for_customer", sa.Boolean(), server_default=sa.false(), nullable=False),
    ]


def _keep_promises(connection: sa.Connection) -> None:
    """Give each running clock what it counts, and a step when it ends.

    What was scheduled for untaken complaints is now a step of their clocks.
    """
    clocks = sa.table(
        "clocks",
        sa.column("id", sa.BigInteger),
        sa.column("started_at", Instant(timezone=True)),
        sa.column("due_at", Instant(timezone=True)),
        sa.column("stopped_at", Instant(timezone=True)),
        sa.column("span", sa.String),
        sa.column("budget", sa.Integer),
        sa.column("reached", sa.Integer),
    )
    running = connection.execute(
        sa.select(clocks.c.id, clocks.c.started_at, clocks.c.due_at).where(
            clocks.c.stopped_at.is_(None)
        )
    ).all()
    for clock in running:
        seconds = max(60, int((clock.due_at - clock.started_at).total_seconds()))
        connection.execute(
            sa.update(clocks)
            .where(clocks.c.id == clock.id)
            .values(span=f"{seconds // 60} min", budget=seconds, reached=99)
        )
    connection.execute(sa.text("DELETE FROM due WHERE kind = 'untaken'"))
    if running:
        connection.execute(sa.insert(_due()), [_step(clock.id, clock.due_at) for clock in running])


def _due() -> sa.TableClause:
    return sa.table(
        "due",
        sa.column("id", sa.BigInteger),
        sa.column("kind", sa.String),
        sa.column("subject_id", sa.BigInteger),
        sa.column("due_at", Instant(timezone=True)),
        sa.column("guard", sa.String),
        sa.column("attempts", sa.Integer),
        sa.column("error", sa.String),
    )


def _step(clock_id: int, due_at: datetime) -> dict[str, object]:
    return {
        **{"id": clock_id, "kind": "step", "subject_id": clock_id, "due_at": due_at},
        **{"guard": "0", "attempts": 0, "error": ""},
    }
