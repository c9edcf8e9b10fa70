"""What every use case needs to know about the house it works for."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.policy import Policy
from complaints.ports import TimeSource, Tokens, Words
from complaints.triage import Triage


@dataclass
class House:
    """The policy in force, the classifier, the catalogues, the time, and a source of tokens.

    `desk` replaces `policy` and `triage` when a new version is published; running complaints keep
    the promises they were given. `public_url` has no slash at its end.
    """

    policy: Policy
    triage: Triage
    words: Words
    now: TimeSource
    token: Tokens
    public_url: str
