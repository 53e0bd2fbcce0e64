"""Texts checked against clauses that amendments have changed: only the words of the day are confirmed."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.knowledge_base import KnowledgeBase
from tests.kb.homes import open_base, policy, take

DAY, BEFORE, BETWEEN = date(2025, 6, 1), date(2020, 6, 1), date(2022, 6, 1)
NAME = "《清河市公共车位管理办法》"
SPACES = policy(
    "清河市公共车位管理办法",
    "公共车位的申请、分配和使用，适用本办法。",
    "车位租用期限一般不超过三年。",
    "申请人应当向街道办事处提交书面申请，街道办事处应当在二十日内答复。\n申请人应当在本市连续居住满两年。",
    "有下列情形之一的，应当退回车位：\n（一）转租车位的；\n（二）连续闲置六个月的。",
    "占用消防通道停车的，处二百元罚款。",
    "每户可以租用两个车位。",
    "车位租金按季度缴纳，不得拖欠。",
    "本办法自2019年1月1日起施行。",
)
FIRST = """清河市人民政府关于修改《清河市公共车位管理办法》的决定
清政发〔2021〕5号

决定对《清河市公共车位管理办法》作如下修改：
一、第二条修改为：“车位租用期限一般不超过四年。”
二、第六条作如下调整，具体由主管部门另行公布。
本决定自2021年7月1日起施行。

清河市人民政府
2021年6月1日
"""
SECOND = """清河市人民政府关于再次修改《清河市公共车位管理办法》的决定
清政发〔2023〕9号

决定对《清河市公共车位管理办法》作如下修改：
一、第二条修改为：“车位租用期限一般不超过五年，期满可以续租一次。”
二、将第三条第一款中的“二十日”修改为“十日”，删去“书面”。
三、第四条增加一项，作为第三项：“（三）累计三次未缴租金的。”
四、删去第五条。
五、第七条修改为：车位租金按月缴纳，不得拖欠。
本决定自2023年7月1日起施行。

