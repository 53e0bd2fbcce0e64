"""Which relation between documents a question asks for, and of which document."""

import pytest

from kb.answer.documents.relation_asks import Relation, relation_asked

X = "《甲市贷款办法》"


@pytest.mark.parametrize(
    ("question", "relation", "name", "years"),
    [
        (f"哪些文件引用了{X}第五条？", Relation.CITED_BY, f"{X}第五条", ()),
        (f"有哪些条款引用过{X}第五条第二款", Relation.CITED_BY, f"{X}第五条第二款", ()),
        (f"{X}第五条被哪些文件引用？", Relation.CITED_BY, f"{X}第五条", ()),
        (f"引用{X}的文件有哪些", Relation.CITED_BY, X, ()),
        ("甲市贷款办法被谁引用了", Relation.CITED_BY, "甲市贷款办法", ()),
        (f"{X}引用了哪些文件", Relation.CITES, X, ()),
        (f"{X}被哪些文件废止？", Relation.REPEALED_BY, X, ()),
        (f"{X}是被哪个文件取代的", Relation.REPEALED_BY, X, ()),
        (f"哪份文件废止了{X}？", Relation.REPEALED_BY, X, ()),
        (f"{X}废止了哪些文件？", Relation.REPEALS, X, ()),
        (f"{X}第三条被哪些文件修改过？", Relation.AMENDED_BY, f"{X}第三条", ()),
        (f"哪个文件修改了{X}", Relation.AMENDED_BY, X, ()),
        (f"{X}哪些条款被废止了", Relation.AMENDED_BY, X, ()),
        (f"{X}里有哪些内容停止执行了", Relation.AMENDED_BY, X, ()),
        (f"{X}改了哪几条", Relation.CHANGES, X, ()),
        (f"{X}2024年和2025年有什么变化？", Relation.CHANGES, X, ("2024", "2025")),
        (f"2024年版和2025年版的{X}有什么不同", Relation.CHANGES, X, ("2024", "2025")),
        (f"{X}新旧版有什么不同？", Relation.CHANGES, X, ()),
        (f"{X}修订前后有哪些变化", Relation.CHANGES, X, ()),
        (f"{X}新版和旧版的区别", Relation.CHANGES, X, ()),
        (f"{X}改了哪些内容", Relation.CHANGES, X, ()),
        (f"{X}2025年修改了什么", Relation.CHANGES, X, ("2025",)),
        (f"请问{X}这次修订了哪些条款？", Relation.CHANGES, X, ()),
        (f"对比{X}的新旧两个版本", Relation.CHANGES, X, ()),
    ],
)
def test_a_relation_is_read_with_the_document(
    question: str, relation: Relation, name: str, years: tuple[str, ...]
) -> None:
    found = relation_asked(question)
    assert found is not None
    assert (found.relation, found.name, found.years) == (relation, name, years)


@pytest.mark.parametrize(
    "question",
    [
        f"{X}还有效吗",
        f"{X}第五条是什么",
        "贷款贴息多少",
        f"{X}是根据什么制定的",
        "哪些企业可以申请",
        "什么文件规定了贴息标准",
        "2024年和2025年的贴息有什么变化，怎么申请",
        "企业名称变了有什么影响",
        "废止",
    ],
)
def test_other_questions_ask_for_no_relation(question: str) -> None:
    found = relation_asked(question)
    assert found is None or "《" not in found.name


def test_figures_of_one_year_or_a_verb_within_the_question_make_no_relation() -> None:
    assert relation_asked(f"2024年修订的{X}把单户额度提到了多少？") is None
    found = relation_asked("2022年前三季度民营企业与外资企业的进出口表现有何不同？")
    assert found is None or not found.is_of_versions
