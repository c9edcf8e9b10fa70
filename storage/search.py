"""Finds complaints by number, by words of the text, by the customer's name or contact.

Chinese has no spaces, so what is indexed are all pairs of neighbouring characters, and in words of
Latin letters and digits all triples. What has all of a search's pairs is then looked at closely.
The newest come first instead of the best: that is what officers expect, and it can stop early.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from storage.columns import clean
from storage.tables import complaint_words, complaints, customers

_NUMBER: Final = re.compile(r"[A-Z]{2}-[0-9]{6}-[0-9]{3,}")
_RUN: Final = re.compile(r"([a-z0-9]+)|([^\W_a-z0-9]+)")
_LATIN, _OTHER = 3, 2
#: What is typed beyond this is not looked for.
_TEXT_LIMIT: Final = 100


def grams(*texts: str) -> list[str]:
    """Cut texts into what is indexed, each once."""
    return sorted({gram for text in texts for gram in _cut(text.lower())})


def _cut(text: str) -> Iterator[str]:
    for run in _RUN.finditer(text):
        word, length = run[0], _LATIN if run[1] else _OTHER
        for start in range(len(word) - length + 1):
            yield word[start : start + length]


@dataclass(frozen=True)
class Search:
    """How a search narrows a query over `complaints` and `customers`.

    `ids` is the column to sort by, newest first; `source` is to be joined on it if there is one.
    """

    condition: sa.ColumnElement[bool]
    ids: sa.ColumnElement[int] = complaints.c.id
    source: sa.FromClause | None = None

    def narrow(self, query: sa.Select[Any]) -> sa.Select[Any]:
        """Leave what was searched for."""
        if self.source is not None:
            query = query.join(self.source, self.ids == complaints.c.id)
        return query.where(self.condition)


async def make_search(session: AsyncSession, text: str) -> Search:
    """Work out how to look for what somebody typed; every part of it must be found."""
    text = clean(text.strip()[:_TEXT_LIMIT])
    if _NUMBER.fullmatch(text.upper()):
        return Search(complaints.c.number == text.upper())
    is_there = sa.and_(*(_contains(part) for part in text.split()))
    wanted = grams(text)
    if not wanted:
        return Search(is_there)
    if session.get_bind().dialect.name == "sqlite":
        index = sa.table("complaint_words_fts", sa.column("rowid", sa.BigInteger))
        found = sa.text("complaint_words_fts MATCH :grams").bindparams(
            grams=" ".join(f'"{gram}"' for gram in wanted)
        )
        return Search(sa.and_(found, is_there), index.c.rowid, index)
    # A plan made for any search would be wrong for rare words.
    await session.execute(sa.text("SET LOCAL plan_cache_mode = force_custom_plan"))
    found = sa.text(f"{TSVECTOR} @@ CAST(:grams AS tsquery)").bindparams(
        grams=" & ".join(f"'{gram}'" for gram in wanted)
    )
    return Search(sa.and_(found, is_there), complaint_words.c.id, complaint_words)


#: The expression that PostgreSQL indexes; a query must write it the same way.
TSVECTOR: Final = "array_to_tsvector(string_to_array(complaint_words.words, ' '))"


def _contains(part: str) -> sa.ColumnElement[bool]:
    extra = sa.cast(complaints.c.extra, sa.Text)
    told = (complaints.c.text, complaints.c.number, complaints.c.object_ref, extra)
    places = (*told, customers.c.name, customers.c.contact)
    return sa.or_(*(place.icontains(part, autoescape=True) for place in places))
