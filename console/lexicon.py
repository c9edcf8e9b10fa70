"""What the lexicon page asks of the desk: words, why a text is judged so, what would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from complaints.model import Category, Officer, Severity
from complaints.triage import Judgement

#: The series of the house's own words.
SERIES: Final = "house"


@dataclass(frozen=True)
class Said:
    """What a house says of a word in a class: its weight, a sub-category (R12), a gravity (R13).

    `severity` is None for the program's; minor takes the gravity of a word away.
    """

    weight: float
    subcategory: str = ""
    severity: Severity | None = None


@dataclass(frozen=True)
class WordRow:
    """A word of a class. `standard` is the program's weight, `own` what the house says of it.

    Of the latest complaints `hits` were classified by it, and `right` of those are of its class.
    """

    word: str
    category: Category
    standard: float | None
    own: Said | None
    hits: int
    right: int

    @property
    def weight(self) -> float:
        """What counts: the house's word before the program's; 0 counts nothing."""
        return self.own.weight if self.own else self.standard or 0.0


@dataclass(frozen=True)
class WordPage:
    """Some words of a class: the house's own, then those that decided most often.

    `total` were found; `counts` is how many words each class has.
    """

    rows: Sequence[WordRow]
    total: int
    counts: Mapping[Category, int]


@dataclass(frozen=True)
class SuggestedWord:
    """A word that corrections speak for: it stands in `n` texts (see `nlp.suggestion`)."""

    word: str
    category: Category
    n: int
    precision: float
    coverage: float
    mends: int


@dataclass(frozen=True)
class Difference:
    """A word that two texts say different things of; None where one does not name it."""

    word: str
    category: Category
    before: Said | None
    after: Said | None


@dataclass(frozen=True)
class ChangedCase:
    """A complaint that would be judged differently. Long numbers in the excerpt are masked (R41).

    `decided`: its class now, if a person chose or confirmed it, else None.
    """

    number: str
    excerpt: str
    decided: Category | None
    before: tuple[Category, Severity]
    after: tuple[Category, Severity]

    @property
    def is_better(self) -> bool | None:
        """Whether the class becomes what people decided; None when that says nothing."""
        if self.decided is None or self.before[0] is self.after[0]:
            return None
        is_right = self.after[0] is self.decided
        return is_right if is_right or self.before[0] is self.decided else None


@dataclass(frozen=True)
class Preview:
    """What a text of words would change among the latest `n` complaints."""

    n: int
    changed: Sequence[ChangedCase]


class LexiconDesk(Protocol):
    """Works with texts of the house's own words; `words` is always such a text."""

    def with_word(self, words: str, word: str, category: Category, said: Said) -> str:
        """Add or change a word; weight 0 takes it out of the class. Raises Invalid."""
        ...

    def without_word(self, words: str, word: str, category: Category) -> str:
        """Forget what the house says of a word, so that the program's weight counts again."""
        ...

    def differences(self, before: str, after: str) -> Sequence[Difference]:
        """List the words that differ, by class and word."""
        ...

    async def page(
        self, words: str, category: Category, find: str, viewer: Officer, first: int, limit: int
    ) -> WordPage:
        """List words of a class that contain `find`, from the `first` on."""
        ...

    async def judge(self, words: str, text: str) -> Judgement:
        """Judge a text as it would be with these words in force."""
        ...

    async def suggestions(self, words: str, viewer: Officer, last: int) -> Sequence[SuggestedWord]:
        """Propose words from the corrections among the latest complaints."""
        ...

    async def preview(self, before: str, after: str, viewer: Officer, last: int) -> Preview:
        """Judge the latest complaints by both texts of words."""
        ...
