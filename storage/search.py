"""Finds complaints by their number or by words of their text."""

from __future__ import annotations

import re
from typing import Final

import sqlalchemy as sa

from storage.columns import clean
from storage.tables import complaints

_NUMBER: Final = re.compile(r"[A-Z]{2}-\d{6}-\d{3,}")


def matches(text: str) -> sa.ColumnElement[bool]:
    """Make the condition on `complaints` for what somebody typed into the search box."""
    text = clean(text.strip())
    if _NUMBER.fullmatch(text.upper()):
        return complaints.c.number == text.upper()
    return sa.or_(
        complaints.c.text.contains(text, autoescape=True),
        complaints.c.number.contains(text.upper(), autoescape=True),
    )
