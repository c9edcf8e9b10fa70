"""Who and where: 工号1234, 王经理, 姓李的柜员; 3号窗口, 二楼电梯口, 5栋2单元302, 8号桌."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from nlp.entity_numbers import Found
from nlp.numerals import BELOW_100

_SURNAME: Final = (
    r"(?:欧阳|上官|司马|诸葛|司徒|令狐"
    r"|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭"
    r"曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱"
    r"江尹薛闫段雷"
    r"侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤])"
)
_TITLE: Final = (
    r"(?:大堂经理|客户经理|值班经理|副经理|经理|主任|副主任|主管|店长|领班|行长|院长|科长"
    r"|处长|厂长|站长|师傅|"
    r"医生|大夫|护士长|护士|老师|保安|保洁|柜员|客服|管家|组长|队长|教练|司机|顾问)"
)
_STAFF: Final = (
    r"(?:柜员|工作人员|业务员|营业员|收银员|收银|服务员|客服|保安|保洁|大堂经理|经理|店员"
    r"|导购|护士|医生|"
    r"前台|大姐|小姐姐|小伙子|小姑娘|阿姨|姑娘|师傅|管家|骑手|快递员)"
)
_EMPLOYEE: Final = re.compile(
    r"(?P<badge>(?:工号|工牌号?|胸牌号?|员工号)(?:是|为|[: #])?(?P<id>[a-z]{0,3}\d{2,10})"
    r"(?![a-z\d]))"
    rf"|姓(?P<family>{_SURNAME})的?(?:那个|那位)?的?(?P<their>{_STAFF}|人|女的|男的)?"
    rf"|(?P<titled>(?:小|老)?{_SURNAME}{_TITLE})"
    rf"|(?P<named>{_STAFF}小{_SURNAME}|(?:叫|名叫){_SURNAME}[\u4e00-\u9fff]{{1,2}}的"
    rf"(?:那个)?{_STAFF})"
    rf"|(?P<at>(?:\d{{1,3}}|{BELOW_100})号(?:窗口|柜台|窗|柜))(?:那个|那位|里面?)?的?"
    rf"(?P<there>{_STAFF})"
)
#: Words that end in what could be a surname, before the title.
_NO_SURNAME: Final = re.compile(
    r"(?:基|资|现|奖|押|租|税)(?=金)|(?:工|过|课|流|议|行|日|全)(?=程)|(?:上|下|本|这|每|一"
    r"|两|几|四)(?=周)"
    r"|(?:也|或|允|不)(?=许)|(?:担|责|主|信|班|前|现)(?=任)|(?:对|双|我|官|地|甲|乙|多|院"
    r"|校|警|资)(?=方)"
    r"|(?:对|关|由|至|在|等|处|位|属)(?=于)|(?:任|如|为|几)(?=何)|(?:支|应|对|托|交|垫|收"
    r"|预|未|先|已)(?=付)"
    r"|(?:方|意|导|倾|趋|面|单)(?=向)|(?:其|业|剩|多)(?=余)|(?:明|表|坦)(?=白)|(?:收|付|花"
    r"|给|退|找|块|元|交|要|换)(?=钱)"
    r"|(?:提|最|很|太|更|楼|身)(?=高)|(?:成)(?=龙)|(?:历)(?=史)|(?:照|回)(?=顾)|(?:祝)"
    r"(?=贺)|(?:羽)(?=毛)|(?:尊)(?=严)|(?:千|百|一|两|几)(?=万)|(?:立)(?=马)|(?:前)(?=段)"
)

_N: Final = rf"(?:\d{{1,4}}|{BELOW_100})"
_BUILDING: Final = (
    rf"(?:[a-z]?\d{{1,3}}|[a-z]|(?![两俩]){BELOW_100})(?:号楼|号院|栋楼?|幢楼?|座"
    rf"(?![位椅山城机])|期)(?:{_N}单元)?(?:\d{{1,4}}(?:室|房|号房?)?)?"
    rf"|{_N}单元(?:\d{{1,4}}(?:室|房|号房?)?)?"
)
_FLOOR: Final = (
    r"(?:(?:地下|负)(?:\d|[一二三四五])(?:楼|层)|b[1-5](?:层|楼)?(?![a-z\d])|"
    r"(?<![a-z\d.])\d{1,2}(?:楼|f(?![a-z\d]))"
    rf"|(?<![一二三四五六七八九十第两])(?![两俩零]){BELOW_100}楼|(?:第|"
    rf"(?<=[在住到去])){_N}层|\d{{1,2}}层(?![灰油土膜泥皮纸布]))"
)
_SPOT: Final = (
    r"(?:男|女)?(?:厕所|卫生间|洗手间|茶水间|母婴室|开水间|楼梯间|更衣室|浴室|会议室|餐厅"
    r"|食堂|大厅|大堂|走廊|楼道|过道|"
    r"电梯口|电梯间|电梯厅|电梯里|电梯|楼梯口|前台|服务台|收银台|柜台|窗口|自助机|取款机"
    r"|叫号机|休息区|等候区)"
)
_ALONE: Final = (
    r"(?:电梯口|电梯间|电梯厅|楼梯口|楼梯间|大门口|正门口?|后门口?|侧门口?|东门|西门|南门"
    r"|北门|门口|收银台|服务台|"
    r"地下车库|地下停车场|地库|停车场|等候区|休息区|自助区|候诊区|取号机旁边?|安检口|检票口"
    r"|出站口|登机口|卸货区|"
    r"试衣间|母婴室|儿童乐园|吸烟区|消防通道|配电房|垃圾房)"
)
_PLACE: Final = re.compile(
    rf"(?:{_BUILDING})(?:的?(?:{_FLOOR})?的?(?:{_SPOT}|{_ALONE})|{_FLOOR})?"
    rf"|{_FLOOR}(?:(?:的|那个)?(?:(?:{_N}号|{_N})(?:窗口?|柜台|诊室|房|室)|{_SPOT}|{_ALONE}))?"
    rf"|(?:[a-z]?\d{{1,3}}|{BELOW_100})号(?:服务|业务|收银|自助)?(?:窗口|窗|柜台|柜员机"
    rf"|收银台|取款机|自助机|机器|桌|台|门|厅|包间|包厢|包房|房间|房|诊室|病房|病床|床|电梯"
    rf"|扶梯|站台|出口|登机口|车位|摊位|铺|店|库|仓)"
    r"|(?<![\d.])[a-z]?\d{1,3}桌(?![人客菜饭酒])|(?<![\d.a-z])\d{3,4}(?:房间?|室|病房|包间"
    r"|包厢|包房)|房间(?:号)?[是: ]?(?P<room>\d{3,4})(?!\d)"
    rf"|(?<![a-z])[a-h](?:座|区|栋|馆|厅|口|出口)(?![a-z])|t[1-4]航站楼|{_ALONE}"
)
_TRIGGER: Final = re.compile(r"[号楼栋幢座层桌房室口台区库门元道场间梯机馆厅f]|b\d")
#: "大堂经理" is nobody's whereabouts.
_NO_PLACE: Final = re.compile(r"经理|主管|副理|保安|阿姨|小姐")


def find_people(text: str) -> Iterator[Found]:
    """Find employees by badge, name or counter in a normalised text."""
    for match in _EMPLOYEE.finditer(text):
        start, end = match.span()
        if match["badge"]:
            yield Found("employee", start, end, match["id"].upper())
        elif match["family"]:
            if match["their"]:
                yield Found("employee", start, end, match[0])
        elif match["at"]:
            yield Found("place", *match.span("at"), match["at"])
            yield Found("employee", *match.span("there"), match[0])
        elif not _NO_SURNAME.search(text, max(0, start - 1), start + 1):
            yield Found("employee", start, end, match[0])


def find_places(text: str, places: dict[str, str]) -> Iterator[Found]:
    """Find places in a normalised text.

    Args:
        text: normalised.
        places: normalised names of the house's own places → what each is to be called.
    """
    for name, code in places.items():
        start = text.find(name)
        if start >= 0 and not _NO_PLACE.match(text, start + len(name)):
            yield Found("place", start, start + len(name), code)
    if _TRIGGER.search(text):
        for match in _PLACE.finditer(text):
            yield Found("place", *match.span(), match[0].upper())
