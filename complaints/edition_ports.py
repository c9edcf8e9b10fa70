"""Editions: the dated texts by which a house runs, and where they are kept.

A house has one text of each kind under each name: the policy `lobby`, the lexicon `house`. The
files in the repository are only where it starts. What is published is an edition, numbered from 1
in its series, and never changed afterwards; the one in force at an instant is the newest that was
valid from then or before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from complaints.model import OfficerId

#: Which series an edition belongs to: its kind and name.
Series = tuple["EditionKind", str]


class EditionKind(StrEnum):
    """What a text decides. Each is also the right one needs to publish it."""

    POLICY = "policy"
    LEXICON = "lexicon"


@dataclass(eq=False)
class Edition:
    """One published text. `officer_id` is None for the command line."""

    id: int
    kind: EditionKind
    name: str
    number: int
    text: str
    version: str
    valid_from: datetime
    at: datetime
    officer_id: OfficerId | None = None
    note: str = ""


@dataclass(frozen=True)
class Draft:
    """A text that makes sense as an edition of a series. Only `Editing.check` makes one."""

    kind: EditionKind
    name: str
    text: str


@dataclass(eq=False)
class WorkingCopy:
    """What is being prepared as the next edition of a series: one for the whole house.

    `based_on` is the number of the edition it began from, 0 for the starting pack; the officer is
    whoever changed it last.
    """

    kind: EditionKind
    name: str
    text: str
    based_on: int
    officer_id: OfficerId
    at: datetime


def version_of(text: str) -> str:
    """Name a text by its content: twelve hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class EditionStore(Protocol):
    """Where editions are kept."""

    async def newest(self, kind: EditionKind, name: str) -> Edition | None:
        """Find the one with the highest number, in force or not yet."""
        ...

    async def get(self, kind: EditionKind, name: str, number: int) -> Edition:
        """Load one; raises NotFound."""
        ...

    async def history(self, kind: EditionKind, name: str, limit: int = 50) -> Sequence[Edition]:
        """List a series, newest first."""
        ...

    async def in_force(self, at: datetime) -> Mapping[Series, int]:
        """Give the number in force of every series that has one."""
        ...

    async def add(self, edition: Edition) -> bool:
        """Keep a new one; False, and nothing kept, if its number has just been taken."""
        ...

    async def working_copy(
        self, kind: EditionKind, name: str, *, lock: bool = False
    ) -> WorkingCopy | None:
        """Find what is being prepared; with `lock` nobody else changes it in this unit of work."""
        ...

    async def keep_working_copy(self, copy: WorkingCopy) -> None:
        """Keep what is being prepared in place of what was."""
        ...

    async def drop_working_copy(self, kind: EditionKind, name: str) -> None:
        """Forget what was being prepared."""
        ...


class EditionReading(Protocol):
    """Opens the store for reading."""

    def __call__(self) -> AbstractAsyncContextManager[EditionStore]:
        """Open it for the length of a block."""
        ...


class Editing(Protocol):
    """The process's own view of its editions. `desk.editions.Editions` is one."""

    async def check(self, kind: EditionKind, name: str, text: str) -> Draft:
        """Read a text as an edition would be read, and throw the result away.

        Raises:
            Invalid: `edition_refused`; its `problems` are (key path, reason), all at once.
        """
        ...

    def name_of(self, kind: EditionKind) -> str:
        """Return the name of the series that this process follows."""
        ...

    def starting_text(self, kind: EditionKind) -> str:
        """Return what this process runs by until something is published."""
        ...

    async def reload(self) -> None:
        """Bring this process to the editions in force, now and not within a second."""
        ...
