"""Clauses asked for by name: read whole or not given, printed twice, added by another text, of one of two editions."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.errors import AmbiguousReference, ClauseReferenceError
from kb.knowledge_base import KnowledgeBase
from kb.types import AnswerStatus, Query, Validity
from tests.kb.homes import open_base, take

DAY = date(2026, 1, 1)
GUIDE = """临山市财政局关于规范镇级账户的指导意见
临财发〔2025〕4号

一、总体要求
账户应当公开。
二、重点任务
（一）规范开户
1.开户应当审批。
（1）审批在三日内办结。
（2）审批表保存十年。
2.严禁私设账户。
"""
TWICE = """临山市渡船管理规定
第一条 渡船应当登记。
第二条 渡船每年检验一次。
第二条 渡船应当配备救生衣。
第三条 本规定自2025年1月1日起施行。
"""
LISTS = (
    "临山市船票规定\n第一条 票价见附件1。\n附件1\n一、成人五元。\n二、儿童免票。\n一、汽车十元。\n二、货车二十元。\n"
)
BASE = """临山市渡口管理办法
（2019年11月5日临山市人民政府令第6号公布 自2020年1月1日起施行）

第一条 渡口有下列情形之一的，应当关闭：
（一）没有设备的；
（二）没有人员的。
第二条 渡口应当公示票价。
第三条 渡口由镇政府巡查。
第四条 本办法自2020年1月1日起施行。
"""
CHANGE = """临山市人民政府关于修改《临山市渡口管理办法》的决定
临政发〔2023〕17号

决定对《临山市渡口管理办法》作如下修改：
一、第一条增加一项，作为第三项：“（三）没有通航条件的。”
二、删去第二条。
三、增加一条，作为第三条之一：“渡口应当夜间照明。”
四、第四条第一款停止执行。
本决定自2023年7月1日起施行。

