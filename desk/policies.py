"""The policy of the house: read from the file it starts by, then from its editions."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from complaints.edition_ports import EditionKind
from complaints.house import House
from complaints.policy import Policy, PolicyError
from complaints.policy_file import read_policy
from desk.calendars import ChineseWorkdays
from desk.editions import Subject, Unreadable


def load_policy(path: Path, zone: ZoneInfo) -> Policy:
    """Read the policy file, by which a house starts.

    Raises:
        PolicyError: with every key that is wrong.
    """
    return _read(path.read_text(encoding="utf-8"), zone)


def policy_subject(path: Path, zone: ZoneInfo, house: House) -> Subject:
    """Let the policy of a house follow its editions; the file is where they start."""

    def read(text: str) -> Policy:
        try:
            return _read(text, zone)
        except PolicyError as error:
            raise Unreadable(error.problems) from error

    def use(policy: Policy) -> None:
        house.policy = policy

    start = partial(path.read_text, encoding="utf-8")
    return Subject(EditionKind.POLICY, path.stem, start, read, use, number=0)


#: The emergency cards that every trade has.
COMMON: Final = Path(__file__).resolve().parent.parent / "policies" / "common" / "cards.toml"


def _read(text: str, zone: ZoneInfo) -> Policy:
    common = COMMON.read_text(encoding="utf-8")
    return read_policy(text, zone=zone, workdays=ChineseWorkdays(), common=common)
