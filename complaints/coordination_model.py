"""What departments are asked in a complaint (协调, R20), and what came of it.

Plain dataclasses; `storage/mapping.py` maps them onto tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from complaints.model import ComplaintId, OfficerId


class RequestState(StrEnum):
    """Whose turn it is; changed only through `coordination_moves`.

    Of the department (asked), of whoever asked (questioned), of the department's head (answered);
    then it is over.
    """

    ASKED = "asked"
    QUESTIONED = "questioned"
    ANSWERED = "answered"
    SIGNED = "signed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


#: Somebody still owes something.
OPEN: Final = frozenset({RequestState.ASKED, RequestState.QUESTIONED, RequestState.ANSWERED})
#: The department has to do with the complaint, and may read it: while it works and once it has
#: answered, but not what it declined or was let off.
READING: Final = OPEN | {RequestState.SIGNED}


class RequestMove(StrEnum):
    """Everything that can happen to a request; ASK begins it, ACCEPT says who works on it."""

    ASK = "ask"
    ACCEPT = "accept"
    QUESTION = "question"
    EXPLAIN = "explain"
    ANSWER = "answer"
    DECLINE = "decline"
    SIGN = "sign"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"


@dataclass(kw_only=True, eq=False)
class CoordinationRequest:
    """Something that a department is asked, until its head has signed the answer.

    `text` is what it was asked, `answer` what it said last; both are internal. `handler_id` is who
    works on it in the department; `revision` counts the moves, so that nobody acts on what has
    changed meanwhile. The words of every step stand in `RequestStep`.
    """

    id: int
    complaint_id: ComplaintId
    episode: int
    department: str
    text: str
    asked_by: OfficerId
    asked_at: datetime
    state: RequestState = RequestState.ASKED
    handler_id: OfficerId | None = None
    answer: str = ""
    answered_by: OfficerId | None = None
    answered_at: datetime | None = None
    signed_by: OfficerId | None = None
    signed_at: datetime | None = None
    revision: int = 1
    version: int = 1


@dataclass(kw_only=True, eq=False)
class RequestStep:
    """One step of a request with its words; never changed."""

    id: int
    request_id: int
    complaint_id: ComplaintId
    at: datetime
    move: RequestMove
    officer_id: OfficerId | None = None
    words: str = ""