临山市人民政府
2023年6月1日
"""
BY = "《临山市人民政府关于修改《临山市渡口管理办法》的决定》（临政发〔2023〕17号）"


def _grant(number: str, edition: str, day: str, *more: str) -> str:
    articles = [f"第一条 每户补助{number}元。", f"第二条 本办法自{day}起施行。", *more]
    return "\n".join(
        [f"临山市人民政府关于印发临山市渔船补助办法{edition}的通知", f"临政发〔{day[:4]}〕{number}号", *articles, ""]
    )


OLD = _grant("15", "", "2021年5月1日")
NEW = _grant(
    "90",
    "（2024年修订）",
    "2024年4月1日",
    "第三条 《临山市人民政府关于印发临山市渔船补助办法的通知》（临政发〔2021〕15号）自2024年4月1日起废止。",
)
OLD_TITLE = "《临山市人民政府关于印发临山市渔船补助办法的通知》"
NEW_TITLE = "《临山市人民政府关于印发临山市渔船补助办法（2024年修订）的通知》"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("asked") / "home") as opened:
        texts = {"guide": GUIDE, "twice": TWICE, "base": BASE, "change": CHANGE, "old": OLD, "new": NEW, "lists": LISTS}
        take(opened, {f"{name}.txt": text for name, text in texts.items()})
        yield opened


def _read(base: KnowledgeBase, reference: str, day: date = DAY) -> list[tuple[str, str | None]]:
    return [(one.clause_id, one.read_as) for one in base.clauses(reference, as_of=day)]


def _refused(base: KnowledgeBase, reference: str, day: date = DAY) -> str:
    with pytest.raises(ClauseReferenceError) as caught:
        base.clauses(reference, as_of=day)
    return caught.value.message


def test_an_address_is_read_whole_or_refused(base: KnowledgeBase) -> None:
    for address in ("二（一）1.（2）", "二、（一）1．（2）", "二、（一）、1、（2）", "1.（2）"):
        assert _read(base, f"临财发〔2025〕4号{address}") == [("d000001@1#二、（一）1（2）", None)], address
    assert _refused(base, "临财发〔2025〕4号二（一）1.（3）") == (
        "《临山市财政局关于规范镇级账户的指导意见》里没有“二（一）1.（3）”；"
        "二、（一）1之下只有二、（一）1（1）和二、（一）1（2）"
    )
    assert _refused(base, "《临山市渡口管理办法》第三条（四") == (
        "“第三条”后面的“（四”没有看懂，没有用更大的条款代替；写法如 第八条第二款第三项 或 五、（二）1"
    )
    assert _read(base, "《临山市渡口管理办法》第三条后段") == [("d000003@1#第三条", "“后段”没有看懂，只按“第三条”理解")]
    told = base.ask(Query("《临山市渡口管理办法》第三条[2]", as_of=DAY))
    assert (told.status, told.warnings) == (AnswerStatus.ANSWERED, ("“[2]”没有看懂，只按“第三条”理解",))


def test_every_clause_of_a_number_that_is_printed_twice_is_given(base: KnowledgeBase) -> None:
    both = "《临山市渡船管理规定》里编号为“第二条”的有 2 处，都已列出"
    for name in ("《临山市渡船管理规定》", "临山市渡船管理规定"):
        assert _read(base, f"{name}第二条") == [("d000002@1#第二条", both), ("d000002@1#第二条〔2〕", both)]
    assert _read(base, "《临山市渡船管理规定》第二条〔2〕") == [("d000002@1#第二条〔2〕", None)]
    assert _read(base, "d000002@1#第二条") == [
        ("d000002@1#第二条", "《临山市渡船管理规定》里编号为“第二条”的有 2 处，这里是其中第一处，另有第二条〔2〕")
    ]
    answer = base.ask(Query("临山市渡船管理规定第二条", as_of=DAY))
    assert (answer.text, answer.warnings) == (
        "第二条 渡船每年检验一次。[1]第二条 渡船应当配备救生衣。[2]",
        (both,),
    )


def test_the_first_of_lists_that_begin_anew_is_given_and_the_others_told(base: KnowledgeBase) -> None:
    assert _read(base, "《临山市船票规定》附件1一、") == [
        (
            "d000007@1#附件1一、",
            "《临山市船票规定》里编号为“附件1一、”的有 2 处，这里是其中第一处，另有附件1一、〔2〕",
        )
    ]


def test_what_another_text_added_is_given_where_that_says_so(base: KnowledgeBase) -> None:
    assert _read(base, "《临山市渡口管理办法》第一条第三项") == [
        (
            "d000004@1#一、",
            "《临山市渡口管理办法》的这个文本里没有“第一条第三项”，"
            f"它由{BY}第一部分（2023-07-01 起）增加，给出的是该处原文",
        )
    ]
    assert [one for one, _ in _read(base, "《临山市渡口管理办法》第三条之一")] == ["d000004@1#三、"]
    absent = "《临山市渡口管理办法》里没有“第一条第三项”；第一条之下只有第一条第一项和第一条第二项"
    assert _refused(base, "《临山市渡口管理办法》第一条第三项", date(2023, 6, 30)) == absent
    assert _refused(base, "《临山市渡口管理办法》第一条第五项") == (
        f"{absent.replace('第三项', '第五项')}；修改它的文件说：{BY}第一部分（2023-07-01 起）："
        "“一、第一条增加一项，作为第三项：“（三）没有通航条件的。””"
    )


def test_what_is_taken_out_is_not_called_repealed(base: KnowledgeBase) -> None:
    (gone,) = base.clauses("《临山市渡口管理办法》第二条", as_of=DAY)
    assert gone.standing is not None
    assert (gone.validity, gone.standing.label, gone.standing.reason) == (
        Validity.REPEALED,
        "已删去",
        f"第二条被{BY}第二部分删去，2023-07-01 起",
    )
    (ended,) = base.clauses("《临山市渡口管理办法》第四条", as_of=DAY)
    assert (ended.standing and ended.standing.label) == "已废止"


@pytest.mark.parametrize(
    ("day", "clause", "taken", "other"),
    [
        (DAY, "d000006@1#第一条", NEW_TITLE, f"{OLD_TITLE}（临政发〔2021〕15号，2021-05-01 起施行，已废止）"),
        (
            date(2022, 6, 1),
            "d000005@1#第一条",
            OLD_TITLE,
            f"{NEW_TITLE}（临政发〔2024〕90号，2024-04-01 起施行，尚未施行）",
        ),
    ],
)
def test_of_two_editions_that_of_the_day_is_taken(
    base: KnowledgeBase, day: date, clause: str, taken: str, other: str
) -> None:
    assert _read(base, "临山市渔船补助办法第一条", day) == [
        (clause, f"按 {day.isoformat()} 适用的{taken}理解；另有{other}")
    ]


def test_where_no_edition_applies_each_is_told_with_its_days(base: KnowledgeBase) -> None:
    with pytest.raises(AmbiguousReference) as caught:
        base.clauses("临山市渔船补助办法第一条", as_of=date(2019, 6, 1))
    assert caught.value.message == (
        "“临山市渔船补助办法第一条”可能指 2 份文件，请写明是哪一份："
        f"{OLD_TITLE}第一条（临政发〔2021〕15号，2021-05-01 起施行，尚未施行）；"
        f"{NEW_TITLE}第一条（临政发〔2024〕90号，2024-04-01 起施行，尚未施行）"
    )
    candidates = caught.value.detail["candidates"]
    assert isinstance(candidates, list)
    assert [(one["effective_from"], one["validity"]) for one in candidates] == [
        ("2021-05-01", "not_yet"),
        ("2024-04-01", "not_yet"),
    ]
