"""From when until when a document holds, in the forms that such statements take."""

import pytest

from kb.ingest.head import read_head
from kb.ingest.metadata.effect import effective_from, effective_to, not_before
from kb.types import Evidence, Span

PUBLISHED = Evidence("2024-03-15", Span(0, 0))


def begins(text: str, published: Evidence | None = PUBLISHED) -> tuple[str, str] | None:
    found = effective_from(text, read_head(text, "x.txt"), published)
    return (found.value, found.span.of(text)) if found and found.span else None


def ends(text: str, published: Evidence | None = PUBLISHED) -> tuple[str, str] | None:
    found = effective_to(text, effective_from(text, read_head(text, "x.txt"), published))
    return (found.value, found.span.of(text)) if found and found.span else None


def bound(text: str, published: Evidence | None = None) -> tuple[str, bool] | None:
    head = read_head(text, "x.txt")
    found = not_before(text, head, effective_from(text, head, published), published)
    return (found.value, found.inferred) if found else None


@pytest.mark.parametrize(
    ("sentence", "day", "words"),
    [
        ("第九条 本办法自2024年5月1日起施行。", "2024-05-01", "自2024年5月1日起施行"),
        ("本办法从二〇二四年五月一日起试行。", "2024-05-01", "从二〇二四年五月一日起试行"),
        ("本规则自2024年5月1日零时起施行。", "2024-05-01", "自2024年5月1日零时起施行"),
        ("本通知自2024年5月起执行。", "2024-05-01", "自2024年5月起执行"),
        ("本办法自发布之日起施行。", "2024-03-15", "自发布之日起施行"),
        ("本办法自印发之日起30日后施行。", "2024-04-14", "自印发之日起30日后施行"),
        ("本办法自公布之日起满三十日后施行。", "2024-04-14", "自公布之日起满三十日后施行"),
        ("本办法自公布之日起第30日起施行。", "2024-04-13", "自公布之日起第30日起施行"),
        ("本办法自发布之日起一个月后施行。", "2024-04-15", "自发布之日起一个月后施行"),
        ("本意见自发布后10日起实施。", "2024-03-25", "自发布后10日起实施"),
        ("经研究，决定废止某发〔2015〕20号文件，自公布之日起生效。", "2024-03-15", "自公布之日起生效"),
        (
            "本办法自2024年5月1日起至2026年4月30日止施行。",
            "2024-05-01",
            "自2024年5月1日起至2026年4月30日止施行",
        ),
        (
            "上述政策执行期限为2024年1月1日至2025年12月31日。",
            "2024-01-01",
            "执行期限为2024年1月1日至2025年12月31日",
        ),
    ],
)
def test_the_first_day(sentence: str, day: str, words: str) -> None:
    assert begins(f"某县贷款办法\n{sentence}\n") == (day, words)


@pytest.mark.parametrize(
    "sentence",
    [
        "备案自准予之日起生效，有效期为10年。",
        "规章应当自公布之日起30日后施行。",
        "本办法自发布之日起30个工作日后施行。",
        "自2024年1月1日至2024年12月31日，对月销售额10万元以下的纳税人免征增值税。",
    ],
)
def test_what_is_said_of_something_else_or_cannot_be_counted_is_no_first_day(sentence: str) -> None:
    assert begins(f"某县贷款办法\n{sentence}\n") is None


@pytest.mark.parametrize(
    ("sentence", "day", "words"),
    [
        ("本办法自2024年5月1日起施行，有效期3年。", "2027-04-30", "有效期3年"),
        ("本办法自2024年5月1日起施行，有效期为自施行之日起五年。", "2029-04-30", "有效期为自施行之日起五年"),
        ("本办法自2024年5月1日起试行，试行期两年。", "2026-04-30", "试行期两年"),
        ("本办法自2024年8月31日起试行，试行期6个月。", "2025-02-27", "试行期6个月"),
        ("本办法自2024年5月1日起施行，有效期至2026年12月31日。", "2026-12-31", "有效期至2026年12月31日"),
        ("本办法有效期延长至2026年12月31日。", "2026-12-31", "有效期延长至2026年12月31日"),
        ("本通知自2024年5月1日起施行，有效期至2026年底。", "2026-12-31", "有效期至2026年底"),
        ("本通知自2024年5月1日起施行，执行至2026年6月底。", "2026-06-30", "执行至2026年6月底"),
        (
            "本办法自2024年5月1日起至2026年4月30日止施行。",
            "2026-04-30",
            "自2024年5月1日起至2026年4月30日止施行",
        ),
        ("本政策自发布之日起施行，暂定三年有效期。", "2027-03-14", "暂定三年有效期"),
    ],
)
def test_the_last_day(sentence: str, day: str, words: str) -> None:
    assert ends(f"某县贷款办法\n{sentence}\n") == (day, words)


