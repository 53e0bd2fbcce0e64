"""The dictionary of a home: shipped words, own ones, removed ones, and what searching makes of them."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from kb.errors import InvalidWord, NotFound
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.expand import bundled_plain_words, shipped_words
from kb.retrieve.words.entries import WordChange, WordEntry, WordFault, WordOutcome, WordReport, WordState
from kb.retrieve.words.wordbook import WordBook, _shipped
from kb.store.rows import WordRow
from kb.store.store import Store
from kb.types import Expansion, Query
from tests.kb.homes import LOANS, RENT, open_base, take

SHIPPED = "贷款利率\t利息|利息钱\n贷款贴息\t利息补贴|利息\n"
AS_SHIPPED, OWN, REMOVED = WordState.SHIPPED, WordState.OWN, WordState.REMOVED


@contextmanager
def _shipping(text: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ship another dictionary."""
    file.write_text(text, encoding="utf-8")
    cached = (shipped_words, bundled_plain_words, _shipped)
    with monkeypatch.context() as patched:
        patched.setattr("kb.retrieve.expand.DICTIONARY", file)
        for function in cached:
            function.cache_clear()
        yield
    for function in cached:
        function.cache_clear()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "kb.sqlite3")
    yield store
    store.close()


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with _shipping(SHIPPED, tmp_path / "shipped.tsv", monkeypatch):
        yield


def _book(store: Store, *, in_use: bool = True) -> WordBook:
    return WordBook(store, nullcontext, lambda words: words == "常用话", in_use=in_use)


@pytest.fixture
def book(store: Store, shipped: None) -> WordBook:
    return _book(store)


def _listed(book: WordBook) -> list[tuple[str, str, WordState]]:
    return [(entry.term, entry.expression, entry.state) for entry in book.list().entries]


def _outcomes(report: WordReport) -> list[tuple[str, str]]:
    return [(change.expression, change.outcome.value) for change in report.changes]


def test_a_new_home_has_the_shipped_words(book: WordBook) -> None:
    assert _listed(book) == [
        ("贷款利率", "利息", AS_SHIPPED),
        ("贷款利率", "利息钱", AS_SHIPPED),
        ("贷款贴息", "利息", AS_SHIPPED),
        ("贷款贴息", "利息补贴", AS_SHIPPED),
    ]
    assert book.current() is bundled_plain_words()


def test_own_words_are_added_and_removed_for_good(book: WordBook, store: Store) -> None:
    report = book.add(" 贷款贴息 ", ["补利息", "政府帮 还利息", "补利息", "利息"])
    assert report == WordReport(
        (
            WordChange("贷款贴息", "补利息", WordOutcome.ADDED),
            WordChange("贷款贴息", "政府帮 还利息", WordOutcome.ADDED),
            WordChange("贷款贴息", "补利息", WordOutcome.UNCHANGED),
            WordChange("贷款贴息", "利息", WordOutcome.UNCHANGED),
        ),
        1,
    )
    assert [report.count(outcome) for outcome in WordOutcome] == [2, 0, 0, 2]
    assert book.list("补").entries == (
        WordEntry("贷款贴息", "补利息", OWN),
        WordEntry("贷款贴息", "利息补贴", AS_SHIPPED),
    )
    assert book.current().expansions("能补利息吗") == [Expansion("补利息", ("贷款贴息",))]
    assert _outcomes(book.remove("贷款贴息", ["补利息", "政府帮 还利息"])) == [
        ("补利息", "removed"),
        ("政府帮 还利息", "removed"),
    ]
    assert (store.word_rows(), store.words_revision()) == ([], 2)
    assert book.current() is bundled_plain_words()


def test_shipped_words_are_removed_and_brought_back(book: WordBook, store: Store) -> None:
    assert _outcomes(book.remove("贷款贴息", ["利息"])) == [("利息", "removed")]
    assert store.word_rows() == [WordRow("贷款贴息", "利息", removed=True)]
    assert [entry for entry in _listed(book) if entry[2] is REMOVED] == [("贷款贴息", "利息", REMOVED)]
    assert book.current().terms_of("利息") == ("贷款利率",)
    assert _outcomes(book.add("贷款贴息", ["利息"])) == [("利息", "restored")]
    assert store.word_rows() == []
    assert book.current().terms_of("利息") == ("贷款利率", "贷款贴息")


