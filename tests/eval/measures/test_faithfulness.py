import pytest

from eval.datasets import Question
from eval.measures.calculations import calculations_in
from eval.measures.faithfulness import Claim, claims_of, figure_faithfulness
from eval.replies import RepliedCitation, Reply, failed
from kb.text.written_numbers import half_width


def _question(text: str = "？") -> Question:
    return Question("q", "sme", "amount", text, True, "", (), ())


def _reply(text: str, *quotes: str, label: str = "") -> Reply:
    return Reply("answered", text, tuple(RepliedCitation(quote, clause_label=label) for quote in quotes), (), 1.0, 0.0)


def _claims(text: str, *quotes: str, asked: str = "？", label: str = "") -> list[tuple[str, bool]]:
    return [(claim.text, claim.faithful) for claim in claims_of(_question(asked), _reply(text, *quotes, label=label))]


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("最高1000万元 [1]", "最高不超过1千万元。", [("1000万元", True)]),
        ("按60%补贴", "按百分之六十给予补贴。", [("60%", True)]),
        ("六成", "补贴比例60%", [("六成", True)]),
        ("最长12个月", "期限不超过1年", [("12个月", True)]),
        ("3家", "3个试点", [("3家", True)]),
        ("最高500万元", "最高不超过300万元。", [("500万元", False)]),
        ("5万元", "15万元", [("5万元", False)]),
        ("15个工作日", "15日内", [("15个工作日", False)]),
        ("最多5年", "期限3至5年", [("5年", True)]),
        ("300万元至500万元", "小型300万元，中型500万元", [("300万元至500万元", True)]),
        ("300万元至500万元", "小型300万元", [("300万元至500万元", False)]),
        ("按4:4:2分担", "按40%、40%、20%", [("4:4:2", False)]),
        ("按4:4:2分担", "按2：2：1的比例分担", [("4:4:2", True)]),
    ],
)
def test_a_figure_is_faithful_in_any_notation_of_the_same_value(
    text: str, quote: str, expected: list[tuple[str, bool]]
) -> None:
    assert _claims(text, quote) == expected


@pytest.mark.parametrize(
    ("text", "quote", "faithful"),
    [
        ("不低于1000万元", "最高不超过1000万元", False),
        ("1000万元以上", "最高1000万元", False),
        ("最高1000万元", "1000万元以下", True),
        ("1000万元", "最高1000万元", True),
        ("最高1000万元", "给予1000万元", True),
    ],
)
def test_an_opposite_limit_is_another_meaning(text: str, quote: str, faithful: bool) -> None:
    assert _claims(text, quote) == [("1000万元", faithful)]


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("2022年6月26日起施行", "自二〇二二年六月二十六日起施行", [("2022年6月26日", True)]),
        ("2022-06-26", "2022年6月26日起施行", [("2022-06-26", True)]),
        ("2022年6月27日", "2022年6月26日起施行", [("2022年6月27日", False)]),
        ("2022年", "2022年6月26日起施行", [("2022年", True)]),
        ("2022年6月26日", "2022年6月印发", [("2022年6月26日", False)]),
        ("自今年5月9日起", "自今年5月1日起施行", [("今年5月9日", False)]),
        ("5月1日", "2022年印发，5月1日起施行", [("5月1日", True)]),
        ("“十四五”期间", "2021—2025年", [("“十四五”期间", True)]),
    ],
)
def test_times_are_compared_as_days(text: str, quote: str, expected: list[tuple[str, bool]]) -> None:
    assert _claims(text, quote) == expected


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("请拨12345", "服务热线12345", [("12345", True)]),
        ("请拨12366", "服务热线12345", [("12366", False)]),
        ("第三批名单", "公布第3批名单", [("第三", True)]),
        ("第四批名单", "公布第三批名单", [("第四", False)]),
    ],
)
def test_numbers_without_a_unit_must_stand_as_they_are(text: str, quote: str, expected: list[tuple[str, bool]]) -> None:
    assert _claims(text, quote) == expected


def test_marks_labels_titles_and_list_numbers_are_no_figures() -> None:
    text = (
        "1. 《2022年行动方案》第五条第（二）款、五、（二）3规定[1]，见附件2[12]\n（一）企业；①名单；二、人才。\n"
        "四、（二）2说"
    )
    assert _claims(text, "企业", label="四、（二）2") == [("3", False)]
    assert _claims("第十二条、第3章 【1】引言第2段", "企业") == []
    assert _claims("某市办法（某政发〔2022〕45号）", "企业") == []


def test_a_count_of_the_items_quoted_is_faithful() -> None:
    assert _claims("共3项：", "1.甲；", "2.乙；", "3.丙。") == [("3项", True)]
    assert _claims("共2项：", "（三）有下列情形之一的：", "1.甲；", "2.乙。") == [("2项", True)]
    assert _claims("共4项：", "一、甲；二、乙；三、丙。") == [("4项", False)]
    assert _claims("共0项：", "甲") == [("0项", False)]
    assert _claims("申请3项", "1.甲；2.乙；3.丙。") == [("3项", False)]


