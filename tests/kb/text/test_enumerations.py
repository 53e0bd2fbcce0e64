"""Lists inside one paragraph: their marks, what introduces them, where they end."""

import pytest

from kb.text.enumerations import enumerations_in
from kb.types import Span


def read(text: str) -> list[tuple[str, list[str]]]:
    found = enumerations_in(text, Span(0, len(text)))
    return [(one.lead_in.of(text), [item.of(text) for item in one.items]) for one in found]


@pytest.mark.parametrize(
    ("text", "lead_in", "items"),
    [
        (
            "（三）材料。领取补贴须提交：1.登记表；2.发票（金额1.5万元以上）；3.承诺书。逾期不收。",
            "领取补贴须提交：",
            ["1.登记表；", "2.发票（金额1.5万元以上）；", "3.承诺书。"],
        ),
        (
            "第六条　承办单位应当具备下列条件：（一）依法设立；（二）近三年无第（一）项以外的处罚；（三）有固定场所。",
            "第六条　承办单位应当具备下列条件：",
            ["（一）依法设立；", "（二）近三年无第（一）项以外的处罚；", "（三）有固定场所。"],
        ),
        (
            "怎么领？第一步，登录；第二步，上传照片；第三步，等候短信。",
            "",
            ["第一步，登录；", "第二步，上传照片；", "第三步，等候短信。"],
        ),
        ("周主任：一是提速。二是下沉。", "", ["一是提速。", "二是下沉。"]),
        ("奖励分三类：①新建；②改建；③扩建。", "奖励分三类：", ["①新建；", "②改建；", "③扩建。"]),
        (
            "下列车辆免收停车费：残疾人专用车；正在执行任务的救护车；新能源公交车。其他车辆按次收费；不足一小时的免费。",
            "下列车辆免收停车费：",
            ["残疾人专用车；", "正在执行任务的救护车；", "新能源公交车。"],
        ),
    ],
)  # fmt: skip
def test_a_list_inside_a_paragraph_is_found_whole(text: str, lead_in: str, items: list[str]) -> None:
    assert read(text) == [(lead_in, items)]


@pytest.mark.parametrize(
    "text",
    [
        "符合第五条（一）、（二）项规定的，按1.5倍计算；超过2.0倍的不计。",
        "贷款按季付息；到期还本；逾期计罚息。",
        "记者获悉：去年放款3亿元；今年2月放款5000万元。",
        "（一）只有一项的：1.登记表。",
    ],
)
def test_what_only_looks_like_marks_is_no_list(text: str) -> None:
    assert read(text) == []


def test_spans_are_those_of_the_whole_text() -> None:
    text = "前文。\n申请时提交：1.甲表；2.乙表。"
    (found,) = enumerations_in(text, Span(4, len(text)))
    assert found.span.of(text) == "申请时提交：1.甲表；2.乙表。"
