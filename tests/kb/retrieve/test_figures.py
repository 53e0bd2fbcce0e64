from kb.retrieve.figures import Rewriting, rewriting

HELD = {
    "一千万元": 9,
    "1000万元": 5,
    "6个月": 3,
    "六个月": 8,
    "0.9个百分点": 1,
    "6成": 1,
    "2022年6月26日": 2,
    "三家": 4,
}


def _count(written: str) -> int:
    return HELD.get(written, 0)


def _targets(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.source, one.targets) for one in rewriting(text, _count).expansions]


def test_a_figure_is_searched_in_the_notations_that_the_documents_have() -> None:
    assert _targets("贷款最高1千万元") == [("1千万元", ("1000万元", "一千万元"))]
    assert _targets("lpr加90bp,半年内还,补60%,自2022-06-26起") == [
        ("90bp", ("0.9个百分点",)),
        ("半年", ("6个月", "六个月")),
        ("60%", ("6成",)),
        ("2022-06-26", ("2022年6月26日",)),
    ]


def test_the_question_is_read_with_the_notation_that_is_oftenest() -> None:
    assert rewriting("贷款最高1千万元,半年内还", _count).readings == ("贷款最高一千万元,六个月内还",)
    assert rewriting("贷款最高1000万元", _count).readings == ("贷款最高一千万元",)


def test_a_figure_that_stands_as_the_documents_have_it_is_left() -> None:
    assert rewriting("贷款最高一千万元", _count).readings == ()
    assert rewriting("6个百分点", _count) == Rewriting()


def test_an_article_is_no_figure() -> None:
    assert rewriting("开一家店要两个证", lambda _: 1) == Rewriting()
    assert _targets("开3家店") == [("3家", ("三家",))]


def test_a_question_without_figures_is_searched_as_it_stands() -> None:
    assert rewriting("贷款贴息怎么申请", lambda _: 1) == Rewriting()
