"""`python -m desk lexicon …`: teaching the desk words from the command line (R11).

lexicon show > words.toml                        the house's own words that are in force
lexicon suggest                                  what the latest corrections speak for
lexicon test texts.csv --lexicon words.toml      what would change, before it is saved
lexicon publish words.toml --note "…"            in force in every process
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from complaints.edition_ports import EditionKind
from complaints.errors import Invalid
from console.lexicon import SERIES
from desk.settings import Settings, trade_of
from desk.word_files import cache_of, kept_house_words
from nlp.evaluation import (
    Changed,
    Labelled,
    LabelsError,
    Scores,
    answers,
    changes,
    read_labelled,
    score_categories,
    score_severities,
)
from nlp.house_words import HouseWordsError
from nlp.loading import Loader

if TYPE_CHECKING:
    from desk.wiring import Desk

_EXCERPT = 60


def test(options: argparse.Namespace, settings: Settings) -> int:
    """Score the words in force, or a candidate against them; opens no database."""
    try:
        with options.file.open(encoding="utf-8-sig", newline="") as file:
            texts = read_labelled(file)
        candidate = options.lexicon.read_text(encoding="utf-8") if options.lexicon else None
        return _report(texts, settings, candidate)
    except (LabelsError, HouseWordsError) as error:
        return _refuse(error.problems)
    except UnicodeDecodeError:
        return _refuse([(str(options.file), "is not UTF-8")])


def _report(texts: Sequence[Labelled], settings: Settings, candidate: str | None) -> int:
    loader, trade = Loader(cache_of(settings.data_dir)), trade_of(settings)
    before = answers(loader.load(trade, kept_house_words(settings.data_dir)), texts)
    after = before if candidate is None else answers(loader.load(trade, candidate), texts)
    lines = [*_scores("class", score_categories(texts, after))]
    if (severities := score_severities(texts, after)).n:
        lines += ["", *_scores("severity", severities)]
    if candidate is not None:
        was = score_categories(texts, before).macro_f1
        lines += ["", f"macro-F1 of the words in use {was:.4f}"]
        lines += _changed(changes(texts, before, after))
    print("\n".join(lines))
    return 0


def _scores(kind: str, scores: Scores) -> Iterator[str]:
    yield f"macro-F1 {scores.macro_f1:.4f} over {scores.n} texts"
    yield f"{kind:10}{'n':>6}{'precision':>11}{'recall':>8}{'F1':>7}"
    labels = [score.label for score in scores.scores]
    for score in scores.scores:
        yield (
            f"{score.label:10}{score.n:6}{score.precision:11.3f}{score.recall:8.3f}{score.f1:7.3f}"
        )
    yield f"{'is ╲ said':10}" + "".join(f"{label[:9]:>10}" for label in labels)
    for label in labels:
        counts = (scores.confusion.get((label, answer), 0) for answer in labels)
        yield f"{label:10}" + "".join(f"{count:10}" for count in counts)


def _changed(changed: Sequence[Changed]) -> Iterator[str]:
    signs = {True: "+", False: "-", None: " "}
    counted = [sum(c.is_better is verdict for c in changed) for verdict in signs]
    yield f"{len(changed)} answers change: {counted[0]} better, {counted[1]} worse"
    for change in changed:
        text = " ".join(change.text.text.split())[:_EXCERPT]
        yield f"{signs[change.is_better]} {change.before} → {change.after}: {text}"


def _refuse(problems: Sequence[tuple[str, str]]) -> int:
    for place, reason in problems:
        print(f"refused: {place}: {reason}", file=sys.stderr)
    return 1


async def with_database(options: argparse.Namespace, settings: Settings) -> int:
    """Run an action that looks into the database."""
    # Not above: `test` needs nothing of it.
    from desk.commands import opened

    async with opened(settings) as desk:
        return await _ACTIONS[options.action](options, desk)


async def _show(_: argparse.Namespace, desk: Desk) -> int:
    print(await _newest(desk), end="")
    return 0


async def _newest(desk: Desk) -> str:
    async with desk.database.transaction() as work:
        newest = await work.editions.newest(EditionKind.LEXICON, SERIES)
    return newest.text if newest else ""


async def _suggest(options: argparse.Namespace, desk: Desk) -> int:
    from desk.commands import operator

    newest = await _newest(desk)
    print("word\tclass\tn\tprecision\tcoverage\tmends")
    for one in await desk.words.suggestions(newest, operator(), options.last):
        shares = f"{one.precision:.2f}\t{one.coverage:.4f}"
        print(f"{one.word}\t{one.category}\t{one.n}\t{shares}\t{one.mends}")
    return 0


async def _publish(options: argparse.Namespace, desk: Desk) -> int:
    from complaints.editions import publish

    await _load(desk)
    text = options.file.read_text(encoding="utf-8")
    try:
        checked = await desk.editions.check(EditionKind.LEXICON, SERIES, text)
    except Invalid as error:
        return _refuse(error.data.get("problems", [(str(options.file), error.code)]))
    async with desk.database.transaction() as work:
        edition = await publish(desk.house, work, checked, note=options.note)
    await desk.editions.reload()
    print(f"edition {edition.number} ({edition.version}) is in force")
    return 0


async def _load(desk: Desk) -> None:
    from desk.triage import lexicon_subject

    desk.editions.follow(lexicon_subject(desk.house, desk.loader, desk.settings.data_dir))
    await desk.editions.reload()


_ACTIONS = {"show": _show, "suggest": _suggest, "publish": _publish}
