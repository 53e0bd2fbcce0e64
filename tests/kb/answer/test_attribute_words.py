"""A quote speaks of a term where it tells one, not where it merely names the one laid down."""

import pytest

from kb.answer.attribute_words import speaks_of


@pytest.mark.parametrize(
    ("asked", "quoted", "speaks"),
    [
        ("期限呢？", "贷款期限最长为两年。", True),
        ("要多久？", "应当自受理之日起20日内作出决定。", True),
        ("期限？", "贷款期限由双方商定。", True),
        ("期限？", "在法律、行政法规规定的期限内不得从事代理工作。", False),
        ("期限是多久？", "本办法所称补贴，是指租金等6项补贴。", False),
        ("利率？", "按同期贷款市场报价利率执行。", True),
        ("利率？", "由财政部门负责。", False),
        ("罚款呢？", "处违法所得1倍以上5倍以下的罚款。", True),
        ("罚款是多少？", "可以申请补贴。", False),
        ("怎么申请？", "由财政部门负责。", True),
    ],
)
def test_a_quote_speaks_of_what_is_asked(asked: str, quoted: str, speaks: bool) -> None:
    assert speaks_of(asked, quoted) is speaks
