"""The kinds of values that requests and answers are made of."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic import WithJsonSchema as JsonSchema

from complaints.list_reads import PAGE_LIMIT

_LARGEST = 2**63 - 1
_ID_SCHEMA = {"type": "string", "pattern": "^[0-9]{1,19}$", "examples": ["351904811843584001"]}


def read_id(value: Any) -> int:
    """Read an id out of a string of digits; raises ValueError."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and int(value) <= _LARGEST:
        return int(value)
    raise ValueError("is no id")


#: Ids are 63 bits wide, more than a number in JSON safely holds.
Id = Annotated[
    int, BeforeValidator(read_id), PlainSerializer(str, return_type=str), JsonSchema(_ID_SCHEMA)
]

#: A business day; periods include their first and their last.
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]


class Answer(BaseModel):
    """Superclass of everything that is answered; made from read models and rows by their names."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Request(BaseModel):
    """Superclass of everything that is asked for; what it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageQuery(Request):
    """Which page of a list is wanted."""

    cursor: str | None = Field(default=None, description="`next_cursor` of the page before.")
    limit: int = Field(default=50, ge=1, le=PAGE_LIMIT)