def test_the_last_day_of_a_stated_term_is_faithful() -> None:
    quote = "本办法自2023年7月1日起施行，有效期三年。"
    assert _claims("自2023年7月1日起施行，有效期三年，即有效至2026年6月30日", quote) == [
        ("2023年7月1日", True),
        ("三年", True),
        ("2026年6月30日", True),
    ]
    assert _claims("有效至2026年7月31日", quote) == [("2026年7月31日", False)]


def test_spoken_numbers_of_the_question_are_numbers() -> None:
    assert _claims("25万元×3人＝75万元", "每人25万元", asked="咱仨能贷多少") == [
        ("25万元", True),
        ("3人", True),
        ("75万元", True),
    ]


def test_a_time_without_a_number_is_no_figure() -> None:
    assert _claims("2022年，全年累计3000户", "2022年3000户") == [("2022年", True), ("3000户", True)]


def test_a_figure_of_the_question_may_be_echoed() -> None:
    assert _claims("300万元不行，最高100万元", "最高100万元", asked="能贷300万吗") == [
        ("300万元", True),
        ("100万元", True),
    ]


@pytest.mark.parametrize(
    ("text", "quote", "asked", "expected"),
    [
        (
            "30万元×50%＝15万元，超过上限，按10万元",
            "按50%补贴，最高10万元",
            "花了30万元补多少",
            [("30万元", True), ("50%", True), ("15万元", True), ("10万元", True)],
        ),
        (
            "30万元×50%＝16万元",
            "按50%补贴",
            "花了30万元补多少",
            [("30万元", True), ("50%", True), ("16万元", False)],
        ),
        (
            "30万元×40%＝12万元",
            "按50%补贴",
            "花了30万元补多少",
            [("30万元", True), ("40%", False), ("12万元", False)],
        ),
        (
            "1000万元－300万元＝700万元，可再贷700万元",
            "最高1000万元",
            "已贷300万",
            [("1000万元", True), ("300万元", True), ("700万元", True), ("700万元", True)],
        ),
        (
            "3.70%＋0.90%＝4.60%",
            "不超过LPR+90基点",
            "LPR是3.70%时",
            [("3.70%", True), ("＋0.90%", True), ("4.60%", True)],
        ),
        ("补贴15万元", "按50%补贴", "花了30万元补多少", [("15万元", False)]),
    ],
)
def test_a_result_is_faithful_where_the_operation_shown_gives_it_from_faithful_figures(
    text: str, quote: str, asked: str, expected: list[tuple[str, bool]]
) -> None:
    assert _claims(text, quote, asked=asked) == [(half_width(claim), faithful) for claim, faithful in expected]


@pytest.mark.parametrize(
    "text",
    [
        "30万元×50%＝15万元",
        "30万元×(1-20%)=24万元",
        "500万元×万分之二×5天＝5000元",
        "不超过3.70%＋0.90%＝4.60%",
        "3.45%+50基点=3.95%",
        "300元/月×12个月=3600元",
        "2万元×3台＝6万元",
        "10万元÷3≈3.33万元",
        "10万元÷3=3.33万元",
        "比乙高200万元（500万元－300万元）",
        "（100人+200人）÷2=150人",
        "30万元（申请额）×50%（比例）＝15万元",
        "60万元÷80万元=75%",
        "1年+6个月=18个月",
        "500元×5人×6个月＝1.5万元",
        "0.5%+1个百分点=1.5%",
    ],
)
def test_a_right_calculation_is_read(text: str) -> None:
    assert len(calculations_in(half_width(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "30万元×50%＝16万元",
        "10万元÷3=3.34万元",
        "1000万元－300万元＝700人",
        "30万元+5人=35万元",
        "30万元×＝15万元",
        "10万元÷0=0元",
        "5年以内（3至5年）",
        "(30万元×50%＝15万元",
    ],
)
def test_a_wrong_or_broken_one_is_left_out(text: str) -> None:
    assert calculations_in(half_width(text)) == ()


def test_the_share_is_over_the_figures_of_an_answer() -> None:
    reply = _reply("最高300万元，期限5年", "最高300万元")
    assert figure_faithfulness(_question(), reply) == 0.5
    assert claims_of(_question(), reply) == (Claim("300万元", True), Claim("5年", False))


def test_refusals_failures_and_answers_without_figures_are_not_judged() -> None:
    assert figure_faithfulness(_question(), Reply("abstained", "没有5年", (), (), 0.1, 0.0)) is None
    assert figure_faithfulness(_question(), failed("HTTP 500", 1.0)) is None
    assert figure_faithfulness(_question(), _reply("可以申请")) is None


def test_an_equals_sign_in_an_address_is_no_calculation() -> None:
    assert calculations_in("详见 www.example.cn/a.html?docId=1106890，共3条") == ()
