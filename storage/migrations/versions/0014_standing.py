"""Customers who are received specially (R15)."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody is marked."""
    standing = sa.Enum("vip", "notable", name="standing", native_enum=False, length=32)
    op.add_column("customers", sa.Column("standing", standing, nullable=True))
