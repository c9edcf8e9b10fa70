"""What programs ask and are answered about internal complaints (R9)."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from complaints.internal_filing import LINE_LIMIT, TEXT_LIMIT
from complaints.internal_model import InternalState, Outcome, Side
from console.api.fields import Answer, Id, PageQuery, Request


class InternalBody(Request):
    """What somebody says under their own name. Nobody can be anonymous to their own token."""

    category: str = Field(max_length=32, description="A code of `[[internal.classes]]`.")
    text: str = Field(min_length=1, max_length=TEXT_LIMIT)
    person: str = Field(default="", max_length=LINE_LIMIT)
    department: str = Field(default="", max_length=32)
    demand: str = Field(default="", max_length=LINE_LIMIT)
    occurred: str = Field(default="", max_length=LINE_LIMIT)


class EnteredBody(InternalBody):
    """The same for somebody who has left."""

    complainant: str = Field(min_length=1, max_length=LINE_LIMIT)


class FactsBody(Request):
    """What was found out."""

    facts: str = Field(min_length=1, max_length=TEXT_LIMIT)


class ReportBody(Request):
    """To whom it was reported upward."""

    to: str = Field(min_length=1, max_length=TEXT_LIMIT)


class RulingBody(Request):
    """A decision, and what each side is told."""

    outcome: Outcome
    grounds: str = Field(min_length=1, max_length=TEXT_LIMIT)
    to_complainant: str = Field(min_length=1, max_length=TEXT_LIMIT)
    to_person: str = Field(default="", max_length=TEXT_LIMIT)


class TellBody(Request):
    """Which side without an account was told, and how."""

    side: Side
    via: str = Field(pattern="^(phone|visit|letter)$")


class WordsBody(Request):
    """Why the next level should look again."""

    words: str = Field(min_length=1, max_length=TEXT_LIMIT)


class SideWordsBody(WordsBody):
    """The same for a side without an account."""

    side: Side


class InternalsQuery(PageQuery):
    """Which of them are wanted."""

    open: bool | None = None


class InternalRowAnswer(Answer):
    """One line of the register."""

    number: str
    category: str
    filed_at: datetime
    state: InternalState
    level: int
    due_at: datetime
    is_kept: bool | None
    outcome: Outcome | None


class InternalsAnswer(Answer):
    """A page of the register."""

    items: list[InternalRowAnswer]
    next_cursor: str | None


class RulingAnswer(Answer):
    """One decision."""

    level: int
    outcome: Outcome
    grounds: str
    to_complainant: str
    to_person: str
    decided_by: Id
    decided_at: datetime
    is_final: bool
    complainant_told: str
    person_told: str
    review_by: Side | None
    review_words: str
    review_at: datetime | None


class InternalAnswer(Answer):
    """One internal complaint, for those who deal with it."""

    number: str
    category: str
    text: str
    filed_at: datetime
    due_at: datetime
    state: InternalState
    level: int
    is_anonymous: bool
    complainant_id: Id | None
    complainant: str
    person_id: Id | None
    person: str
    department: str
    demand: str
    occurred: str
    facts: str
    reported_to: str
    reported_at: datetime | None
    is_kept: bool | None
    decisions: list[RulingAnswer] = Field(default=[])


class FiledAnswer(Answer):
    """Where one's own now stands."""

    number: str
    state: InternalState


class OwnInternalAnswer(Answer):
    """What one of the two sides sees."""

    number: str
    side: Side
    state: InternalState
    filed_at: datetime
    told: str
    decided_at: datetime | None
    is_final: bool
    review_until: datetime | None


class OwnInternalsAnswer(Answer):
    """What the caller filed, and what was decided about them."""

    items: list[OwnInternalAnswer]


class ClassCountAnswer(Answer):
    """A line of the count."""

    category: str
    filed: int
    undecided: int
    upheld: int
    partly: int
    not_upheld: int
    late: int


class BookAnswer(Answer):
    """The register of a period, counted by class."""

    n: int
    counts: list[ClassCountAnswer]
    rows: list[InternalRowAnswer]
