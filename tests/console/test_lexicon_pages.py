"""Teaching the desk words in the console: tried, previewed, published, undone (R11)."""

from __future__ import annotations

import pytest

from complaints import handling
from complaints.edition_ports import EditionKind
from complaints.model import Category, Officer, Role, Severity, by
from complaints.permissions import RIGHTS
from storage import tables
from tests.console.console_kit import Browser, Console

#: Nobody's word, so that no lexicon knows it.
WORD = "鸹鸹叫"
ADD = {"word": WORD, "category": "hygiene", "weight": "2"}


@pytest.fixture
async def keeper(console: Console) -> Officer:
    """Give somebody of the quality office."""
    await console.services.editing.reload()
    return await console.officer("质监", Role.QUALITY_OFFICE)


@pytest.fixture
async def browser(console: Console, keeper: Officer) -> Browser:
    """Give their browser."""
    return await console.browser(keeper)


async def test_a_word_is_added_tried_previewed_and_published(
    console: Console, browser: Browser
) -> None:
    """It counts nowhere before it is published, and then at once and without a restart."""
    case = await console.filed(f"你们这里{WORD}", by_chat=False)
    judge = console.house.triage.judge

    await browser.get("/lexicon?category=hygiene")
    await browser.submit("/lexicon/words", ADD)
    tried = await browser.get(f"/lexicon?text=这里{WORD}")
    judged_before = judge(f"这里{WORD}").category
    preview = await browser.get("/lexicon/preview")
    done = await browser.submit("/lexicon/publish", {"note": "客人常说"})

    assert "1 处改动" in tried
    assert f'<mark class="m--hygiene">{WORD}</mark>' in tried
    assert judged_before is not Category.HYGIENE
    assert case.number in preview
    assert "第 1 版已生效" in done
    assert console.house.triage.judge(f"这里{WORD}").category is Category.HYGIENE


async def test_a_word_speaks_for_a_sub_category_and_for_gravity(
    console: Console, browser: Browser
) -> None:
    """R12, R13: both are chosen in the form, shown with the word, and counted once published."""
    sub = next(s for s in console.house.policy.subcategories if s.category is Category.FACILITY)
    word = {"word": WORD, "category": "facility", "weight": "2"}

    await browser.get("/lexicon?category=facility")
    await browser.submit("/lexicon/words", word | {"subcategory": sub.code, "severity": "major"})
    row = await browser.get(f"/lexicon?category=facility&q={WORD}")
    preview = await browser.get("/lexicon/preview")
    await browser.submit("/lexicon/publish")
    judged = console.house.triage.judge(f"门口{WORD}")

    assert f'<option value="{sub.code}" selected>' in row
    assert '<option value="major" selected>' in row
    assert sub.name in preview
    assert (judged.subcategory, judged.severity) == (sub.code, Severity.MAJOR)
    assert judged.reasons == ("house",)


async def test_a_sub_category_of_another_class_is_refused(
    console: Console, browser: Browser
) -> None:
    """R12: a sub-category belongs to one class."""
    sub = next(s for s in console.house.policy.subcategories if s.category is Category.FACILITY)

    await browser.get("/lexicon")
    status, _ = await browser.refused("/lexicon/words", ADD | {"subcategory": sub.code})

    assert status == 422
    assert await console.rows(tables.working_copies) == []


