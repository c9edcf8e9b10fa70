"""Templates, words, icons and the content security policy fit together."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from complaints.model import Category, Channel, Language, Severity, Status
from console.assets import STATIC_DIRECTORY
from console.catalogue import Catalogue
from console.rendering import TEMPLATE_DIRECTORY, Pages, hue
from tests.console.kit import SETTINGS, pages_for

TEMPLATES = sorted(TEMPLATE_DIRECTORY.rglob("*.html"))
SOURCES = [*TEMPLATES, *sorted(Path(TEMPLATE_DIRECTORY.parent).glob("*.py"))]
CATALOGUE = Catalogue.load()
LIMITS = {"text": 4096, "files": 10, "file_bytes": 20 * 1024 * 1024}
PAGES: dict[str, dict[str, Any]] = {
    "chat.html": {"place": "counter", "limits": LIMITS},
    "error.html": {"message": "坏了", "reference": "7F3A19C2", "can_retry": True},
    "login.html": {"error": "不对", "name": "林晓芸"},
    "welcome.html": {
        "errors": {"password": "太短"},
        "is_new": True,
        "has_password": False,
        "name": "",
    },
    "base.html": {},
}


@pytest.fixture(scope="module")
def pages() -> Pages:
    """Give the templates."""
    return pages_for(SETTINGS)


def placeholders(words: str) -> set[str]:
    """Name what is filled in."""
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@pytest.mark.parametrize("language", Language)
def test_every_language_has_the_same_words(language: Language) -> None:
    """No key is missing in any language, and each fills in the same things (R42)."""
    assert CATALOGUE.keys(language) == CATALOGUE.keys(Language.ZH_HANS)
    for key in CATALOGUE.keys(language):
        expected = placeholders(CATALOGUE(key, Language.ZH_HANS))
        assert placeholders(CATALOGUE(key, language)) == expected, key


def test_every_key_that_is_used_has_words() -> None:
    """What a template or a handler looks up stands in the catalogue."""
    used = {
        key
        for source in TEMPLATES
        for key in re.findall(r"\bt\('([\w.]+)'", source.read_text())
        if not key.endswith(".")
    }

    assert used
    assert sorted(key for key in used if not CATALOGUE.has(key)) == []


@pytest.mark.parametrize("kind", [Category, Severity, Channel])
def test_everything_that_is_shown_by_value_has_words(
    kind: type[Category | Severity | Channel],
) -> None:
    """Keys put together at run time are there for every value."""
    prefix = kind.__name__.lower()

    assert [value for value in kind if not CATALOGUE.has(f"{prefix}.{value}")] == []


@pytest.mark.parametrize("status", Status)
def test_every_status_can_be_told_to_the_customer(status: Status) -> None:
    """The chat has a line for it (R7)."""
    assert CATALOGUE.has(f"chat.line.{status}")


def test_an_unknown_key_shows_itself(caplog: pytest.LogCaptureFixture) -> None:
    """A page with one odd word is better than none; the log names it."""
    assert CATALOGUE("no.such.key", Language.EN) == "no.such.key"
    assert [record.getMessage() for record in caplog.records] == ["no words for key no.such.key"]


def test_every_icon_that_is_used_is_drawn() -> None:
    """The sprite has whatever templates and scripts name."""
    sprite = (TEMPLATE_DIRECTORY / "sprite.html").read_text()
    drawn = set(re.findall(r'id="i-([\w-]+)"', sprite))
    used = {
        name for source in TEMPLATES for name in re.findall(r"icon\('(\w+)'", source.read_text())
    }
    used |= set(
        re.findall(r"drawIcon\(\"(\w+)\"", (STATIC_DIRECTORY / "chatparts.js").read_text())
    )

    assert sorted(used - drawn) == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", PAGES)
def test_pages_fit_the_content_security_policy(
    pages: Pages, template: str, language: Language
) -> None:
    """Nothing runs or styles from inside a page; style attributes set custom properties."""
    page = pages.html(template, language, **PAGES[template])

    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.findall(r"<style|\son\w+=|javascript:", page) == []
    for style in re.findall(r'style="([^"]*)"', page):
        assert all(rule.startswith("--") for rule in style.split(";")), style


@pytest.mark.parametrize("template", PAGES)
def test_pages_say_their_language(pages: Pages, template: str) -> None:
    """Fonts and screen readers choose by it."""
    page = pages.html(template, Language.ZH_HANT, **PAGES[template])

    assert '<html lang="zh-Hant">' in page


def test_what_people_wrote_is_escaped(pages: Pages) -> None:
    """A name is no markup."""
    page = pages.html("login.html", Language.EN, name='"><script>alert(1)</script>')

    assert "<script>alert" not in page


def test_every_macro_draws_every_value(pages: Pages) -> None:
    """Each category, severity and channel has its shape and its word."""
    environment = pages._environments[Language.ZH_HANS]
    macros: Any = environment.get_template("macros.html").module
    drawn = [macros.category(value) for value in Category]
    drawn += [macros.severity(value) for value in Severity]
    drawn += [macros.channel(value, label=True) for value in Channel]

    words = [re.sub(r"<[^>]*>", "", text).strip() for text in drawn]
    assert words[:5] == ["服务态度", "业务办理", "设施设备", "环境卫生", "其他"]
    assert words[5:8] == ["轻微", "较严重", "重大"]
    assert all("<svg" in text for text in drawn)


def test_an_avatar_keeps_its_colour() -> None:
    """One of six, always the same for a name."""
    assert hue("林晓芸") == hue("林晓芸")
    assert {hue(chr(0x4E00 + n)) for n in range(20)} == {1, 2, 3, 4, 5, 6}


def test_every_template_compiles() -> None:
    """Templates are compiled when first used, so a broken one must show here."""
    environment = Environment(loader=FileSystemLoader(TEMPLATE_DIRECTORY))

    assert [environment.get_template(name).name for name in environment.list_templates()]
