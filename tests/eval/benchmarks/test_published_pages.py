import json
from pathlib import Path

from eval.benchmarks.formats import measure_made
from eval.benchmarks.published_pages import page_files

BODY = "各单位：\n现就有关事项通知如下，请认真贯彻执行。\n一、总体要求\n坚持稳中求进，统筹推进各项工作。\n"


def _corpora(folder: Path, text: str) -> Path:
    (folder / "policy").mkdir()
    (folder / "html_raw" / "x").mkdir(parents=True)
    known = {"url": "http://a.example/1.htm", "path": "甲.md", "title": "某省关于某事的通知"}
    (folder / "policy" / "meta.jsonl").write_text(json.dumps(known) + "\n", encoding="utf-8")
    (folder / "policy" / "甲.md").write_text(text, encoding="utf-8")
    cells = "<td><b>索 引 号：</b></td><td>A/1</td><td><b>标　　题：</b></td><td>某省关于某事的通知</td>"
    said = "".join(f"<p>{line}</p>" for line in ("某省关于", "某事的通知", *BODY.split("\n")))
    page = (
        "<!-- http://a.example/1.htm | 某省 -->"
        f"<table><tr>{cells}</tr></table><div id='UCAP-CONTENT'>{said}</div><!--/enpcontent--><div>扫一扫</div>"
    )
    (folder / "html_raw" / "x" / "1.html").write_text(page, encoding="utf-8")
    return folder


def test_a_page_is_measured_against_its_text_with_the_fields_below_the_title(tmp_path: Path) -> None:
    made = list(page_files(_corpora(tmp_path, f"某省关于\n某事的通知\n{BODY}")))
    assert [(one.format, one.name) for one in made] == [("html", "1.html")]
    assert made[0].twin == f"某省关于某事的通知\n索引号：A/1\n{BODY}"
    total = measure_made(made).totals[0]
    assert (total.character_f1, total.order_f1, total.address_f1) == (1.0, 1.0, 1.0)


def test_a_page_whose_text_was_published_in_part_is_left_out(tmp_path: Path) -> None:
    assert list(page_files(_corpora(tmp_path, "某省关于某事的通知\n"))) == []
