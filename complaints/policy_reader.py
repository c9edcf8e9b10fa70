"""Reads TOML tables carefully: every value is checked, every problem kept with its key path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final, TypeVar

from complaints.policy_clocks import Span, Unit

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)

#: (key path, reason).
Problems = list[tuple[str, str]]

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
_ANY_SPAN: Final = Span(1, Unit.DAYS)
_KINDS: Final = {str: "text", int: "a whole number", bool: "true or false", list: "a list"}


class Table:
    """One table of a policy file.

    What is wrong is remembered instead of raised, so that everything is told at once; what nobody
    asked for is told by `finish`.
    """

    def __init__(self, values: Mapping[str, Any], problems: Problems, path: str = "") -> None:
        self.values, self.problems, self._path = values, problems, path
        self._seen: set[str] = set()
        self._opened: dict[str, Table] = {}

    def path(self, key: str) -> str:
        """Return the whole path of a key."""
        return f"{self._path}.{key}" if self._path else key

    def wrong(self, key: str, reason: str) -> None:
        """Remember a problem."""
        self.problems.append((self.path(key), reason))

    def get(self, key: str, kind: type[T], default: T) -> T:
        """Return a value of a kind; the default when it is missing or of another kind."""
        self._seen.add(key)
        value = self.values.get(key, default)
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        self.wrong(key, f"must be {_KINDS.get(kind, 'a table')}, is {value!r}")
        return default

    def text(self, key: str, default: str = "") -> str:
        """Return a text."""
        return self.get(key, str, default).strip()

    def needed(self, key: str) -> str:
        """Return a text that must be there."""
        value = self.text(key)
        if not value and (self.path(key) not in {path for path, _ in self.problems}):
            self.wrong(key, "is missing")
        return value

    def count(self, key: str, default: int, most: int = 365, least: int = 0) -> int:
        """Return a whole number from `least` to `most`."""
        value = self.get(key, int, default)
        if not least <= value <= most:
            self.wrong(key, f"must be between {least} and {most}, is {value}")
        return value

    def span(self, key: str, default: str) -> Span:
        """Return a span."""
        return self._span(key, self.text(key, default))

    def find_span(self, key: str, default: str) -> Span | None:
        """Return a span, None when it says "off"."""
        value = self.text(key, default)
        return None if value == "off" else self._span(key, value)

    def _span(self, key: str, value: str) -> Span:
        span = Span.parse(value)
        if span is None:
            self.wrong(key, f"{value!r} is no span such as '30 min', '24 h', '3 d' or '2 wd'")
        return span or _ANY_SPAN

    def word(self, key: str, words: type[Word], default: Word) -> Word:
        """Return one of the words of an enum."""
        value = self.text(key, default)
        return words(value) if self._is_one(key, value, list(words)) else default

    def words(self, key: str, words: type[Word], *default: Word) -> frozenset[Word]:
        """Return a set of words of an enum."""
        return frozenset(
            words(value)
            for index, value in enumerate(self.get(key, list, list(default)))
            if self._is_one(f"{key}[{index}]", value, list(words))
        )

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.get(key, list, [])
        for index, value in enumerate(values):
            if not isinstance(value, str) or not value.strip():
                self.wrong(f"{key}[{index}]", f"must be text, is {value!r}")
        return tuple(value.strip() for value in values if isinstance(value, str))

    def _is_one(self, key: str, value: Any, known: list[Any]) -> bool:
        if value in known:
            return True
        self.wrong(key, f"{value!r} is not one of {', '.join(known)}")
        return False

    def keys_of(self, words: type[Word]) -> Iterator[Word]:
        """Yield the keys of this table, which must be words of an enum."""
        for name in self.values:
            self._seen.add(name)
            if self._is_one(name, name, list(words)):
                yield words(name)

    def code(self, key: str = "code") -> str:
        """Return a code: what is written into addresses and rows."""
        value = self.text(key)
        if _CODE.fullmatch(value) is None:
            self.wrong(key, "must be 1 to 32 letters, digits, - or _")
        return value

    def table(self, key: str) -> Table:
        """Return a table inside this one; an empty one when it is missing."""
        if key not in self._opened:
            self._open(self.get(key, dict, {}), key)
        return self._opened[key]

    def rows(self, key: str, default: Sequence[Mapping[str, Any]] = ()) -> list[Table]:
        """Return the tables of a list, whose codes must differ."""
        rows = []
        codes: set[str] = set()
        for index, row in enumerate(self.get(key, list, list(default))):
            here = f"{key}[{index}]"
            if not isinstance(row, Mapping):
                self.wrong(here, f"must be a table, is {row!r}")
                continue
            rows.append(self._open(row, here))
            code = row.get("code")
            if isinstance(code, str) and code in codes:
                self.wrong(f"{here}.code", f"{code!r} stands twice")
            codes.add(str(code))
        return rows

    def _open(self, values: Mapping[str, Any], key: str) -> Table:
        table = self._opened[key] = Table(values, self.problems, self.path(key))
        return table

    def finish(self) -> None:
        """Tell of every key that means nothing, and of the one that was perhaps meant."""
        for key in self.values.keys() - self._seen:
            near = get_close_matches(key, self._seen, n=1)
            hint = f"; did you mean {str(near[0])!r}?" if near else ""
            self.wrong(key, f"is not a setting of a policy{hint}")
        for table in self._opened.values():
            table.finish()
