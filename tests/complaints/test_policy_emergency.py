"""Crisis chain, emergency group and cards of a policy, and what is wrong with them (R29, R30)."""

from __future__ import annotations

import pytest

from complaints.policy import Policy, PolicyError
from complaints.policy_file import read_policy
from complaints.workdays import Weekdays
from tests.fakes import POLICIES, ZONE

COMMON = (POLICIES / "common" / "cards.toml").read_text(encoding="utf-8")
CARD = '[[cards]]\ncode = "fire"\nname = "火"\nwhen = "起火"\n'
STAGE = '[[cards.stages]]\nname = "处置"\nsteps = ["拨 119"]\n'


def read(source: str) -> Policy:
    """Read a policy with the common cards."""
    return read_policy(source, zone=ZONE, workdays=Weekdays(), common=COMMON)


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_pack_has_the_cards_of_r30_and_a_chain(path: object) -> None:
    """Extreme behaviour in three stages; the last stage of the chain asks for several plans."""
    policy = read(path.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    cards = {card.code: card for card in policy.emergency.cards}

    wanted = {
        *("extreme", "media", "police", "group", "fire", "power_water", "lift", "theft"),
        *("food_poisoning", "inspection", "phone_threat", "traffic"),
    }
    assert wanted <= cards.keys()
    assert len(cards["extreme"].stages) == 3
    assert all(stage.call for stage in cards["extreme"].stages)
    assert policy.emergency.chain[-1].plans >= 2


def test_a_card_of_the_house_replaces_the_common_one_r30() -> None:
    """By its code."""
    card = read(CARD + STAGE).emergency.find_card("fire")

    assert card is not None
    assert card.name == "火"


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("[crisis]\nchain = []\n", "crisis.chain"),
        ('[crisis]\nchain = [{ name = "甲" }]\n', "crisis.chain[0].who"),
        ('[crisis]\nchain = [{ name = "甲", who = ["boss"] }]\n', "crisis.chain[0].who[0]"),
        ('[crisis]\nchain = [{ name = "甲", who = ["seat:x"] }]\n', "crisis.chain[0].who[0]"),
        (
            '[crisis]\nchain = [{ name = "甲", who = ["office"], plans = 1 }]\n',
            "crisis.chain[0].plans",
        ),
        ('[emergency]\ngroup = ["group"]\n', "emergency.group[0]"),
        ('[[emergency.contacts]]\nplace = "moon"\nname = "甲"\n', "emergency.contacts[0].place"),
        ("[[emergency.contacts]]\n[[emergency.contacts]]\n", "emergency.contacts[1].place"),
        (CARD, "cards[0].stages"),
        (CARD + '[[cards.stages]]\nname = "处置"\n', "cards[0].stages[0].steps"),
        (CARD + STAGE + 'call = ["officer:"]\n', "cards[0].stages[0].call[0]"),
        (CARD + 'subcategories = ["x"]\n' + STAGE, "cards[0].subcategories"),
        (CARD + 'spokesman = "甲"\n' + STAGE, "cards[0].spokesman"),
        ("[major]\nwarn_percent = 100\n", "major.warn_percent"),
    ],
)
def test_what_is_wrong_is_told_with_its_key_path(source: str, path: str) -> None:
    """And nothing of the policy is taken."""
    with pytest.raises(PolicyError) as refused:
        read(source)

    assert path in [where for where, _ in refused.value.problems]
