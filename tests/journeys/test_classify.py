"""`python -m desk classify` as a program in a pipe."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.journeys.harness import ROOT, environment, new_home, run_command

pytestmark = pytest.mark.asyncio(loop_scope="function")

#: What only other commands need; each would cost the first answer time and memory.
_HEAVY = ("sqlalchemy", "aiohttp", "telegram", "alembic", "pydantic", "babel", "jinja2", "asyncio")


async def test_each_line_is_answered_before_the_next_is_written(tmp_path: Path) -> None:
    """A program that waits for an answer gets it, however many lines follow; broken ones too."""
    async with new_home(tmp_path, "sqlite") as home:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "desk", "classify"),
            cwd=ROOT,
            env=environment(home),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        answers = []
        for line in ('"厕所很脏"', "not json", '"空调坏了"', '"\\ud800"'):
            process.stdin.write(line.encode() + b"\n")
            await process.stdin.drain()
            answers.append(json.loads(await asyncio.wait_for(process.stdout.readline(), 30)))
        process.stdin.close()
        code = await process.wait()

    assert [answer.get("category") for answer in answers] == ["hygiene", None, "facility", "other"]
    assert "error" in answers[1]
    assert code == 0


async def test_a_reader_that_has_enough_ends_it_quietly(tmp_path: Path) -> None:
    """`… | head -1` is no failure."""
    async with new_home(tmp_path, "sqlite") as home:
        process = await asyncio.create_subprocess_shell(
            f"yes '\"厕所很脏\"' | head -20000 | {sys.executable} -m desk classify | head -1; "
            'test "${PIPESTATUS[2]}" = 0',
            cwd=ROOT,
            env=environment(home),
            executable="/bin/bash",
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, error = await process.communicate()

    assert out.count(b"\n") == 1
    assert error == b""
    assert process.returncode == 0


async def test_classifying_loads_nothing_of_the_desk_around_it(tmp_path: Path) -> None:
    """The first answer waits for jieba alone."""
    async with new_home(tmp_path, "sqlite") as home:
        ran = await run_command(
            home, "classify", stdin='"脏"\n', PYTHONPROFILEIMPORTTIME="1", PYTHONUTF8="1"
        )

    loaded = {line.rpartition("|")[2].strip() for line in ran.err.splitlines()}
    assert "jieba" in loaded
    assert [name for name in _HEAVY if name in loaded] == []
