"""Which sentences are needed beside a quoted one."""

import pytest

from kb.answer.quoting.exceptions import changed_behind, needed_beside
from kb.text.sentences import sentence_spans
from kb.types import Span


def needed(own: str, quoted: str, *following: str) -> list[str]:
    """Return the sentences needed beside the sentence of `own` that begins so, with clauses behind it."""
    text = "\n".join([own, *following])
    spans = []
    at = len(own) + 1
    for clause in following:
        spans.append(Span(at, at + len(clause)))
        at += len(clause) + 1
    leaf = Span(0, len(own))
    [span] = [one for one in sentence_spans(text, leaf) if one.of(text).startswith(quoted)]
    return [one.of(text) for one in needed_beside(text, span, leaf, spans)]


@pytest.mark.parametrize(
    ("own", "quoted", "expected"),
    [
        (
            "养殖户可以申请保费补贴。但上年度骗保的除外。补贴每季度发放。",
            "养殖户",
            ["但上年度骗保的除外。"],
        ),
        (
            "贷款期限原则上不超过2年。超过2年的，须报管委会备案。",
            "贷款期限",
            ["超过2年的，须报管委会备案。"],
        ),
        (
            "冷库建设每立方米补贴120元。其中村集体兴建的，每立方米补贴150元。",
            "冷库建设",
            ["其中村集体兴建的，每立方米补贴150元。"],
        ),
        (
            "（三）入园企业享受租金减半。名单由管委会公布。处于环保整改期内的企业，不予享受。",
            "（三）入园企业",
            ["处于环保整改期内的企业，不予享受。"],
        ),
        (
            "入选团队给予50万元资助。有下列情形之一的，不予资助：",
            "入选团队",
            ["有下列情形之一的，不予资助："],
        ),
        (
            "补贴标准为每亩300元。具体标准由县农业农村局根据年度预算确定。确需调整的，另行公告。",
            "补贴标准",
            ["具体标准由县农业农村局根据年度预算确定。", "确需调整的，另行公告。"],
        ),
        (
            "每个品牌奖励10万元。上述奖励不重复享受。",
            "每个品牌",
            ["上述奖励不重复享受。"],
        ),
        (
            "仓单贷期限最长不超过15个月；冷链项目可以延长至30个月。利息按季支付。",
            "仓单贷期限",
            ["冷链项目可以延长至30个月。"],
        ),
        (
            "仓单贷年利率4.2%起；按季结息满一年的，利率再降0.3个百分点。",
            "仓单贷",
            ["按季结息满一年的，利率再降0.3个百分点。"],
        ),
        ("额度按评估值的五成核定；参保的，提高到六成。", "额度按", ["参保的，提高到六成。"]),
        ("认定的茶园奖励20万元；新建的冷库奖励8万元，次年再奖励3万元。", "认定的", []),
        ("不良率超过5%的，暂停新增业务；不良率降至3%以下的，可以恢复。", "不良率超过", []),
        (
            "单户最高60万元；年产值达到900万元的，额度提高到80万元。",
            "单户最高",
            ["年产值达到900万元的，额度提高到80万元。"],
        ),
        ("首贷补贴800元；住宿标准提高到每晚3个床位。", "首贷补贴", []),
        ("贷款余额8亿元；不良率比年初降低到2%。截至6月末，额度提高到9亿元。", "贷款余额", []),
        ("补贴每亩300元。补贴由财政所发放。每年公示一次。", "补贴每亩", []),
        ("受理人员应当核对材料。受理人员不得泄露申请人的商业秘密。", "受理人员应当", []),
        ("凡是参保的农户均可申请。但凡符合条件的都应受理。", "凡是参保", []),
    ],
)
def test_what_limits_a_sentence_in_its_clause_is_needed(own: str, quoted: str, expected: list[str]) -> None:
    assert needed(own, quoted) == expected


def test_a_quote_that_goes_on_needs_the_sentence_before_it() -> None:
    assert needed("首期拨付六成。其中设备款凭发票拨付。", "其中设备款") == ["首期拨付六成。"]
    assert needed("展会补贴最高8万元。超过的部分自行承担。", "超过的部分") == ["展会补贴最高8万元。"]


def test_an_exception_that_stands_by_itself_needs_nothing_before_it() -> None:
    assert needed("补贴按季发放。除另有约定外，租金按年支付。", "除另有约定外") == []


def test_a_sentence_that_bars_needs_no_further_bar() -> None:
    own = "失信企业不予受理。注册不满一年的企业，不予支持。"
    assert needed(own, "失信企业") == []


def test_a_limit_far_behind_is_left_out() -> None:
    own = "每户补贴500元。名单按月公布。材料存档。公示七日。每年抽查。上述资金专款专用。"
    assert needed(own, "每户补贴") == []


@pytest.mark.parametrize(
    ("following", "expected"),
    [
        (("前款规定的补贴不得重复申请。",), ["前款规定的补贴不得重复申请。"]),
        (("但是，已享受同类补贴的除外。", "补贴按季发放。"), ["但是，已享受同类补贴的除外。"]),
        (("有下列情形之一的，不予补贴：", "（一）材料不实的；"), ["有下列情形之一的，不予补贴："]),
        (("补贴按季发放。", "前款规定的补贴不得重复申请。"), []),
        (("", "本条所称大户指种粮百亩以上的农户。"), ["本条所称大户指种粮百亩以上的农户。"]),
    ],
)
def test_the_clause_behind_is_needed_where_it_refers_back(following: tuple[str, ...], expected: list[str]) -> None:
    assert needed("种粮大户每亩补贴60元。", "种粮大户", *following) == expected


def test_no_more_than_three_sentences_are_needed() -> None:
    own = "奖励20万元。其中一半留企业。但转让的除外。超过三年的，须续报。确需延长的，另行申请。"
    assert needed(own, "奖励20万元") == ["其中一半留企业。", "但转让的除外。", "超过三年的，须续报。"]


def test_a_cap_right_behind_is_needed_where_a_sum_is_asked_for() -> None:
    text = "基金承担损失的35%，银行承担65%。单户补偿最高90万元。"
    leaf = Span(0, len(text))
    first, second = sentence_spans(text, leaf)
    assert needed_beside(text, first, leaf, capped=True) == [second]
    assert needed_beside(text, first, leaf) == []


def test_what_changes_a_quoted_figure_for_some_stands_right_behind() -> None:
    text = "网点全年开放。额度按评估值的五成核定；参保的，提高到六成。利息按季支付。"
    leaf = Span(0, len(text))
    opened, fixed, raised, _ = sentence_spans(text, leaf)
    assert changed_behind(text, Span(opened.start, fixed.end), leaf) == raised
    assert changed_behind(text, opened, leaf) is None
    assert changed_behind(text, raised, leaf) is None