清河市人民政府
2023年6月1日
"""
NOT_NOW = f"not_in_force {NAME}第二条在 2025-06-01 已不是这样写的："
BY_SECOND = "《清河市人民政府关于再次修改《清河市公共车位管理办法》的决定》（清政发〔2023〕9号）"
BASE, DECISION = "清河市公共车位管理办法", "清河市人民政府关于再次修改《清河市公共车位管理办法》的决定"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("amended") / "home") as opened:
        take(opened, {"办法.txt": SPACES, "一.txt": FIRST, "二.txt": SECOND})
        yield opened


def one(base: KnowledgeBase, text: str, day: date = DAY) -> tuple[str, str, list[str]]:
    """Return the verdict on the one sentence of a text, where its words stand, and its faults."""
    (checked,) = base.verification.check(text, as_of=day).sentences
    place = checked.place
    where = f"{place.version.metadata.title}{place.clause.address}" if place else ""
    return checked.verdict.value, where, [f"{fault.kind.value} {fault.message}" for fault in checked.faults]


@pytest.mark.parametrize(
    ("text", "day", "where"),
    [
        ("车位租用期限一般不超过三年。", DAY, f"{BASE}第二条"),
        (f"{NAME}第二条规定，车位租用期限一般不超过三年。", DAY, f"{BASE}第二条"),
        ("车位租用期限一般不超过三年。", BETWEEN, f"{BASE}第二条"),
        ("车位租用期限一般不超过36个月。", DAY, f"{BASE}第二条"),
        # The nearest words that apply are told.
        ("车位租用期限不超过三年。", DAY, f"{DECISION}一、"),
        # The words of the first amendment, which the second replaced.
        ("车位租用期限一般不超过四年。", DAY, "清河市人民政府关于修改《清河市公共车位管理办法》的决定一、"),
        ("申请人应当向街道办事处提交书面申请，街道办事处应当在二十日内答复。", DAY, f"{BASE}第三条"),
        ("占用消防通道停车的，处二百元罚款。", DAY, f"{BASE}第五条"),
        ("每户可以租用两个车位。", DAY, f"{BASE}第六条"),
        ("车位租金按季度缴纳，不得拖欠。", DAY, f"{BASE}第七条"),
        # The new words before they count.
        ("车位租用期限一般不超过五年。", BETWEEN, f"{DECISION}一、"),
    ],
)
def test_words_that_do_not_apply_on_the_day_are_not_confirmed(
    base: KnowledgeBase, text: str, day: date, where: str
) -> None:
    verdict, there, faults = one(base, text, day)
    assert (verdict, there) == ("unsupported", where)
    assert faults


@pytest.mark.parametrize(
    ("text", "day", "verdict", "where"),
    [
        ("车位租用期限一般不超过三年。", BEFORE, "verbatim", f"{BASE}第二条"),
        (f"{NAME}第二条：车位租用期限一般不超过五年，期满可以续租一次。", DAY, "verbatim", f"{DECISION}一、"),
        (
            "车位租用期限一般不超过五年，期满可以续租一次（公共车位管理办法第二条）。",
            DAY,
            "verbatim",
            f"{DECISION}一、",
        ),
        ("车位租用期限一般不超过五年。", DAY, "verbatim", f"{DECISION}一、"),
        (
            f"{NAME}第二条：车位租用期限一般不超过四年。",
            BETWEEN,
            "verbatim",
            "清河市人民政府关于修改《清河市公共车位管理办法》的决定一、",
        ),
        # Words that stand nowhere as they are now: single ones were changed.
        (
            f"{NAME}第三条：申请人应当向街道办事处提交申请，街道办事处应当在十日内答复。",
            DAY,
            "verbatim",
            f"{BASE}第三条",
        ),
        ("申请人应当向街道办事处提交申请，街道办事处应当在10日内答复。", DAY, "same_figures", f"{BASE}第三条"),
        # What an amendment left as it was.
        ("申请人应当在本市连续居住满两年。", DAY, "verbatim", f"{BASE}第三条第二款"),
        (f"{NAME}第四条：连续闲置六个月的。", DAY, "verbatim", f"{BASE}第四条第二项"),
        (f"{NAME}第四条第三项：累计三次未缴租金的。", DAY, "verbatim", f"{DECISION}三、"),
        (f"{NAME}第七条：车位租金按月缴纳，不得拖欠。", DAY, "verbatim", f"{DECISION}五、"),
        ("每户可以租用两个车位。", BEFORE, "verbatim", f"{BASE}第六条"),
    ],
)
def test_the_words_of_the_day_are_confirmed(
    base: KnowledgeBase, text: str, day: date, verdict: str, where: str
) -> None:
    assert one(base, text, day) == (verdict, where, [])


def test_the_words_of_the_day_are_told(base: KnowledgeBase) -> None:
    told = f"第二条被{BY_SECOND}第一部分修改，2023-07-01 起"
    assert one(base, "车位租用期限一般不超过三年。")[2] == [f"{NOT_NOW}{told}，现为“车位租用期限一般不超过五年”"]
    assert one(base, "车位租用期限一般不超过四年。")[2] == [
        f"not_in_force {NAME}在 2025-06-01 已不是这样写的，现为“车位租用期限一般不超过五年”"
    ]
    assert one(base, "占用消防通道停车的，处二百元罚款。")[2] == [
        f"not_in_force {NAME}第五条在 2025-06-01 已删去：第五条被{BY_SECOND}第四部分删去，2023-07-01 起"
    ]
    assert one(base, "每户可以租用两个车位。")[2] == [
        f"not_in_force {NAME}第六条在 2025-06-01 已不是这样写的：第六条被"
        "《清河市人民政府关于修改《清河市公共车位管理办法》的决定》（清政发〔2021〕5号）第二部分修改，2021-07-01 起，"
        "改后的文字请看该文件"
    ]


CITED = """清河市人民政府关于修改《清河市公厕管理办法》的决定
清政发〔2021〕6号

将《清河市公厕管理办法》第二条修改为：“公厕每日开放时间不少于十六小时。”将第三条中的“每月清洗一次储水设施”修改为“每周清洗一次储水设施”。
本决定自2021年7月1日起施行。

