"""Editions of policy and lexicon, which nobody can rewrite."""

import sqlalchemy as sa
from alembic import op

import storage.columns
from storage import append_only

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "editions",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("policy", "lexicon", name="editionkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", storage.columns.CleanText(), nullable=False),
        sa.Column("version", sa.String(length=12), nullable=False),
        sa.Column("valid_from", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("at", storage.columns.Instant(timezone=True), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("note", storage.columns.CleanText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officers.id"],
            name=op.f("fk_editions_officer_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("kind", "name", "number", name=op.f("uq_editions_kind_name_number")),
    )
    for statement in append_only.fix(op.get_bind().dialect.name, "editions"):
        op.execute(statement)
