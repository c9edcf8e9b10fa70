"""The finer class of a complaint (R12), by the concepts that the lexicon of its trade names."""

from __future__ import annotations

from typing import Final

from nlp.lexicon import Lexicon
from nlp.scoring import Evidence

#: What a word counts that only points to a sub-category.
_POINTER: Final = 0.5


class SubcategoryJudge:
    """Chooses among the sub-categories of a trade."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take them from a lexicon; a lexicon without a trade has none."""
        self._subcategories = lexicon.subcategories

    def judge(self, evidence: Evidence, category: int) -> str:
        """Give the code that the clauses of this class speak for most, "" if they do for none."""
        votes: dict[str, float] = {}
        for subcategory in self._subcategories:
            if subcategory.category != category:
                continue
            for clause, of in evidence.complaining:
                if of == category and clause.mask & subcategory.mask:
                    votes[subcategory.code] = votes.get(subcategory.code, 0.0) + sum(
                        max(_POINTER, hit.weights[category], hit.entry.lean[category])
                        for hit in clause.hits
                        if hit.entry.mask & subcategory.mask
                    )
        return max(votes, key=votes.__getitem__) if votes else ""
