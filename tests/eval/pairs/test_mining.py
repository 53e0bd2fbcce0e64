from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from embeddings.types import EmbeddingMatrix
from eval.corpora.reading import Article
from eval.pairs.home import NOT_TRAINING, HomeSearch
from eval.pairs.material import Mined, Pair
from eval.pairs.mining import LIKE_CHOSEN, LIKE_RIGHT, RIGHT, SAME_SENSE, TOO_NEAR, Miner, Rules
from eval.pairs.pool import Likeness, Parts, Pool, parts_of
from eval.pairs.search import Candidate, PoolSearch
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.fakes import HashEncoder

RIGHT_TEXT = "某县办法\n借款人逾期的，每日按万分之五计收罚息，计收至还清之日。"
COPY = "某县办法（旧）\n借款人逾期的，每日按万分之五计收罚息，计收至还清之日止。"
QUESTION = "还晚了多收多少"


class Given:
    """Vectors as they are given, the first for the questions."""

    def __init__(self, rows: Sequence[Sequence[float]]) -> None:
        self._rows = np.array(rows, dtype=np.float32)

    @property
    def dim(self) -> int:
        return int(self._rows.shape[1])

    @property
    def fingerprint(self) -> str:
        return "given"

    def encode_queries(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        return np.repeat(self._rows[:1], len(texts), axis=0)

    def encode_passages(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        return self._rows[1 : len(texts) + 1]


class Found:
    """A source that finds the passages of the pool in order."""

    def __init__(self, *places: int) -> None:
        self._found = [Candidate(place, rank, None) for rank, place in enumerate(places, start=1)]

    def candidates(self, questions: Sequence[str], vectors: EmbeddingMatrix) -> Iterator[list[Candidate]]:
        return (self._found for _ in questions)


def mine(
    texts: Sequence[str], cosines: Sequence[tuple[float, float]], question: str = QUESTION
) -> tuple[Pair, dict[str, int]]:
    """Mine for one question; each text has its cosine to the question and to the right passage, which is the first."""
    rows = [[1.0, 0.0, 0.0]]
    right = np.array([0.8, 0.6, 0.0])
    for to_question, to_right in cosines:
        second = (to_right - 0.8 * to_question) / 0.6
        rows.append([to_question, second, float(np.sqrt(max(0.0, 1 - to_question**2 - second**2)))])
    encoder = Given([rows[0], right.tolist(), *rows[1:]])
    pool = Pool([RIGHT_TEXT, *texts], ())
    miner = Miner(pool, encoder.encode_passages(pool.texts), encoder, Rules(negatives=2))
    pair = Pair(question, RIGHT_TEXT, ("邻条\n另一条。",), "lay")
    (mined,) = miner.mine([pair], [pair], Found(*range(len(pool))))
    return mined, dict(miner.tally.passed_over)


def test_a_passage_near_the_question_and_unlike_the_right_one_is_taken() -> None:
    wrong = "某县办法\n借款人应当在到期前十日内申请展期，贷款人应当答复。"
    mined, passed_over = mine([wrong], [(0.6, 0.5)])
    assert mined.negatives == (wrong, "邻条\n另一条。")
    assert mined.mined == (Mined(2, None, 0.6, 0.75),)
    assert passed_over == {RIGHT: 1}


def test_a_passage_as_near_as_the_right_one_may_answer_too() -> None:
    texts = ["某县办法\n逾期未还清的，加收相应的利息和违约金。", "某县办法\n展期应当在到期之前十日申请。"]
    # .95 of the right passage's .8 is .76.
    mined, passed_over = mine(texts, [(0.761, 0.5), (0.759, 0.5)])
    assert mined.negatives[0] == texts[1]
    assert passed_over == {RIGHT: 1, TOO_NEAR: 1}


def test_the_same_text_in_another_document_is_no_wrong_passage() -> None:
    mined, passed_over = mine([COPY], [(0.5, 0.4)])
    assert mined.negatives == ("邻条\n另一条。",)
    assert mined.mined == ()
    assert passed_over == {RIGHT: 1, LIKE_RIGHT: 1}


def test_another_document_that_means_the_same_is_wrong_only_for_another_place() -> None:
    law = "全国规定\n到期不还的，自到期次日起加收利息。"
    shandong = "山东省规定\n不按时归还的，自次日起另收利息。"
    same_document = "某县办法\n贷款人可以停止发放尚未发放的部分。"
    cosines = [(0.6, 0.71)] * 3
    mined, passed_over = mine([law, shandong, same_document], cosines)
    assert mined.negatives[0] == same_document
    assert passed_over == {RIGHT: 1, SAME_SENSE: 2}
    mined, passed_over = mine([law, shandong], cosines[:2], "浙江借的钱还晚了多收多少")
    assert mined.negatives[0] == shandong
    assert passed_over == {RIGHT: 1, SAME_SENSE: 1}
    mined, _ = mine([law], [(0.6, 0.69)])
    assert mined.negatives[0] == law


def test_of_two_wrong_passages_that_say_the_same_one_is_taken() -> None:
    texts = ["甲县办法\n办公室负责组织申报并在五日内公示结果。", "乙县办法\n办公室负责组织申报，并在五日内公示结果。"]
    mined, passed_over = mine(texts, [(0.5, 0.4), (0.5, 0.4)])
    assert mined.negatives == (texts[0], "邻条\n另一条。")
    assert passed_over == {RIGHT: 1, LIKE_CHOSEN: 1}


def test_no_more_are_taken_than_asked_for_and_the_rest_is_not_looked_at() -> None:
    texts = [f"办法\n{body}" for body in ("主管部门每年公布名单。", "申请书应当写明用途。", "审计机关依法监督。")]
    mined, passed_over = mine(texts, [(0.5, 0.4)] * 3)
    assert mined.negatives == (*texts[:2], "邻条\n另一条。")
    assert passed_over == {RIGHT: 1}


def test_passages_are_taken_apart_and_compared_by_their_own_text() -> None:
    assert parts_of("办法\n第一章 总则 第一节\n甲。\n乙。") == Parts("办法", "第一章 总则 第一节", "甲。\n乙。")
    assert parts_of("办法\n甲。\n乙。") == Parts("办法", "", "甲。\n乙。")
    assert parts_of("只有一行") == Parts("", "", "只有一行")
    like = Likeness()
    assert like.alike("一\n申请人应当提交身份证明", "二\n申请人应当提交身份证明文件")
    assert not like.alike("同名办法\n申请人应当提交身份证明", "同名办法\n主管部门每年公布名单")
    # A short text stands within almost any other; a telling one does not.
    assert not like.alike("办法\n依法处理", "办法\n违反本办法规定的，由主管部门责令改正并依法处理相关责任人员")
    long = "申请人应当在每年三月底前提交身份证明和上一年度的纳税证明"
    assert like.alike(
        f"办法\n{long}", f"办法\n{long}，主管部门应当在十日内答复，逾期不答复的视为同意，并在网上公布全部结果"
    )


def test_both_searches_are_tried_in_turn(tmp_path: Path) -> None:
    texts = ["办法\n逾期计收罚息", "办法\n名单每年公布", "办法\n申请书写明用途"]
    pool = Pool(texts, ["只作比较的答案"])
    vectors = np.array([[0.1, 0.99], [0.9, 0.43], [-0.5, 0.86], [1.0, 0.0]], dtype=np.float32)
    search = PoolSearch(pool, vectors, tmp_path / "keywords", depth=2)
    (found,) = search.candidates(["逾期罚息"], np.array([[1.0, 0.0]], dtype=np.float32))
    assert found == [Candidate(1, 1, None), Candidate(0, 2, 1)]


def test_right_passages_of_published_pairs_are_not_searched() -> None:
    pairs = [
        Pair("问一", "专家的回答", (), "stard"),
        Pair("问二", "县办法\n句子", ("县办法\n旁边的句子",), "sentences"),
        Pair("问三", "办法\n甲", ("办法\n邻条",), "lay"),
    ]
    pool = Pool.of(["办法\n甲", "办法\n乙"], pairs)
    assert pool.texts == ("办法\n甲", "办法\n乙", "县办法\n句子", "县办法\n旁边的句子", "专家的回答")
    assert pool.searched == 4


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mining")
    text = (
        "# 某市贷款办法\n\n第一条 为了规范科技贷款，制定本办法。\n\n第二条 借款人应当按期归还本金，逾期的计收罚息。\n"
    )
    (folder / "loan.md").write_text(text, encoding="utf-8")
    (folder / "other.md").write_text(text.replace("某市", "外地"), encoding="utf-8")
    knowledge = KnowledgeBase.open(Settings(home=folder / "home"), encoder=HashEncoder())
    knowledge.ingest([folder / "loan.md", folder / "other.md"])
    knowledge.close()
    return folder / "home"


def test_a_home_gives_only_what_stands_in_a_training_clause(home: Path) -> None:
    articles = [
        Article("loan.md", "某市贷款办法", "第一条", (), "为了规范科技贷款，制定本办法。"),
        Article("loan.md", "某市贷款办法", "第二条", (), "借款人应当按期归还本金，逾期的计收罚息。"),
    ]
    pool = Pool([article.passage for article in articles], ())
    encoder = HashEncoder()
    search = HomeSearch(home, encoder, pool, articles, depth=10)
    questions = ["借款人逾期计收罚息", "　"]
    first, second = search.candidates(questions, encoder.encode_queries(questions))
    assert [candidate.place for candidate in first] == [1]
    assert first[0].dense_rank is not None
    assert first[0].keyword_rank is not None
    assert second == []
    assert search.passed_over["question that the retriever does not take"] == 1
    assert set(search.passed_over) <= {NOT_TRAINING, "question that the retriever does not take"}
