"""Imports point one way; names what points the other (DESIGN, Packages)."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = frozenset({"bot", "complaints", "console", "desk", "nlp", "storage", "tests"})
MAY_IMPORT = {
    "complaints": {"complaints"},
    "nlp": {"nlp"},
    "bot": {"bot", "complaints"},
    "console": {"console", "complaints"},
    "storage": {"storage", "complaints"},
    "desk": OURS - {"tests"},
}


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, (node.module or "").partition(".")[0]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    """`desk` knows all, `complaints` and `nlp` nobody, the others only `complaints`."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for line, name in _imports(path)
        if name in OURS and name not in MAY_IMPORT[package]
    ]

    assert wrong == []


def test_the_rules_need_the_standard_library_only() -> None:
    """`complaints` can be read, and run, without anything installed."""
    wrong = [
        f"{path.name}:{line} imports {name}"
        for path in sorted((ROOT / "complaints").rglob("*.py"))
        for line, name in _imports(path)
        if name not in sys.stdlib_module_names | {"complaints"}
    ]

    assert wrong == []


def test_only_the_lifecycle_changes_a_status() -> None:
    """No other module assigns to `.status` (promise 4); taking is one conditional UPDATE."""
    wrong = []
    for path in sorted((ROOT / "complaints").glob("*.py")):
        if path.name == "lifecycle.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            wrong += [
                f"{path.name}:{target.lineno}"
                for target in targets
                if isinstance(target, ast.Attribute) and target.attr == "status"
            ]

    assert wrong == []