def test_a_term_without_expressions_is_removed_with_all_of_them(book: WordBook) -> None:
    book.add("贷款利率", ["几分利"])
    assert sorted(_outcomes(book.remove("贷款利率"))) == [
        ("几分利", "removed"),
        ("利息", "removed"),
        ("利息钱", "removed"),
    ]
    assert [entry for entry in _listed(book) if entry[0] == "贷款利率"] == [
        ("贷款利率", "利息", REMOVED),
        ("贷款利率", "利息钱", REMOVED),
    ]
    with pytest.raises(NotFound, match="词典里没有术语“贷款利率”"):
        book.remove("贷款利率")


def test_what_is_not_there_cannot_be_removed(book: WordBook, store: Store) -> None:
    with pytest.raises(NotFound, match="词典里没有术语“没有的”；请在词典列表里核对") as caught:
        book.remove("没有的")
    assert caught.value.detail == {"term": "没有的"}
    with pytest.raises(NotFound, match="术语“贷款贴息”没有说法“没有的”") as caught:
        book.remove("贷款贴息", ["利息", "没有的"])
    assert caught.value.detail == {"term": "贷款贴息", "expression": "没有的"}
    assert (store.word_rows(), store.words_revision()) == ([], 0)


@pytest.mark.parametrize(
    ("term", "expression", "message"),
    [
        ("", "补利息", "术语是空的"),
        ("，", "补利息", "术语“，”里没有文字"),
        ("贷款贴息", "利", "说法“利”只有一个字，会在很多词里误中；请写至少 2 个字"),
        ("贷款贴息", "补|利息", "说法“补|利息”里有分隔符“|”；几种说法请分开写"),
        ("贷款贴息", "貸款貼息", "术语和说法相同，都是“贷款贴息”；说法应是群众的口语"),
        ("贷款贴息", "多少", "说法“多少”只是问话用词，说明不了在问什么；请写所问的事"),
        ("贷款贴息", "补\x07利息", "说法“补\x07利息”里有看不见的字符（U+0007）；请删去后重新输入"),
    ],
)
def test_a_word_that_is_of_no_use_is_refused_and_none_is_added(
    book: WordBook, store: Store, term: str, expression: str, message: str
) -> None:
    with pytest.raises(InvalidWord) as caught:
        book.add(term, ["政府帮还利息", expression])
    assert caught.value.message == message
    assert store.word_rows() == []


def test_what_will_not_be_searched_with_is_said(book: WordBook, store: Store) -> None:
    assert book.add("贷款贴息", ["常用话"]).changes[0].note == (
        "“常用话”在已导入的文件里很常用，只按原词检索，不会另外补充术语"
    )
    for number in range(6):
        assert book.add(f"术语{number}", ["补钱"]).changes[0].note is None
    assert book.add("术语六", ["补钱"]).changes[0].note == (
        "“补钱”对应 7 个术语，超过 6 个就不会用到；请移除用不着的术语"
    )
    assert book.remove("术语六", ["补钱"]).changes[0].note is None
    off = _book(store, in_use=False)
    assert off.add("贷款贴息", ["补钱"]).changes[0].note == "设置 KB_PLAIN_WORDS 关闭了口语词典，目前不会用到"
    assert off.current().terms_of("补钱") == ()


def test_a_file_adds_and_removes_and_its_faults_are_named(book: WordBook, store: Store) -> None:
    report = book.take_file("贷款贴息\t补利息|利息补贴\n坏的\n-贷款利率\t利息|没有的\n".encode("gb18030"), "词.tsv")
    assert _outcomes(report) == [
        ("补利息", "added"),
        ("利息补贴", "unchanged"),
        ("利息", "removed"),
        ("没有的", "unchanged"),
    ]
    assert report.faults == (WordFault(2, "坏的", "应是“术语”和“说法”两列，用制表符（Tab）隔开，这一行有 1 列"),)
    assert store.word_rows() == [
        WordRow("贷款利率", "利息", removed=True),
        WordRow("贷款贴息", "补利息", removed=False),
    ]
    again = book.take_file("贷款贴息\t补利息\n-贷款利率\t利息\n".encode(), "词.tsv")
    assert _outcomes(again) == [("补利息", "unchanged"), ("利息", "unchanged")]
    assert again.revision == report.revision == 1


