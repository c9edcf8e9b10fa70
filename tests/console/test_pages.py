"""Every page of the console opens, in every language, with the words of its catalogue."""

from __future__ import annotations

import re

import pytest

from complaints.model import Language, Role
from tests.console.console_kit import Console

PAGES = ["/", "/?view=everything&text=x", "/intake", "/revisits", "/figures", "/infos", "/staff"]
#: A key that came through as it is: two or more dotted lower-case words.
_KEY = re.compile(r">\s*[a-z_]+\.[a-z_.]+\s*<")


@pytest.mark.parametrize("language", list(Language))
async def test_every_page_opens_in_every_language(
    console: Console, language: Language, caplog: pytest.LogCaptureFixture
) -> None:
    """No page lacks a word, for an administrator with a case in each state before them (R42)."""
    boss = await console.officer("王敏", Role.ADMINISTRATOR)
    browser = await console.browser(boss)
    complaint = await console.filed()
    by_phone = await console.filed("地上很脏，没人打扫", by_chat=False)
    case = f"/cases/{complaint.number}"

    for path in [*PAGES, case, f"/cases/{by_phone.number}", f"/intake/{by_phone.number}"]:
        page = await browser.get(path + ("&" if "?" in path else "?") + f"lang={language}")
        assert not _KEY.search(page), (path, _KEY.search(page))

    for act, fields in [
        ("take", {}),
        ("reply", {"reply": "您好，我来处理。", "seen": "0"}),
    ]:
        response = await browser.send(f"{case}/{act}", fields)
        page = await response.text() if response.status != 303 else await browser.get(case)
        assert not _KEY.search(page), (act, _KEY.search(page))
    assert [r.message for r in caplog.records if "no words" in r.message] == []


async def test_no_id_stands_twice_on_a_page(console: Console) -> None:
    """Labels, links and the script find what they mean, also where a case offers everything."""
    boss = await console.officer("王敏", Role.ADMINISTRATOR)
    browser = await console.browser(boss)
    complaint = await console.filed("地上很脏", by_chat=False)
    await browser.get(f"/cases/{complaint.number}")
    await browser.submit(f"/cases/{complaint.number}/take")

    for path in [*PAGES, "/?choose=1", f"/cases/{complaint.number}"]:
        ids = re.findall(r' id="([^"]+)"', await browser.get(path))
        assert [each for each in set(ids) if ids.count(each) > 1] == [], path
