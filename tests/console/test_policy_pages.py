"""Administrators read, change and bring back the rules of the house (DESIGN, Rulings)."""

from __future__ import annotations

from html import unescape

import pytest

from complaints.clock_model import ClockKind
from complaints.model import Role
from complaints.policy_changes import Change, changes
from tests.console.console_kit import Browser, Console
from tests.fakes import POLICIES

LOBBY = (POLICIES / "lobby.toml").read_text(encoding="utf-8")


@pytest.fixture
async def browser(console: Console) -> Browser:
    """Give the browser of an administrator."""
    return await console.browser(await console.officer("管理员", Role.ADMINISTRATOR))


def plan_of(console: Console) -> str:
    """Say what the house promises now."""
    return str(console.house.policy.clocks.spans[ClockKind.PLAN])


async def _preview(browser: Browser, text: str) -> str:
    page = await browser.get("/policy/edit")
    based_on = page.split('name="based_on" value="')[1].split('"')[0]
    response = await browser.send("/policy/preview", {"text": text, "based_on": based_on})
    browser.page = await response.text()
    assert response.status == 200, browser.page[-600:]
    return browser.page


async def _publish(browser: Browser, text: str, note: str = "") -> str:
    page = await _preview(browser, text)
    based_on = page.split('name="based_on" value="')[1].split('"')[0]
    given = {"text": text, "note": note, "based_on": based_on}
    return await browser.submit("/policy/publish", given)


async def test_the_policy_in_force_is_there_to_be_read(browser: Browser) -> None:
    """R19, R21, R23: clocks, ladder, authority, sub-categories."""
    page = await browser.get("/policy")

    for words in ("湖滨大堂", "30 min", "24 h / 72 h", "150 % 公司高层", "CNY 100", "等候过长"):
        assert words in page, words


async def test_a_change_is_shown_before_it_counts_and_counts_at_once(
    console: Console, browser: Browser
) -> None:
    """Setting by setting; then every new promise is the new one."""
    changed = LOBBY.replace('plan = "30 min"', 'plan = "20 min"')
    page = await _preview(browser, changed)
    assert "clocks.plan" in page
    assert "<b>20 min</b>" in page
    assert plan_of(console) == "30 min"

    page = await _publish(browser, changed, "更快")

    assert "制度第 1 版已生效" in page
    assert "管理员 · 更快" in page
    assert plan_of(console) == "20 min"


async def test_nonsense_is_refused_with_every_path_and_the_old_stays(
    console: Console, browser: Browser
) -> None:
    """And what was typed is still there."""
    wrong = LOBBY.replace('plan = "30 min"', 'plan = "soon"').replace("snooze =", "snoze =")
    await browser.get("/policy/edit")
    for step in ("preview", "publish"):
        status, page = await browser.refused(f"/policy/{step}", {"text": wrong, "based_on": "0"})
        assert status == 422
        for words in ("clocks.plan", "escalation.snoze", "did you mean 'snooze'", 'plan = "soon"'):
            assert words in unescape(page), words
    status, page = await browser.refused("/policy/preview", {"text": "trade = ?", "based_on": "0"})

    assert "line 1" in page
    assert plan_of(console) == "30 min"


async def test_who_was_slower_does_not_overwrite(console: Console, browser: Browser) -> None:
    """Two edit at once: the second one's text is shown again, with the reason."""
    await _publish(browser, LOBBY.replace('plan = "30 min"', 'plan = "20 min"'))
    mine = LOBBY.replace('take = "5 min"', 'take = "4 min"')

    status, page = await browser.refused("/policy/publish", {"text": mine, "based_on": "0"})

    assert status == 409
    assert "4 min" in page
    assert plan_of(console) == "20 min"


async def test_an_earlier_edition_is_brought_back_by_publishing_it_again(
    console: Console, browser: Browser
) -> None:
    """History only grows."""
    await _publish(browser, LOBBY.replace('plan = "30 min"', 'plan = "20 min"'))
    page = await browser.get("/policy/edit?from=0")
    assert "30 min" in page
    page = await _publish(browser, LOBBY)

    assert plan_of(console) == "30 min"
    assert "制度第 2 版已生效" in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_the_policy_is_the_administrators(console: Console, role: Role) -> None:
    """Nobody else is shown the page or the way to it."""
    browser = await console.browser(await console.officer("某人", role))

    assert 'href="/policy"' not in await browser.get("/")
    await browser.get("/policy", status=403)
    await browser.get("/policy/edit", status=403)


def test_settings_are_compared_by_their_codes_and_not_by_their_place() -> None:
    """A department that moves up in the file has not changed."""
    before = 'a = 1\n[[departments]]\ncode = "x"\nname = "X"\n[[departments]]\ncode = "y"\n'
    after = 'a = 2\n[[departments]]\ncode = "y"\n[[departments]]\ncode = "x"\nname = "Z"\n'

    assert changes(before, after) == [
        Change("a", "1", "2"),
        Change("departments[x].name", "X", "Z"),
    ]
