"""The words by which complaints are classified: looked up, tried, taught, published (R11).

What is changed goes into a working copy that the house shares; nothing counts before it has been
published, and what it would change is shown first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from complaints.edition_ports import Edition, EditionKind, WorkingCopy
from complaints.editions import discard, publish, revise
from complaints.errors import ComplaintError, Invalid
from complaints.list_reads import PAGE_LIMIT
from complaints.model import Category, Severity
from complaints.permissions import require
from console.auth import Visit
from console.case_views import marked_by
from console.lexicon import SERIES, Difference, Said
from console.services import Services
from console.shell import Shell

_KIND: Final = EditionKind.LEXICON
_ROWS: Final = 50
#: A text that is tried.
_LONGEST: Final = 2_000
#: So many complaints are looked through for suggestions, and judged again by a preview.
_LEARNT_FROM: Final = 3_000
_PREVIEWED: Final = 500

Act = Callable[[Visit], Awaitable[web.Response]]


@dataclass(frozen=True)
class Standing:
    """The newest edition of the house's words, and what is being prepared."""

    newest: Edition | None
    copy: WorkingCopy | None
    changes: int

    @property
    def published(self) -> str:
        """The words in force."""
        return self.newest.text if self.newest else ""

    @property
    def words(self) -> str:
        """The words as they stand with what is being prepared."""
        return self.copy.text if self.copy else self.published


@dataclass(frozen=True)
class Past:
    """An edition in the history: who made it, and in what it differs from the one before."""

    edition: Edition
    officer: str
    differences: list[Difference]