async def test_the_words_of_the_program_are_found_changed_and_taken_out(
    console: Console, browser: Browser
) -> None:
    """A word shows whose weight counts; the program's own can be had back."""
    found = await browser.get("/lexicon?category=service&q=爱理不理")
    other = {"word": "爱理不理", "category": "service"}
    await browser.submit("/lexicon/words", other | {"weight": "0"})
    taken_out = await browser.get("/lexicon?category=service&q=爱理不理")
    tried = await browser.get("/lexicon?text=爱理不理")
    await browser.submit("/lexicon/forget", other)
    back = await browser.get("/lexicon?category=service&q=爱理不理")

    assert "自带" in found
    assert "tag--red" in taken_out
    assert '<mark class="m--service">爱理不理' not in tried
    assert "tag--red" not in back
    assert "处改动" not in back
    assert await console.rows(tables.working_copies) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("word", ""),
        ("word", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌"),
        ("weight", "11"),
        ("weight", "-1"),
        ("weight", "重"),
        ("weight", "nan"),
        ("category", "weather"),
    ],
)
async def test_a_word_that_makes_no_sense_is_refused_with_the_reason(
    console: Console, browser: Browser, field: str, value: str
) -> None:
    """Nothing is kept of it, and the page says why."""
    await browser.get("/lexicon")
    status, page = await browser.refused("/lexicon/words", ADD | {field: value})

    assert status == 422
    assert 'role="alert"' in page
    assert await console.rows(tables.working_copies) == []


async def test_corrections_suggest_words_that_one_click_takes_in(
    console: Console, browser: Browser, keeper: Officer
) -> None:
    """A word of one text is never proposed, one of several is, with how many there are."""
    for place in ("大厅", "门口", "柜台"):
        case = await console.filed(f"{place}{WORD}", by_chat=False)
        async with console.database.transaction() as work:
            loaded = await work.complaints.get(case.id)
            await handling.classify(
                console.house, work, loaded, Category.HYGIENE, actor=by(keeper)
            )

    page = await browser.get("/lexicon/suggestions")
    proposed = page.count("<tr><td>")
    await browser.submit("/lexicon/words", {"word": WORD, "category": "hygiene", "weight": "1.5"})
    after = await browser.get("/lexicon/suggestions")

    assert f'<span class="word">{WORD}</span>' in page
    assert proposed == 1
    assert WORD not in after.partition("toasts")[0]


async def test_an_earlier_edition_comes_back_by_the_same_way(
    console: Console, browser: Browser
) -> None:
    """The history names who and what; going back is prepared, shown and published like any."""
    await browser.get("/lexicon")
    for weight in ("2", "1"):
        await browser.submit("/lexicon/words", ADD | {"weight": weight})
        await browser.get("/lexicon/preview")
        await browser.submit("/lexicon/publish", {"note": f"分量 {weight}"})
    history = await browser.get("/lexicon/history")
    preview = await browser.submit("/lexicon/back", {"number": "1"})
    await browser.submit("/lexicon/publish")

    assert history.count("质监") >= 2
    assert "分量 2" in history
    assert "2 → 1" in history
    assert "1 → 2" in preview
    async with console.services.editions() as store:
        newest = await store.newest(EditionKind.LEXICON, "house")
        first = await store.get(EditionKind.LEXICON, "house", 1)
    assert newest is not None
    assert (newest.number, newest.text) == (3, first.text)


async def test_what_is_prepared_is_shared_and_can_be_given_up(
    console: Console, browser: Browser
) -> None:
    """A colleague sees the same changes; discarding leaves the words in force alone."""
    colleague = await console.browser(await console.officer("管理员", Role.ADMINISTRATOR))
    await browser.get("/lexicon")
    await browser.submit("/lexicon/words", ADD)

    seen = await colleague.get("/lexicon?category=hygiene")
    await colleague.submit("/lexicon/discard")
    after = await browser.get("/lexicon?category=hygiene")

    assert WORD in seen
    assert WORD not in after
    assert await console.rows(tables.editions) == []


@pytest.mark.parametrize("role", sorted(set(Role) - RIGHTS["lexicon"]))
async def test_others_neither_see_nor_change_words(console: Console, role: Role) -> None:
    """The page belongs to administrators and the quality office."""
    browser = await console.browser(await console.officer("别人", role))

    await browser.get("/lexicon", 403)
    await browser.get("/")
    status, _ = await browser.refused("/lexicon/words", ADD)

    assert status == 403
    assert '"/lexicon"' not in await browser.get("/")
