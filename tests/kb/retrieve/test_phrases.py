"""Wordings found in texts, checked against a scan of every text."""

import random
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from kb.errors import InvalidQuestion
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.phrases.quoted import wordings_in
from kb.retrieve.phrases.types import Difference, DifferenceOp, PhraseResult
from kb.text.folding import Folded, fold
from kb.types import Query, Validity
from tests.kb.homes import LOANS, RENT, SEEDS, TREES, open_base, policy, take

BROKEN = policy(
    "清河市科技企业补助规定",
    "科技企业按研发投入的百分之五十给予补\n助，单户补助不超过２，０００ 万元。",
    "對研發費用給予加計扣除，比例爲百分之七十五。",
    "补助资金由财政部门在二十日内拨付，逾期的支付LPR加90个基点的利息。",
    "本规定自2024年1月1日起施行。",
)
COPY = policy("清河市延期办法", "贴息对象为在本市登记注册、正常纳税满一年的小微企业。", "本办法自2030年1月1日起施行。")
DAY = date(2024, 6, 1)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("phrases") / "home") as opened:
        take(opened, {"贷款.txt": LOANS, "房租.txt": RENT, "古树.txt": TREES, "补助.txt": BROKEN, "延期.txt": COPY})
        opened.ingest([SEEDS])
        yield opened


def _find(base: KnowledgeBase, text: str, limit: int = 50, offset: int = 0) -> PhraseResult:
    return base.phrases.find(text, as_of=DAY, limit=limit, offset=offset)


def _where(found: PhraseResult) -> list[tuple[str, str, str]]:
    return [(place.version.metadata.title, place.clause.address, place.quote) for place in found.places]


def _marks(found: PhraseResult, place: int = 0) -> list[tuple[str, str, str]]:
    return [(one.op.value, one.text, one.wanted) for one in found.places[place].differences]


def _scan(base: KnowledgeBase, text: str) -> set[tuple[str, int, int]]:
    key, found = fold(text), set()
    for document_id, folded in _folded(base):
        for start in folded.find_all(key):
            if folded.whole(start, start + len(key)) == (start, start + len(key)):
                span = folded.span(start, start + len(key))
                found.add((document_id, span.start, span.end))
    return found


@lru_cache(maxsize=1)
def _folded(base: KnowledgeBase) -> list[tuple[str, Folded]]:
    ids = [summary.document_id for summary in base.documents(limit=1000).documents]
    return [(document_id, Folded(base.document(document_id).text)) for document_id in ids]


def _found(base: KnowledgeBase, text: str) -> set[tuple[str, int, int]]:
    found = _find(base, text, limit=100_000)
    places = found.places if found.exact else ()
    assert all(place.span.of(place.version.text) == place.quote for place in found.places)
    return {(place.version.document_id, place.span.start, place.span.end) for place in places}


def _texts(base: KnowledgeBase) -> list[str]:
    return [folded.text for _, folded in _folded(base)]


def _pieces(base: KnowledgeBase, count: int, lengths: tuple[int, ...], seed: int) -> list[str]:
    chance, texts, pieces = random.Random(seed), _texts(base), list[str]()
    while len(pieces) < count:
        (text,) = chance.choices(texts, [len(one) for one in texts])
        length = chance.choice(lengths)
        start = chance.randrange(max(1, len(text) - length))
        piece = text[start : start + length]
        if sum(character.isalnum() for character in fold(piece)) >= 2:
            pieces.append(piece)
    return pieces


def test_every_random_piece_of_the_texts_is_found_wherever_it_stands_and_nowhere_else(base: KnowledgeBase) -> None:
    pieces = _pieces(base, 200, (2, 2, 3, 4, 6, 9, 14, 25, 60, 120), seed=1)
    assert {piece: _found(base, piece) for piece in pieces} == {piece: _scan(base, piece) for piece in pieces}


def test_pieces_across_line_breaks_and_clauses_are_found(base: KnowledgeBase) -> None:
    chance, pieces = random.Random(2), list[str]()
    for text in _texts(base):
        breaks = [place for place, character in enumerate(text) if character == "\n" and 8 < place < len(text) - 8]
        for place in chance.sample(breaks, min(12, len(breaks))):
            before, behind = chance.randrange(2, 8), chance.randrange(2, 8)
            pieces.append(text[place - before : place + behind])
    pieces = [one for one in pieces if sum(character.isalnum() for character in fold(one)) >= 2]
    assert len(pieces) > 60
    assert {piece: _found(base, piece) for piece in pieces} == {piece: _scan(base, piece) for piece in pieces}


