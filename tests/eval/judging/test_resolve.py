from pathlib import Path

import pytest

from eval.collection import Dataset, GoldClause
from eval.datasets import GoldEvidence, Question
from eval.judging.resolve import resolve
from eval.judging.units import judgments_of
from eval.measures.retrieval import retrieval_figures
from eval.replies import from_answer
from eval.systems.home_texts import HomeTexts
from kb.types import Query
from tests.kb.homes import LOANS, RENT, open_base, policy, take

LISTED = (
    "清河市人才安居办法\n"
    "一、支持对象\n"
    "（一）博士研究生。在本市就业满一年；\n"
    "（二）硕士研究生。在本市就业满两年。\n"
    "二、支持标准\n"
    "博士每月补贴3000元。硕士每月补贴1500元。补贴由用人单位在每年六月底前统一申报，经主管部门审核并公示五个工作日后按季度发放。"
    "已经享受其他住房补贴的人员不再享受本办法规定的补贴，弄虚作假骗取补贴的，追回已发补贴并取消三年内申请资格。\n"
)
FILES = {"loans.txt": LOANS, "rent.txt": RENT, "talent.txt": LISTED}
STANDARD = "贴息标准为贷款利息的百分之五十，单户每年最高1000万元。"


def _question(
    name: str, *evidence: GoldEvidence, clause_ids: tuple[str, ...] = (), text: str = "贴息标准是多少？"
) -> Question:
    return Question(name, "sme", "amount", text, True, "", (), evidence, clause_ids=clause_ids)


def _dataset(*questions: Question) -> Dataset:
    return Dataset("d", Path("d"), questions)


def _resolved(home: Path, *questions: Question, files: dict[str, str] | None = None) -> tuple[Dataset, tuple[str, ...]]:
    with open_base(home) as base:
        take(base, files or FILES)
        found = resolve(_dataset(*questions), HomeTexts(base).texts())
    return found.dataset, found.faults


@pytest.mark.parametrize(
    ("quote", "ids"),
    [
        (STANDARD, ("d000001@1#第三条",)),
        ("单户每年 最高１０００万元", ("d000001@1#第三条",)),
        ("博士研究生。在本市就业满一年；", ("d000003@1#一、（一）",)),
        ("在本市就业满一年；（二）硕士研究生。", ("d000003@1#一、（一）", "d000003@1#一、（二）")),
    ],
)
def test_a_quote_is_the_smallest_clauses_that_hold_its_sentences(
    tmp_path: Path, quote: str, ids: tuple[str, ...]
) -> None:
    dataset, faults = _resolved(tmp_path, _question("q", GoldEvidence("", quote)))
    assert (dataset.questions[0].clause_ids, faults) == (ids, ())
    assert judgments_of(dataset.questions[0], dataset) == dict.fromkeys(ids, 1)


def test_the_judged_clause_comes_with_its_text(tmp_path: Path) -> None:
    dataset, _ = _resolved(tmp_path, _question("q", GoldEvidence("loans.txt", "单户每年最高1000万元。")))
    name = "d000001@1#第三条"
    assert dataset.gold == {name: GoldClause(name, "清河市小微企业贷款贴息办法", "第三条", f"第三条　{STANDARD}")}


def test_a_clause_named_in_words_is_looked_up_and_quoted_words_go_before_it(tmp_path: Path) -> None:
    reference = "《清河市小微企业贷款贴息办法》第三条"
    dataset, faults = _resolved(
        tmp_path,
        _question("q1", clause_ids=(reference,)),
        _question("q2", GoldEvidence("", "在本市就业满一年；"), clause_ids=("《清河市人才安居办法》一、",)),
        _question("q3", clause_ids=("d000001@1#第四条",)),
        _question("q4", clause_ids=("《没有的办法》第三条",)),
    )
    assert [question.clause_ids for question in dataset.questions] == [
        ("d000001@1#第三条",),
        ("d000003@1#一、（一）",),
        ("d000001@1#第四条",),
        ("《没有的办法》第三条",),
    ]
    assert [question.doubt for question in dataset.questions] == [
        *("", "", ""),
        "'《没有的办法》第三条' is found in no document",
    ]
    assert faults == ("q4: '《没有的办法》第三条' is found in no document",)


def test_each_of_several_clauses_named_in_words_is_judged(tmp_path: Path) -> None:
    names = ("《清河市小微企业贷款贴息办法》第三条", "《没有的办法》第一条", "《清河市小微企业贷款贴息办法》第四条")
    dataset, faults = _resolved(tmp_path, _question("q", clause_ids=names))
    assert dataset.questions[0].clause_ids == ("d000001@1#第三条", "《没有的办法》第一条", "d000001@1#第四条")
    assert faults == ("q: '《没有的办法》第一条' is found in no document",)
    assert list(judgments_of(dataset.questions[0], dataset)) == ["d000001@1#第三条", "d000001@1#第四条"]


def test_the_file_that_is_named_decides_among_several(tmp_path: Path) -> None:
    twin = policy("清河市贷款贴息实施细则", "细则总则。", STANDARD)
    files = {**FILES, "twin.txt": twin}
    dataset, faults = _resolved(
        tmp_path,
        _question("named", GoldEvidence("laws/twin.txt", STANDARD)),
        _question("open", GoldEvidence("", STANDARD)),
        _question("elsewhere", GoldEvidence("rent.txt", STANDARD)),
        _question("nowhere", GoldEvidence("", "没有这样的一句话在任何文件里。")),
        files=files,
    )
    assert [question.clause_ids for question in dataset.questions] == [
        ("d000004@1#第二条",),
        ("d000001@1#第三条",),
        ("d000001@1#第三条",),
        (),
    ]
    titles = "清河市小微企业贷款贴息办法, 清河市贷款贴息实施细则"
    assert faults == (
        f"open: {STANDARD!r} is found in 2 documents: {titles}",
        f"elsewhere: {STANDARD!r} is not in rent.txt but in 清河市小微企业贷款贴息办法",
        "nowhere: '没有这样的一句话在任何文件里。' is found in no document",
    )


def test_judgments_stay_as_they_are(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, FILES)
        question = _question("q", GoldEvidence("", STANDARD))
        given = Dataset("d", Path("d"), (question,), {"q": {"g": 2}}, {"g": GoldClause("g", "", "", "甲")})
        assert resolve(given, HomeTexts(base).texts()).dataset == given


def test_cutting_the_passages_anew_voids_no_judgment(tmp_path: Path) -> None:
    question = _question(
        "q", GoldEvidence("talent.txt", "博士每月补贴3000元。硕士每月补贴1500元。"), text="博士补贴多少"
    )
    found = {}
    for chars in (100, 500):
        with open_base(tmp_path / str(chars), passage_chars=chars) as base:
            take(base, FILES)
            resolution = resolve(_dataset(question), HomeTexts(base).texts())
            reply = from_answer(base.ask(Query("博士每月补贴多少", top_k=10)), 0.0)
            figures = retrieval_figures(resolution.dataset, [reply])
            found[chars] = (
                resolution.dataset.questions[0].clause_ids,
                resolution.dataset.gold,
                figures["q"]["R@10"],
                base.stats().passages,
            )
    assert found[100][:3] == found[500][:3]
    assert found[100][2] == 1.0
    assert found[100][3] > found[500][3]
