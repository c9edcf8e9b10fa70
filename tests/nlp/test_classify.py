"""What a judgement says, and that any text at all gets one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.classify import Classifier
from nlp.lexicon import CATEGORIES
from nlp.script import possible_languages

ANY_TEXT = st.text(
    st.one_of(
        st.characters(codec=None),
        st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF),
        st.sampled_from("不没太脏慢差坏臭等了吗？，。！“”服务员电梯厕所房间谢謝係嘅𨋢"),
        st.sampled_from("123五万元赔推 aA.\n\0ﬃＡ～"),
    ),
    max_size=60,
)
INTENTS = {"complaint", "greeting", "thanks", "question", "suggestion", "unsure"}


@settings(max_examples=400, deadline=None)
@given(text=ANY_TEXT)
def test_every_text_gets_a_sound_judgement(classifier: Classifier, text: str) -> None:
    """No string raises; offsets point at the words in the original text; scores are 0–1."""
    judgement = classifier.judge(text)

    assert judgement.category in CATEGORIES
    assert judgement.severity in ("minor", "serious", "major")
    assert judgement.intent in INTENTS
    languages = possible_languages(text)
    assert languages
    assert {*languages} <= {"zh_Hans", "zh_Hant", "en"}
    assert 0 <= judgement.confidence <= 1
    assert list(judgement.scores) == list(CATEGORIES)
    assert all(0 <= score <= 1 for score in judgement.scores.values())
    for match in judgement.matched:
        assert 0 <= match.start < match.end <= len(text)
        assert text[match.start : match.end] == match.word
        assert match.category in (*CATEGORIES, "severity")


@pytest.mark.parametrize(
    "text",
    [
        "脏" * 100_000,
        "\ud800" * 50_000,
        "\u202e" * 50_000,
        "😡" * 10_000,
        "不" * 50_000,
        "，" * 50_000,
        "9" * 50_000,
        "1," * 25_000,
        "赔" + "一千二" * 20_000,
        "a" * 100_000,
        "",
    ],
    ids=lambda text: f"{text[:3]!a}x{len(text)}",
)
def test_long_and_strange_texts_come_back(classifier: Classifier, text: str) -> None:
    """A hundred thousand of the same character are judged like any other message."""
    assert classifier.judge(text).category in CATEGORIES


def test_r11_the_words_that_decided_are_shown_where_they_stand(classifier: Classifier) -> None:
    """Matches carry the customer's own spelling, with its offsets."""
    text = "你好！廁所很髒，服務員愛理不理"

    matched = classifier.judge(text).matched

    shown = {(match.word, match.category) for match in matched}
    assert {("很髒", "hygiene"), ("愛理不理", "service")} <= shown
    assert all(text[match.start : match.end] == match.word for match in matched)


def test_characters_that_widen_or_vanish_keep_the_offsets_right(classifier: Classifier) -> None:
    """A lift of one character, a ligature and a zero-width space before the word move nothing."""
    text = "ﬃ\u200b部𨋢壞咗，廁所好臭"

    words = {match.word for match in classifier.judge(text).matched}

    assert {"𨋢", "好臭"} <= words


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("厕所很干净但是柜员爱理不理", "service"),
        ("味道不错，就是上菜太慢", "business"),
        ("服务很好，可惜空调坏了", "facility"),
        ("服务员很热情，偏偏桌子黏糊糊的", "hygiene"),
        ("房间不是很干净", "hygiene"),
        ("服务不够周到", "service"),
        ("上菜速度并不快", "business"),
        ("公共卫生间在维修，等了半小时", "business"),
        ("電梯成日壞", "facility"),
        ("部𨋢壞咗三日", "facility"),
        ("fw员太度恶劣", "service"),
    ],
)
def test_negation_contrast_and_slips_are_understood(
    classifier: Classifier, text: str, category: str
) -> None:
    """What is complained of decides, not what is named."""
    assert classifier.judge(text).category == category


@pytest.mark.parametrize(
    "text", ["我要投诉", "我要投訴你哋", "要个说法，我要投诉", "I want to complain"]
)
def test_a_bare_wish_to_complain_is_a_complaint(classifier: Classifier, text: str) -> None:
    """Whoever says no more than that is registered as other."""
    judgement = classifier.judge(text)

    assert (judgement.intent, judgement.category) == ("complaint", "other")


@pytest.mark.parametrize(
    "text", ["怎么还没轮到我？", "为什么没给我开发票？", "你们到底退不退钱？"]
)
def test_reproachful_questions_are_not_answered_as_questions(
    classifier: Classifier, text: str
) -> None:
    """A complaint in the form of a question is never lost as one."""
    assert classifier.judge(text).intent in ("complaint", "unsure")


@pytest.mark.parametrize(
    "text",
    [
        "她把头一扭，手往门口一指",
        "收银员把零钱往台面上一撂",
        "我问怎么填，他说自己不会看啊",
        "问一句就说你烦不烦",
        "像审犯人似的问我",
        "櫃員成程黑面，問佢嘢眼尾都唔望",
    ],
)
def test_r11_rudeness_is_told_by_gestures_retorts_and_likenesses(
    classifier: Classifier, text: str
) -> None:
    """No word of it says that anybody is rude."""
    assert classifier.judge(text).category == "service"


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("听说隔壁小区的电梯掉下来了，摔伤了两个人", "minor"),
        ("听说隔壁小区的电梯掉下来了，我家楼里的电梯也掉下来了，摔伤了两个人", "major"),
        ("听说隔壁小区着火了。地下车库漏电，我儿子触电送医院了", "major"),
    ],
)
def test_r13_what_others_tell_holds_until_the_sentence_ends_or_one_says_i(
    classifier: Classifier, text: str, severity: str
) -> None:
    """What befell the writer is never taken for news."""
    assert classifier.judge(text).severity == severity


