"""What the documents say is there, is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from desk import settings
from desk.cli import _parser

ROOT = Path(__file__).parent.parent


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_setting_stands_in_the_example() -> None:
    """`.env.example` names exactly the settings that are read."""
    named = set(re.findall(r"^#?([A-Z][A-Z_]+)=", _text(".env.example"), re.MULTILINE))

    assert named == set(settings._KNOWN)


def test_the_example_is_a_valid_file_of_settings(tmp_path: Path) -> None:
    """The example, copied as it is, starts the desk with every default."""
    (tmp_path / ".env").write_text(_text(".env.example"), encoding="utf-8")

    read = settings.read_settings(
        {k: v for k, v in settings.dotenv_values(tmp_path / ".env").items() if v is not None}
    )

    assert read.port == 8080
    assert read.telegram is None


def test_every_dependency_has_its_reason() -> None:
    """ARCHITECTURE.md has a line for each dependency of pyproject.toml."""
    project = tomllib.loads(_text("pyproject.toml"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[\[<>=!~; ]", line)[0].lower() for line in wanted}
    reasons = set(re.findall(r"^\| `([a-z0-9_-]+)`", _text("ARCHITECTURE.md"), re.MULTILINE))

    assert names - reasons == set()
    assert reasons - names == set()


def test_every_command_is_documented() -> None:
    """docs/operating.md shows each command of the CLI."""
    action = next(a for a in _parser()._actions if a.dest == "command")
    operating = _text("docs/operating.md")

    assert [name for name in action.choices or () if f"desk {name}" not in operating] == []


def test_every_link_between_documents_leads_somewhere() -> None:
    """Relative links in Markdown files point at files that exist."""
    broken = [
        f"{path.name}: {target}"
        for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
        for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", path.read_text("utf-8"))
        if not (path.parent / target).exists()
    ]

    assert broken == []


def test_locks_name_no_index() -> None:
    """A lock file holds versions and hashes and no download address."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert re.search(r"https?://|--index-url|--find-links", _text(name)) is None


def test_every_rule_that_is_claimed_has_a_test_that_names_it() -> None:
    """Whoever reads R17 in a document finds R17 in a test."""
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    claimed = {
        rule for path in documents for rule in re.findall(r"\bR\d+\b", path.read_text("utf-8"))
    }
    tests = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    named = {
        f"R{number}" for text in tests for number in re.findall(r"(?:\bR|_r)(\d+)(?=\b|_)", text)
    }

    assert sorted(claimed - named) == []
