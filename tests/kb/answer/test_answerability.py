import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from eval.corpora.inside import look_inside
from kb.answer.scoring.answerability import Asked, Judge, bundled_judge, signs
from kb.answer.scoring.score import Scoring
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.text.places import Place
from kb.types import AnswerStatus, Query
from tests.fakes import HashEncoder

DAY = date(2024, 1, 1)
TEXTS = {
    "plan.txt": "青禾县种粮贷款贴息方案\n\n一、额度。单户贷款额度最高不超过30万元。\n\n"
    "二、目标。力争到2025年底全县发放种粮贷款5亿元。\n\n三、进展。截至2023年9月末，全县累计发放种粮贷款2亿元。\n"
}


TWO_LOANS = {"loans.txt": "青禾县两款贷款\n\n“苗木贷”单户最高20万元，期限1年。“棚架贷”单户最高60万元，年利率3.9%。\n"}


def _signs(
    tmp_path: Path, question: str, around: Sequence[str] = (), texts: dict[str, str] = TEXTS
) -> dict[str, float]:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings, encoder = Settings(home=tmp_path / "home"), HashEncoder(64)
    base = KnowledgeBase.open(settings, encoder=encoder)
    base.ingest([folder])
    base.close()
    with look_inside(settings, encoder, DAY) as inside:
        result, units = inside.retrieve(Query(question))
        return signs(result.readings[0], inside.scoring(result, units), result.spoken_of, lambda: around)


def test_what_is_asked_for_is_read_from_the_wording() -> None:
    asked = Asked("青禾县种粮贷款最多能贷多少", True, (Place("青禾", ()),))
    assert Asked.of("青禾县种粮贷款最多能贷多少") == asked
    assert Asked.of("我们县里谁来管") == Asked("我们县里谁来管", False, ())
    assert Asked.of("担保公司和县级怎么分工") == Asked("担保公司和县级怎么分工", False, ())
    assert Asked.of("材料交给县里，人想去市图书馆") == Asked("材料交给县里，人想去市图书馆", False, ())


def test_what_is_stated_of_another_product_is_not_stated(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    other = _signs(tmp_path / "a", "苗木贷年利率是多少", texts=TWO_LOANS)
    own = _signs(tmp_path / "b", "棚架贷年利率是多少", texts=TWO_LOANS)
    assert (other["attribute_asked"], other["attribute_not_in_document"]) == (1.0, 1.0)
    assert (own["attribute_asked"], own["attribute_not_in_document"]) == (1.0, 0.0)


SIBLINGS = {"loans.txt": "青禾县两款贷款\n\n上半年“苗木贷”放款1127户、11.64亿元，“棚架贷”放款3.87亿元。\n"}


def test_what_a_sentence_states_of_the_product_beside_is_not_stated(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    other = _signs(tmp_path / "a", "“棚架贷”一共放给了多少户", texts=SIBLINGS)
    own = _signs(tmp_path / "b", "“苗木贷”一共放给了多少户", texts=SIBLINGS)
    assert (other["attribute_asked"], other["attribute_not_in_best"]) == (1.0, 1.0)
    assert (own["attribute_asked"], own["attribute_not_in_best"]) == (1.0, 0.0)


def test_a_time_that_no_likely_unit_is_about_is_a_sign(tmp_path: Path) -> None:
    found = _signs(tmp_path, "截至2022年9月末，青禾县种粮贷款累计发放多少亿元")
    assert (found["period_asked"], found["period_not_named"]) == (1.0, 1.0)


def test_the_time_that_a_unit_is_about_is_none(tmp_path: Path) -> None:
    found = _signs(tmp_path, "截至2023年9月末，青禾县种粮贷款累计发放多少亿元")
    assert (found["period_asked"], found["period_contradicted"], found["period_not_named"]) == (1.0, 0.0, 0.0)


def test_a_place_that_neither_unit_nor_title_names_is_a_sign(tmp_path: Path) -> None:
    found = _signs(tmp_path, "白石县种粮贷款额度最高多少")
    assert (found["place_not_in_best"], found["place_not_in_document"]) == (1.0, 1.0)


def test_a_place_that_the_page_of_an_article_names_holds_for_it(tmp_path: Path) -> None:
    found = _signs(tmp_path, "白石县种粮贷款额度最高多少", ["白石县农业农村局供稿"])
    assert (found["place_not_in_best"], found["place_not_in_document"]) == (1.0, 0.0)


def test_the_documents_own_place_is_none(tmp_path: Path) -> None:
    found = _signs(tmp_path, "青禾县种粮贷款额度最高多少")
    assert (found["place_not_in_best"], found["place_not_in_document"]) == (0.0, 0.0)


def test_what_nothing_states_is_a_sign_and_what_is_stated_is_none(tmp_path: Path) -> None:
    found = _signs(tmp_path, "种粮贷款从递交申请到放款几个工作日办完")
    assert (found["attribute_asked"], found["attribute_not_in_possible"], found["measure_not_in_likely"]) == (1, 1, 1)


def test_a_group_that_the_document_does_not_name_is_a_sign(tmp_path: Path) -> None:
    assert _signs(tmp_path, "我是个体工商户，贷款额度最高多少")["asker_not_in_document"] == 1.0


@pytest.mark.parametrize("question", ["种粮农户贷款额度最高多少", "贷款额度最高多少"])
def test_a_group_that_it_names_is_none(tmp_path: Path, question: str) -> None:
    assert _signs(tmp_path, question)["asker_not_in_document"] == 0.0


def test_the_judge_is_a_logistic_function_of_the_signs() -> None:
    judge = Judge({"a": 2.0, "b": -1.0, "bias": 0.5}, {"c": 1.0}, threshold=0.9)
    assert judge.unanswerable({"a": 1.0, "b": 0.5, "c": 9.0}) == pytest.approx(1 / (1 + math.exp(-2.0)))
    assert judge.confidence({"a": 1.0, "b": 0.5, "c": 0.0}) == 0.5


def test_the_bundled_judge_weighs_every_sign_that_is_seen(tmp_path: Path) -> None:
    judge = bundled_judge()
    seen = _signs(tmp_path, "青禾县种粮贷款额度最高多少").keys()
    assert judge.unstated.keys() == judge.right.keys() == {*seen, "bias"}
    assert 0.0 < judge.threshold < 1.0


def test_there_is_no_feature_of_no_unit() -> None:
    with pytest.raises(LookupError, match="no units, so no sign"):
        Scoring((), None, ()).feature("sign", 0)


def test_a_document_out_of_force_is_named_instead_of_answering_from_another(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "old.txt").write_text(
        "青禾县粮食贷款办法\n\n第一条 单户贷款额度最高不超过30万元。\n\n"
        "第二条 本办法自2020年1月1日起施行，有效期至2022年12月31日。\n",
        encoding="utf-8",
    )
    (folder / "new.txt").write_text(
        "白石县粮食贷款办法\n\n第一条 单户贷款额度最高不超过50万元。\n\n第二条 本办法自2023年1月1日起施行。\n",
        encoding="utf-8",
    )
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(64))
    base.ingest([folder])
    answer = base.ask(Query("青禾县粮食贷款单户最高多少", as_of=DAY))
    assert answer.status is AnswerStatus.ABSTAINED
    assert "《青禾县粮食贷款办法》有效期到2022-12-31为止，不在检索之内" in answer.text
    again = base.ask(Query("青禾县粮食贷款单户最高多少", as_of=date(2021, 1, 1)))
    assert "30万元" in again.text
    base.close()
