"""What people who tried the program ran into."""

import subprocess
import sys
from pathlib import Path

import pytest

from kb.errors import ClauseReferenceError, NotFound
from kb.types import AnswerStatus, DocumentKind, Query
from tests.kb.homes import LOANS, RENT, open_base, take

ROOT = Path(__file__).resolve().parents[2]
HUGE = "第" + "9" * 20 + "条"


def test_an_ingest_that_nobody_watches_any_more_is_published_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:02}.txt").write_text(RENT.replace("清河市", f"清河市{number}区"), encoding="utf-8")
    command = [sys.executable, "-m", "kb", "--home", str(tmp_path / "home"), "ingest", str(folder)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert running.stderr is not None
    running.stderr.close()
    assert running.wait(timeout=120) == 0
    with open_base(tmp_path / "empty") as base:
        assert base.stats().documents == 0
    listed = subprocess.run(
        [sys.executable, "-m", "kb", "--home", str(tmp_path / "home"), "--json", "stats"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert '"documents": 30' in listed.stdout


def test_a_number_beyond_numerals_names_no_clause(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"loans.txt": LOANS})
        title = base.documents().documents[0].title
        for reference in (f"《{title}》{HUGE}", f"{title}{HUGE}"):
            with pytest.raises(ClauseReferenceError, match=HUGE):
                base.clauses(reference)
        with pytest.raises(ClauseReferenceError):
            base.clause("d000001", HUGE)


def test_what_citations_print_is_understood(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
        for document in base.documents().documents:
            for clause in base.clause_tree(document.document_id).clauses:
                for name in (f"《{document.title}》{clause.address}", f"{document.document_id}@1#{clause.address}"):
                    (found,) = base.clauses(name)
                    assert found.clause_id == f"{document.document_id}@1#{clause.address}"
        with pytest.raises(ClauseReferenceError, match="没有“d000009@1”这个版本"):
            base.clauses("d000009@1#第一条")


def test_a_question_is_asked_again_when_a_document_is_purged_under_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_base(tmp_path) as base:
        take(base, {"rent.txt": RENT})
        answer = base._answerer.answer
        failures = [NotFound("没有这个版本：第 1 行"), NotFound("没有这个版本：第 1 行")]

        def interrupted(*arguments: object) -> object:
            if failures:
                raise failures.pop()
            return answer(*arguments)  # type: ignore[arg-type]  # handed on as they came

        monkeypatch.setattr(base._answerer, "answer", interrupted)
        assert base.ask(Query("房租补助每平方米多少元")).status is AnswerStatus.ANSWERED
        assert failures == []


def test_an_empty_base_says_that_it_is_empty(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        answer = base.ask(Query("房租补助多少"))
    assert (answer.status, answer.text) == (
        AnswerStatus.ABSTAINED,
        "知识库里还没有文件；请先用 kb ingest 或网页上的“管理”导入。",
    )


def test_advertisements_and_mastheads_are_no_evidence(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        base.ingest(sorted((ROOT / "seeds").glob("*.txt")))
        kinds = {
            citation.version.metadata.kind
            for question in ("科创贷款的联系电话是多少", "报料热线是多少", "地址在哪里", "数字报网址是什么")
            for citation in base.ask(Query(question)).citations
        }
    assert not kinds & {DocumentKind.ADVERTISEMENT, DocumentKind.MASTHEAD}


def test_a_section_heading_of_a_page_stays_on_its_own_line(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        base.ingest(sorted((ROOT / "seeds").glob("*.txt")))
        (policy,) = base.documents(kind=DocumentKind.POLICY, text="实施办法").documents
        assert "\n九、附则\n本办法自2022年6月26日起施行。" in base.document(policy.document_id).text