清河市人民政府
2021年6月1日
"""
TOILETS = policy(
    "清河市公厕管理办法",
    "公厕的建设和管理，适用本办法。",
    "公厕每日开放时间不少于十二小时。",
    "管理单位应当每月清洗一次储水设施。",
    "本办法自2018年1月1日起施行。",
)
TOILETS_NEW = """清河市公厕管理办法
（2024年5月1日修订）
第一条　公厕的建设和管理，适用本办法。
第二条　公厕每日开放时间不少于二十小时。
第三条　管理单位应当每周清洗一次储水设施。
第四条　本办法自2024年6月1日起施行。
"""
ENDS = policy(
    "清河市城市家具管理办法",
    "座椅、公厕等城市家具的管理，适用本办法。",
    "本办法自2024年6月1日起施行。《清河市公厕管理办法》同时废止。",
)


@pytest.mark.parametrize(("name", "text"), [("新版.txt", TOILETS_NEW), ("废止.txt", ENDS)])
def test_what_an_amendment_wrote_goes_with_the_text_it_changed(
    tmp_path_factory: pytest.TempPathFactory, name: str, text: str
) -> None:
    hours, weekly = "公厕每日开放时间不少于十六小时。", "管理单位应当每周清洗一次储水设施。"
    with open_base(tmp_path_factory.mktemp("later") / "home") as opened:
        take(opened, {"办法.txt": TOILETS, "决定.txt": CITED})
        assert [one(opened, said)[0] for said in (hours, weekly, f"《清河市公厕管理办法》第二条：{hours}")] == [
            "verbatim"
        ] * 3
        # Quoted by the text that takes them away, and so in force nowhere.
        assert one(opened, "每月清洗一次储水设施。")[0] == "unsupported"
        take(opened, {name: text})
        assert one(opened, hours)[0] == "unsupported"
        assert one(opened, hours, BETWEEN)[0] == "verbatim"
        assert one(opened, "每月清洗一次储水设施。")[0] == "unsupported"
        assert one(opened, "公厕每日开放时间不少于十二小时。")[0] == "unsupported"
        is_held = name == "新版.txt"
        assert one(opened, weekly)[0] == ("verbatim" if is_held else "unsupported")
        told = [
            one(opened, f"{lead}公厕每日开放时间不少于二十小时。")[0] for lead in ("", "《清河市公厕管理办法》第二条：")
        ]
        assert told == ["verbatim" if is_held else "unsupported"] * 2


def test_a_limit_left_out_beside_its_figure_is_told(base: KnowledgeBase) -> None:
    with_limit = one(base, f"{NAME}第二条：车位租用期限一般为五年，期满可以续租一次。")
    assert with_limit == ("unsupported", f"{BASE}第二条", ["limit_differs 写的是“为”，原文是“不超过”"])


def test_an_item_is_joined_with_what_its_list_says(base: KnowledgeBase) -> None:
    assert one(base, "转租车位的，应当退回车位。") == ("verbatim", f"{BASE}第四条第一项", [])
    assert one(base, f"{NAME}第四条规定，连续闲置六个月的，应当退回车位。") == ("verbatim", f"{BASE}第四条第二项", [])
    assert one(base, "转租车位的，不予退回车位。")[0] == "unsupported"


GRANTS = policy(
    "白沙市购房补贴办法",
    "购房补贴的申请和发放，适用本办法。",
    "补贴标准为每人三百元，发放十二个月。",
    "申请人应当提交身份证明、收入证明和房产证明。",
    "有下列情形之一的，不予补贴：\n（一）户籍不在本市的；\n（二）名下有两套住房的。",
    "补贴按季度发放。\n节假日顺延。",
    "本办法自2015年1月1日起施行。",
)
GRANTS_2020 = """白沙市人民政府关于修改《白沙市购房补贴办法》的决定
白政发〔2020〕3号

对《白沙市购房补贴办法》作出修改：
一、将第二条中的“三百元”修改为“四百元”，“十二个月”修改为“十八个月”。
二、删去第三条中的“和房产证明”。
三、第四条第二项修改为：“（二）名下有一套以上住房的。”
四、第五条修改为：“补贴按月发放，
“节假日不顺延。”
本决定自2020年3月1日起施行。

白沙市人民政府
2020年2月1日
"""
GRANTS_2022 = """白沙市人民政府关于调整购房补贴标准的通知
白政发〔2022〕8号

各区县人民政府：
《白沙市购房补贴办法》第二条规定的补贴标准由每人四百元调整为五百元。《白沙市购房补贴办法》第五条第一款修改为：“补贴按年发放。”
本通知自2022年1月1日起施行。

白沙市人民政府
2021年12月1日
"""


@pytest.fixture(scope="module")
def grants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("grants") / "home") as opened:
        take(opened, {"办法.txt": GRANTS, "一.txt": GRANTS_2020, "二.txt": GRANTS_2022})
        yield opened


@pytest.mark.parametrize(
    ("text", "in_2021", "in_2025"),
    [
        ("补贴标准为每人三百元，发放十二个月。", "unsupported", "unsupported"),
        ("补贴标准为每人四百元，发放十八个月。", "verbatim", "unsupported"),
        ("申请人应当提交身份证明、收入证明。", "verbatim", "verbatim"),
        ("申请人应当提交身份证明、收入证明和房产证明。", "unsupported", "unsupported"),
        ("名下有两套住房的，不予补贴。", "unsupported", "unsupported"),
        ("名下有一套以上住房的，不予补贴。", "verbatim", "verbatim"),
        ("购房补贴办法第四条规定，名下有一套以上住房的，不予补贴。", "verbatim", "verbatim"),
        ("户籍不在本市的，不予补贴。", "verbatim", "verbatim"),
        ("补贴按季度发放。", "unsupported", "unsupported"),
        ("补贴按月发放。", "verbatim", "unsupported"),
        ("补贴按年发放。", "unsupported", "verbatim"),
    ],
)
def test_each_amendment_counts_from_its_day(grants: KnowledgeBase, text: str, in_2021: str, in_2025: str) -> None:
    assert (one(grants, text, date(2021, 6, 1))[0], one(grants, text, DAY)[0]) == (in_2021, in_2025)
