"""What comes in by a form, read without trusting any of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from aiohttp import web
from multidict import MultiMapping

from complaints.errors import Invalid, NotFound
from complaints.evidence import GivenFile
from console.uploads import UploadedFile, clean

E = TypeVar("E", bound=StrEnum)

#: Ids are 63 bits, which are at most 19 digits.
_LONGEST_ID = 19
_LARGEST_ID = 2**63 - 1
#: Days beyond these are slips of the finger, and too far out to calculate with.
_YEARS = range(2000, 2200)


class Form:
    """The fields of a submitted form or of a query; a missing one is ""."""

    def __init__(
        self,
        fields: MultiMapping[Any] | Mapping[str, object],
        files: Sequence[UploadedFile] = (),
    ) -> None:
        self._fields = fields
        #: What was sent along; the file store has them.
        self.files = [GivenFile(**file.model_dump()) for file in files]

    def raw(self, name: str) -> str:
        """Return what was typed, spaces and all: a password."""
        value = self._fields.get(name, "")
        return clean(value) if isinstance(value, str) else ""

    def text(self, name: str) -> str:
        """Return what was typed, with the newlines that everybody else uses."""
        return self.raw(name).replace("\r\n", "\n").strip()

    def moment(self, name: str, zone: ZoneInfo) -> datetime:
        """Return a moment that was typed as date and time of the business zone.

        Raises:
            Invalid: no date and time.
        """
        try:
            local = datetime.fromisoformat(self.text(name))
        except ValueError as error:
            raise Invalid("not_a_day", field=name) from error
        if local.year not in _YEARS:
            raise Invalid("not_a_day", field=name)
        return local.replace(tzinfo=zone).astimezone(UTC)

    def find_choice(self, name: str, choices: type[E]) -> E | None:
        """Return what was chosen, None for nothing or for what does not exist."""
        value = self.text(name)
        return next((choice for choice in choices if choice.value == value), None)

    def choice(self, name: str, choices: type[E]) -> E:
        """Return what was chosen.

        Raises:
            Invalid: nothing, or something that does not exist.
        """
        found = self.find_choice(name, choices)
        if found is None:
            raise Invalid("unknown_choice", field=name)
        return found

    def find_id(self, name: str) -> int | None:
        """Return an id, None when there is none."""
        value = self.text(name)
        is_number = value.isascii() and value.isdigit() and len(value) <= _LONGEST_ID
        return int(value) if is_number and int(value) <= _LARGEST_ID else None

    def find_day(self, name: str) -> date | None:
        """Return a day such as 2026-03-11, None for anything else and for other centuries."""
        try:
            day = date.fromisoformat(self.text(name))
        except ValueError:
            return None
        return day if day.year in _YEARS else None

    def ids(self, name: str) -> Sequence[int]:
        """Return the ids of all ticked boxes of one name."""
        forms = [Form({name: value}) for value in self.all(name)]
        return [found for form in forms if (found := form.find_id(name)) is not None]

    def all(self, name: str) -> Sequence[str]:
        """Return what stands in all fields of one name."""
        values = self._fields.getall(name, []) if hasattr(self._fields, "getall") else []
        return [Form({name: value}).text(name) for value in values]

    def texts(self) -> dict[str, str]:
        """Return every field that was typed."""
        return {name: self.text(name) for name in self._fields}


def path_id(request: web.Request, name: str) -> int:
    """Return an id from the address, whose pattern allows up to 19 digits only.

    Raises:
        NotFound: no row can have it.
    """
    found = int(request.match_info[name])
    if found > _LARGEST_ID:
        raise NotFound("not_found")
    return found
