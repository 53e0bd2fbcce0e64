"""The official citation of a clause, pasted back, finds that clause: of every kind of document."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from kb.clauses.citation import official_citation
from kb.errors import AmbiguousReference
from tests.corpus import corpus_dir
from tests.kb.homes import SEEDS, open_base, policy, take
from tests.kb.retrieve.notations import DAY, Shelves

_ONE_IN = 8
NEWS = (
    "本报讯（记者 林远）近日，清河市出台稳岗措施。\n“这些措施来得及时。”一位企业主说。\n"
    "据了解，清河市今年将拿出一千万元。\n"
)


def _not_found_again(folder: Path, files: Iterable[Path]) -> tuple[int, list[str]]:
    """Return how many clauses were cited, and the citations that do not lead back to their clause alone.

    Where two documents give one citation, both are to be offered.
    """
    shelves = Shelves(folder, files)
    try:
        shelves.shelf.show(lambda: shelves.view.catalog.whose)
        cited: list[tuple[str, str, str]] = []
        catalog = shelves.view.catalog
        for row in (catalog.current(document, DAY) for document in catalog.documents):
            version = shelves.shelf.version(row.version_row)
            for clause in shelves.shelf.tree(row.version_row).clauses:
                citation = official_citation(version.metadata, clause, version.of)
                cited.append((citation, f"{row.key}#{clause.address}", clause.span.of(version.text).strip()))
        times = Counter(citation for citation, _, _ in cited)
        wrong = []
        for citation, clause_id, text in cited:
            try:
                found = [(one.clause_id, one.text) for one in shelves.lookup.clauses(citation, shelves.view)]
            except AmbiguousReference as error:
                offered = error.detail["candidates"]
                assert isinstance(offered, list)
                ids = [one["clause_id"] for one in offered]
                if times[citation] == 1 or clause_id not in ids:
                    wrong.append(f"{citation} -> {ids}, not {clause_id}")
                continue
            same = times[citation] > 1 and [words for _, words in found] == [text]
            if [one for one, _ in found] != [clause_id] and not same:
                wrong.append(f"{citation} -> {[one for one, _ in found]}, not {clause_id}")
        return len(cited), wrong
    finally:
        shelves.close()


@pytest.mark.corpus
def test_citations_of_the_samples_find_their_clauses(tmp_path: Path) -> None:
    asked, wrong = _not_found_again(tmp_path, sorted(SEEDS.glob("*.txt")))
    assert (asked, wrong) == (290, [])


def _policies() -> list[Path]:
    return sorted((corpus_dir() / "policy").rglob("*.md"))


@pytest.mark.corpus
def test_citations_of_a_fixed_sample_of_policies_find_their_clauses(tmp_path: Path) -> None:
    files = [file for file in _policies() if int(hashlib.sha256(file.name.encode()).hexdigest(), 16) % _ONE_IN == 0]
    asked, wrong = _not_found_again(tmp_path, files)
    assert asked > 800
    assert wrong == []


@pytest.mark.corpus
@pytest.mark.soak
def test_citations_of_all_policies_find_their_clauses(tmp_path: Path) -> None:
    asked, wrong = _not_found_again(tmp_path, [*sorted(SEEDS.glob("*.txt")), *_policies()])
    assert asked > 10_000
    assert wrong == []


@pytest.mark.parametrize(
    ("citation", "clause_id"),
    [
        ("据报道《用工有新招》第2段", "d000001@1#第2段"),
        ("据2023年5月6日报道《用工有新招》第2段", "d000001@1#第2段"),
        (" 据报道《用工有新招》第 2 段 ", "d000001@1#第2段"),
        ("《清河市集市管理办法》第二条第（二）项", "d000002@1#第二条第二项"),
        ("《清河市集市管理办法》第二条第(二)项", "d000002@1#第二条第二项"),
    ],
)
def test_a_citation_is_found_as_it_is_pasted(tmp_path: Path, citation: str, clause_id: str) -> None:
    with open_base(tmp_path / "home") as base:
        market = policy("清河市集市管理办法", "为了集市，制定本办法。", "集市分两类：\n（一）早市；\n（二）夜市。")
        take(base, {"news.txt": f"用工有新招\n{NEWS}", "market.txt": market})
        assert [one.clause_id for one in base.clauses(citation)] == [clause_id]
