"""What a message is about, as weighted words: whether two are on one matter (R10).

The words are those of jieba's dictionary, found wherever they stand, which costs far less than
cutting the text; how much a word tells follows from how rare it is in the dictionary.
"""

from __future__ import annotations

import re
from typing import Final

from nlp.normalize import normalize
from nlp.segment import Segmenter

#: Different words for one thing; the first stands for all.
_SAME: Final = (
    "厕所 洗手间 卫生间 盥洗室 茅房 toilet restroom washroom",
    "电梯 升降机 lift elevator",
    "空调 冷气 暖气 冷气机 aircon",
    "柜员机 取款机 自助机 存取款机 atm",
    "大厅 大堂 lobby",
    "停车场 停车库 地库 车库 carpark",
    "快递 包裹 物流 parcel package",
    "吵闹 太吵 很吵 吵死 噪音 噪声 扰民 吵得",
    "排队 等候 叫号 排了 queue",
    "坏了 坏咗 故障 不能用 用不了 不好使 失灵 broken",
    "脏乱 很脏 太脏 好脏 又脏 肮脏 dirty",
    "发臭 很臭 太臭 好臭 又臭 臭味 臭气 味道大 臭得",
    "柜员 业务员 营业员 职员 工作人员",
    "滑倒 摔倒 跌倒 摔了 滑了一跤",
    "多收 乱收 多算 多扣 overcharged",
    "头发 毛发 hair",
    "热死 太热 很热 不凉 不制冷 热得",
    "抽烟 吸烟 烟味 smoking",
    "垃圾 废物 rubbish trash garbage",
    "没电 停电 断电",
    "停水 没水 断水",
)
_MEANS: Final = {word: group.split()[0] for group in _SAME for word in group.split()}
_SYNONYM: Final = re.compile("|".join(sorted(_MEANS, key=len, reverse=True)))
#: Words of every complaint, and of no matter.
_STOP: Final = frozenset(
    [
        *("投诉", "反映", "处理", "解决", "来修", "没人", "有人", "老人", "你们", "我们", "他们"),
        *("时候", "时间", "下午", "上午", "早上", "晚上", "半天", "小时", "分钟", "现在", "到现"),
        *("昨天", "今天", "前天", "刚才", "一天", "两天", "三天", "五天", "十天", "几天", "个小"),
        *("两个", "三个", "一个", "几个", "一次", "两次", "三次", "多次", "每次", "二十", "好几"),
        *("怎么", "什么", "一直", "还没", "没有", "不了", "了一", "一声", "一上", "到了", "都是"),
        *("全是", "这个", "那个", "这么", "那么", "里面", "外面", "地上", "看见", "说好", "没动"),
        *("打电", "电话", "死了", "受不", "得受", "谢谢", "多谢"),
    ]
)
_WORDS: Final = re.compile(r"[a-z]{3,}|[\u4e00-\u9fff]+")
#: A word as frequent as this, or more so, tells nothing; in the logarithm of one in so many.
_COMMON: Final = 7.5
_MOST: Final = 4.0
_FOREIGN: Final = 3.0
#: What is said beyond this is no longer what a message is about.
_LIMIT: Final = 2_000


class Subject:
    """Finds what messages are about. Immutable, so threads may share it."""

    def __init__(self, segmenter: Segmenter) -> None:
        """Take the dictionary."""
        self._rarity = segmenter.rarity

    def terms(self, text: str) -> dict[str, float]:
        """Give the words that tell what a text is about, each with its weight."""
        plain = _SYNONYM.sub(lambda found: _MEANS[found[0]], normalize(text[:_LIMIT]).text)
        terms: dict[str, float] = {}
        for run in _WORDS.finditer(plain):
            word = run[0]
            if word.isascii():
                terms[word] = _FOREIGN
                continue
            for start in range(len(word) - 1):
                self._add(terms, word[start : start + 2])
        return terms

    def _add(self, terms: dict[str, float], word: str) -> None:
        if word not in terms and word not in _STOP:
            weight = min(self._rarity(word) - _COMMON, _MOST)
            if weight > 0:
                terms[word] = round(weight, 2)
