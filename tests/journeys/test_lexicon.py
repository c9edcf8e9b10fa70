"""Words taught on the command line, taken up by a desk that goes on running (R11)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.journeys.harness import DeskProcess, new_home, run_command

pytestmark = pytest.mark.asyncio(loop_scope="function")

WORDS = '[[word]]\nword = "鸹鸹叫"\ncategory = "hygiene"\nweight = 2\n'
TEXTS = "text,label,severity\n厕所很脏,hygiene,minor\n这里鸹鸹叫,hygiene,minor\n"


async def test_words_are_tried_published_and_taken_up_without_a_restart(
    kind: str, tmp_path: Path
) -> None:
    """A test shows what would change; publishing reaches the running desk and `classify`."""
    async with new_home(tmp_path / "home", kind) as home:
        words, texts = tmp_path / "words.toml", tmp_path / "texts.csv"
        words.write_text(WORDS, encoding="utf-8")
        texts.write_text(TEXTS, encoding="utf-8")
        async with DeskProcess(home) as desk:
            tried = await run_command(home, "lexicon", "test", str(texts), "--lexicon", str(words))
            before = await run_command(home, "classify", stdin='"这里鸹鸹叫"\n')
            published = await run_command(home, "lexicon", "publish", str(words), "--note", "试")
            await desk.until(
                lambda: any("lexicon house 1" in line.get("event", "") for line in desk.log)
            )
            after = await run_command(home, "classify", stdin='"这里鸹鸹叫"\n')
            shown = await run_command(home, "lexicon", "show")
            again = await run_command(home, "lexicon", "publish", str(words))

    assert tried.code == 0, tried.err
    assert "1 answers change: 1 better, 0 worse" in tried.out
    assert json.loads(before.out)["category"] != "hygiene"
    assert "edition 1" in published.out
    assert json.loads(after.out)["category"] == "hygiene"
    assert shown.out == WORDS
    assert (again.code, again.err.strip().splitlines()[-1]) == (1, "refused: nothing_changed")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("test", "{texts}"), "line 2: 'slow' is no class"),
        (("test", "{words}"), "header: there is no column"),
        (("test", "{missing}"), "missing.csv: No such file"),
        (("publish", "{texts}"), "file: "),
        (("publish", "{missing}"), "missing.csv: No such file"),
    ],
)
async def test_what_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, arguments: tuple[str, str], reason: str
) -> None:
    """Exit 1, with the place and the reason, and no traceback."""
    files = {name: tmp_path / f"{name}.csv" for name in ("texts", "words", "missing")}
    files["texts"].write_text("text,label\n慢,slow\n", encoding="utf-8")
    files["words"].write_text(WORDS, encoding="utf-8")
    async with new_home(tmp_path / "home", "sqlite") as home:
        action, path = arguments
        ran = await run_command(home, "lexicon", action, path.format(**files))

    assert ran.code == 1
    assert ran.err.startswith("refused: ")
    assert reason in ran.err
    assert "Traceback" not in ran.err
