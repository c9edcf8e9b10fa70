"""Reads the lexicon from `nlp/lexicon/*.toml` and says precisely what is wrong with it.

A lexicon has tables of words (`[[complaint]]`, `[[praise]]`, `[[topic]]`, `[[marker]]`,
`[[trigger]]`), `[[rule]]`s and `[[join]]`s of what stands in one clause, and `[variants]` of
spelling; `nlp/lexicon/README.md` explains each to the people who tune it. Words go through
`normalize`, so one spelling of each is enough. A trade lays a file of its own over these,
`trades/<trade>.toml`, with more words and with `[[subcategory]]` tables (R12).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from nlp.balance import firm
from nlp.hints import Hints, HintsError, read_hints
from nlp.lexicon import (
    CATEGORIES,
    KINDS,
    LEVELS,
    NO_HINTS,
    NO_WEIGHT,
    Entry,
    Join,
    Lexicon,
    Rule,
    Subcategory,
    Weights,
)
from nlp.normalize import normalize
from nlp.template import TemplateError, expand

#: What a word does of itself, apart from the concepts that files name.
ROLES: Final = ("break", "contrast", "negator", "praise", "complaint", "topic", "trigger")
#: Closes words that count only before punctuation or the end: 没了$.
_END: Final = "$"
LEXICON_DIR: Final = Path(__file__).parent / "lexicon"
#: The one file that is not TOML.
HINTS: Final = "hints.csv"


class LexiconError(ValueError):
    """A lexicon file does not make sense; the message names file, table and field."""


@dataclass
class _Builder:
    entries: dict[str, Entry] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    subcategories: list[Subcategory] = field(default_factory=list)
    concepts: dict[str, int] = field(
        default_factory=lambda: {r: 1 << i for i, r in enumerate(ROLES)}
    )
    topics: int = 0
    nouns: set[str] = field(default_factory=set)

    def bits(self, names: Iterable[str]) -> int:
        mask = 0
        for name in names:
            mask |= self.concepts.setdefault(name, 1 << len(self.concepts))
        return mask

    def add(self, word: str, entry: Entry) -> None:
        known = self.entries.get(word)
        self.entries[word] = known.merged(entry) if known else entry


class _Variants:
    """Other spellings of usual words, to be put in their places inside of longer ones."""

    def __init__(self, others: Mapping[str, tuple[str, ...]]) -> None:
        self._others = others
        #: Most of a hundred thousand phrases hold none: one search each instead of sixty.
        self._usual = re.compile("|".join(map(re.escape, others)) or "(?!)")

    def of(self, word: str) -> Iterator[str]:
        """Give the other spellings of a word."""
        if self._usual.search(word):
            for usual, others in self._others.items():
                if usual in word:
                    yield from (word.replace(usual, other) for other in others)


#: Fields of each table: name → type. `words` is everywhere.
_FIELDS: Final[dict[str, dict[str, type]]] = {
    "complaint": {"category": str, "weight": float, "also": dict, "concepts": list, "whole": bool},
    "praise": {"category": str, "weight": float, "concepts": list, "whole": bool},
    "topic": {"concepts": list, "category": str, "weight": float, "whole": bool, "noun": bool},
    "marker": {"concepts": list, "whole": bool},
    "trigger": {
        "reason": str,
        "level": str,
        "needs": list,
        "concepts": list,
        "category": str,
        "weight": float,
    },
}
#: The tables that say what words mean together.
_JOINS: Final[dict[str, dict[str, type]]] = {
    "rule": {
        "category": str,
        "weight": float,
        "all": list,
        "any": list,
        "none": list,
        "across": bool,
    },
    "join": {"concept": str, "all": list, "any": list, "none": list},
    "subcategory": {"code": str, "category": str, "concepts": list, "words": object},
}
_CONDITIONS: Final = ("all", "any", "none")
_REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "complaint": ("words", "category"),
    "praise": ("words",),
    "topic": ("words", "concepts"),
    "marker": ("words", "concepts"),
    "trigger": ("words", "reason", "level"),
    "rule": ("category", "weight", "all"),
    "join": ("concept", "all"),
    "subcategory": ("code", "category"),
}


def trades(directory: Path = LEXICON_DIR) -> list[str]:
    """List the trades that have words of their own."""
    return sorted(path.stem for path in (directory / "trades").glob("*.toml"))


def load_lexicon(trade: str = "", directory: Path = LEXICON_DIR) -> Lexicon:
    """Read every `*.toml` of a directory as one lexicon, and the words of a trade over them.

    Args:
        trade: a policy pack's; one without words of its own speaks the common ones.
        directory: where the files are.

    Raises:
        LexiconError: a file is not TOML, or a table is wrong; the message says where and why.
    """
    return read_lexicon(lexicon_sources(trade, directory))


def lexicon_sources(trade: str = "", directory: Path = LEXICON_DIR) -> dict[str, str]:
    """Give the texts that `load_lexicon` reads, by file name."""
    paths = [*sorted(directory.glob("*.toml")), *directory.glob(HINTS)]
    if trade in trades(directory):
        paths.append(directory / "trades" / f"{trade}.toml")
    return {path.relative_to(directory).as_posix(): path.read_text("utf-8") for path in paths}


def read_lexicon(sources: Mapping[str, str]) -> Lexicon:
    """Read a lexicon from the texts of its files, by name.

    Raises:
        LexiconError: see `load_lexicon`.
    """
    files = {name: _parse(name, text) for name, text in sources.items() if name != HINTS}
    variants = _Variants({k: v for name, data in files.items() for k, v in _variants(name, data)})
    builder = _Builder()
    for name, data in files.items():
        for table, items in data.items():
            if table != "variants" and table not in _JOINS:
                for where, item in _items(name, table, items):
                    _add_words(builder, table, where, item, variants)
    for name, data in files.items():
        for where, item in _items(name, "rule", data.get("rule", [])):
            rule = _rule(builder, where, item)
            is_common = "/" not in name
            builder.rules.append(rule if is_common else replace(rule, weight=firm(rule.weight)))
        for where, item in _items(name, "join", data.get("join", [])):
            builder.joins.append(_join(builder, where, item))
        for where, item in _items(name, "subcategory", data.get("subcategory", [])):
            builder.subcategories.append(_subcategory(builder, where, item, variants))
    if not builder.entries:
        raise LexiconError("no words: the lexicon is empty")
    return Lexicon(
        builder.entries,
        tuple(builder.rules),
        builder.concepts,
        builder.topics,
        frozenset(builder.nouns),
        tuple(builder.subcategories),
        tuple(builder.joins),
        _hints(sources[HINTS]) if HINTS in sources else NO_HINTS,
    )


def _hints(text: str) -> Hints:
    try:
        hints = read_hints(text.splitlines())
    except HintsError as error:
        raise LexiconError(f"{HINTS}: {error}") from error
    if hints.kinds[: len(KINDS)] != KINDS:
        raise LexiconError(f"{HINTS}: the columns must begin with hint,{','.join(KINDS)}")
    return hints


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{name}: {error}") from error


def _variants(name: str, data: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for word, others in data.get("variants", {}).items():
        spelled = (normalize(other).text for other in _words(f"{name}: variants.{word}", others))
        yield normalize(word).text, tuple(spelled)


def _items(name: str, table: str, items: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    fields = _FIELDS.get(table) or _JOINS.get(table)
    if fields is None:
        known = ", ".join((*_FIELDS, *_JOINS))
        raise LexiconError(f"{name}: unknown table [[{table}]]; known are {known}")
    if not isinstance(items, list):
        raise LexiconError(f"{name}: {table} must be written [[{table}]]")
    for number, item in enumerate(items, 1):
        where = f"{name}: [[{table}]] number {number}"
        _check(where, table, item, fields)
        yield where, item


def _check(where: str, table: str, item: dict[str, Any], fields: Mapping[str, type]) -> None:
    allowed = fields if table in _JOINS else {**fields, "words": object}
    for key, value in item.items():
        if key not in allowed:
            raise LexiconError(f"{where}: unknown field {key!r}; known are {', '.join(allowed)}")
        kind = (int, float) if allowed[key] is float else allowed[key]
        if not isinstance(value, kind):
            raise LexiconError(f"{where}: {key} must be {allowed[key].__name__}, not {value!r}")
    for key in _REQUIRED[table]:
        if key not in item:
            raise LexiconError(f"{where}: {key} is missing")
    if not 0 < item.get("weight", 1) <= 10:
        raise LexiconError(
            f"{where}: weight must be above 0 and at most 10, not {item['weight']!r}"
        )
    for category in (item.get("category", "other"), *item.get("also", ())):
        if category not in CATEGORIES:
            raise LexiconError(
                f"{where}: unknown category {category!r}; known are {', '.join(CATEGORIES)}"
            )
    if item.get("level", "major") not in LEVELS:
        raise LexiconError(
            f"{where}: unknown level {item['level']!r}; known are {', '.join(LEVELS)}"
        )


def _add_words(
    builder: _Builder,
    table: str,
    where: str,
    item: dict[str, Any],
    variants: _Variants,
) -> None:
    entry = _entry(builder, table, item)
    # 部门 is no door.
    lone = replace(entry, whole=True) if table == "topic" else entry
    for template in _words(where, item["words"]):
        for spelling in _spellings(where, template, variants):
            word = spelling.removesuffix(_END)
            said = lone if len(word) == 1 else entry
            builder.add(word, said if word == spelling else replace(said, last=True))
            if table == "topic" and item.get("noun", True):
                builder.nouns.add(word)
    if table == "topic":
        builder.topics |= builder.bits(item["concepts"])


def _entry(builder: _Builder, table: str, item: dict[str, Any]) -> Entry:
    named = builder.bits(item.get("concepts", ()))
    role = 0 if table == "marker" else builder.bits([table])
    own = {item["category"]: item.get("weight", 1.0)} if "category" in item else {}
    if table == "praise" and not own:
        own = {"other": item.get("weight", 0.6)}
    weights = _weights({**own, **item.get("also", {})})
    return Entry(
        mask=named | role,
        weights=NO_WEIGHT if table == "topic" else weights,
        lean=weights if table == "topic" else NO_WEIGHT,
        reason=item.get("reason", ""),
        level=item.get("level", ""),
        needs=builder.bits(item.get("needs", ())),
        whole=item.get("whole", False),
    )


def _conditions(builder: _Builder, where: str, item: dict[str, Any]) -> dict[str, int]:
    return {key: _known(builder, where, key, item.get(key, ())) for key in _CONDITIONS}


def _join(builder: _Builder, where: str, item: dict[str, Any]) -> Join:
    gained = _known(builder, where, "concept", (item["concept"],))
    return Join(gained, **_conditions(builder, where, item))


def _rule(builder: _Builder, where: str, item: dict[str, Any]) -> Rule:
    concepts = _conditions(builder, where, item)
    return Rule(
        CATEGORIES.index(item["category"]),
        float(item["weight"]),
        **concepts,
        across=item.get("across", False),
    )


def _subcategory(
    builder: _Builder,
    where: str,
    item: dict[str, Any],
    variants: _Variants,
) -> Subcategory:
    templates = _words(where, item["words"]) if "words" in item else []
    spelled = {word for template in templates for word in _spellings(where, template, variants)}
    return Subcategory(
        item["code"],
        CATEGORIES.index(item["category"]),
        _known(builder, where, "concepts", item.get("concepts", ())),
        tuple(sorted(spelled)),
    )


def _known(builder: _Builder, where: str, key: str, names: Iterable[str]) -> int:
    """Give the mask of concepts that words must have."""
    for name in names:
        if name not in builder.concepts:
            raise LexiconError(f"{where}: {key} names the concept {name!r}, which no word has")
    return builder.bits(names)


def _words(where: str, words: Any) -> list[str]:
    """Take a list of phrases, or a string of words between blanks, where _ stands for a blank."""
    found = [word.replace("_", " ") for word in words.split()] if isinstance(words, str) else words
    if (
        not isinstance(found, list)
        or not found
        or not all(isinstance(w, str) and w for w in found)
    ):
        raise LexiconError(
            f"{where}: words must be a string of words or a list of phrases, not empty"
        )
    return found


def _spellings(where: str, template: str, variants: _Variants) -> Iterator[str]:
    try:
        phrases = expand(template)
    except TemplateError as error:
        raise LexiconError(f"{where}: {template!r}: {error}") from error
    for phrase in phrases:
        word = normalize(phrase).text
        if not word:
            raise LexiconError(f"{where}: {template!r} can be empty")
        yield word
        yield from variants.of(word)


def _weights(own: Mapping[str, float]) -> Weights:
    a, b, c, d, e = (float(own.get(category, 0.0)) for category in CATEGORIES)
    return a, b, c, d, e
