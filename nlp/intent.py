"""Whether a message complains, or greets, thanks, asks or suggests.

The one mistake to avoid is to lose a complaint as a question: what might be one is "unsure".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from nlp.lexicon import Lexicon
from nlp.reading import Hit, Reading

#: Evidence that makes a complaint of a statement, of one with thanks or praise, of one where the
#: writer blames himself or forgives, of one that gives five stars, of a suggestion, of a question,
#: of one for leave ("可以抽烟吗"), of one for the way ("怎么挂失"), and of a favour without a word
#: that blames ("帮我把轮椅推到门口").
_STATEMENT: Final = 0.5
_FRIENDLY: Final = 0.9
_EXCUSED: Final = 2.5
_PRAISED: Final = 4.0
_SUGGESTION: Final = 1.5
_QUESTION: Final = 1.6
_MAY: Final = 2.0
_HOW: Final = 4.0
_FAVOUR: Final = 2.0
_WORD: Final = re.compile(r"\w")


class IntentJudge:
    """Tells complaints from what is answered at once."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the concepts from a lexicon."""
        self._accusing = lexicon.bit("accuse")
        self._asking = lexicon.bit("ask")
        self._how, self._may = lexicon.bit("how"), lexicon.bit("may", "inquire")
        self._inquiring = lexicon.bit("how", "inquire")
        self._suggesting = lexicon.bit("suggest")
        self._friendly = lexicon.bit("thank", "praise", "hearsay", "resolved")
        self._settled = lexicon.bit("resolved", "excuse")
        self._verdict = lexicon.bit("verdict")
        self._pleased = lexicon.bit("praise", "resolved")
        self._idle = lexicon.bit("greet", "acknowledge")
        self._greeting, self._complaining = lexicon.bit("greet"), lexicon.bit("complain")
        self._thank, self._excusing = lexicon.bit("thank"), lexicon.bit("excuse")
        self._well = lexicon.bit("resolved", "verdict")
        self._formerly = lexicon.bit("formerly")
        self._stop = lexicon.bit("stop")
        self._closing = lexicon.bit("thank", "acknowledge", "ask", "stop")
        self._favour = lexicon.bit("favour")
        self._blaming = lexicon.bit(
            "accuse", "negator", "contrast", "notyet", "complain", "duration", "bad", "fault"
        )

    def judge(
        self,
        reading: Reading,
        mask: int,
        told: float,
        asked: float,
        triggers: Sequence[Hit] = (),
    ) -> str:
        """Give complaint|greeting|thanks|question|suggestion|favour|unsure, by the lexicon alone.

        Args:
            reading: the message.
            mask: the concepts of what it says without courtesies.
            told: evidence of a complaint in its statements, from 0.
            asked: the same in its questions and suggestions.
            triggers: what grave was said.
        """
        is_asking = self._is_asking(mask)
        if triggers or self.is_declared(mask):
            return "complaint"
        if told + asked < _EXCUSED and self._ends_well(reading, mask):
            return "thanks"
        if told + asked < _FAVOUR and self._is_favour(reading):
            return "favour"
        if told >= (_QUESTION if is_asking else self._needed(mask)):
            return "complaint"
        if told + asked >= self._needed_of_question(mask):
            return "complaint"
        return "unsure" if told + asked >= _STATEMENT else self.harmless(reading, mask)

    def is_declared(self, mask: int) -> bool:
        """Tell whether somebody says that he complains, and does not ask how to."""
        is_complaining = bool(mask & self._complaining) and not mask & self._settled
        return is_complaining and not self._is_asking(mask)

    def _is_asking(self, mask: int) -> bool:
        return bool(mask & self._inquiring) and not mask & self._accusing

    def _is_favour(self, reading: Reading) -> bool:
        """Tell whether a message is of a favour, done or asked for, and blames nobody."""
        return bool(reading.mask & self._favour) and not reading.mask & self._blaming

    def _ends_well(self, reading: Reading, mask: int) -> bool:
        """Tell whether a message of one sentence ends with all being mended or praised.

        Plain praise is enough where the trouble was of former times, or only feared.
        """
        if mask & self._accusing or not mask & (self._well | self._formerly):
            return False
        clauses = [clause for clause in reading.clauses if clause.hits]
        while len(clauses) > 1 and not clauses[-1].mask & ~self._closing:
            clauses.pop()
        is_one = not any(clause.mask & self._stop for clause in reading.clauses[:-1])
        well = self._well | (self._pleased if reading.mask & self._formerly else 0)
        return is_one and bool(clauses) and bool(clauses[-1].mask & well)

    def _needed(self, mask: int) -> float:
        if mask & self._accusing:
            return _STATEMENT
        if mask & self._verdict:
            return _PRAISED
        if mask & self._excusing:
            return _EXCUSED
        return _FRIENDLY if mask & self._friendly else _STATEMENT

    def _needed_of_question(self, mask: int) -> float:
        if mask & self._accusing:
            return _STATEMENT
        if mask & self._suggesting:
            return _SUGGESTION
        if mask & self._how:
            return _HOW
        return _MAY if mask & self._may else _QUESTION

    def harmless(self, reading: Reading, mask: int) -> str:
        """Give greeting|thanks|question|suggestion, or unsure, for what complains of nothing."""
        if self._is_idle(reading):
            return (
                "greeting" if reading.mask & self._greeting or not mask & self._idle else "thanks"
            )
        if mask & self._accusing:
            return "unsure"
        if mask & self._asking:
            return "question"
        if mask & self._suggesting:
            return "suggestion"
        return "thanks" if mask & self._thank or self._is_praise(reading) else "unsure"

    def _is_praise(self, reading: Reading) -> bool:
        """Tell whether at least half of what is said is praise, or that all is settled."""
        clauses = [clause for clause in reading.clauses if clause.hits]
        pleased = sum(bool(clause.mask & self._pleased) for clause in clauses)
        return 2 * pleased >= len(clauses) > 0

    def _is_idle(self, reading: Reading) -> bool:
        """Tell whether nothing is said but hello or yes."""
        idle = sum(h.end - h.start for h in reading.hits() if h.entry.mask & self._idle)
        return idle >= len(_WORD.findall(reading.text))
