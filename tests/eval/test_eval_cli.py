import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import openpyxl
import pytest

from eval.__main__ import main
from eval.runs.finished import read_run
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LIMIT = "单个企业贷款额最高不超过300万元。"
RULES = (
    f"示例市小微企业贷款办法\n\n第一条 {LIMIT}\n\n第二条 贷款期限最长不超过3年。\n\n"
    "第三条 本办法自2024年3月1日起施行。\n"
)


def _record(query_id: str, **changed: object) -> dict[str, object]:
    return {
        "id": query_id,
        "persona": "sme",
        "type": "amount",
        "question": "单个企业贷款额最高多少？",
        "answerable": True,
        "evidence": [{"source": "rules.txt", "quote": LIMIT}],
        "key_facts": ["300万元"],
        **changed,
    }


def _write(path: Path, *records: Mapping[str, object]) -> Path:
    path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    return path


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "rules.txt").write_text(RULES, encoding="utf-8")
    (folder / "SOURCES.md").write_text("# 说明\n\n单个企业贷款额最高不超过300万元。\n", encoding="utf-8")
    return folder


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return _write(tmp_path / "questions.jsonl", _record("q1"))


@pytest.fixture
def home(tmp_path: Path, seeds: Path) -> Path:
    knowledge = KnowledgeBase.open(Settings(home=tmp_path / "home"))
    try:
        knowledge.ingest([seeds / "rules.txt"])
    finally:
        knowledge.close()
    return tmp_path / "home"


