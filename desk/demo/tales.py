"""What is told in the demonstration, read from `tales.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).parent / "tales.toml"


@dataclass(frozen=True)
class Tale:
    """One complaint and the house's answer.

    `kind` says how it goes on: "" as usual, remedy, major, invalid, withdrawn. `asked` is what the
    people who repair things are asked, "" for nothing, and `answer` what they say; `amount` is in
    yuan. `channel`, `name` and `contact` are those of a complaint that staff take down.
    """

    text: str
    reply: str = ""
    result: str = ""
    place: str = ""
    kind: str = ""
    asked: str = ""
    answer: str = ""
    amount: int = 0
    facts: str = ""
    explanation: str = ""
    channel: str = ""
    name: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Report:
    """What is done about a major complaint, and how the report on it reads (R28)."""

    measure: str
    done: str
    facts: str
    cause: str
    improvement: str


@dataclass(frozen=True)
class Tales:
    """All of them: in the chat, taken down by staff, and what is no complaint."""

    report: Report
    complaints: tuple[Tale, ...]
    spoken: tuple[Tale, ...]
    asides: tuple[Tale, ...]


def read_tales() -> Tales:
    """Read the file."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Tales(
        report=Report(**told["report"]),
        **{
            name: tuple(Tale(**entry) for entry in told[name])
            for name in ("complaints", "spoken", "asides")
        },
    )
