"""The sub-category a message is judged to have is filed with it, if the policy knows it (R12)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from complaints.house import House
from complaints.model import Category
from storage.unit_of_work import Database
from tests.factories import file_case


@pytest.mark.parametrize(
    ("judged", "category", "filed"),
    [
        ("equipment", None, "equipment"),
        ("no such code", None, ""),
        ("wait", None, ""),
        ("equipment", Category.HYGIENE, ""),
    ],
)
async def test_r12_a_sub_category_is_filed_under_its_own_class_only(
    database: Database, house: House, judged: str, category: Category | None, filed: str
) -> None:
    """A code of another class, or one that the policy has not got, is left away."""
    judgement = replace(house.triage.judge("空调坏了"), subcategory=judged)

    complaint = await file_case(database, house, judgement=judgement, category=category)

    assert complaint.subcategory == filed
