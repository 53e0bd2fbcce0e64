"""Whatever people write or send: what reads it ends, raises nothing but its own errors, and points into the text.

The examples are the same in every run; `make soak` tries many more of them.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.clauses.address import format_address, parse_address
from kb.clauses.parse import parse_clauses
from kb.clauses.references.asked import find_references
from kb.clauses.references.stated import find_citings
from kb.errors import InvalidQuestion
from kb.ingest.report import IngestStatus
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.query import prepare
from kb.rules.story.reading import read_story
from kb.text.amounts import figures_in
from kb.text.dates import find_dates
from kb.text.keys import search_key
from kb.text.numerals import to_chinese
from kb.types import Query, Span
from tests.kb.homes import LOANS, RENT, TREES, open_base, take

TODAY = date(2026, 11, 22)
# A list would take a line a word.
_WORDS = """
第一条 第十二条之一 第3款 第（二）项 第百条 一、 （三） 1. 附件2 前款 本办法 上述第二项 《 》
《清河市小微企业贷款贴息办法》
清政发〔2023〕5号 d000001 d000001@2#第三条 贷款贴息办法 最高 不超过 至少 50% 五成 1,000万元 3—5年 百分之三 ０.5 亿
二十四个月 每年 4:4:2 2024年2月29日 二〇二三年十二月三十一日 2023-02-30 去年 三年前 满一年 自发布之日起施行 我公司
清河市 小微企业 个体户 有20名员工 没有 不是 贷款300万 营收 注册 法人 和 或者 多少 怎么 申请条件 吗
？ 。 ； ， 、 ： “ ” （ ） ( ) … ——
😀 ﬁ ㈠ ① Ⅳ kg A/B # **
""".split()  # noqa: SIM905
_PIECES = st.sampled_from([*_WORDS, "\n", "\r\n", "\t", " ", "\u3000", "\u200b", "\ufeff", "| a |", "## "])
TEXTS = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=25).map("".join))
_FILES = st.lists(TEXTS, min_size=8, max_size=16)
_DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def _few(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("properties")) as base:
        take(base, {"贷款.txt": LOANS, "租金.txt": RENT, "古树.txt": TREES})
        yield base


@_few(60)
@given(_DAYS, st.text(alphabet="甲，。 第年", max_size=5))
def test_a_day_is_read_back_from_each_way_of_writing_it(day: date, before: str) -> None:
    digits = str.maketrans("0123456789", "〇一二三四五六七八九")
    chinese = f"{str(day.year).translate(digits)}年{to_chinese(day.month)}月{to_chinese(day.day)}日".replace(
        "一十", "十"
    )
    for written in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month:02} 月 {day.day:02} 日",
        chinese,
    ):
        (mention,) = find_dates(f"{before}自{written}起施行")
        assert mention.day == day
        assert (mention.start, mention.end) == (len(before) + 1, len(before) + 1 + len(written))


@_few(60)
@given(
    st.one_of(
        st.tuples(st.integers(1, 99_999_999), st.just("元")),
        # 一万零一万元 is written by nobody.
        st.tuples(st.integers(1, 9999), st.just("万元")),
    )
)
def test_an_amount_is_read_back_from_each_way_of_writing_it(amount: tuple[int, str]) -> None:
    number, unit = amount
    value = Decimal(number) * (10_000 if unit == "万元" else 1)
    for written in (f"{number}{unit}", f"{number:,}{unit}", to_chinese(number) + unit):
        (figure,) = figures_in(f"每户补助{written}。")
        assert (figure.values, figure.unit, figure.span) == ((value,), "元", Span(4, 4 + len(written)))


def _references(text: str) -> None:
    for one in find_references(text):
        assert 0 <= one.span.start < one.span.end <= len(text)


def _citings(text: str) -> None:
    tree = parse_clauses(text)
    last = 0
    for one in find_citings(text, tree):
        assert last <= one.span.start < one.span.end <= len(text)
        assert tree.clauses[one.position].span.contains(one.span)
        last = one.span.start


def _figures(text: str) -> None:
    last = 0
    for one in figures_in(text):
        assert last <= one.span.start < one.span.end <= len(text)
        last = one.span.end


def _days(text: str) -> None:
    last = 0
    for one in find_dates(text):
        assert last <= one.start < one.end <= len(text)
        last = one.end


def _addresses(text: str) -> None:
    for clause in parse_clauses(text).clauses:
        assert format_address(parse_address(clause.address)) == clause.address


def _questions(text: str) -> None:
    try:
        prepared = prepare(text, 2000)
    except InvalidQuestion:
        return
    assert prepared.text == search_key(text)
    assert len(set(prepared.terms)) == len(prepared.terms) > 0


def _stories(text: str) -> None:
    read = read_story(text, TODAY)
    assert read == read_story(text, TODAY)


_READERS = (_references, _citings, _figures, _days, _addresses, _questions, _stories)


@pytest.mark.parametrize("read", _READERS, ids=lambda read: read.__name__.strip("_"))
def test_what_is_read_lies_in_the_text_whatever_it_is(read: Callable[[str], None]) -> None:
    _few(25)(given(TEXTS)(read))()


def _ask(base: KnowledgeBase, text: str) -> None:
    try:
        answer = base.ask(Query(text, as_of=TODAY))
    except InvalidQuestion:
        return
    for one in answer.citations:
        assert one.version.text[one.span.start : one.span.end] == one.quote


def _verify(base: KnowledgeBase, text: str) -> None:
    try:
        report = base.verification.check(text, as_of=TODAY)
    except InvalidQuestion:
        return
    assert all(0 <= one.span.start < one.span.end <= len(text) for one in report.sentences)


_ASKED = (_ask, _verify)


@pytest.mark.parametrize("use", _ASKED, ids=lambda use: use.__name__.strip("_"))
def test_the_base_answers_whatever_is_asked(base: KnowledgeBase, use: Callable[[KnowledgeBase, str], None]) -> None:
    _few(12)(given(TEXTS)(lambda text: use(base, text)))()


def _take_in(base: KnowledgeBase, texts: list[str]) -> None:
    files = [(f"文{number}.txt", text.encode("utf-8", "surrogatepass")) for number, text in enumerate(texts)]
    for report in base.ingest_files(files).files:
        # What is taken in needs no reason; what is unchanged may have one.
        if report.status is not IngestStatus.UNCHANGED:
            taken = report.status in {IngestStatus.ADDED, IngestStatus.UPDATED}
            assert taken == (report.reason is None), report
        for one in report.documents:
            version = base.document(one.document_id, version=one.version)
            tree = base.clause_tree(one.document_id, version=one.version)
            assert "".join(clause.own.of(version.text) for clause in tree.clauses) == version.text


def test_any_text_file_is_taken_in_or_refused_with_its_reason(base: KnowledgeBase) -> None:
    _few(2)(given(_FILES)(lambda texts: _take_in(base, texts)))()


@pytest.mark.soak
@pytest.mark.parametrize("read", _READERS, ids=lambda read: read.__name__.strip("_"))
def test_what_is_read_lies_in_the_text_in_many_tries(read: Callable[[str], None]) -> None:
    _few(5000)(given(TEXTS)(read))()


@pytest.mark.soak
@pytest.mark.parametrize("use", _ASKED, ids=lambda use: use.__name__.strip("_"))
def test_the_base_answers_whatever_is_asked_in_many_tries(
    base: KnowledgeBase, use: Callable[[KnowledgeBase, str], None]
) -> None:
    _few(1000)(given(TEXTS)(lambda text: use(base, text)))()


@pytest.mark.soak
def test_any_text_file_is_taken_in_or_refused_in_many_tries(base: KnowledgeBase) -> None:
    _few(60)(given(_FILES)(lambda texts: _take_in(base, texts)))()
