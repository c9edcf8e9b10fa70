"""Works with words for the lexicon page and the command line (R11)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import lru_cache

from sqlalchemy.ext.asyncio import AsyncSession

from complaints.errors import Invalid
from complaints.house import House
from complaints.masking import mask_numbers
from complaints.model import Category, Officer, Severity
from complaints.triage import Judgement
from console.lexicon import (
    ChangedCase,
    Difference,
    Preview,
    Said,
    SuggestedWord,
    WordPage,
    WordRow,
)
from desk.triage import ClassifierTriage
from nlp.house_words import (
    HouseWord,
    HouseWordsError,
    make_word,
    read_house_words,
    write_house_words,
)
from nlp.lexicon import CATEGORIES
from nlp.lexicon_files import load_lexicon
from nlp.loading import Loader
from nlp.normalize import normalize
from nlp.suggestion import Decided, suggest
from storage.decisions import Decision, latest_decisions

#: Hits of words are counted among so many complaints.
_LATEST = 2_000
_EXCERPT = 80
#: The version in force, which the desk has anyway, and the one being prepared.
_TRIED = 2

Reading = Callable[[], AbstractAsyncContextManager[AsyncSession]]


class Words:
    """A `console.lexicon.LexiconDesk`."""

    def __init__(self, house: House, loader: Loader, reading: Reading) -> None:
        self._house = house
        self._reading = reading
        self._triage = lru_cache(maxsize=_TRIED)(
            lambda trade, words: ClassifierTriage(loader.load(trade, words))
        )
        self._standard = lru_cache(maxsize=1)(_standard)
        self._loader = loader

    def with_word(self, words: str, word: str, category: Category, said: Said) -> str:
        """Add or change a word; weight 0 takes it out of the class. Raises Invalid."""
        if said.subcategory and not self._has(category, said.subcategory):
            raise Invalid("unknown_choice", field="subcategory")
        new = make_word(word, category, said.weight, said.subcategory, said.severity or "")
        others = [one for one in read_house_words(words) if one.key != new.key]
        text = write_house_words([*others, new])
        try:
            read_house_words(text)
        except HouseWordsError as error:
            path, reason = error.problems[0]
            raise Invalid("word_refused", field=path.rpartition(".")[2], reason=reason) from error
        return text

    def _has(self, category: Category, subcategory: str) -> bool:
        known = self._house.policy.subcategories
        return any(sub.code == subcategory and sub.category is category for sub in known)

    def without_word(self, words: str, word: str, category: Category) -> str:
        """Forget what the house says of a word, so that the program's weight counts again."""
        gone = make_word(word, category, 0).key
        return write_house_words(one for one in read_house_words(words) if one.key != gone)

    def differences(self, before: str, after: str) -> Sequence[Difference]:
        """List the words that differ, by class and word."""
        old = {one.key: _said_of(one) for one in read_house_words(before)}
        new = {one.key: _said_of(one) for one in read_house_words(after)}
        differing = [key for key in old.keys() | new.keys() if old.get(key) != new.get(key)]
        return [
            Difference(
                word, Category(category), old.get((word, category)), new.get((word, category))
            )
            for word, category in sorted(
                differing, key=lambda key: (CATEGORIES.index(key[1]), key)
            )
        ]

    async def page(
        self, words: str, category: Category, find: str, viewer: Officer, first: int, limit: int
    ) -> WordPage:
        """List words of a class that contain `find`, from the `first` on."""
        decisions = await self._latest(viewer, _LATEST)
        return await asyncio.to_thread(
            self._page, read_house_words(words), category, find, decisions, first, limit
        )

    def _page(
        self,
        words: Sequence[HouseWord],
        category: Category,
        find: str,
        decisions: Sequence[Decision],
        first: int,
        limit: int,
    ) -> WordPage:
        standard = self._standard(self._house.policy.trade)
        own = {one.word: _said_of(one) for one in words if one.category == category}
        wanted = normalize(find).text.strip()
        known = standard[category]
        found = [word for word in own.keys() | known.keys() if wanted in word]
        hits, right = _hits(category, decisions)
        found.sort(key=lambda word: (word not in own, -hits[word], -known.get(word, 0), word))
        rows = [
            WordRow(word, category, known.get(word), own.get(word), hits[word], right[word])
            for word in found[first : first + limit]
        ]
        counts = {
            one: len(standard[one].keys() | {w.word for w in words if w.category == one})
            for one in Category
        }
        return WordPage(rows, len(found), counts)

    async def judge(self, words: str, text: str) -> Judgement:
        """Judge a text as it would be with these words in force."""
        triage = await self._by(words)
        return await asyncio.to_thread(triage.judge, text)

    async def suggestions(self, words: str, viewer: Officer, last: int) -> Sequence[SuggestedWord]:
        """Propose words from the corrections among the latest complaints."""
        decisions = await self._latest(viewer, last)
        triage = await self._by(words)
        return await asyncio.to_thread(_suggest, triage, decisions)

    async def preview(self, before: str, after: str, viewer: Officer, last: int) -> Preview:
        """Judge the latest complaints by both texts of words."""
        decisions = await self._latest(viewer, last)
        old, new = await self._by(before), await self._by(after)
        changed = await asyncio.to_thread(_changed, decisions, old, new)
        return Preview(len(decisions), changed)

    async def _by(self, words: str) -> ClassifierTriage:
        return await asyncio.to_thread(self._triage, self._house.policy.trade, words)

    async def _latest(self, viewer: Officer, limit: int) -> Sequence[Decision]:
        async with self._reading() as session:
            return await latest_decisions(session, viewer, limit)


def _suggest(triage: ClassifierTriage, decisions: Sequence[Decision]) -> list[SuggestedWord]:
    decided = (Decided(d.text, d.category, d.by_person) for d in decisions)
    return [
        SuggestedWord(s.word, Category(s.category), s.n, s.precision, s.coverage, s.mends)
        for s in suggest(triage.classifier, decided)
    ]


def _standard(trade: str) -> Mapping[str, Mapping[str, float]]:
    """Collect the program's words by class, each with its weight, topics with their lean."""
    found: dict[str, dict[str, float]] = {category: {} for category in CATEGORIES}
    for word, entry in load_lexicon(trade).entries.items():
        for category, weight, lean in zip(CATEGORIES, entry.weights, entry.lean, strict=True):
            if weight or lean:
                found[category][word] = max(weight, lean)
    return found


def _hits(category: Category, decisions: Sequence[Decision]) -> tuple[Counter[str], Counter[str]]:
    """Count the complaints each word of a class decided, and those that are of the class."""
    hits: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for decision in decisions:
        words = {
            normalize(match["word"]).text
            for match in decision.matched
            if match["category"] == category
        }
        hits.update(words)
        if decision.category is category:
            right.update(words)
    return hits, right


def _changed(
    decisions: Sequence[Decision], old: ClassifierTriage, new: ClassifierTriage
) -> list[ChangedCase]:
    changed = []
    for decision in decisions:
        before, after = _said(old, decision.text), _said(new, decision.text)
        if before != after:
            excerpt = " ".join(mask_numbers(decision.text).split())[:_EXCERPT]
            decided = decision.category if decision.by_person else None
            changed.append(ChangedCase(decision.number, excerpt, decided, before, after))
    return changed


def _said_of(word: HouseWord) -> Said:
    severity = Severity(word.severity) if word.severity else None
    return Said(word.weight, word.subcategory, severity)


def _said(triage: ClassifierTriage, text: str) -> tuple[Category, Severity]:
    judged = triage.judge(text)
    return judged.category, judged.severity
