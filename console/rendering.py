"""Pages from templates: words, icons and times in the reader's language, everything escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from complaints.model import Language
from complaints.ports import TimeSource
from console.assets import Assets
from console.catalogue import Catalogue
from console.language import tag
from console.settings import ConsoleSettings
from console.times import TimeWords

TEMPLATE_DIRECTORY = Path(__file__).parent / "templates"

#: Avatars come in six hues.
_HUES = 6


class Pages:
    """Renders templates.

    There is one template environment for each language, so that macros know the language too.
    In every template: `t(key, **data)` (words), `icon(name, size=16)`, `asset(name)` (address of a
    static file), `times` (a `TimeWords`), `language`, `lang_tag`, `languages`, `settings`,
    `house`, `hue(name)`.
    """

    def __init__(
        self,
        settings: ConsoleSettings,
        *,
        now: TimeSource,
        catalogue: Catalogue | None = None,
        assets: Assets | None = None,
    ) -> None:
        self.settings = settings
        self.catalogue = catalogue or Catalogue.load()
        self.assets = assets or Assets()
        self._times = {
            language: TimeWords(language, self.catalogue, settings.timezone, now)
            for language in Language
        }
        self._compiled = _CompiledOnce()
        self._environments = {language: self._environment(language) for language in Language}

    def times(self, language: Language) -> TimeWords:
        """Return what writes times in `language`."""
        return self._times[language]

    def present(self, settings: ConsoleSettings) -> None:
        """Present the house by other settings from now on: a new policy has another name."""
        self.settings = settings
        for language, environment in self._environments.items():
            environment.globals.update(settings=settings, house=settings.house_in(language))

    def html(self, template: str, language: Language, /, **data: object) -> str:
        """Render a template."""
        return self._environments[language].get_template(template).render(data)

    def response(
        self, template: str, language: Language, /, *, status: int = 200, **data: object
    ) -> web.Response:
        """Render a template as an answer that nothing on the way may keep."""
        return web.Response(
            text=self.html(template, language, **data),
            status=status,
            content_type="text/html",
            headers={"Cache-Control": "no-store", "Content-Language": tag(language)},
        )

    def _environment(self, language: Language) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(TEMPLATE_DIRECTORY),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=self._compiled,
        )

        def words(key: str, /, **data: Any) -> str:
            return self.catalogue(key, language, **data)

        environment.globals.update(
            t=words,
            icon=icon,
            hue=hue,
            asset=self.assets.url,
            times=self._times[language],
            settings=self.settings,
            house=self.settings.house_in(language),
            language=language.value,
            lang_tag=tag(language),
            languages=[(other.value, tag(other)) for other in Language],
        )
        return environment


class _CompiledOnce(BytecodeCache):
    """Lets the environments of all languages share what one of them has compiled."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (code := self._compiled.get(bucket.key)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


@cache
def icon(name: str, size: int = 16, extra: str = "") -> Markup:
    """Draw an icon of the sprite, hidden from screen readers: a word or a label goes with it."""
    return Markup(
        '<svg class="i{}" width="{}" height="{}" aria-hidden="true"><use href="#i-{}"/></svg>'
    ).format(f" {extra}" if extra else "", size, size, name)


def hue(name: str) -> int:
    """Return the number, 1 to 6, of the colour that somebody's avatar always has."""
    return sum(map(ord, name)) % _HUES + 1