class _Handler(BaseHTTPRequestHandler):
    """Answers in another system's shape; says no to whoever has no key, and to one question."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = self.headers["X-Key"] == "k1"
        status = 403 if not known else 422 if body["q"] == "坏？" else 200
        content = json.dumps({"out": {"say": f"答：{body['q']}", "from": [{"t": LIMIT}]}}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def other_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A running server of another make, by its mapping file."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    path = tmp_path / "other.toml"
    path.write_text(
        f'url = "http://127.0.0.1:{server.server_address[1]}"\n[headers]\nX-Key = "${{OTHER_KEY}}"\n'
        '[body]\nq = "{question}"\n[response]\nanswer = "out.say"\n'
        '[response.passages]\nitems = "out.from[*]"\ntext = "t"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("OTHER_KEY", "k1")
    yield path
    server.shutdown()
    server.server_close()
    thread.join()


def _run(*arguments: object) -> int:
    return main(["run", *map(str, arguments)])


def test_a_run_builds_a_home_from_the_texts_and_prints_the_figures(
    seeds: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dump = tmp_path / "dump.jsonl"
    assert _run("--questions", questions, "--seeds", seeds, "--dump", dump, "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["questions"], figures["errors"], figures["answerable"]) == (1, 0, 1)
    assert figures["estimates"]["evidence@5"] == {"value": 1.0, "low": 1.0, "high": 1.0, "questions": 1}
    assert figures["estimates"]["R@1"]["value"] == 1.0
    assert figures["estimates"]["quotes_verbatim"]["value"] == 1.0
    record = json.loads(dump.read_text(encoding="utf-8"))
    assert (record["query_id"], record["evidence@5"], record["error"]) == ("q1", 1.0, None)


def test_a_run_prints_a_table_and_the_curve(seeds: Path, questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--questions", questions, "--seeds", seeds, "--curve") == 0
    printed = capsys.readouterr().out
    assert printed.startswith("questions 1 answerable 1 unanswerable 0 errors 0\n")
    assert "\nkey_facts" in printed
    assert "| 100% | 0.0% | " in printed


def test_a_spreadsheet_of_ten_questions_becomes_a_report_in_one_command(home: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["问题", "依据", "答案"])
    for number in range(9):
        sheet.append([f"（{number}）单个企业贷款额最高多少？", LIMIT, "300万元"])
    sheet.append(["逾期怎么罚息？", "", "材料未提及"])
    book.save(tmp_path / "问题.xlsx")
    out, page = tmp_path / "out", tmp_path / "r.html"
    assert _run("--questions", tmp_path / "问题.xlsx", "--home", home, "--out", out, "--html", page) == 0
    finished = read_run(out)
    assert sorted(path.name for path in out.iterdir()) == [
        *(
            "dataset.jsonl",
            "figures.json",
            "manifest.json",
            "overview.json",
            "qrels.trec",
            "replies.jsonl",
            "report.html",
            "run.trec",
        )
    ]
    assert len(finished.replies) == 10
    assert finished.figures.estimates["evidence@1"].value == 1.0
    assert finished.figures.estimates["quotes_verbatim"].value == 1.0
    assert page.read_text(encoding="utf-8") == (out / "report.html").read_text(encoding="utf-8")
    assert "逾期怎么罚息" in page.read_text(encoding="utf-8")


def test_gold_quotes_are_clauses_of_the_home_in_the_files_of_a_run(home: Path, questions: Path, tmp_path: Path) -> None:
    assert _run("--questions", questions, "--home", home, "--out", tmp_path / "out") == 0
    assert (tmp_path / "out" / "qrels.trec").read_text(encoding="utf-8") == "q1 0 d000001@1#第一条 1\n"
    assert (tmp_path / "out" / "run.trec").read_text(encoding="utf-8").startswith("q1 Q0 d000001@1#第一条 1 1.0 eval\n")


def test_a_run_is_not_repeated_but_gone_on_with(
    home: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ("--home", home, "--out", tmp_path / "out")
    assert _run("--questions", questions, *out) == 0
    replies = (tmp_path / "out" / "replies.jsonl").read_bytes()
    assert _run("--questions", questions, *out) == 2
    assert "holds a run already; go on with it by --resume" in capsys.readouterr().err
    assert _run("--questions", questions, *out, "--resume") == 0
    assert (tmp_path / "out" / "replies.jsonl").read_bytes() == replies
    assert _run("--questions", questions, *out, "--resume", "--top-k", 3) == 2
    assert "top_k was 10, now it is 3" in capsys.readouterr().err


def test_only_some_of_the_questions(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [_record(f"q{n}", type=("term", "amount")[n % 2], persona=("sme", "staff")[n // 2 % 2]) for n in range(8)]
    path = _write(tmp_path / "many.jsonl", *records)
    base = ("--questions", path, "--home", home, "--json")
    for chosen, count in ((["--type", "term"], 4), (["--persona", "staff", "--type", "term"], 2), (["--limit", 3], 3)):
        assert _run(*base, *chosen) == 0
        assert json.loads(capsys.readouterr().out)["questions"] == count
    assert _run(*base, "--type", "terms") == 2
    assert "no question has --type 'terms'; known are amount, term" in capsys.readouterr().err


def test_several_sets_have_a_folder_and_a_page_each_and_one_that_is_missing_is_skipped(
    home: Path, questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    second = _write(tmp_path / "second.jsonl", _record("a"), _record("b"))
    named = ("--questions", questions, tmp_path / "absent.jsonl", second, "--home", home, "--json")
    assert _run(*named, "--out", tmp_path / "out", "--html", tmp_path / "r.html") == 0
    printed = capsys.readouterr()
    assert [figures["questions"] for figures in json.loads(printed.out)] == [1, 2]
    assert "skipped: " in printed.err
    assert "absent.jsonl: there is no such file or folder" in printed.err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["questions", "second"]
    assert (tmp_path / "r-questions.html").is_file()
    assert (tmp_path / "r-second.html").is_file()
    monkeypatch.setenv("CI", "true")
    assert _run(*named) == 1


def test_a_retrieval_set_is_asked_of_its_own_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "laws"
    (folder / "qrels").mkdir(parents=True)
    texts = ("企业贷款额最高不超过三百万元。", "水库大坝应当每五年检查一次。", "公园内禁止攀折花木。")
    _write(
        folder / "corpus.jsonl",
        *[{"_id": f"c{place}", "title": "示例", "text": text} for place, text in enumerate(texts)],
    )
    _write(folder / "queries.jsonl", {"_id": "1", "text": "水库大坝多久检查一次？"})
    (folder / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\n1\tc1\t1\n", encoding="utf-8")
    arguments = ("--questions", folder, "--cache", tmp_path / "cache", "--out", tmp_path / "out", "--json")
    assert _run(*arguments) == 0
    estimates = json.loads(capsys.readouterr().out)["estimates"]
    assert (estimates["R@1"]["value"], estimates["RR@10"]["value"]) == (1.0, 1.0)
    assert "evidence@5" not in estimates
    assert (tmp_path / "out" / "qrels.trec").read_text(encoding="utf-8") == "1 0 c1 1\n"
    assert (tmp_path / "cache" / "laws").is_dir()


def test_a_system_of_another_make_is_asked_by_its_mapping_file(
    other_system: Path, seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _write(tmp_path / "two.jsonl", _record("q1"), _record("q2", question="坏？"))
    arguments = ("--questions", path, "--system", other_system, "--seeds", seeds, "--out", tmp_path / "out")
    assert _run(*arguments, "--json") == 0
    estimates = json.loads(capsys.readouterr().out)["estimates"]
    assert (estimates["errors"]["value"], estimates["evidence@1"]["value"], estimates["R@1"]["value"]) == (
        0.5,
        0.5,
        0.5,
    )
    finished = read_run(tmp_path / "out")
    assert str(finished.replies["q2"].error).startswith("HTTP 422: ")
    system = finished.manifest["system"]
    assert isinstance(system, dict)
    assert system["kind"] == "mapped"
    assert "k1" not in (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")


def test_a_row_whose_clause_is_not_in_the_home_is_reported_like_the_others(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["问题", "依据"], ["单个企业贷款额最高多少？", LIMIT], ["逾期怎么罚息？", "《没有的办法》第三条"]):
        sheet.append(row)
    book.save(tmp_path / "问题.xlsx")
    arguments = ("--questions", tmp_path / "问题.xlsx", "--home", home, "--out", tmp_path / "out")
    assert _run(*arguments) == 0
    assert "'《没有的办法》第三条' is found in no document" in capsys.readouterr().err
    doubts = [question.doubt for question in read_run(tmp_path / "out").dataset.questions]
    assert doubts == ["", "'《没有的办法》第三条' is found in no document"]
    assert (tmp_path / "out" / "report.html").is_file()
    assert main(["report", str(tmp_path / "out")]) == 0
    assert _run(*arguments, "--resume") == 0
    assert _run("--questions", tmp_path / "out" / "dataset.jsonl", "--home", home) == 0


def test_a_run_does_not_go_on_over_texts_that_were_edited(
    seeds: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--questions", questions, "--seeds", seeds, "--out", tmp_path / "out")
    assert _run(*arguments) == 0
    assert _run(*arguments, "--resume") == 0
    (seeds / "rules.txt").write_text(RULES.replace("3年", "5年"), encoding="utf-8")
    assert _run(*arguments, "--resume") == 2
    assert "is another run and cannot go on: corpus was " in capsys.readouterr().err


def test_a_run_does_not_go_on_over_documents_of_a_home_that_changed(
    home: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--questions", questions, "--home", home, "--out", tmp_path / "out")
    assert _run(*arguments) == 0
    (tmp_path / "rules.txt").write_text(RULES.replace("3年", "5年"), encoding="utf-8")
    knowledge = KnowledgeBase.open(Settings(home=home))
    try:
        knowledge.ingest([tmp_path / "rules.txt"])
    finally:
        knowledge.close()
    assert _run(*arguments, "--resume") == 2
    assert "corpus was " in capsys.readouterr().err


def test_a_run_does_not_go_on_with_another_mapping_file(
    other_system: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--questions", questions, "--system", other_system, "--out", tmp_path / "out")
    assert _run(*arguments) == 0
    text = other_system.read_text(encoding="utf-8")
    other_system.write_text(text.replace('items = "out.from[*]"', 'items = "out.form[*]"'), encoding="utf-8")
    assert _run(*arguments, "--resume") == 2
    assert "settings was {'mapping': " in capsys.readouterr().err
    assert _run(*arguments[:-1], tmp_path / "anew") == 0
    said = "warning: other: response.passages.items: 'out.form[*]' leads nowhere in any of the 1 replies"
    assert said in capsys.readouterr().err
    assert main(["compare", str(tmp_path / "out"), str(tmp_path / "anew")]) == 0
    assert "\nsettings.mapping.sha256 " in capsys.readouterr().out


def test_the_reasons_of_errors_are_summed_up(
    other_system: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _write(tmp_path / "two.jsonl", _record("q1"), _record("q2", question="坏？"))
    arguments = ("--questions", path, "--system", other_system, "--out", tmp_path / "out")
    assert _run(*arguments) == 0
    assert "\nerrors 1: 1 × HTTP 422; 1 tries\n" in capsys.readouterr().out
    assert main(["report", str(tmp_path / "out")]) == 0
    assert "\nerrors 1: 1 × HTTP 422; 1 tries\n" in capsys.readouterr().out
    assert read_run(tmp_path / "out").manifest["errors_by_reason"] == {"HTTP 422": 1}


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--html absent/r.html", "absent/r.html: cannot be written: No such file or directory; make its folder"),
        ("--dump absent/d.jsonl", "absent/d.jsonl: cannot be written: No such file or directory"),
        ("--html .", ": cannot be written: Is a directory"),
        ("--out taken", "taken: cannot be made a folder: File exists; name another one"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is_asked(
    questions: Path,
    option: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("", encoding="utf-8")
    assert _run("--questions", questions, "--home", tmp_path / "no-home", *option.split()) == 2
    assert said in capsys.readouterr().err


def test_a_page_that_cannot_be_written_is_said(home: Path, questions: Path, tmp_path: Path) -> None:
    assert _run("--questions", questions, "--home", home, "--out", tmp_path / "out") == 0
    for command in (["report", str(tmp_path / "out")], ["compare", str(tmp_path / "out"), str(tmp_path / "out")]):
        assert main([*command, "--html", str(tmp_path / "absent" / "r.html")]) == 2


def test_a_gate_is_looked_at_before_anything_is_asked_and_told_when_it_is_passed(
    home: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert _run("--questions", questions, "--home", home, "--out", out, "--fail-under", "evidence@5=0.5") == 0
    assert "eval: gate passed: evidence@5 1.000 (at least 0.500)\n" in capsys.readouterr().err
    other = _write(tmp_path / "other.jsonl", _record("q2"))
    gate = ("--baseline", out / "figures.json")
    assert _run("--questions", other, "--home", home, "--out", tmp_path / "second", *gate) == 2
    assert "the baseline is of other questions" in capsys.readouterr().err
    assert list((tmp_path / "second").iterdir()) == []


def test_odd_confidences_are_warned_of(
    home: Path, questions: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = KnowledgeBase.ask
    monkeypatch.setattr(KnowledgeBase, "ask", lambda self, query: replace(ask(self, query), confidence=87.0))
    assert _run("--questions", questions, "--home", home) == 0
    assert "warning: 1 replies say a confidence outside 0 to 1 (87 among them)" in capsys.readouterr().err


def test_nobody_reading_is_no_fault(home: Path, questions: Path, tmp_path: Path) -> None:
    assert _run("--questions", questions, "--home", home, "--out", tmp_path / "out") == 0
    command = [sys.executable, "-m", "eval", "report", str(tmp_path / "out")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 141)


def test_ctrl_c_while_a_command_is_imported_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(given: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("eval.__main__._parser", interrupted)
    assert main(["run"]) == 130


def test_a_wrong_key_ends_the_run_with_what_to_do(
    other_system: Path, questions: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTHER_KEY", "wrong")
    assert _run("--questions", questions, "--system", other_system) == 2
    assert "lets nobody in (HTTP 403: " in capsys.readouterr().err
    monkeypatch.delenv("OTHER_KEY")
    assert _run("--questions", questions, "--system", other_system) == 2
    assert "other.toml: headers.X-Key: the environment variable 'OTHER_KEY' is not set" in capsys.readouterr().err


def test_a_run_without_any_answer_ends_with_one(
    other_system: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _write(tmp_path / "bad.jsonl", _record("q1", question="坏？"))
    assert _run("--questions", path, "--system", other_system) == 1
    assert "bad: no question was answered; the first said: HTTP 422: " in capsys.readouterr().err


def test_a_server_that_does_not_listen_ends_the_run_with_what_to_do(
    questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("--questions", questions, "--url", "http://127.0.0.1:9", "--retries", 0) == 2
    assert "no connection to http://127.0.0.1:9 (ConnectError: " in capsys.readouterr().err


def test_an_interrupted_run_can_be_gone_on_with(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _write(tmp_path / "three.jsonl", *[_record(f"q{number}") for number in range(3)])
    arguments = ("--questions", path, "--home", home, "--out", tmp_path / "out")
    ask, asked = KnowledgeBase.ask, []

    def interrupted(self: KnowledgeBase, query: object) -> object:
        asked.append(query)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return ask(self, query)  # type: ignore[arg-type]  # a Query, as the library asks

    monkeypatch.setattr(KnowledgeBase, "ask", interrupted)
    assert _run(*arguments) == 130
    assert "broken off: the same command with --resume goes on" in capsys.readouterr().err
    assert _run(*arguments, "--resume") == 0
    assert len(asked) == 4
    assert len(read_run(tmp_path / "out").replies) == 3


def test_latency_prints_both_calls(seeds: Path, questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["latency", "--questions", str(questions), "--seeds", str(seeds), "--rounds", "2", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["ask"]["calls"], report["search"]["calls"]) == (2, 2)
    assert 0 < report["search"]["p50_ms"] <= report["search"]["p95_ms"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--questions", "absent.jsonl"], "absent.jsonl: there is no such file or folder"),
        (["run", "--seeds", "absent"], "absent: holds no .txt file to look quotes up in"),
        (["run", "--home", "absent"], "absent: there is no such home; build one with `kb --home absent ingest FILES`"),
        (["run", "--url", "localhost"], "'localhost' is no address; write it like http://127.0.0.1:8000"),
        (["run", "--home", "a", "--system", "b"], "--system asks a server, --home opens the library; name one of them"),
        (["run", "--resume"], "--resume goes on with the run of a folder; name it with --out"),
        (["run", "--workers", "0"], "--workers must be at least 1, got 0"),
        (["run", "--timeout", "0"], "--timeout must be more than 0, got 0.0"),
        (["latency", "--rounds", "0"], "--rounds must be at least 1, got 0"),
    ],
)
def test_bad_input_is_named_and_ends_with_2(
    questions: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    named = arguments if "--questions" in arguments else [*arguments, "--questions", str(questions)]
    assert main(named) == 2
    assert message in capsys.readouterr().err


def test_without_questions_beside_the_project_nothing_runs_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KB_CORPUS_DIR", str(tmp_path))
    assert main(["run"]) == 1
    assert "skipped: the development questions are not beside this project" in capsys.readouterr().err


def test_a_home_and_a_server_are_not_asked_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["run", "--home", "a", "--url", "http://b"])
    assert "not allowed with argument --home" in capsys.readouterr().err


def test_help_loads_no_command() -> None:
    program = (
        "import sys\nfrom eval.__main__ import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'numpy', 'torch', 'faiss', 'httpx', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    for command in (
        "run",
        "validate",
        "report",
        "compare",
        "ablate",
        "latency",
        "pages",
        "formats",
        "pairs",
        "bench-models",
        "bench-peers",
    ):
        assert re.search(rf"^    {command}\s", done.stdout, re.MULTILINE)
