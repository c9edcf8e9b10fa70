"""Masks for lists (R41)."""

from __future__ import annotations

import pytest

from complaints.masking import mask_contact, mask_name, mask_numbers, mask_text
from nlp.entities import find_personal


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("", ""),
        ("陈", "陈"),
        ("陈卓", "陈＊"),
        ("陈国栋", "陈＊＊"),
        ("欧阳娜娜", "欧＊＊"),
        ("王女士", "王女士"),
        ("李阿姨", "李阿姨"),
        ("王淑芬女士", "王＊＊女士"),
        ("女士", "女士"),
        ("Jane Smith", "J＊＊"),
        ("  陈国栋 ", "陈＊＊"),
    ],
)
def test_a_name_leaves_its_first_character_and_the_form_of_address(name: str, masked: str) -> None:
    """Enough to recognise somebody in front of you, too little to find them."""
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("contact", "masked"),
    [
        ("", ""),
        ("13812346021", "138＊＊＊＊6021"),
        ("138 1234 6021", "138＊＊＊＊6021"),
        ("66123", "6＊＊＊＊"),
        ("chen@example.com", "c＊＊＊@example.com"),
        ("@", "＊＊＊@"),
        ("微信", "微＊"),
    ],
)
def test_a_contact_leaves_its_ends(contact: str, masked: str) -> None:
    """The last four digits are what officers tell customers apart by."""
    assert mask_contact(contact) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请打 13812346021，急", "请打 138＊＊＊＊6021，急"),
        ("身份证 11010519491231002X", "身份证 110＊＊＊＊002X"),
        ("卡号 6222-0212-3456-7890", "卡号 622＊＊＊＊7890"),
        ("等了 40 分钟，1208 房，2026 年", "等了 40 分钟，1208 房，2026 年"),
        ("", ""),
    ],
)
def test_long_numbers_in_a_text_are_masked_and_short_ones_stay(text: str, masked: str) -> None:
    """Telephone, card and identity numbers are personal; minutes and rooms are the matter."""
    assert mask_numbers(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打我幺三八一二三四五六七八", "打我幺三八＊＊＊＊五六七八"),
        ("邮箱wang.li@example.com", "邮箱w＊＊＊@example.com"),
        ("粤B·D12345挡住了门", "粤B·＊＊＊＊2345挡住了门"),
        (
            "身份证11010519491231002X，订单20261103001",
            "身份证110＊＊＊＊002X，订单202＊＊＊＊3001",
        ),
        ("等了20分钟，3号窗口", "等了20分钟，3号窗口"),
    ],
)
def test_r41_what_says_who_somebody_is_is_masked_however_it_is_written(
    text: str, masked: str
) -> None:
    """The same code finds it that fills the record; long numbers are masked whatever they are."""
    assert mask_text(text, find_personal) == masked
