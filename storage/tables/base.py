"""The metadata that all tables share, and the columns that they are made of.

Foreign keys are checked at the commit, so that rows of one transaction may be written in any
order.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from storage.columns import CleanJson, CleanText, Instant

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def identity() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False)


def ref(name: str, target: str, *, required: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")
    return sa.Column(name, sa.BigInteger, key, nullable=not required)


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, CleanText, nullable=False, default="")


def at(name: str, *, required: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Instant, nullable=not required)


def json(name: str) -> sa.Column[Any]:
    return sa.Column(name, CleanJson, nullable=False)


def flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def integer(name: str, **options: Any) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, **options)
