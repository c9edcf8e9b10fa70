"""`python -m desk classify`, without the process around it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from nlp.classify import Classifier
from nlp.stream import classify_lines


def test_every_line_gets_one_answer_and_broken_ones_an_error(classifier: Classifier) -> None:
    """A broken line is answered in its place, and the stream goes on."""
    lines = [
        b'"\xe5\x8e\x95\xe6\x89\x80\xe5\xbe\x88\xe8\x84\x8f"\n',
        b"not json\n",
        b"42\n",
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b"\n",
        b'"\\ud800 \\u7a7a\\u8c03\\u574f\\u4e86"',
    ]
    written: list[str] = []

    classify_lines(classifier, lines, written.append)

    assert all(line.endswith("\n") and line.count("\n") == 1 for line in written)
    assert "".join(written).encode("utf-8")
    answers = [json.loads(line) for line in written]
    assert [answer.get("category") for answer in answers] == ["hygiene", *[None] * 5, "facility"]
    assert all(set(answer) == {"error"} for answer in answers[1:6])
    assert list(answers[0]) == [
        *("category", "severity", "major", "scores", "matched"),
        *("subcategory", "others", "reasons"),
    ]
    assert answers[0]["matched"][-1] == {
        "word": "很脏",
        "start": 2,
        "end": 4,
        "category": "hygiene",
    }


def test_answers_come_line_by_line(classifier: Classifier) -> None:
    """Each answer is written before the next line is read, so a pipe never waits."""
    written: list[str] = []
    seen: list[int] = []

    def feed() -> Iterator[bytes]:
        for line in (b'"a"', b'"b"', b'"c"'):
            seen.append(len(written))
            yield line

    classify_lines(classifier, feed(), written.append)

    assert seen == [0, 1, 2]