def test_a_corrupted_piece_leads_back_to_where_it_came_from(base: KnowledgeBase) -> None:
    chance = random.Random(3)
    missed = []
    for piece in _pieces(base, 60, (14, 20, 30), seed=4):
        kept = "".join(piece.split())
        place = chance.randrange(2, len(kept) - 3)
        kind = chance.choice(("wrong", "missing", "added", "exchanged"))
        wrong = {
            "wrong": kept[:place] + "龘" + kept[place + 1 :],
            "missing": kept[:place] + kept[place + 1 :],
            "added": kept[:place] + "龘" + kept[place:],
            "exchanged": kept[:place] + kept[place + 1] + kept[place] + kept[place + 2 :],
        }[kind]
        found = _find(base, wrong)
        # What is cut out of a number or Latin word is shown with all of it.
        if not any(fold(kept) in fold(one.quote) for one in found.places):
            missed.append((kind, kept, [one.quote for one in found.places]))
    # One piece begins with the unit of a figure whose number it has not: the figure is one sign, the unit alone is not.
    assert [kept for _, kept, _ in missed] == ["家、国家高新技术企业3000家、省科技“"]


def test_line_breaks_widths_and_traditional_characters_do_not_count(base: KnowledgeBase) -> None:
    found = _find(base, "給予補助，單戶補助不超過2000 萬元")
    assert (found.exact, found.total) == (True, 1)
    assert _where(found) == [("清河市科技企业补助规定", "第一条", "给予补\n助，单户补助不超过２，０００ 万元")]
    assert _where(_find(base, "对研发费用给予加计扣除")) == [
        ("清河市科技企业补助规定", "第二条", "對研發費用給予加計扣除")
    ]


def test_identical_wordings_are_all_listed_what_applies_first(base: KnowledgeBase) -> None:
    found = _find(base, "正常纳税满一年的小微企业")
    assert [(one.version.metadata.title, one.clause.address, one.validity) for one in found.places] == [
        ("清河市小微企业贷款贴息办法", "第二条", Validity.IN_FORCE),
        ("清河市延期办法", "第一条", Validity.NOT_YET),
    ]
    later = base.phrases.find("正常纳税满一年的小微企业", as_of=date(2030, 2, 1))
    assert [one.validity for one in later.places] == [Validity.IN_FORCE, Validity.EXPIRED]
    assert _where(_find(base, "正常纳税满一年的小微企业", limit=1, offset=1)) == _where(found)[1:]


def test_a_part_of_a_number_is_no_place_but_the_nearest(base: KnowledgeBase) -> None:
    found = _find(base, "最高0万元，百分之十")
    assert found.exact is False
    found = _find(base, "每年最高000万元")
    assert found.exact is False
    assert _where(found)[0] == ("清河市小微企业贷款贴息办法", "第三条", "每年最高1000万元")
    found = _find(base, "在十日内拨付")
    assert found.exact is False
    assert _marks(found) == [("equal", "在", "在"), ("replace", "二十日", "十日"), ("equal", "内拨付", "内拨付")]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        (
            "单户每年最高1千万元",
            [("equal", "单户每年最高", "单户每年最高"), ("equal", "1000万元", "1千万元")],
        ),
        (
            "单户每年最高一百万元",
            [("equal", "单户每年最高", "单户每年最高"), ("replace", "1000万元", "一百万元")],
        ),
        (
            "给予补助，按研发投入的50%",
            [
                ("delete", "", "给予补助，"),
                ("equal", "按研发投入的", "按研发投入的"),
                ("equal", "百分之五十", "50%"),
            ],
        ),
        (
            "贴息标准是贷款利息的五成",
            [
                ("equal", "贴息标准", "贴息标准"),
                ("replace", "为", "是"),
                ("equal", "贷款利息的", "贷款利息的"),
                ("equal", "百分之五十", "五成"),
            ],
        ),
        (
            "支付LPR+0.9个百分点的利息",
            [
                ("equal", "支付LPR", "支付LPR"),
                ("equal", "加90个基点", "+0.9个百分点"),
                ("equal", "的利息", "的利息"),
            ],
        ),
        (
            "正常缴税满一年的小微企业",
            [
                ("equal", "正常", "正常"),
                ("replace", "纳", "缴"),
                ("equal", "税满一年的小微企业", "税满一年的小微企业"),
            ],
        ),
        (
            "自2024-01-01起施行",
            [("equal", "自", "自"), ("equal", "2024年1月1日", "2024-01-01"), ("equal", "起施行", "起施行")],
        ),
    ],
)
def test_differences_are_marked_and_equal_figures_are_equal(
    base: KnowledgeBase, text: str, marks: list[tuple[str, str, str]]
) -> None:
    found = _find(base, text)
    assert found.exact is False
    assert _marks(found) == marks
    place = found.places[0]
    assert "".join(one.text for one in place.differences) == place.quote
    assert "".join(one.wanted for one in place.differences) == text


def test_other_spellings_of_a_figure_stand_beside_the_exact_places(base: KnowledgeBase) -> None:
    found = _find(base, "贷款利息的百分之五十")
    assert (found.exact, found.total, found.other_total) == (True, 1, 0)
    found = _find(base, "百分之五十")
    assert found.exact
    assert (len(found.others), {place.quote for place in found.others}) == (4, {"50%", "五成", "一半"})
    assert {(one.op.value, one.text, one.wanted) for place in found.others for one in place.differences} == {
        ("equal", other, "百分之五十") for other in ("50%", "五成", "一半")
    }
    back = _find(base, "50%")
    assert back.total + back.other_total == found.total + found.other_total
    assert [len(_find(base, "50%", limit=2, offset=page).others) for page in (0, 2, 100)] == [2, 2, 0]
    assert _find(base, "贷款利息").other_total == 0


