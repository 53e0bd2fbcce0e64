"""Pages in layouts drawn by chance: other layouts than any page that a rule was written for."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from eval.benchmarks.page_scores import ItemScore, mean_f1, score_page, squeeze, title_accuracy
from kb.ingest.source import parse_source
from tests.kb.ingest.page_maker import Story, make_page

ROOT = Path(__file__).parents[3]
PAGES: list[dict[str, Any]] = json.loads((ROOT / "tests" / "data" / "pages.json").read_text(encoding="utf-8"))


def stories() -> list[Story]:
    """The sample pages' news as stories: title, subtitle, byline and paragraphs."""
    found = []
    for page in PAGES:
        raw = (ROOT / "seeds" / page["source"]).read_bytes()
        texts = {squeeze(document.text): document.text for document in parse_source(raw, page["source"]).documents}
        squeezed = squeeze(raw.decode())
        for item in page["articles"]:
            text = texts.get("".join(squeezed[slice(*part["span"])] for part in item["parts"]))
            if item["kind"] == "news" and text is not None:
                title = item["title"] and squeeze(item["title"])
                found.append(Story(item["id"], title, item["subtitle"], item["byline"], tuple(text.split("\n"))))
    return found


STORIES = stories()


def scores_of(seed: int) -> list[ItemScore]:
    chosen = random.Random(seed).sample(STORIES, 6)
    text, gold = make_page(chosen, seed)
    return score_page(parse_source(text.encode(), "page.txt"), gold, squeeze(text))


def test_there_are_stories_to_print() -> None:
    assert len(STORIES) == 30


def test_layouts_drawn_by_chance() -> None:
    scores = [score for seed in range(30) for score in scores_of(seed)]
    assert len(scores) == 180
    assert title_accuracy(scores) >= 0.9
    assert mean_f1(scores) >= 0.94


@pytest.mark.parametrize("seed", range(30, 60))
def test_nothing_of_a_page_is_lost(seed: int) -> None:
    chosen = random.Random(seed).sample(STORIES, 5)
    text, _ = make_page(chosen, seed)
    assert parse_source(text.encode(), "page.txt").unassigned == ()


def test_the_same_seed_makes_the_same_page() -> None:
    assert make_page(STORIES[:4], 3) == make_page(STORIES[:4], 3)
    assert make_page(STORIES[:4], 3) != make_page(STORIES[:4], 4)
