"""What can be refused, and how the program says so.

An error is a stable code plus data; words for people are made once, at the edge, from the
catalogues (key `error.<code>`). `http_status` is the edge's business too, but belongs to the kind
of error.
"""

from __future__ import annotations

from typing import Any, ClassVar


class ComplaintError(Exception):
    """Superclass of everything the rules refuse. Never raised directly."""

    http_status: ClassVar[int] = 400

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


class NotFound(ComplaintError):
    """It does not exist, or the asker may not see it: from outside both look the same."""

    http_status = 404


class NotAllowed(ComplaintError):
    """The actor's role does not cover this."""

    http_status = 403


class WrongState(ComplaintError):
    """The complaint has moved on, so this move no longer fits."""

    http_status = 409


class Conflict(ComplaintError):
    """Somebody else was faster; `data` says who or what."""

    http_status = 409


class Invalid(ComplaintError):
    """What was given does not make sense; `data["field"]` names it."""

    http_status = 422


class Unavailable(ComplaintError):
    """Nothing can be read or written just now; nothing was changed, and it may work later."""

    http_status = 503
