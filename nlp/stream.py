"""`python -m desk classify`: one JSON string per line in, one JSON object per line out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from nlp.classify import Classifier


def classify_lines(
    classifier: Classifier, lines: Iterable[bytes], write: Callable[[str], None]
) -> None:
    """Judge each line as it comes; one that is not a JSON string gets an `error` object instead.

    Args:
        classifier: does the judging.
        lines: UTF-8 lines, with or without their newline.
        write: takes each answer, ending in a newline, and flushes it.
    """
    for line in lines:
        write(json.dumps(_answer(classifier, line), ensure_ascii=False) + "\n")


def _answer(classifier: Classifier, line: bytes) -> dict[str, Any]:
    try:
        text = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return {"error": "not a line of JSON in UTF-8"}
    if not isinstance(text, str):
        return {"error": "not a JSON string"}
    try:
        judgement = classifier.judge(text)
    except Exception as error:  # a border: the texts that follow must be answered, too
        return {"error": f"cannot be judged ({type(error).__name__})"}
    return {
        "category": judgement.category,
        "severity": judgement.severity,
        "major": judgement.severity == "major",
        "scores": judgement.scores,
        "matched": [asdict(match) for match in judgement.matched],
        "subcategory": judgement.subcategory,
        "others": judgement.others,
        "reasons": judgement.reasons,
    }
