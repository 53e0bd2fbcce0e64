"""Documents of one title told apart by whose they are: in references, in what is offered, in citations."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.clauses.citation import official_title
from kb.errors import AmbiguousReference, ClauseReferenceError
from kb.knowledge_base import KnowledgeBase
from kb.types import AnswerStatus, Query, Validity
from kb.wire import results as wire
from tests.kb.homes import open_base, policy, take

BOTH, ONE = date(2021, 6, 1), date(2024, 6, 1)
TITLE = "住房租赁补贴管理办法"


def _signed(text: str, issuer: str, day: str) -> str:
    return f"{text}{issuer}\n{day}\n"


FILES = {
    "a.txt": _signed(
        policy(TITLE, "为了规范补贴，制定本办法。", "补贴每月三百元。", "本办法自2021年3月1日起施行。"),
        "青山县人民政府",
        "2021年3月1日",
    ),
    "b.txt": _signed(
        policy(
            TITLE,
            "为了做好补贴，制定本办法。",
            "补贴每月五百元。\n前款补贴按季发放。",
            "本办法自2021年4月1日起施行，有效期至2022年12月31日。",
        ),
        "白水县人民政府",
        "2021年3月20日",
    ),
    "c.txt": policy(
        "中华人民共和国企业登记法",
        "为了登记，制定本法。",
        "登记事项包括：\n（一）名称；\n（二）住所。",
        "登记机关办理登记。\n登记机关应当公示。",
    ),
    "d.txt": policy("白水县客运管理办法", "为了管理客运，制定本办法。", "客运由交通局主管。"),
    "e.txt": policy("客运管理办法", "为了管好客运，制定本办法。", "客运由运输局主管。")
    + "青山县运输局\n2020年5月6日\n",
    "f.txt": policy(
        "公交一体化办法",
        "为了公交，制定本办法。",
        "本办法自2020年1月1日起施行。《白水县农村客运班线补助办法》同时废止。",
    ),
    "g.txt": policy("护林防火规定", "为了防火，制定本规定。", "严禁野外用火。"),
}
A, B, C, D, E, G = (f"d{number:06}@1#" for number in (1, 2, 3, 4, 5, 7))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("home")) as base:
        take(base, FILES)
        yield base


def _ids(base: KnowledgeBase, reference: str, day: date = ONE) -> list[str]:
    return [clause.clause_id for clause in base.clauses(reference, as_of=day)]


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        (f"白水县《{TITLE}》第二条", [f"{B}第二条"]),
        (f"白水县人民政府《{TITLE}》第二条", [f"{B}第二条"]),
        (f"白水县政府印发的《{TITLE}》第二条", [f"{B}第二条"]),
        (f"白水县人民政府的{TITLE}第二条第二款", [f"{B}第二条第二款"]),
        (f"白水县{TITLE}第二条", [f"{B}第二条"]),
        (f"白水{TITLE}第二条", [f"{B}第二条"]),
        (f"《白水县{TITLE}》第二条", [f"{B}第二条"]),
        (f"《{TITLE}》（白水县人民政府）第二条", [f"{B}第二条"]),
        (f"{TITLE}（白水县）第二条", [f"{B}第二条"]),
        (f"青山县{TITLE}第二条", [f"{A}第二条"]),
        (f"青山县《{TITLE}》第一条和白水县《{TITLE}》第二条", [f"{A}第一条", f"{B}第二条"]),
        ("白水县《客运管理办法》第二条", [f"{D}第二条"]),
        ("青山县《客运管理办法》第二条", [f"{E}第二条"]),
        ("县运输局《客运管理办法》第二条", [f"{E}第二条"]),
        ("d000002 第二条", [f"{B}第二条"]),
        ("d000002#第二条", [f"{B}第二条"]),
        ("d000002@1第二条、第三条", [f"{B}第二条", f"{B}第三条"]),
    ],
)
def test_a_place_or_issuer_chooses_among_documents_in_force_or_not(
    base: KnowledgeBase, reference: str, found: list[str]
) -> None:
    assert [_ids(base, reference, day) for day in (BOTH, ONE)] == [found, found]


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        (f"白水县《{TITLE}》第一条", [f"{B}第一条"]),
        (f"请问白水县的《{TITLE}》第二条怎么规定？", [f"{B}第二条", f"{B}第二条第二款"]),
        (f"青山县{TITLE}第二条是什么", [f"{A}第二条"]),
        ("d000002#第一条", [f"{B}第一条"]),
        ("d000002第一条和d000001@1第二条分别说什么", [f"{B}第一条", f"{A}第二条"]),
    ],
)
def test_a_question_may_name_a_place_or_an_id(base: KnowledgeBase, question: str, cited: list[str]) -> None:
    answer = base.ask(Query(question, as_of=ONE))
    assert (answer.status, [one.clause_id for one in answer.citations]) == (AnswerStatus.ANSWERED, cited)


def test_the_one_of_the_place_that_is_out_of_force_is_given_with_its_standing(base: KnowledgeBase) -> None:
    (found,) = base.clauses(f"白水县《{TITLE}》第二条", as_of=ONE)
    assert (found.validity, found.read_as) == (Validity.EXPIRED, None)
    assert wire.standing_warnings(found) == [f"《{TITLE}》已过有效期：有效期至 2022-12-31"]
    answer = base.ask(Query(f"白水县《{TITLE}》第二条", as_of=ONE))
    assert answer.warnings == (f"《{TITLE}》在所问的日期已过有效期：有效期至 2022-12-31",)


def test_which_was_taken_is_told_where_no_place_is_named(base: KnowledgeBase) -> None:
    (found,) = base.clauses(f"《{TITLE}》第二条", as_of=ONE)
    told = f"《{TITLE}》按青山县人民政府的理解；同名的还有白水县人民政府（已过有效期）的"
    assert (found.clause_id, found.read_as) == (f"{A}第二条", told)
    assert base.ask(Query(f"《{TITLE}》第二条", as_of=ONE)).warnings == (told,)


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        (
            f"红岩县《{TITLE}》第二条",
            f"没有收录红岩县的“{TITLE}”；收录的有青山县人民政府的《{TITLE}》、白水县人民政府的《{TITLE}》；"
            "请在文件列表里核对",
        ),
        (
            f"红岩县{TITLE}第二条",
            f"没有收录红岩县的“{TITLE}”；收录的有青山县人民政府的《{TITLE}》、白水县人民政府的《{TITLE}》；"
            "请在文件列表里核对",
        ),
        (
            "红岩县《中华人民共和国企业登记法》第二条",
            "没有收录红岩县的“中华人民共和国企业登记法”；收录的有国家的《中华人民共和国企业登记法》；"
            "请在文件列表里核对",
        ),
        ("d000099#第二条", "没有编号为“d000099”的文件；请在文件列表里核对"),
        ("d000002@7 第二条", "没有“d000002@7”这个版本，有的是 d000002@1；请在文件列表里核对"),
        (
            "客运班线补助办法第二条",
            "没有收录名为“客运班线补助办法”的文件；按《白水县农村客运班线补助办法》理解；"
            "它已被《公交一体化办法》第二条废止，2020-01-01 起；请在文件列表里核对",
        ),
        (
            "企业登记法第九十款",
            "《中华人民共和国企业登记法》里没有“第九十款”；款要写明是哪一条的，如第三条第二款；它有第一条到第三条",
        ),
        (
            "企业登记法第三条第九款",
            "《中华人民共和国企业登记法》里没有“第三条第九款”；第三条只有2款",
        ),
    ],
)
def test_what_is_of_no_such_place_is_said_with_what_there_is(base: KnowledgeBase, reference: str, message: str) -> None:
    with pytest.raises(ClauseReferenceError) as caught:
        base.clauses(reference, as_of=ONE)
    assert caught.value.message == message
    assert not isinstance(caught.value, AmbiguousReference)


def test_a_document_that_does_not_say_whose_it_is_is_given_with_that_said(base: KnowledgeBase) -> None:
    (found,) = base.clauses("红岩县《护林防火规定》第二条")
    told = "《护林防火规定》文中没有写明是哪里、由谁印发的，不能确定是红岩县的"
    assert (found.clause_id, found.read_as) == (f"{G}第二条", told)


def test_another_issuer_of_the_place_is_told(base: KnowledgeBase) -> None:
    (found,) = base.clauses(f"白水县财政局《{TITLE}》第二条", as_of=ONE)
    told = f"《{TITLE}》收录的是白水县人民政府的，没有写明由白水县财政局印发"
    assert (found.clause_id, found.read_as) == (f"{B}第二条", told)


@pytest.mark.parametrize("reference", [f"《{TITLE}》第二条", f"{TITLE}第二条", "第二条", "办法第一条"])
def test_every_document_that_is_offered_is_named_so_that_it_is_found(base: KnowledgeBase, reference: str) -> None:
    with pytest.raises(AmbiguousReference) as caught:
        base.clauses(reference, as_of=BOTH)
    candidates = caught.value.detail["candidates"]
    assert isinstance(candidates, list)
    assert len(candidates) >= 2
    for one in candidates:
        assert _ids(base, one["reference"], BOTH) == [one["clause_id"]]
        assert one["reference"] in caught.value.message
        assert one["reference"] in base.ask(Query(reference, as_of=BOTH)).text


def test_what_is_offered_is_named_by_whose_it_is(base: KnowledgeBase) -> None:
    with pytest.raises(AmbiguousReference) as caught:
        base.clauses(f"《{TITLE}》第二条", as_of=BOTH)
    assert caught.value.message == (
        f"“《{TITLE}》第二条”可能指 2 份同名文件，请写明是哪一份："
        f"青山县人民政府《{TITLE}》第二条；白水县人民政府《{TITLE}》第二条"
    )


def test_documents_that_say_nothing_of_themselves_are_named_by_id(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_base(tmp_path_factory.mktemp("home")) as base:
        take(base, {"1.txt": policy("采石场整治通告", "停产。"), "2.txt": policy("采石场整治通告", "全部关闭。")})
        with pytest.raises(AmbiguousReference) as caught:
            base.clauses("《采石场整治通告》第一条")
        assert caught.value.message == (
            "“《采石场整治通告》第一条”可能指 2 份同名文件，请写明是哪一份：d000001@1#第一条；d000002@1#第一条"
        )


def test_a_document_is_named_by_its_place_everywhere(base: KnowledgeBase) -> None:
    assert base.naming.find(f"白水县《{TITLE}》").document_id == "d000002"
    assert base.naming.find(f"青山县{TITLE}").document_id == "d000001"
    assert base.naming.find(f"《{TITLE}》（白水县人民政府）").document_id == "d000002"


@pytest.mark.parametrize("reference", ["企业登记法第2条第2款", "企业登记法第二条第二款"])
def test_an_item_that_is_taken_for_a_paragraph_is_told(base: KnowledgeBase, reference: str) -> None:
    (found,) = base.clauses(reference)
    address = reference.removeprefix("企业登记法")
    told = f"《中华人民共和国企业登记法》里没有“{address}”（第二条只有1款），按第二条第二项理解"
    assert (found.clause_id, found.read_as) == (f"{C}第二条第二项", told)
    assert base.ask(Query(reference)).warnings[0] == told


def test_what_is_read_to_the_letter_says_nothing_of_its_reading(base: KnowledgeBase) -> None:
    for reference in ("企业登记法第二条第二项", "企业登记法第三条第二款", "企业登记法第三条第一款"):
        assert [one.read_as for one in base.clauses(reference)] == [None]


def test_a_number_before_an_article_is_an_article(base: KnowledgeBase) -> None:
    assert _ids(base, "企业登记法2、第三条第二款") == [f"{C}第二条", f"{C}第三条第二款"]


def test_the_citation_says_whose_a_document_is_where_another_bears_its_title(base: KnowledgeBase) -> None:
    cited = {
        reference: wire.clause_text(base.clauses(reference)[0])["official_citation"]
        for reference in ("d000001#第二条", "d000002#第二条第二款", "d000003#第二条第二项", "d000004#第一条")
    }
    assert cited == {
        "d000001#第二条": f"青山县人民政府《{TITLE}》第二条",
        "d000002#第二条第二款": f"白水县人民政府《{TITLE}》第二条第二款",
        "d000003#第二条第二项": "《中华人民共和国企业登记法》第二条第（二）项",
        "d000004#第一条": "《白水县客运管理办法》第一条",
    }
    for reference, citation in cited.items():
        assert _ids(base, str(citation)) == _ids(base, reference)
    answer = base.ask(Query(f"白水县《{TITLE}》第二条", as_of=BOTH))
    cited_version = answer.citations[0].version
    assert official_title(cited_version.metadata, cited_version.of) == f"白水县人民政府《{TITLE}》"


def test_a_withdrawn_namesake_is_not_told_apart(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_base(tmp_path_factory.mktemp("home")) as base:
        take(base, {name: FILES[name] for name in ("a.txt", "b.txt")})
        base.withdraw("d000002")
        assert base.document("d000001").of == ""
        base.restore("d000002")
        assert base.document("d000001").of == "青山县人民政府"
