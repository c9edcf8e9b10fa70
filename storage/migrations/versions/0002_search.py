"""Words by which complaints are found, and the index over them."""

import sqlalchemy as sa
from alembic import op

import storage.columns
from storage import search_index

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its index; the newest migration that changes it fills both."""
    op.create_table(
        "complaint_words",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("words", storage.columns.CleanText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"],
            ["complaints.id"],
            name=op.f("fk_complaint_words_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_words")),
    )
    for statement in search_index.statements(op.get_bind().dialect.name):
        op.execute(statement)
