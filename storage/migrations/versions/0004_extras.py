"""What else a complaint brings along, files of notes, and both in search."""

import sqlalchemy as sa
from alembic import op

import storage.columns
from storage import search_index

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; index every complaint again, now by its object, too."""
    op.add_column(
        "complaints",
        sa.Column("extra", storage.columns.CleanJson(), server_default="{}", nullable=False),
    )
    with op.batch_alter_table("attachments") as batch:
        batch.add_column(sa.Column("note_id", sa.BigInteger(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_attachments_note_id"),
            "notes",
            ["note_id"],
            ["id"],
            initially="DEFERRED",
            deferrable=True,
        )
    op.execute("DELETE FROM complaint_words")
    search_index.fill(op.get_bind())
