"""What the customer's words tell, and which complaints are on one matter."""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index of matters and its columns; earlier complaints are not looked at again."""
    op.create_table(
        "matter_words",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("complaint_id", sa.BigInteger(), nullable=False),
        sa.Column("matter_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.BigInteger()),
        sa.Column("at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name="fk_matter_words_complaint_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("key", "complaint_id", name="pk_matter_words"),
        sqlite_with_rowid=False,
    )
    for column in (
        sa.Column("occurred_at", storage.columns.Instant(timezone=True)),
        sa.Column("is_late", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("from_words", storage.columns.CleanJson(), nullable=False, server_default="[]"),
        sa.Column("matter_id", sa.BigInteger()),
        sa.Column("merged_into_id", sa.BigInteger()),
    ):
        op.add_column("complaints", column)
    for name in ("matter_id", "merged_into_id"):
        has_value = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            f"ix_complaints_{name}",
            "complaints",
            [name, "id"],
            sqlite_where=has_value,
            postgresql_where=has_value,
        )