def test_lists_are_of_a_text_a_state_a_part(book: WordBook) -> None:
    book.add("贷款贴息", ["补利息"])
    book.remove("贷款利率", ["利息"])
    page = book.list("利息", limit=2, offset=1)
    assert [(entry.term, entry.expression) for entry in page.entries] == [
        ("贷款利率", "利息钱"),
        ("贷款贴息", "补利息"),
    ]
    assert (page.total, page.revision) == (5, 2)
    assert [entry.expression for entry in book.list(state=OWN).entries] == ["补利息"]
    assert [entry.state for entry in book.list(changed_only=True).entries] == [REMOVED, OWN]
    assert book.list("貸款貼息").total == 3
    assert book.list("没有").total == 0


def test_changes_stand_over_a_newer_shipped_dictionary(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _shipping(SHIPPED, tmp_path / "old.tsv", monkeypatch):
        book = _book(store)
        book.add("贷款贴息", ["补利息"])
        book.remove("贷款贴息", ["利息"])
    with _shipping("贷款贴息\t利息|补利息|政府帮忙\n", tmp_path / "new.tsv", monkeypatch):
        book = _book(store)
        assert _listed(book) == [
            ("贷款贴息", "利息", REMOVED),
            ("贷款贴息", "政府帮忙", AS_SHIPPED),
            ("贷款贴息", "补利息", AS_SHIPPED),
        ]
        assert book.current().terms_of("补利息") == ("贷款贴息",)
        assert book.current().terms_of("利息") == ()
        assert _outcomes(book.remove("贷款贴息", ["补利息"])) == [("补利息", "removed")]
        assert book.current().terms_of("补利息") == ()
    with _shipping("贷款利率\t利息钱\n", tmp_path / "third.tsv", monkeypatch):
        book = _book(store)
        assert [entry[1:] for entry in _listed(book)] == [
            ("利息钱", AS_SHIPPED),
            ("利息", REMOVED),
            ("补利息", REMOVED),
        ]
        assert _outcomes(book.add("贷款贴息", ["补利息"])) == [("补利息", "added")]


def _sources(base: KnowledgeBase, question: str) -> dict[str, tuple[str, ...]]:
    return {one.source: one.targets for one in base.search(Query(question, include_not_in_force=True)).expansions}


def test_a_running_base_searches_with_what_another_program_has_just_changed(tmp_path: Path) -> None:
    question = "开铺面的喜钱给多少"
    with open_base(tmp_path) as serving, open_base(tmp_path) as editing:
        take(serving, {"a.txt": LOANS, "b.txt": RENT})
        assert "喜钱" not in _sources(serving, question)
        before = serving.search(Query(question, include_not_in_force=True))
        editing.words.add("房租补助", ["喜钱"])
        found = serving.search(Query(question, include_not_in_force=True))
        assert _sources(serving, question)["喜钱"] == ("房租补助",)
        weights = dict(found.terms)
        assert {weights[token] for token in ("房租", "租补", "补助")} == {0.5}
        assert {term: weights[term] for term, _ in before.terms} == dict(before.terms)
        assert found.readings == before.readings
        assert "房租补助" in found.hits[0].passage.text
        editing.words.remove("房租补助", ["喜钱"])
        assert "喜钱" not in _sources(serving, question)


def test_an_own_word_is_not_taken_for_a_typo(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"a.txt": LOANS, "b.txt": RENT})
        assert _sources(base, "随身带贷款帖息怎么申请")["帖息"] == ("贴息",)
        base.words.add("贷款贴息", ["帖息"])
        assert _sources(base, "随身带帖息怎么申请")["帖息"] == ("贷款贴息",)


def test_own_words_outlive_a_purge_and_a_reindex(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"a.txt": LOANS, "b.txt": RENT})
        base.words.add("房租补助", ["喜钱"])
        base.purge("d000001")
        base.reindex()
    with open_base(tmp_path) as base:
        assert [entry.expression for entry in base.words.list(changed_only=True).entries] == ["喜钱"]
        assert _sources(base, "喜钱多少")["喜钱"] == ("房租补助",)
