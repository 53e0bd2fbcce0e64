"""Figures of different places are told apart: whose each is, in the line before the quotes and in a warning."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kb.answer.cite import QuoteMismatch
from kb.answer.lead.line import Lead
from kb.answer.places.peers import owners
from kb.answer.places.place_line import PlaceLine, verify_place_line
from kb.knowledge_base import KnowledgeBase
from kb.types import DocumentKind, Evidence, Metadata, Query, SourceMap, Version
from tests.kb.homes import open_base, take

DAY = date(2025, 1, 1)


def _rule(place: str, amount: str) -> str:
    return (
        f"{place}首次贷款奖励办法\n第一条　为鼓励企业首次贷款，制定本办法。\n"
        f"第二条　对首次获得贷款的企业，一次性奖励{amount}。\n第三条　本办法自2023年2月1日起施行。\n"
    )


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("places") / "home") as base:
        take(base, {"a.txt": _rule("柳溪镇", "1万元"), "b.txt": _rule("石门镇", "4万元")})
        yield base


def test_each_figure_is_said_of_its_place(base: KnowledgeBase) -> None:
    answer = base.ask(Query("首次贷款奖励多少", as_of=DAY))
    lead = answer.text.splitlines()[0]
    titles = [citation.version.metadata.title for citation in answer.citations]
    figures = {"柳溪镇首次贷款奖励办法": "1万元", "石门镇首次贷款奖励办法": "4万元"}
    assert lead.split("；")[0].startswith(f"《{titles[0]}》：一次性奖励{figures[titles[0]]}")
    assert lead.split("；")[1].startswith(f"《{titles[1]}》：一次性奖励{figures[titles[1]]}")
    assert answer.warnings == (f"以上分别出自《{titles[0]}》《{titles[1]}》，各地规定不同，请说明问的是哪一个地方",)


def test_a_line_is_of_the_very_place_that_it_names(base: KnowledgeBase) -> None:
    answer = base.ask(Query("首次贷款奖励多少", as_of=DAY))
    one, other = answer.citations
    named = {citation.mark: f"《{citation.version.metadata.title}》" for citation in (one, other)}
    wrong = PlaceLine(((named[1], Lead("4万元", (2,))), (named[2], Lead("1万元", (1,)))))
    with pytest.raises(QuoteMismatch, match="is not from quotes of"):
        verify_place_line(wrong, answer.citations, "首次贷款奖励多少")


def _version(number: int, title: str, region: str | None = None, issuer: str | None = None) -> Version:
    metadata = Metadata(
        title,
        kind=DocumentKind.POLICY,
        region=Evidence(region) if region else None,
        issuers=(Evidence(issuer),) if issuer else (),
    )
    return Version(f"d{number:06d}", 1, "a.txt", "甲", metadata, SourceMap(()))


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        (("甲办法", "清河市"), ("甲办法", "临江市"), ["清河市", "临江市"]),
        (("甲办法", "临江省"), ("甲办法", "临江省清河市"), []),
        (("甲办法", "清河市"), ("乙办法", "清河市"), []),
        (("甲办法", None, "清河市财政局"), ("甲办法", None, "临江市财政局"), ["清河市财政局", "临江市财政局"]),
        (("甲办法", None, "国务院"), ("甲办法", None, "清河市财政局"), []),
        (("石门镇贷款奖励办法",), ("柳溪镇贷款奖励办法",), ["《石门镇贷款奖励办法》", "《柳溪镇贷款奖励办法》"]),
        (("石门镇贷款奖励办法",), ("人才引进若干措施",), []),
    ],
)
def test_rules_of_one_level_are_told_apart_by_region_issuer_or_title(
    first: tuple[str, ...], second: tuple[str, ...], names: list[str]
) -> None:
    versions = [_version(1, *first), _version(2, *second)]
    assert list(owners(versions).values()) == names


def test_an_answer_from_one_place_alone_says_whose_rule_it_is(tmp_path: Path) -> None:
    steps = "南沅市贷款贴息办法\n第一条　贴息比例为贷款利息的50%。\n第二条　自2023年2月1日起施行。\n"
    other = "北陵县技术改造补助办法\n第一条　技术改造项目按设备投入的10%补助。\n第二条　贷款贴息不重复补助。\n"
    with open_base(tmp_path / "home") as base:
        take(base, {"a.txt": steps, "b.txt": other})
        told = "以上是南沅市的规定（《南沅市贷款贴息办法》），问题没有说是哪个地方，别的地方可能不同"
        assert base.ask(Query("贷款贴息比例是多少", as_of=DAY)).warnings == (told,)
        assert base.ask(Query("南沅市贷款贴息比例是多少", as_of=DAY)).warnings == ()