@pytest.mark.parametrize(
    "text",
    ["刚才号取错了，是我没看清楚，手滑", "上错菜了，没关系，这个也好吃", "投诉撤了吧，我按错了"],
)
def test_r45_what_is_forgiven_or_the_writers_own_slip_is_no_complaint(
    classifier: Classifier, text: str
) -> None:
    """Only a grave matter would still be one."""
    judgement = classifier.judge(text)

    assert (judgement.category, judgement.intent == "complaint") == ("other", False)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("柜员耐心有限", "service"),
        ("主动性稍嫌不足", "service"),
        ("设施亟待完善", "facility"),
        ("房间不够安静 很吵", "facility"),
        ("粥里有一根头发", "hygiene"),
        ("刚打完喷嚏接着切熟食", "hygiene"),
        ("连声招呼都没有", "service"),
        ("桌子一直没有清理", "hygiene"),
        ("从来没有按约定上门", "business"),
        ("屋里气味特别大", "hygiene"),
        ("这个鱼汤好咸", "other"),
    ],
)
def test_r11_what_is_missing_or_out_of_place_is_complained_of(
    classifier: Classifier, text: str, category: str
) -> None:
    """Praise that is found lacking, courtesy not shown, a hair where it does not belong."""
    judgement = classifier.judge(text)

    assert (judgement.category, judgement.intent) == (category, "complaint")


@pytest.mark.parametrize(
    "text",
    [
        "辣椒油卖不卖",
        "我想剪头发，几点开门",
        "上次那杯漏的，后来给我换了新的",
        "别家的被子都是潮的",
        "路灯第二天就亮了",
        "追评：错怪人家了，改五星",
    ],
)
def test_r45_what_is_asked_mended_or_of_another_house_is_no_complaint(
    classifier: Classifier, text: str
) -> None:
    """Neither words of dirt and faults nor negators make one."""
    judgement = classifier.judge(text)

    assert (judgement.category, judgement.intent == "complaint") == ("other", False)


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("凳子断了，我妈尾椎裂开", "major"),
        ("凳子腿断了，坐不了", "minor"),
        ("我妈在你们店里摔骨折了。请问怎么处理？", "major"),
        ("我爸上回食物中毒多亏你们抢救", "minor"),
        ("你们店很脏，市监所的人周三过来", "major"),
        ("卡被刷走七万八", "major"),
        ("卡被刷走七十八", "minor"),
    ],
)
def test_r13_what_befell_whom_and_who_was_told_make_it_grave_together(
    classifier: Classifier, text: str, severity: str
) -> None:
    """A body and what happened to it, an office and the step to it: neither word alone."""
    assert classifier.judge(text).severity == severity


def test_a_praised_thing_is_no_complaint(classifier: Classifier) -> None:
    """Denied complaints and praise leave no evidence."""
    for text in ("厕所不脏", "服务没毛病", "房间很干净，服务员也热情"):
        assert classifier.judge(text).intent != "complaint", text


def test_search_tokens_hold_the_short_words_inside_long_ones(classifier: Classifier) -> None:
    """Somebody who searches 停车 finds 停车位, in whatever script."""
    tokens = classifier.segment("停車位太少，HY-261122-007")

    assert {"停车", "停车位"} <= set(tokens)
    assert "，" not in tokens


@pytest.mark.parametrize(
    "text",
    [
        "周末人少一点的时间是几点",
        "今天柜台那位先生帮我把轮椅推到门口，谢谢",
        "拔完牙出血多久算正常",
        "想问下你们房间有没有蚊子",
        "明早六点退房来得及不 赶飞机",
    ],
)
def test_r45_what_is_named_in_a_question_or_a_favour_is_not_blamed(
    classifier: Classifier, text: str
) -> None:
    """Neither the things asked about nor those in a kind deed make a complaint."""
    judgement = classifier.judge(text)

    assert (judgement.category, judgement.severity) == ("other", "minor")


def test_r13_illness_and_those_who_fell_ill_may_stand_apart(classifier: Classifier) -> None:
    """Several people and an illness make it grave, wherever in the message each is told."""
    judgement = classifier.judge("昨天在你们家吃的，四个人，今天都在拉肚子")

    assert judgement.severity == "major"
    assert "food_poisoning" in judgement.reasons


def test_r13_a_manner_of_speaking_is_not_grave(classifier: Classifier) -> None:
    """So ugly that one calls the police: nobody is called."""
    assert classifier.judge("丑到我报警，图上不是这个颜色").severity == "minor"


def test_r13_a_child_that_is_sick_after_drinking_is_grave(classifier: Classifier) -> None:
    """Disgust is not illness, but somebody else who is sick is."""
    sick = classifier.judge("饮水机里有一股铁锈味，孩子喝了两口就吐了")

    assert sick.category == "hygiene"
    assert sick.severity != "minor"
    assert classifier.judge("这服务态度我真是吐了").severity == "minor"


def test_r13_what_stands_before_nearly_did_happen(classifier: Classifier) -> None:
    """A leak that nearly killed is a leak; only what comes after "nearly" did not happen."""
    assert classifier.judge("煤气漏了一晚上差点熏死").severity == "major"
    assert classifier.judge("地砖松了，差点把老人绊倒摔骨折").severity == "serious"


def test_r45_trouble_of_former_times_is_not_complained_of(classifier: Classifier) -> None:
    """Who feared the worst and praises in the end has nothing to complain of."""
    assert classifier.judge("还以为酒店隔音差，没想到一夜好眠").category == "other"
