"""What a message says without the greeting in front and the thanks at its end.

Politeness takes no complaint back: whoever closes with thanks like a letter says the same.
"""

from __future__ import annotations

from typing import Final

from nlp.lexicon import Lexicon
from nlp.reading import Clause, Reading

#: A polite clause may hold so many characters that no word of the lexicon explains: 谢谢|大家.
_UNEXPLAINED: Final = 2

Said = list[tuple[Clause, int]]


class Courtesy:
    """Takes courtesies off."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the concepts from a lexicon."""
        self._idle = lexicon.bit("greet", "acknowledge", "thank", "ask", "stop", "hearsay")

    def said(self, reading: Reading) -> Said:
        """Give the other clauses, each with the offset of its end; one clause at least."""
        clauses, text = reading.clauses, reading.text
        ends = [*(clause.start for clause in clauses[1:]), len(text)]
        first, last = 0, len(clauses) - 1
        while last and self._is_idle(text, clauses[last], ends[last]):
            last -= 1
        while first < last and self._is_idle(text, clauses[first], ends[first]):
            first += 1
        return list(zip(clauses[first : last + 1], ends[first : last + 1], strict=True))

    def _is_idle(self, text: str, clause: Clause, end: int) -> bool:
        written = sum(map(str.isalnum, text[clause.start : end]))
        if clause.mask & ~self._idle or not clause.hits:
            return not written
        explained = sum(hit.end - hit.start for hit in clause.hits)
        return written - explained <= _UNEXPLAINED


def concepts_of(said: Said) -> int:
    """Give the concepts of some clauses."""
    mask = 0
    for clause, _ in said:
        mask |= clause.mask
    return mask
