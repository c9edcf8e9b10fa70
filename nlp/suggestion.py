"""Words that corrections speak for: whatever people keep saying where the lexicon was wrong (R11).

A word is worth proposing when the texts it stands in are nearly all of one class, and it stands in
texts of that class that the lexicon gets wrong. It must stand in more than one text, and in more
than one that was corrected, or it might be a name or a whim.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import sqrt
from typing import Final

import ahocorasick

from nlp.classify import Classifier
from nlp.lexicon import CATEGORIES
from nlp.normalize import normalize

#: Texts a word must have mended, and the share of all its texts that must be of its class.
_LEAST: Final = 2
_PRECISION: Final = 0.8
_LONGEST: Final = 8
_NEIGHBOURS: Final = 3
_WORD: Final = re.compile(r"[\u4e00-\u9fff]{2,}|[a-z]{3,}")
#: 95 % certainty.
_Z: Final = 1.96


@dataclass(frozen=True)
class Decided:
    """A text and its class; `by_person`: somebody chose or confirmed it, so it can teach."""

    text: str
    category: str
    by_person: bool


@dataclass(frozen=True)
class Suggestion:
    """A word for a class.

    It stands in `n` texts, a share `precision` of them of this class; that is a share `coverage`
    of all texts of the class. `mends` of them are answered wrongly now and mended by no better
    suggestion.
    """

    word: str
    category: str
    n: int
    precision: float
    coverage: float
    mends: int

    @property
    def certainty(self) -> float:
        """The precision that `n` texts vouch for (the lower end of Wilson's interval)."""
        n, p, z2 = self.n, self.precision, _Z * _Z
        return (p + z2 / (2 * n) - _Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)


def suggest(
    classifier: Classifier, texts: Iterable[Decided], *, limit: int = 50
) -> list[Suggestion]:
    """Propose words, the surest gain first.

    Args:
        classifier: the one in use; what it answers rightly needs no word.
        texts: the latest complaints with the class each has now; the same text counts once.
        limit: how many words at most.
    """
    decided = _distinct(texts)
    mending: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for index, (text, category, by_person) in enumerate(decided):
        if not by_person or classifier.judge(text).category == category:
            continue
        for word in _candidates(classifier.cut(text)):
            mending[word, category].add(index)
    wanted = {key: indexes for key, indexes in mending.items() if len(indexes) >= _LEAST}
    if not wanted:
        return []
    classes = Counter(category for _, category, _ in decided)
    found_in = _found_in({word for word, _ in wanted}, decided)
    made = []
    for (word, category), indexes in wanted.items():
        n, right = found_in[word].total(), found_in[word][category]
        if right / n >= _PRECISION:
            coverage = right / classes[category]
            made.append((Suggestion(word, category, n, right / n, coverage, 0), indexes))
    made.sort(key=lambda one: (-len(one[1]) * one[0].certainty, -len(one[0].word), one[0].word))
    return list(islice(_worthwhile(made), limit))


def _worthwhile(made: Iterable[tuple[Suggestion, set[int]]]) -> Iterator[Suggestion]:
    """Leave out words that mend hardly more than the better ones before them do."""
    mended: set[int] = set()
    for suggestion, indexes in made:
        left = indexes - mended
        if len(left) >= _LEAST:
            mended |= left
            yield replace(suggestion, mends=len(left))


def _distinct(texts: Iterable[Decided]) -> list[tuple[str, str, bool]]:
    """Even texts out and take each once; the latest, which comes first, decides."""
    seen: dict[str, tuple[str, str, bool]] = {}
    for decided in texts:
        text = normalize(decided.text).text
        if decided.category in CATEGORIES:
            seen.setdefault(text, (text, decided.category, decided.by_person))
    return list(seen.values())


def _candidates(tokens: Sequence[str]) -> Iterator[str]:
    """Give the words of a text, and neighbours that may belong together (刷 脸 机)."""
    for start in range(len(tokens)):
        word = ""
        for token in tokens[start : start + _NEIGHBOURS]:
            word += token
            if len(word) <= _LONGEST and _WORD.fullmatch(word):
                yield word


def _found_in(
    words: Iterable[str], decided: Sequence[tuple[str, str, bool]]
) -> dict[str, Counter[str]]:
    """Count for each word the texts it stands in, by their class: one pass over each text."""
    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, word)
    automaton.make_automaton()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text, category, _ in decided:
        for word in {word for _, word in automaton.iter(text)}:
            counts[word][category] += 1
    return counts
