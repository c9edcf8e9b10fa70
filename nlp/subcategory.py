"""The finer class of a complaint (R12), by the words and concepts that its trade names for it."""

from __future__ import annotations

from collections import Counter
from typing import Final

import ahocorasick

from nlp.lexicon import Lexicon, Subcategory
from nlp.reading import Reading
from nlp.scoring import Evidence

#: What a concept counts, where a word of the sub-category counts 1.
_CONCEPT: Final = 0.6


class SubcategoryJudge:
    """Chooses among the sub-categories of a trade."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take them from a lexicon; a lexicon without a trade has none."""
        self._of: dict[int, list[Subcategory]] = {}
        speakers: dict[str, list[Subcategory]] = {}
        for subcategory in lexicon.subcategories:
            self._of.setdefault(subcategory.category, []).append(subcategory)
            for word in subcategory.words:
                speakers.setdefault(word, []).append(subcategory)
        self._automaton = ahocorasick.Automaton()
        for word, subcategories in speakers.items():
            self._automaton.add_word(word, subcategories)
        self._automaton.make_automaton()

    def judge(self, reading: Reading, evidence: Evidence, category: int) -> str:
        """Give the code that the clauses of this class speak for most, "" if they do for none.

        A class with one sub-category needs no words.
        """
        known = self._of.get(category, [])
        if len(known) < 2:
            return known[0].code if known else ""
        votes: Counter[str] = Counter()
        for clause, of in evidence.complaining:
            if of == category:
                start, end = clause.start, clause.hits[-1].end
                votes += self._spoken(reading.text[start:end], category)
                votes += Counter({s.code: _CONCEPT for s in known if clause.mask & s.mask})
        return max(votes, key=votes.__getitem__) if votes else ""

    def _spoken(self, text: str, category: int) -> Counter[str]:
        """Count the words for each sub-category; of words that end together, only the longest."""
        votes: Counter[str] = Counter()
        if self._automaton.kind != ahocorasick.AHOCORASICK:
            return votes
        taken = -1
        for last, subcategories in self._automaton.iter(text):
            if last != taken:
                taken = last
                votes.update({s.code: 1 for s in subcategories if s.category == category})
        return votes
