"""What a tapped button means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.buttons import Tap, Verb, button, decode, encode

IDS = st.integers(min_value=0, max_value=2**63 - 1)
ARGUMENTS = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=":"), max_size=20
)


@given(st.sampled_from(Verb), IDS, ARGUMENTS)
def test_what_is_encoded_is_read_back(verb: Verb, subject_id: int, argument: str) -> None:
    """Verb, id and argument survive, in no more than 64 bytes."""
    data = encode(verb, subject_id, argument)

    assert len(data.encode()) <= 64
    assert decode(data) == Tap(verb, subject_id, argument)


@given(st.text(max_size=80))
def test_anything_else_is_no_button(data: str) -> None:
    """Forged or old data never raises; what is read is what this version would write."""
    tap = decode(data)

    assert tap is None or 0 <= tap.subject_id < 2**63


@pytest.mark.parametrize(
    "data", ["", ":", "take", "take:", "take:g", "dance:1", "take:-1", "take:8000000000000000"]
)
def test_unknown_or_impossible_buttons_are_none(data: str) -> None:
    """A verb we do not know, no id, or one that no row can have."""
    assert decode(data) is None


def test_a_button_that_no_chat_carries_is_never_made() -> None:
    """64 bytes are the limit; more is a mistake of ours."""
    with pytest.raises(ValueError, match="64 bytes"):
        encode(Verb.CATEGORY, 2**63 - 1, "很" * 20)


def test_a_button_has_a_label_and_its_data() -> None:
    """The form that messages keep."""
    assert button("接单", Verb.TAKE, 255) == {"label": "接单", "data": "take:ff"}
