"""A question that names places is answered from their own rules, and a refusal says nothing that is not so."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.types import AnswerStatus, Query
from tests.kb.homes import open_base, take

DAY = date(2025, 1, 1)


def _rule(place: str, thing: str, second: str, third: str) -> str:
    articles = ("为扶持企业，制定本办法。", second, third, "本办法自2023年2月1日起施行。")
    numbered = (f"第{number}条　{text}" for number, text in zip("一二三四", articles, strict=True))
    return "\n".join((f"{place}{thing}", *numbered, ""))


FILES = {
    "a.txt": _rule("柳岗市", "茶园贷款贴息办法", "茶园贷款额度最高不超过40万元。", "茶园贷款贴息比例为30%。"),
    "b.txt": _rule("玉沟县", "茶园贷款贴息细则", "茶园贷款额度最高不超过15万元。", "茶园贷款贴息比例为20%。"),
    "c.txt": _rule("玉沟县", "厂房租金补助办法", "厂房租金每平方米补助6元。", "厂房租金补助最长24个月。"),
    "d.txt": _rule("嘉兴市", "渔船更新补助办法", "渔船更新补助每艘最高9万元。", "渔船更新补助当年付清。"),
    "e.txt": _rule("德清县", "渔船更新补助细则", "渔船更新补助每艘最高7万元。", "渔船更新补助分两年付清。"),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("of_places") / "home") as base:
        take(base, FILES)
        yield base


def _titles(base: KnowledgeBase, question: str) -> list[str]:
    answer = base.ask(Query(question, as_of=DAY))
    return [citation.version.metadata.title for citation in answer.citations]


def test_a_question_is_answered_from_the_place_that_it_names(base: KnowledgeBase) -> None:
    for place, amount in (("柳岗", "40万元"), ("玉沟", "15万元")):
        answer = base.ask(Query(f"{place}茶园贷款额度最高多少", as_of=DAY))
        assert {one.version.metadata.title[:2] for one in answer.citations} == {place}
        assert f"最高不超过{amount}" in answer.text


def test_another_places_rule_does_not_answer_and_what_is_held_is_not_denied(base: KnowledgeBase) -> None:
    answer = base.ask(Query("柳岗厂房租金每平方米补助多少", as_of=DAY))
    assert (answer.status, answer.citations) == (AnswerStatus.ABSTAINED, ())
    assert answer.text.startswith("资料中没有找到答案：没有找到“柳岗”这方面适用的内容。")


def test_a_place_that_nothing_names_is_refused_as_such(base: KnowledgeBase) -> None:
    answer = base.ask(Query("北汀市茶园贷款额度最高多少", as_of=DAY))
    assert (answer.status, answer.citations) == (AnswerStatus.ABSTAINED, ())
    assert answer.text.startswith("资料中没有找到答案：资料里没有关于“北汀”的内容。")


def test_of_two_places_each_is_quoted_and_told(base: KnowledgeBase) -> None:
    answer = base.ask(Query("柳岗和玉沟的茶园贷款额度最高各是多少", as_of=DAY))
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text.splitlines()[0] == ("柳岗市：最高不超过40万元[1]；玉沟县：最高不超过15万元[2]")
    assert not [words for words in answer.warnings if "请说明" in words]


def test_of_two_places_the_one_without_such_a_rule_is_told(base: KnowledgeBase) -> None:
    answer = base.ask(Query("柳岗和玉沟的厂房租金每平方米各补助多少", as_of=DAY))
    assert answer.status is AnswerStatus.PARTIAL
    assert {one.version.metadata.title for one in answer.citations} == {"玉沟县厂房租金补助办法"}
    assert answer.text.endswith("没有找到答案的部分：没有找到“柳岗”这方面适用的内容。")


def test_which_is_more_is_not_told_of_one_alone(base: KnowledgeBase) -> None:
    answer = base.ask(Query("柳岗和玉沟的厂房租金补助哪个更高", as_of=DAY))
    assert answer.status is AnswerStatus.ABSTAINED


def test_a_documents_other_things_do_not_answer_for_the_one_that_is_called(base: KnowledgeBase) -> None:
    titles = _titles(base, "玉沟茶园贷款贴息最长几个月")
    assert "玉沟县厂房租金补助办法" not in titles


def test_two_questions_of_which_the_first_names_no_place_are_judged_apart(base: KnowledgeBase) -> None:
    answer = base.ask(Query("2023年的厂房租金每平方米补助多少元？北汀市2019年的厂房租金补助最长几个月？", as_of=DAY))
    assert {one.version.metadata.title for one in answer.citations} == {"玉沟县厂房租金补助办法"}


def test_a_county_gets_the_rule_of_its_city_and_is_told_so(base: KnowledgeBase) -> None:
    answer = base.ask(Query("海宁渔船更新补助每艘最高多少", as_of=DAY))
    assert {one.version.metadata.title for one in answer.citations} == {"嘉兴市渔船更新补助办法"}
    assert "以上是嘉兴市的规定，不是“海宁”自己的规定" in answer.warnings
    assert _titles(base, "德清渔船更新补助每艘最高多少") == ["德清县渔船更新补助细则"]


def test_what_is_set_beside_a_places_rule_is_quoted_with_it(base: KnowledgeBase) -> None:
    question = "对比：玉沟茶园贷款的额度，与渔船更新补助的每艘最高额，各是多少？"
    titles = _titles(base, question)
    assert titles == ["玉沟县茶园贷款贴息细则", "德清县渔船更新补助细则", "嘉兴市渔船更新补助办法"]


def test_a_neighbour_that_nothing_names_is_refused_wherever_it_is_said_to_lie(base: KnowledgeBase) -> None:
    for question in (
        "与柳岗市相邻的北汀市，茶园贷款额度最高是多少？",
        "我在柳岗隔壁的北汀市种茶，北汀市的茶园贷款额度最高多少？",
        "我家在隔壁北汀县，贷款是柳岗的银行放的，北汀那边茶园贷款额度最高多少？",
    ):
        answer = base.ask(Query(question, as_of=DAY))
        assert (answer.status, answer.citations) == (AnswerStatus.ABSTAINED, ())
        assert answer.text.startswith("资料中没有找到答案：资料里没有关于“北汀”的内容。")


def test_the_end_of_a_longer_name_is_no_place(base: KnowledgeBase) -> None:
    answer = base.ask(Query("截至2024年末，柳岗市云德清县的茶园贷款余额是多少？", as_of=DAY))
    assert answer.status is AnswerStatus.ABSTAINED
