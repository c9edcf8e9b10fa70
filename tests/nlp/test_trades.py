"""Sub-categories of a trade (R12), causes before consequences, and further classes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from nlp.classify import Classifier, Judgement
from nlp.lexicon import CATEGORIES
from nlp.lexicon_files import load_lexicon, trades
from nlp.loading import Loader

POLICIES = Path(__file__).parents[2] / "policies"


@pytest.fixture(scope="module")
def loader(tmp_path_factory: pytest.TempPathFactory) -> Loader:
    """Load all trades over one dictionary."""
    return Loader(tmp_path_factory.mktemp("trades"))


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*.toml")), ids=lambda path: path.stem)
def test_r12_every_sub_category_of_a_policy_has_its_words(path: Path) -> None:
    """Policy packs and lexicons name the same codes, each under the same class."""
    policy = tomllib.loads(path.read_text("utf-8"))
    named = {sub["code"]: sub["category"] for sub in policy.get("subcategories", [])}

    lexicon = load_lexicon(policy["trade"])

    assert {s.code: CATEGORIES[s.category] for s in lexicon.subcategories} == named


@pytest.mark.parametrize(
    ("trade", "text", "category", "subcategory"),
    [
        ("lobby", "柜员头都不抬，爱理不理", "service", "cold"),
        ("lobby", "大堂经理冲我吼，还骂人", "service", "rude"),
        ("lobby", "排了两个小时队", "business", "wait"),
        ("lobby", "说我材料不齐，缺户口本复印件，又让我跑一趟", "business", "papers"),
        ("lobby", "自助机又坏了", "facility", "equipment"),
        ("lobby", "垃圾桶满出来了没人倒", "hygiene", "rubbish"),
        ("lobby", "地上全是脚印，脏得很", "hygiene", "floor"),
        ("catering", "汤里有只苍蝇", "hygiene", "foreign_object"),
        ("catering", "回家就拉肚子", "hygiene", "food_poisoning"),
        ("catering", "碗筷油乎乎的没洗干净", "hygiene", "cleaning"),
        ("catering", "排骨太咸了，根本没法吃", "business", "dish_quality"),
        ("catering", "结账多收了我二十块", "business", "money"),
        ("catering", "催了三次还没上菜", "business", "seat_waiting"),
        ("catering", "服务员态度恶劣", "service", "service"),
        ("catering", "空调坏了", "facility", "facility_safety"),
        ("property", "电梯困人了，半小时没人管", "facility", "emergency"),
        ("property", "公摊电费怎么多了一百六", "business", "fees"),
        ("property", "保安骂人", "service", "management"),
        ("property", "楼道灯坏了", "facility", "equipment"),
    ],
)
def test_r12_a_trade_gives_its_sub_category(
    loader: Loader, trade: str, text: str, category: str, subcategory: str
) -> None:
    """The sub-category belongs to the class, and to the trade in force."""
    judged = loader.load(trade).judge(text)

    assert (judged.category, judged.subcategory) == (category, subcategory)


def test_a_trade_without_words_of_its_own_speaks_the_common_ones(classifier: Classifier) -> None:
    """The five classes need no trade; only sub-categories do."""
    judged = classifier.judge("厕所很脏")

    assert "barber" not in trades()
    assert load_lexicon("barber").subcategories == ()
    assert (judged.category, judged.subcategory) == ("hygiene", "")


@pytest.mark.parametrize(
    "text",
    [
        "吞卡了，按了呼叫半天没反应，等了二十分钟没人来",
        "吞卡等了二十分钟没人来",
        "机器把我的卡吞了，打客服打不通，等了一个小时",
    ],
)
def test_what_came_of_a_fault_does_not_hide_it(classifier: Classifier, text: str) -> None:
    """The class is that of the cause; waiting for help is listed after it."""
    judged = classifier.judge(text)

    assert judged.category == "facility"
    assert set(judged.others) & {"business", "service"}


def test_several_complaints_in_one_message_are_all_named(classifier: Classifier) -> None:
    """The main class is the category, the others follow it by weight and never repeat it."""
    judged = classifier.judge("服务员骂人，厕所臭得进不去，结账还多收了我五十块")

    assert sorted(_classes(judged)) == ["business", "hygiene", "service"]
    assert judged.category not in judged.others


def test_one_complaint_names_no_other(classifier: Classifier) -> None:
    """Nothing is listed that nobody complained of."""
    assert classifier.judge("服务员热情，菜也好吃，就是厕所太脏").others == ()


def _classes(judged: Judgement) -> tuple[str, ...]:
    return (judged.category, *judged.others)
