"""Which language a browser is answered in (R42): the chosen one, else what it asks for."""

from __future__ import annotations

from collections.abc import Iterator

from aiohttp import web

from complaints.model import Language

COOKIE = "lang"
COOKIE_SECONDS = 400 * 24 * 3600

_TAGS = {Language.ZH_HANS: "zh-Hans", Language.ZH_HANT: "zh-Hant", Language.EN: "en"}
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def tag(language: Language) -> str:
    """Return the name of a language for HTML's `lang` and for HTTP."""
    return _TAGS[language]


def chosen_language(request: web.BaseRequest) -> Language | None:
    """Return the language asked for by `?lang=`, None when there is none that we speak."""
    return _known(request.query.get("lang", ""))


def language_of(request: web.BaseRequest) -> Language:
    """Return the language to answer in: `?lang=`, then the cookie, then Accept-Language."""
    return (
        chosen_language(request)
        or _known(request.cookies.get(COOKIE, ""))
        or from_accept_language(request.headers.get("Accept-Language", ""))
    )


def from_accept_language(header: str) -> Language:
    """Return the best of our languages: English for strangers, simplified Chinese for ""."""
    wanted = sorted(_weighted_tags(header), key=lambda pair: -pair[0])
    for _, name in wanted:
        parts = name.lower().split("-")
        if parts[0] == "zh":
            is_traditional = (
                any(part in _TRADITIONAL for part in parts[1:]) and "hans" not in parts
            )
            return Language.ZH_HANT if is_traditional else Language.ZH_HANS
        if parts[0] == "en":
            return Language.EN
    return Language.EN if any(name != "*" for _, name in wanted) else Language.ZH_HANS


def _known(name: str) -> Language | None:
    return next((language for language in Language if language.value == name), None)


def _weighted_tags(header: str) -> Iterator[tuple[float, str]]:
    for item in header.split(","):
        name, _, parameter = item.strip().partition(";")
        if name:
            yield _weight(parameter), name.strip()


def _weight(parameter: str) -> float:
    _, _, number = parameter.partition("=")
    try:
        return float(number) if number else 1.0
    except ValueError:
        return 0.0