@pytest.mark.parametrize(
    "sentence",
    [
        "登记证有效期至犬只免疫期届满之日。",
        "本条例规定的许可证有效期届满前6个月内可以申请续展。",
        "《某县补助办法》有效期延长至2026年12月31日。",
        "本办法施行一年后进行评估。",
        "本办法由县财政局负责解释，过渡期为一年。",
    ],
)
def test_a_term_of_something_else_is_no_last_day(sentence: str) -> None:
    assert ends(f"某县贷款办法\n本办法自2024年5月1日起施行。\n{sentence}\n") is None


def test_the_fields_of_a_page_state_the_days() -> None:
    text = "某县贷款办法\n施行日期：2024-05-01\n失效日期：2026-05-01\n第一条 为了支持企业，制定本办法。\n"
    # On the day of 失效 it holds no longer.
    assert (begins(text), ends(text)) == (("2024-05-01", "2024-05-01"), ("2026-04-30", "2026-05-01"))
    text = (
        "某县贷款办法\n| 实施日期 | 2024年5月1日 |\n| 有效期至 | 2026年4月30日 |\n第一条 为了支持企业，制定本办法。\n"
    )
    assert (begins(text), ends(text)) == (("2024-05-01", "2024年5月1日"), ("2026-04-30", "2026年4月30日"))


def test_a_clause_that_says_the_same_as_the_head_is_the_place_to_cite() -> None:
    text = "某市养犬规定\n2024年5月1日 施行\n第一条 为了安全，制定本规定。\n第二条 本规定自2024年5月1日起施行。\n"
    assert begins(text) == ("2024-05-01", "自2024年5月1日起施行")


def test_a_text_counts_from_its_first_publication_and_its_wording_from_the_last_revision() -> None:
    text = (
        "某省河道条例\n"
        "（1998年3月2日某省人民政府令第5号公布 根据2015年6月1日《某省关于修改、废止部分规章的决定》修订）\n"
        "第一条 为了管理河道，制定本条例。\n第二条 本条例自发布之日起施行。\n"
    )
    assert begins(text, None) == ("1998-03-02", "自发布之日起施行")
    assert bound(text) == ("2015-06-01", False)


def test_a_text_published_long_after_it_began_is_a_later_wording() -> None:
    text = "某省河道条例\n第一条 为了管理河道，制定本条例。\n第二条 本条例自1998年3月2日起施行。\n"
    assert bound(text, Evidence("2015-06-01", None, inferred=True)) == ("2015-06-01", False)
    # A little later, it was made to hold from before.
    assert bound(text, Evidence("1998-04-20", None, inferred=True)) is None


def test_a_text_whose_day_of_publication_is_not_told_holds_since_it_was_passed() -> None:
    text = (
        "某市海塘条例\n1999年6月3日 某市第九届人民代表大会常务委员会第十三次会议通过\n"
        "2015年12月4日 某市第十二届人民代表大会常务委员会《关于修改〈某市海塘条例〉的决定》修正\n"
        "第一条 为了防潮，制定本条例。\n第二条 本条例自公布之日起施行。\n"
    )
    assert (begins(text, None), bound(text)) == (None, ("2015-12-04", True))
    assert bound(text.replace("第二条 本条例自公布之日起施行。", "第二条 略。")) is None


def test_the_term_of_a_title_is_not_that_of_the_document() -> None:
    title = "第六条 示范茶园称号有效期2年。有效期届满前2个月可以申请复核；复核通过的，有效期延长2年。"
    last = "第十二条 本办法自2024年5月1日起施行，有效期至2029年4月30日。"
    assert ends(f"某县茶园办法\n{title}\n{last}\n") == ("2029-04-30", "有效期至2029年4月30日")
    assert ends(f"某县茶园办法\n{title}\n第十二条 本办法自2024年5月1日起施行。\n") is None
    own = "第十二条 本办法自2024年5月1日起施行。有效期3年。"
    assert ends(f"某县茶园办法\n{title}\n{own}\n") == ("2027-04-30", "有效期3年")
