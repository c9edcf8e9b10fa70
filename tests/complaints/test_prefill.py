"""What the customer's words already tell is not asked again (R2); a late complaint shows (R8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaints import intake
from complaints.house import House
from complaints.model import CUSTOMER, Channel, Complaint
from complaints.triage import Fact
from storage.unit_of_work import Database
from tests.factories import file_case
from tests.fakes import START, FakeTriage

TEXT = "上月在三号窗口，王经理让我等，订单号A1，电话13812345678，赔我200"


@pytest.fixture
def reading(house: House) -> FakeTriage:
    """Let the triage of the house find something in TEXT."""
    triage = FakeTriage()
    spans = {
        "上月": ("time", ""),
        "三号窗口": ("place", "三号窗口"),
        "王经理": ("employee", "王经理"),
        "A1": ("order", "A1"),
        "13812345678": ("phone", "13812345678"),
        "赔我200": ("claim", "200"),
    }
    for word, (kind, value) in spans.items():
        start = TEXT.index(word)
        at = START - timedelta(days=40) if kind == "time" else None
        triage.named[word] = Fact(kind, start, start + len(word), value, at=at, precision="month")
    house.triage = triage
    return triage


async def filed(database: Database, house: House, **details: str) -> tuple[Complaint, str]:
    """File TEXT; give the complaint and its customer's contact."""
    complaint = await file_case(database, house, TEXT, details=details)
    async with database.transaction() as work:
        assert complaint.customer_id is not None
        return complaint, (await work.people.get_customer(complaint.customer_id)).contact


@pytest.mark.usefixtures("reading")
async def test_r2_the_record_is_filled_from_the_customers_words(
    database: Database, house: House
) -> None:
    """Each field as it was put, marked as nobody's but the customer's."""
    complaint, contact = await filed(database, house)

    assert (complaint.occurred, complaint.place, complaint.person) == (
        "上月",
        "三号窗口",
        "王经理",
    )
    assert (complaint.object_ref, complaint.demand, contact) == ("A1", "赔我200", "13812345678")
    fields = {"occurred", "place", "person", "object_ref", "demand", "contact"}
    assert set(complaint.from_words) == fields


@pytest.mark.usefixtures("reading")
async def test_r2_what_is_known_otherwise_stays(database: Database, house: House) -> None:
    """A place from a QR code is surer than words."""
    complaint, _ = await filed(database, house, place="lobby")

    assert complaint.place == "lobby"
    assert "place" not in complaint.from_words


@pytest.mark.usefixtures("reading")
async def test_r2_a_correction_takes_the_mark_away(database: Database, house: House) -> None:
    """Whoever corrects it, it is no longer only what the words seemed to say."""
    complaint, _ = await filed(database, house)

    async with database.transaction() as work:
        found = await work.complaints.get(complaint.id)
        await intake.complete(house, work, found, "person", "李经理", actor=CUSTOMER)

    assert found.person == "李经理"
    assert "person" not in found.from_words


@pytest.mark.usefixtures("reading")
async def test_r8_a_complaint_long_after_the_event_is_late(
    database: Database, house: House
) -> None:
    """The time of the event counts, and a corrected one counts anew."""
    complaint, _ = await filed(database, house)
    assert complaint.occurred_at == START - timedelta(days=40)
    assert complaint.is_late

    async with database.transaction() as work:
        found = await work.complaints.get(complaint.id)
        await intake.complete(house, work, found, "occurred", "昨天吧", actor=CUSTOMER)

    assert (found.occurred_at, found.is_late) == (None, False)


async def test_a_number_that_is_somebody_elses_is_no_contact(
    database: Database, house: House, reading: FakeTriage
) -> None:
    """A hotline that nobody answered is not where the customer can be called."""
    found = reading.named["13812345678"]
    reading.named["13812345678"] = Fact("phone", found.start, found.end, found.value, is_own=False)

    _, contact = await filed(database, house)

    assert contact == ""


@pytest.mark.usefixtures("reading")
async def test_a_known_customer_is_recognised_by_the_number_in_the_words(
    database: Database, house: House
) -> None:
    """Taken down on site, the second complaint belongs to the same customer."""
    first, _ = await filed(database, house)
    second, _ = await filed(database, house)

    assert (first.channel, second.customer_id) == (Channel.ONSITE, first.customer_id)
