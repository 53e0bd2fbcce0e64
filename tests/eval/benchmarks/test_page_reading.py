"""The measure of how pages are read, and the choice of weights with a page left out."""

import argparse
import json
from dataclasses import fields, replace
from pathlib import Path

import pytest

from eval.benchmarks.page_scores import GoldPage, ItemScore, mean_f1, read_gold, score_page, squeeze, title_accuracy
from eval.benchmarks.pages import START, choose, scores_without_each, summarise, terminal_lines
from eval.commands.pages import add_arguments, run
from eval.datasets import DatasetError
from kb.ingest.newspaper.layout_weights import Weights
from kb.ingest.source import parse_source

TEXT = (
    "茶农周转贷款上线\n本报讯 县里近日推出茶农周转贷款，单户最高二十万元。\n本报记者 马春\n\n"
    "鲈鱼当晚运到省城\n本报讯 渔民合作社新添三条冷链运输船，鲜鱼当晚运到省城。\n通讯员 江河\n"
)
FIRST = "本报讯县里近日推出茶农周转贷款，单户最高二十万元。"
SECOND = "本报讯渔民合作社新添三条冷链运输船，鲜鱼当晚运到省城。"


def item(name: str, title: str | None, body: str, kind: str = "news") -> dict[str, object]:
    start = squeeze(TEXT).index(body)
    return {"id": name, "kind": kind, "title": title, "parts": [{"span": [start, start + len(body)]}]}


ITEMS = (item("a", "茶农周转贷款上线", FIRST), item("b", "鲈鱼上岸", SECOND), item("c", None, SECOND, "ad"))
PAGE = GoldPage("page.txt", TEXT, ITEMS)


def test_titles_and_bodies_of_the_kinds_that_count() -> None:
    scores = score_page(parse_source(TEXT.encode(), "page.txt"), ITEMS, squeeze(TEXT))
    assert [(score.item, score.found_title, score.title_right) for score in scores] == [
        ("a", "茶农周转贷款上线", True),
        ("b", "鲈鱼当晚运到省城", False),
    ]
    assert [score.f1 for score in scores] == [1.0, 1.0]
    assert (title_accuracy(scores), mean_f1(scores)) == (0.5, 1.0)


def test_a_document_serves_one_item() -> None:
    parsed = parse_source(TEXT.encode(), "page.txt")
    twice = [ITEMS[0], dict(ITEMS[0], id="again")]
    first, again = score_page(parsed, twice, squeeze(TEXT))
    assert first.f1 == 1.0
    assert again.f1 < 0.2


def test_weights_are_chosen_from_a_start_that_knows_nothing() -> None:
    best = replace(START, vote=0.1)

    def score(_: GoldPage, weights: Weights) -> list[ItemScore]:
        right = weights.vote == best.vote
        return [ItemScore("a", "t", "t", right, float(right))]

    assert choose([PAGE], score) == best
    assert {getattr(START, field.name) for field in fields(Weights)} == {0.4}


def test_a_page_is_scored_with_weights_chosen_on_the_others() -> None:
    other = GoldPage("other.txt", TEXT, ITEMS[:1])
    scores = scores_without_each([PAGE, other])
    assert [[score.item for score in page] for page in scores] == [["a", "b"], ["a"]]
    assert terminal_lines(summarise([PAGE, other], scores)) == [
        "page.txt   items   2  title 0.500  body F1 1.000",
        "other.txt  items   1  title 1.000  body F1 1.000",
        "all        items   3  title 0.667  body F1 1.000",
    ]


def test_the_sub_command_reads_pages_beside_the_gold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps([{"source": "page.txt", "articles": list(ITEMS)}]), encoding="utf-8")
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert run(parser.parse_args(["--gold", str(gold)])) == 0
    assert capsys.readouterr().out.splitlines() == [
        "page.txt  items   2  title 0.500  body F1 1.000",
        "all       items   2  title 0.500  body F1 1.000",
    ]


def test_the_figures_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps([{"source": "page.txt", "articles": [ITEMS[0]]}]), encoding="utf-8")
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert run(parser.parse_args(["--gold", str(gold), "--pages", str(tmp_path), "--json"])) == 0
    page = {"source": "page.txt", "items": 1, "title_accuracy": 1.0, "body_f1": 1.0}
    assert json.loads(capsys.readouterr().out) == {"pages": [page, {**page, "source": "all"}]}


@pytest.mark.parametrize(
    ("content", "message"), [("{", "is no list of pages"), ('[{"source": 1}]', "is no list of pages")]
)
def test_a_gold_file_that_is_none_is_named(tmp_path: Path, content: str, message: str) -> None:
    gold = tmp_path / "gold.json"
    gold.write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=message):
        read_gold(gold, tmp_path)


def test_a_missing_page_is_named(tmp_path: Path) -> None:
    gold = tmp_path / "gold.json"
    gold.write_text('[{"source": "gone.txt", "articles": []}]', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"gone\.txt: cannot be read"):
        read_gold(gold, tmp_path)
