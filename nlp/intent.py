"""Whether a message complains, or greets, thanks, asks or suggests; a complaint is never lost as a question."""

from __future__ import annotations

import re
from typing import Final

from nlp.lexicon import Lexicon
from nlp.reading import Reading

#: Evidence that makes a complaint of a plain statement, of one with thanks or praise, and of a question.
_STATEMENT: Final = 0.5
_FRIENDLY: Final = 0.9
_SUGGESTION: Final = 1.0
_QUESTION: Final = 1.4
_WORD: Final = re.compile(r"\w")


class IntentJudge:
    """Tells complaints from what is answered at once."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the concepts from a lexicon."""
        self._accusing = lexicon.bit("accuse")
        self._asking = lexicon.bit("ask")
        self._suggesting = lexicon.bit("suggest")
        self._thankful = lexicon.bit("thank", "praise")
        self._praise = lexicon.bit("praise")
        self._idle = lexicon.bit("greet", "acknowledge")
        self._greeting, self._complaining = lexicon.bit("greet"), lexicon.bit("complain")
        self._thank = lexicon.bit("thank")

    def judge(self, reading: Reading, weight: float, *, has_trigger: bool) -> str:
        """Give complaint|greeting|thanks|question|suggestion|unsure.

        Args:
            reading: the message.
            weight: evidence of a complaint in it, from 0.
            has_trigger: whether something grave was said.
        """
        if has_trigger or reading.mask & self._complaining or weight >= self._needed(reading.mask):
            return "complaint"
        if weight >= _STATEMENT:
            return "unsure"
        return self._harmless(reading)

    def _needed(self, mask: int) -> float:
        if mask & self._accusing:
            return _STATEMENT
        if mask & self._asking:
            return _QUESTION
        if mask & self._suggesting:
            return _SUGGESTION
        return _FRIENDLY if mask & self._thankful else _STATEMENT

    def _harmless(self, reading: Reading) -> str:
        mask = reading.mask
        if self._is_idle(reading):
            return "greeting" if mask & self._greeting or not mask & self._idle else "thanks"
        if mask & self._accusing:
            return "unsure"
        if mask & self._asking:
            return "question"
        if mask & self._suggesting:
            return "suggestion"
        return "thanks" if mask & self._thank or self._is_praise(reading) else "unsure"

    def _is_praise(self, reading: Reading) -> bool:
        """Tell whether at least half of what is said is praise."""
        clauses = [clause for clause in reading.clauses if clause.hits]
        return 2 * sum(bool(clause.mask & self._praise) for clause in clauses) >= len(clauses) > 0

    def _is_idle(self, reading: Reading) -> bool:
        """Tell whether nothing is said but hello or yes."""
        idle = sum(h.end - h.start for h in reading.hits() if h.entry.mask & self._idle)
        return idle >= len(_WORD.findall(reading.text))
