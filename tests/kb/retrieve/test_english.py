from pathlib import Path

import pytest

import kb.retrieve.words.english as english
from kb.retrieve.words.english import translate

GLOSSARY = Path(english.__file__).parents[1] / "data" / "english.tsv"


def pairs(question: str) -> dict[str, tuple[str, ...]]:
    return {found.source: found.targets for found in translate(question)}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the maximum interest rate?", {"maximum": ("最高", "上限"), "interest rate": ("利率",)}),
        ("no collateral", {"no collateral": ("无抵押", "信用贷款")}),
        ("LPR是多少", {"lpr": ("贷款市场报价利率",)}),
        ("R&D费用", {"r&d": ("研发", "研究开发")}),
        ("subsidies for companies", {"subsidies": ("补贴", "补助"), "companies": ("公司", "企业")}),
        ("ＶＡＴ怎么交", {"vat": ("增值税",)}),
        ("working-capital loans", {"working-capital loans": ("流动资金贷款",)}),
        ("贷款利率是多少", {}),
        ("", {}),
    ],
)
def test_english_gives_official_terms(question: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert pairs(question) == expected


def test_the_longest_phrase_wins() -> None:
    assert list(pairs("interest rate cap")) == ["interest rate", "cap"]
    assert list(pairs("document numbers of repealed documents")) == ["document numbers", "repealed", "documents"]


def test_words_of_two_sentences_are_no_phrase() -> None:
    assert list(pairs("No interest. Rate?")) == ["interest", "rate"]


@pytest.mark.parametrize("question", ["loans in Pinghu", "pinghu的loan", "Pinghu's loans", "PINGHU loans"])
def test_a_romanised_place_is_its_name(question: str) -> None:
    assert ("平湖",) in pairs(question).values()


def test_a_spelling_that_places_share_gives_them_all() -> None:
    assert set(pairs("Yuexi")["yuexi"]) == {"岳西", "越西"}


def test_part_of_a_word_is_no_place() -> None:
    assert pairs("Pinghuang pinghus") == {}


def test_a_word_said_twice_is_translated_once() -> None:
    assert len(translate("loan or loan")) == 1


def test_the_glossary_is_large_sorted_and_without_doubles() -> None:
    keys = [line.split("\t")[0] for line in GLOSSARY.read_text(encoding="utf-8").splitlines()]
    assert len(keys) >= 400
    assert keys == sorted(set(keys))


def test_every_entry_of_the_glossary_is_found() -> None:
    lost = []
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        phrase, terms = line.split("\t")
        found = translate(phrase)
        if len(found) != 1 or not set(terms.split("|")) <= set(found[0].targets):
            lost.append(phrase)
    assert lost == []


def test_a_malformed_line_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "english.tsv"
    broken.write_text("loan\t贷款\nrate\n", encoding="utf-8")
    monkeypatch.setattr(english, "_GLOSSARY", broken)
    english._glossary.cache_clear()
    with pytest.raises(ValueError, match=r"english\.tsv line 2"):
        translate("loan")
    english._glossary.cache_clear()
