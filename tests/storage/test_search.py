"""Searching: by number, words, name and contact, the newest first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.house import House
from complaints.intake import complete
from complaints.list_reads import Filters, View
from complaints.model import CUSTOMER, Officer, Role
from complaints.register import Register
from complaints.rewording import reword
from storage.register import SqlRegister
from storage.search import grams
from storage.unit_of_work import Database
from tests.factories import add_officer, close_case, file_case, take_case


@pytest.fixture
def register(database: Database) -> Register:
    """Give the register under test."""
    return SqlRegister(database)


@pytest.fixture
async def manager(database: Database) -> Officer:
    """Give a lobby manager."""
    return await add_officer(database, "林晓芸")


@pytest.fixture
async def filed(database: Database, house: House) -> None:
    """File three complaints."""
    texts = ("大堂空调坏了三天", "柜员态度很差，ATM 吞卡", "大堂地面很脏")
    for text, name in zip(texts, ("陈国栋", "Jane Smith", ""), strict=True):
        contact = "13812346021" if name == "陈国栋" else ""
        await file_case(database, house, text, customer={"name": name, "contact": contact})


async def found(
    register: Register, viewer: Officer, text: str, view: View = View.EVERYTHING
) -> list[str]:
    """Search, a row to a page; returns the last digit of the numbers."""
    numbers: list[str] = []
    cursor = None
    while True:
        page = await register.list(viewer, Filters(view=view, text=text), cursor, limit=1)
        numbers += [row.number[-1] for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return numbers


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("空调", "1"),
        ("大堂", "31"),
        ("大堂 脏", "3"),
        ("脏", "3"),
        ("态度很差", "2"),
        ("态度差", ""),
        ("atm", "2"),
        ("ATM 吞卡", "2"),
        ("at", "2"),
        ("陈国栋", "1"),
        ("smith", "2"),
        ("6021", "1"),
        ("138123", "1"),
        ("HY-260311-002", "2"),
        ("hy-260311-002", "2"),
        ("260311", "321"),
        ("-003", "3"),
        ("空调 13812346021", "1"),
        ("空调 smith", ""),
        ("绝无此词", ""),
    ],
)
async def test_every_part_of_a_search_must_be_there(
    register: Register, manager: Officer, text: str, numbers: str
) -> None:
    """Any stretch of text, name, contact or number is found; the newest comes first."""
    assert await found(register, manager, text) == list(numbers)


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize(
    "text",
    [
        *('"', "'", "空调'", '空调"', "空调*", "空调 OR 态度", "!空调", "空调 & 态度", "空调:*"),
        *("(空调", "%", "_", "空调\\", "\0空调", "😀", "-", "NEAR(空调)"),
    ],
)
async def test_signs_that_mean_something_to_a_database_mean_nothing_here(
    register: Register, manager: Officer, text: str
) -> None:
    """Whatever is typed is looked for as it stands; nothing breaks."""
    assert await found(register, manager, text) in ([], ["3", "2", "1"])


@pytest.mark.usefixtures("filed")
async def test_a_very_long_search_is_cut(register: Register, manager: Officer) -> None:
    """Nobody means the hundredth word."""
    assert await found(register, manager, "空调坏了" * 500) == []


async def test_what_is_corrected_is_found_by_its_new_words(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """The record reads as corrected, and so does the search (R4)."""
    case = await file_case(database, house, "空调坏了")
    async with database.transaction() as work:
        complaint = await work.complaints.get(case.id)
        await reword(house, work, complaint, "暖气坏了", actor=CUSTOMER)

    assert await found(register, manager, "空调") == []
    assert await found(register, manager, "暖气") == ["1"]


async def test_a_name_given_later_is_found(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """Chat asks for the name when the complaint is long registered (R2)."""
    case = await file_case(database, house)
    async with database.transaction() as work:
        complaint = await work.complaints.get(case.id)
        await complete(house, work, complaint, "name", "欧阳娜娜", actor=CUSTOMER)

    assert await found(register, manager, "欧阳") == ["1"]


@pytest.mark.usefixtures("filed")
async def test_a_search_stays_within_its_view_and_what_may_be_seen(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """Closed complaints are not among the open ones, another department's nowhere (promise 7)."""
    case = await file_case(database, house, "大堂灯坏了")
    await take_case(database, house, case, manager)
    await close_case(database, house, case, manager)
    handler = await add_officer(database, "陈卓", Role.DEPARTMENT_HANDLER, department="lobby")

    assert await found(register, manager, "大堂", View.ALL_OPEN) == ["3", "1"]
    assert await found(register, manager, "大堂", View.CLOSED) == ["4"]
    assert await found(register, handler, "大堂") == []
    assert await found(register, handler, "态度") == ["2"]


WORDS = st.text(st.sampled_from("空调坏了大堂态度很差aB1290 ，。-"), max_size=30)


@given(WORDS, st.data())
def test_a_stretch_of_a_text_has_only_pieces_of_it(text: str, data: st.DataObject) -> None:
    """Otherwise the index would hide what is there."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    assert set(grams(text[start:end])) <= set(grams(text))


def test_pieces_are_pairs_of_characters_and_triples_of_letters() -> None:
    """Each once, small letters, nothing across a space."""
    assert grams("空调坏 ATM12", "空调") == ["atm", "m12", "tm1", "空调", "调坏"]
