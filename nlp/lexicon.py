"""What the words of a lexicon say, in the form that finds and weighs them fast.

The words themselves are data, in `nlp/lexicon/*.toml`; `lexicon_files` reads and checks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from nlp.hints import Hints

CATEGORIES: Final = ("service", "business", "facility", "hygiene", "other")
LEVELS: Final = ("serious", "major")
#: What hints speak for first of all: the classes, and that nothing is complained of.
KINDS: Final = (*CATEGORIES, "harmless")

NO_HINTS: Final = Hints(KINDS, [0.0] * len(KINDS), {})
#: Concept of a word that a house finds not grave: hints are not asked beside it.
SPARED: Final = "spared"

Weights = tuple[float, float, float, float, float]
NO_WEIGHT: Final[Weights] = (0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Entry:
    """All that a word says; the words of one table row share it.

    `mask` has a bit for every concept and for what the word does. `weights` is the evidence of a
    complaint (of praise: when negated), `lean` what a topic adds where there is such evidence.
    `reason` and `level` make a case grave, beside one of the concepts `needs` if there are any.
    `whole`: only where it is a word of its own; `last`: only before punctuation or the end.
    """

    mask: int
    weights: Weights = NO_WEIGHT
    lean: Weights = NO_WEIGHT
    reason: str = ""
    level: str = ""
    needs: int = 0
    whole: bool = False
    last: bool = False

    def merged(self, other: Entry) -> Entry:
        """Join what two tables say of the same word."""
        both = bool(self.reason and other.reason)
        return replace(
            self,
            mask=self.mask | other.mask,
            weights=larger(self.weights, other.weights),
            lean=larger(self.lean, other.lean),
            reason=self.reason or other.reason,
            level=max(self.level, other.level, key=("", *LEVELS).index),
            needs=self.needs & other.needs if both else self.needs | other.needs,
            whole=self.whole and other.whole,
            last=self.last and other.last,
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """Evidence from the concepts of a clause: all of `all`, any of `any`, none of `none`.

    `across`: the concepts may also be spread over a clause and the one before it.
    """

    category: int
    weight: float
    all: int
    any: int
    none: int
    across: bool = False

    def holds(self, mask: int) -> bool:
        """Tell whether a clause with these concepts meets the rule."""
        return _meets(self, mask)


@dataclass(frozen=True, slots=True)
class Join:
    """A clause with these concepts also has those of `mask`: 后来 and 道歉了 are `resolved`."""

    mask: int
    all: int
    any: int
    none: int

    def holds(self, mask: int) -> bool:
        """Tell whether a clause with these concepts meets the condition."""
        return _meets(self, mask)


@dataclass(frozen=True, slots=True)
class Subcategory:
    """A finer class of a trade (R12): its words speak for it, and the concepts in `mask`."""

    code: str
    category: int
    mask: int
    words: tuple[str, ...] = ()


def _meets(condition: Rule | Join, mask: int) -> bool:
    return (
        mask & condition.all == condition.all
        and (not condition.any or bool(mask & condition.any))
        and not mask & condition.none
    )


@dataclass(frozen=True)
class Lexicon:
    """A checked lexicon. `concepts` maps names to bits; the segmenter keeps `nouns` whole.

    The `hints` speak for each of `KINDS`, then for reasons that make a case grave.
    """

    entries: Mapping[str, Entry]
    rules: tuple[Rule, ...]
    concepts: Mapping[str, int]
    topics: int = 0
    nouns: frozenset[str] = frozenset()
    subcategories: tuple[Subcategory, ...] = ()
    joins: tuple[Join, ...] = ()
    hints: Hints = NO_HINTS

    def bit(self, *names: str) -> int:
        """Give the mask of some concepts; a concept that no file names has no bit."""
        return sum({self.concepts.get(name, 0) for name in names})


def larger(one: Weights, other: Weights) -> Weights:
    """Take the larger weight for each class."""
    a, b, c, d, e = map(max, one, other)
    return a, b, c, d, e
