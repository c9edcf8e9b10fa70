"""What two policies say differently, setting by setting: for whoever is about to publish one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """A setting that differs; None where a text does not name it, so that the default holds."""

    path: str
    before: str | None
    after: str | None


def changes(before: str, after: str) -> list[Change]:
    """List the settings that two readable policy texts give differently, by key path."""
    old, new = _settings(before), _settings(after)
    return [
        Change(path, old.get(path), new.get(path))
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path)
    ]


def _settings(text: str) -> dict[str, str]:
    return dict(_flat(tomllib.loads(text), ""))


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield each setting with its path; rows of a list of tables are named by their codes."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(row, Mapping) for row in value):
        for index, row in enumerate(value):
            name = row.get("code", index) if isinstance(row, Mapping) else index
            yield from _flat(row, f"{path}[{name}]")
    else:
        yield path, _written(value)


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_written(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