class LexiconPages:
    """The pages and the acts on them."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell
        self._words = services.words

    def handler(self, act: Act) -> Act:
        """Make the handler of an act: a refusal is told on the page of words."""

        async def handle(visit: Visit) -> web.Response:
            require(visit.officer, _KIND)
            try:
                return await act(visit)
            except ComplaintError as error:
                return await self._page(visit, error)

        return handle

    async def page(self, visit: Visit) -> web.Response:
        """Show the words of a class, and try a text."""
        require(visit.officer, _KIND)
        return await self._page(visit)

    async def _page(self, visit: Visit, error: ComplaintError | None = None) -> web.Response:
        standing, query = await self._standing(), visit.form if error else visit.query
        category = query.find_choice("category", Category) or Category.SERVICE
        find, first = query.text("q")[:20], min(query.find_id("from") or 0, 1_000_000)
        text = query.text("text")[:_LONGEST]
        judged = await self._words.judge(standing.words, text) if text else None
        before = await self._words.judge(standing.published, text) if text else None
        policy = self._services.house.policy
        words = await self._words.page(standing.words, category, find, visit.officer, first, _ROWS)
        return await self._shell.page(
            visit,
            "lexicon.html",
            "lexicon",
            status=error.http_status if error else 200,
            refusal=self._shell.refusal(visit, error),
            problems=error.data.get("problems", ()) if error else (),
            standing=standing,
            category=category,
            categories=list(Category),
            find=find,
            words=words,
            subcategories=[sub for sub in policy.subcategories if sub.category is category],
            next=first + _ROWS if first + _ROWS < words.total else 0,
            text=text,
            judged=judged,
            before=before,
            why=marked_by(text, map(vars, judged.matched)) if judged else "",
        )

    async def keep(self, visit: Visit) -> web.Response:
        """Add a word to a class, or say something else of it; weight 0 takes it out."""
        form, words = visit.form, self._words
        category, word = form.choice("category", Category), form.text("word")
        severity = form.find_choice("severity", Severity)
        said = Said(_weight(form.text("weight")), form.text("subcategory"), severity)
        await self._revise(visit, lambda text: words.with_word(text, word, category, said))
        return self._shell.back(visit, "word_kept", word=word)

    async def forget(self, visit: Visit) -> web.Response:
        """Let the program's own weight of a word count again."""
        form, words = visit.form, self._words
        category, word = form.choice("category", Category), form.text("word")
        await self._revise(visit, lambda text: words.without_word(text, word, category))
        return self._shell.back(visit, "word_forgotten", word=word)

    async def suggestions(self, visit: Visit) -> web.Response:
        """Show the words that corrections speak for."""
        require(visit.officer, _KIND)
        standing = await self._standing()
        found = await self._words.suggestions(standing.words, visit.officer, _LEARNT_FROM)
        return await self._shell.page(
            visit,
            "lexicon_suggestions.html",
            "lexicon",
            suggestions=found,
            learnt_from=_LEARNT_FROM,
            standing=standing,
        )

    async def preview(self, visit: Visit) -> web.Response:
        """Show what publishing would change among the latest complaints."""
        require(visit.officer, _KIND)
        standing = await self._standing()
        if standing.copy is None:
            return self._shell.go("/lexicon")
        preview = await self._words.preview(
            standing.published, standing.words, visit.officer, _PREVIEWED
        )
        return await self._shell.page(
            visit,
            "lexicon_preview.html",
            "lexicon",
            standing=standing,
            differences=self._words.differences(standing.published, standing.words),
            preview=preview,
            better=sum(case.is_better is True for case in preview.changed),
            worse=sum(case.is_better is False for case in preview.changed),
        )

    async def publish(self, visit: Visit) -> web.Response:
        """Put what was prepared into force."""
        services, standing = self._services, await self._standing()
        if standing.copy is None:
            return self._shell.go("/lexicon")
        copy = standing.copy
        draft = await services.editing.check(_KIND, SERIES, copy.text)
        async with services.transactions() as work:
            edition = await publish(
                services.house,
                work,
                draft,
                actor=visit.actor,
                based_on=copy.based_on,
                note=visit.form.text("note"),
            )
        await services.editing.reload()
        return self._shell.go("/lexicon", "lexicon_published", number=str(edition.number))

    async def discard(self, visit: Visit) -> web.Response:
        """Give up what was being prepared."""
        async with self._services.transactions() as work:
            await discard(work, _KIND, SERIES, actor=visit.actor)
        return self._shell.go("/lexicon", "lexicon_discarded")

    async def history(self, visit: Visit) -> web.Response:
        """Show who changed what, and when."""
        require(visit.officer, _KIND)
        async with self._services.editions() as store:
            editions = await store.history(_KIND, SERIES, PAGE_LIMIT)
        names = {officer.id: officer.name for officer in await self._services.register.officers()}
        before = [*(edition.text for edition in editions[1:]), ""]
        past = [
            Past(
                edition,
                names.get(edition.officer_id, "") if edition.officer_id else "",
                list(self._words.differences(old, edition.text)),
            )
            for edition, old in zip(editions, before, strict=True)
        ]
        return await self._shell.page(visit, "lexicon_history.html", "lexicon", past=past)

    async def go_back(self, visit: Visit) -> web.Response:
        """Prepare the words of an earlier edition; what that changes is shown before it counts."""
        number = visit.form.find_id("number") or 0
        async with self._services.editions() as store:
            text = (await store.get(_KIND, SERIES, number)).text if number else ""
        await self._revise(visit, lambda _: text)
        return self._shell.go("/lexicon/preview")

    async def _revise(self, visit: Visit, change: Callable[[str], str]) -> None:
        services = self._services
        async with services.transactions() as work:
            await revise(services.house, work, _KIND, SERIES, change, actor=visit.actor)

    async def _standing(self) -> Standing:
        async with self._services.editions() as store:
            newest = await store.newest(_KIND, SERIES)
            copy = await store.working_copy(_KIND, SERIES)
        published = newest.text if newest else ""
        changes = self._words.differences(published, copy.text) if copy else ()
        return Standing(newest, copy, len(changes))


def _weight(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        raise Invalid("not_a_number", field="weight") from None