def test_two_words_in_the_wrong_order_are_marked(base: KnowledgeBase) -> None:
    found = _find(base, "向市金融办书面提出申请")
    assert _where(found)[0] == ("清河市小微企业贷款贴息办法", "第四条", "向市金融办提出书面申请")
    assert [one.op for one in found.places[0].differences].count(DifferenceOp.EQUAL) >= 2


def test_an_exact_place_is_one_equal_piece(base: KnowledgeBase) -> None:
    place = _find(base, "一级保护，设立石质标牌").places[0]
    assert place.differences == (Difference(DifferenceOp.EQUAL, "一级保护，设立石质标牌", "一级保护，设立石质标牌"),)
    assert place.clause_id.endswith("@1#第二条")


def test_what_is_like_nothing_has_no_place(base: KnowledgeBase) -> None:
    found = _find(base, "量子纠缠态的超导退相干时间常数")
    assert (found.exact, found.total, found.places) == (False, 0, ())


@pytest.mark.parametrize(
    ("text", "message"), [("款", "至少写 2 个字"), ("，。", "至少写 2 个字"), ("款" * 501, "超过上限 500")]
)
def test_what_cannot_be_looked_up_is_refused(base: KnowledgeBase, text: str, message: str) -> None:
    with pytest.raises(InvalidQuestion, match=message):
        _find(base, text)


def test_withdrawn_texts_are_left_out(tmp_path: Path) -> None:
    with open_base(tmp_path / "home") as base:
        take(base, {"贷款.txt": LOANS, "延期.txt": COPY})
        wording = "正常纳税满一年的小微企业"
        first, second = (place.version.document_id for place in _find(base, wording).places)
        base.withdraw(first)
        assert [place.version.document_id for place in _find(base, wording).places] == [second]
        base.purge(second)
        assert _find(base, wording).total == 0


def test_a_segment_of_before_is_read_without_its_seams(base: KnowledgeBase, tmp_path: Path) -> None:
    with open_base(tmp_path / "home") as old:
        take(old, {"补助.txt": BROKEN})
    for seams in (tmp_path / "home" / "segments").glob("*/seams"):
        for file in seams.iterdir():
            file.unlink()
        seams.rmdir()
        (seams.parent / "checksums.json").unlink()
    with open_base(tmp_path / "home") as again:
        assert _find(again, "的利息。第四条").total == 1


def test_only_quoted_wordings_count_as_such() -> None:
    assert wordings_in("“稳企贷”怎么办，《某某管理办法》里“单户每年最高1000万元”对吗") == ["单户每年最高1000万元"]
    assert wordings_in('他说"补贴期限不超过24个月"，「房租补助按平方米」') == [
        "补贴期限不超过24个月",
        "房租补助按平方米",
    ]
    assert wordings_in("没有引号的问题") == []


def test_a_quoted_wording_comes_first(base: KnowledgeBase) -> None:
    plain = base.search(Query("小微企业贷款，“由人力资源部门按季度拨付”是哪份文件说的", as_of=DAY))
    assert "由人力资源部门按季度拨付" in plain.hits[0].passage.text
    assert plain.warnings == ()


def test_a_quoted_wording_that_stands_nowhere_is_said(base: KnowledgeBase) -> None:
    found = base.search(Query("“由人力资源部门按月度拨付”是哪份文件说的", as_of=DAY))
    assert found.warnings == (
        "已导入的文件里没有一字不差的“由人力资源部门按月度拨付”；"
        "最接近的是《清河市创业场地租金补助办法》第三条：“由人力资源部门按季度拨付”",
    )
    assert "由人力资源部门按季度拨付" in found.hits[0].passage.text


def test_a_quoted_wording_outside_the_search_is_said(base: KnowledgeBase) -> None:
    found = base.search(Query("“自2030年1月1日起施行”", as_of=DAY))
    assert found.warnings == ("“自2030年1月1日起施行”只见于《清河市延期办法》第二条，它不在这次检索之内",)


def test_a_quoted_title_calls_its_document(base: KnowledgeBase) -> None:
    assert base.search(Query("“古树名木保护规定”里怎么说", as_of=DAY)).warnings == ()


def test_a_figure_in_another_notation_is_searched_and_shown(base: KnowledgeBase) -> None:
    *_, found = base.search(Query("补助不超过24个月吗", as_of=DAY)).expansions
    assert (found.source, found.targets[0]) == ("24个月", "二十四个月")


def test_a_word_alone_is_not_near(base: KnowledgeBase) -> None:
    assert _find(base, "企业8888万只").total == 0
    assert _find(base, "小微企业8888万只花").total == 0
