"""A house's own words, laid over the lexicon that the program comes with (R11).

They are a text of their own, so that a newer program brings its new words without undoing what a
house has taught it. A word has one weight for each class it is named with: it replaces what the
lexicon says there, and 0 means that the word does not count there. It may speak for one of the
sub-categories of the class (R12), and make what complains grave, or no longer grave (R13).

    [[word]]
    word = "插队"
    category = "service"
    weight = 1.5
    subcategory = "queue"
    severity = "serious"
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from nlp.balance import firm
from nlp.lexicon import CATEGORIES, LEVELS, NO_WEIGHT, SPARED, Entry, Lexicon, Subcategory, Weights
from nlp.normalize import normalize

#: What weighs this much decides alone.
HEAVIEST: Final = 10.0
#: Longer ones would be sentences, and match nothing else.
LONGEST: Final = 20
#: Takes the gravity of a word away, where the others give it one.
NOT_GRAVE: Final = "minor"
SEVERITIES: Final = (NOT_GRAVE, *LEVELS)
#: Why a word of the house is grave: the house says so.
REASON: Final = "house"
_FIELDS: Final[Mapping[str, tuple[type, ...]]] = {
    "word": (str,),
    "category": (str,),
    "weight": (int, float),
    "subcategory": (str,),
    "severity": (str,),
}
_HEADER: Final = "# The house's own words; docs/operating.md says how they count.\n"


class HouseWordsError(ValueError):
    """A text of words makes no sense. `problems` are (key path, reason), all at once."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{path}: {reason}" for path, reason in problems))
        self.problems = problems


@dataclass(frozen=True, order=True)
class HouseWord:
    """What a house says of a word in one class; `word` is normalised.

    `severity` is one of `SEVERITIES`, empty for what the program says.
    """

    category: str
    word: str
    weight: float
    subcategory: str = ""
    severity: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What there is only one of."""
        return self.word, self.category


def read_house_words(text: str) -> tuple[HouseWord, ...]:
    """Read the words, in order of class and word.

    Raises:
        HouseWordsError: not TOML, or something in it is wrong.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise HouseWordsError([("file", str(error))]) from error
    problems = [
        (key, "is not known; the only table is [[word]]") for key in table if key != "word"
    ]
    rows = table.get("word", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise HouseWordsError([*problems, ("word", "must be written [[word]]")])
    words: dict[tuple[str, str], HouseWord] = {}
    for index, row in enumerate(rows):
        found = list(_problems(row))
        if not found:
            word = make_word(**row)
            if word.key in words:
                found = [("word", f"{row['word']!r} stands twice in {word.category}")]
            words[word.key] = word
        problems += [(f"word[{index}].{key}", reason) for key, reason in found]
    if problems:
        raise HouseWordsError(problems)
    return tuple(sorted(words.values()))


def _problems(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in row.items():
        if key not in _FIELDS:
            yield key, f"is not known; known are {', '.join(_FIELDS)}"
        elif not isinstance(value, _FIELDS[key]) or isinstance(value, bool):
            yield key, f"{value!r} is of the wrong kind"
            return
    for key in ("word", "category", "weight"):
        if key not in row:
            yield key, "is missing"
            return
    if not 0 < len(normalize(row["word"]).text.strip()) <= LONGEST:
        yield "word", f"must have 1 to {LONGEST} characters"
    if row["category"] not in CATEGORIES:
        yield "category", f"{row['category']!r} is none of {', '.join(CATEGORIES)}"
    if not 0 <= row["weight"] <= HEAVIEST:
        yield "weight", f"must be from 0 (does not count) to {HEAVIEST:g}"
    if row.get("severity") not in (None, *SEVERITIES):
        yield "severity", f"{row['severity']!r} is none of {', '.join(SEVERITIES)}"


def make_word(
    word: str, category: str, weight: float, subcategory: str = "", severity: str = ""
) -> HouseWord:
    """Make a word as texts are searched for it; only its spelling is seen to here."""
    spelled = normalize(word).text.strip()
    return HouseWord(category, spelled, float(weight), subcategory, severity)


def write_house_words(words: Iterable[HouseWord]) -> str:
    """Write words as a text, always in the same order: equal words give an equal text."""
    tables = "".join(map(_table, sorted(words)))
    return _HEADER + tables if tables else ""


def _table(word: HouseWord) -> str:
    lines = [f"word = {_quoted(word.word)}", f'category = "{word.category}"']
    lines.append(f"weight = {word.weight:g}")
    if word.subcategory:
        lines.append(f"subcategory = {_quoted(word.subcategory)}")
    if word.severity:
        lines.append(f'severity = "{word.severity}"')
    return "\n[[word]]\n" + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Quote a TOML string; JSON escapes the same way, but for DEL, which no word has."""
    return json.dumps(text, ensure_ascii=False)


def lay_over(lexicon: Lexicon, words: Iterable[HouseWord]) -> Lexicon:
    """Return a lexicon with the words of a house in it."""
    entries, concepts = dict(lexicon.entries), dict(lexicon.concepts)
    concepts.setdefault(SPARED, 1 << len(concepts))
    lexicon = replace(lexicon, concepts=concepts)
    subcategories = {sub.code: sub for sub in lexicon.subcategories}
    complaint = lexicon.bit("complaint")
    for word in words:
        mask = complaint if word.weight else 0
        if (sub := subcategories.get(word.subcategory)) is not None:
            bit = concepts.setdefault(f"house:{sub.code}", 1 << len(concepts))
            subcategories[sub.code] = replace(sub, mask=sub.mask | bit)
            mask |= bit
        entry = _said_by(entries.get(word.word, Entry(0)), word, mask)
        if word.severity:
            entry = _as_grave_as(entry, word.severity, lexicon)
        if entry.mask & ~complaint or any(entry.weights) or any(entry.lean):
            entries[word.word] = entry
        else:
            entries.pop(word.word, None)
    return replace(
        lexicon,
        entries=entries,
        subcategories=tuple(_in_order(lexicon.subcategories, subcategories)),
    )


def _said_by(entry: Entry, word: HouseWord, mask: int) -> Entry:
    index = CATEGORIES.index(word.category)
    weights = _with(entry.weights, index, firm(word.weight))
    lean = entry.lean if word.weight else _with(entry.lean, index, 0.0)
    return replace(entry, mask=entry.mask | mask, weights=weights, lean=lean)


def _as_grave_as(entry: Entry, severity: str, lexicon: Lexicon) -> Entry:
    """Make a word as grave as the house says: wherever something is complained of."""
    trigger = lexicon.bit("trigger")
    if severity == NOT_GRAVE:
        mask = entry.mask & ~trigger | lexicon.bit(SPARED)
        return replace(entry, mask=mask, reason="", level="", needs=0)
    reason, needs = entry.reason or REASON, lexicon.bit("complaint")
    return replace(entry, mask=entry.mask | trigger, reason=reason, level=severity, needs=needs)


def _with(weights: Weights, index: int, weight: float) -> Weights:
    """Give one class another weight. Without any, the one tuple that stands for none."""
    a, b, c, d, e = (weight if i == index else old for i, old in enumerate(weights))
    return (a, b, c, d, e) if any((a, b, c, d, e)) else NO_WEIGHT


def _in_order(old: Iterable[Subcategory], new: Mapping[str, Subcategory]) -> Iterator[Subcategory]:
    for sub in old:
        yield new[sub.code]
