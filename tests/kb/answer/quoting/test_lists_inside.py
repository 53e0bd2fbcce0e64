"""Lists that stand inside one paragraph: whole where the list is asked for, else what introduces it and the item."""

from datetime import date
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Answer, Query
from tests.fakes import HashEncoder

_PAPERS = """西苇县乡村民宿扶持办法

第一条　民宿改造补贴每间客房3000元，每户最高4万元。

第二条　申领民宿改造补贴须提交：1.补贴申领表；2.改造前后照片；3.施工合同和发票；4.消防验收意见。收件地点为乡镇文化站。

第三条　本办法自2024年3月1日起施行。
"""
_CASES = """西苇县集体菜窖管理办法

第一条　村民出现下列行为之一的，暂停借用菜窖：\
（一）擅自拆除通风管道、隔板、照明设备或者在窖内搭建固定设施，\
经村民委员会提醒后七日内仍然没有恢复原样的；\
（二）在窖内存放农药、化肥、柴油、烟花爆竹等可能污染食物或者引起火灾的物品，\
无论数量多少以及是否造成损失的；（三）把钥匙转借外村人的。

第二条　本办法自2024年3月1日起施行。
"""


def _answer(home: Path, text: str, question: str) -> Answer:
    base = KnowledgeBase.open(Settings(home=home, abstention="never"), encoder=HashEncoder(1024))
    base.ingest_files([("办法.txt", text.encode())])
    answer = base.ask(Query(question, as_of=date(2025, 1, 1)))
    base.close()
    return answer


def _quotes(home: Path, text: str, question: str) -> list[str]:
    return [citation.quote for citation in _answer(home, text, question).citations]


def test_papers_listed_in_one_paragraph_come_whole(tmp_path: Path) -> None:
    assert _quotes(tmp_path, _PAPERS, "申领民宿改造补贴须提交哪些材料？") == [
        "第二条　申领民宿改造补贴须提交：1.补贴申领表；2.改造前后照片；3.施工合同和发票；4.消防验收意见。"
    ]


def test_one_item_comes_with_what_introduces_it(tmp_path: Path) -> None:
    assert _quotes(tmp_path, _CASES, "把菜窖钥匙转借外村人会怎样")[:2] == [
        "第一条　村民出现下列行为之一的，暂停借用菜窖：",
        "（三）把钥匙转借外村人的。",
    ]


_STEPS = """西苇县露营地备案办法

第一条　露营地备案应当经过下列程序：

{items}

第二条　本办法自2024年3月1日起施行。
"""


def _steps(count: int) -> str:
    numerals = "一二三四五六七八九"
    return "\n\n".join(f"（{numerals[place]}）备案程序由第{place + 1}小组办理；" for place in range(count))


@pytest.mark.parametrize(("count", "quoted", "end"), [(7, 7, ""), (9, 5, "（共9项，以上是前5项，全文见第一条）")])
def test_a_list_quoted_in_part_says_how_many_items_it_has(tmp_path: Path, count: int, quoted: int, end: str) -> None:
    answer = _answer(tmp_path, _STEPS.format(items=_steps(count)), "露营地备案应当经过的程序")
    items = [citation.quote for citation in answer.citations if citation.clause.label != "第一条"]
    assert items == [f"（{'一二三四五六七'[place]}）备案程序由第{place + 1}小组办理；" for place in range(quoted)]
    assert answer.text.endswith(f"[{len(answer.citations)}]{end}")
