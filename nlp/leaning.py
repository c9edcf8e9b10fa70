"""Where the hints of a message lean: to a class, to no complaint at all, to something grave.

What is grave stays so whatever is said afterwards: it is weighed up to the end of each sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from operator import add
from typing import Final, NamedTuple

from nlp.courtesy import Said
from nlp.lexicon import KINDS, Lexicon

#: Fewer hints than one for so many letters are none.
_SPARSE: Final = 8
#: Keeps what stood apart from becoming neighbours.
_GAP: Final = " "


class Leaning(NamedTuple):
    """Logarithms of odds: of each of `KINDS`, and of each grave reason against none.

    There are no reasons for what begins in another language.
    """

    kinds: Sequence[float]
    reasons: Mapping[str, float]


#: Of a message that is hardly Chinese the hints know nothing: then the lexicon decides alone.
SILENT: Final = Leaning((0.0, 0.0, 0.0, 0.0, 0.5, -inf), {})


class LeaningJudge:
    """Adds up the hints of messages."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take hints and concepts from a lexicon."""
        self._hints = lexicon.hints
        self._reasons = lexicon.hints.kinds[len(KINDS) :]
        self._stop = lexicon.bit("stop")

    def judge(self, text: str, said: Said) -> Leaning:
        """Weigh a message; gives `SILENT` for one that is hardly Chinese.

        Args:
            text: the message, normalised.
            said: its clauses without courtesies.
        """
        weights = self._hints.start
        gravest: list[float] = []
        count = letters = 0
        is_foreign = False
        for sentence in self.sentences(text, said):
            more, n = self._hints.weigh(sentence)
            count, letters = count + n, letters + sum(map(str.isalpha, sentence))
            weights = list(map(add, weights, more))
            graves = weights[len(KINDS) :]
            gravest = list(map(max, gravest, graves)) if gravest else graves
            is_foreign = is_foreign or _SPARSE * count <= letters
        if _SPARSE * count <= letters:
            return SILENT
        reasons = {} if is_foreign else dict(zip(self._reasons, gravest, strict=True))
        return Leaning(weights[: len(KINDS)], reasons)

    def sentences(self, text: str, said: Said) -> Iterator[str]:
        """Give the sentences of what a message says, without what it denies: 不是[很干净]."""
        sentence = ""
        for clause, end in said:
            begin = clause.start
            for hit in clause.hits:
                if hit.is_denied:
                    sentence += text[begin : hit.start] + _GAP
                    begin = max(begin, hit.end)
            sentence += text[begin:end]
            if clause.mask & self._stop and clause is not said[-1][0]:
                yield sentence
                sentence = ""
        yield sentence
