"""The best passages put in order by a model that reads the question with them."""

from pathlib import Path

import pytest

from embeddings.cross_encoder import CrossEncoder
from kb.errors import ModelUnusable
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Query
from tests.fakes import HashEncoder
from tests.tiny_models import write_cross_encoder

TEXT = (
    "清河市贷款贴息办法\n第一条 为支持企业创业，制定本办法。\n第二条 贷款贴息不得超过百万元。\n"
    "第三条 企业应当在月内申请贷款贴息。"
)


def opened(home: Path, **settings: str) -> KnowledgeBase:
    base = KnowledgeBase.open(Settings(home=home, **settings), encoder=HashEncoder())  # type: ignore[arg-type]
    base.ingest_files([("a.txt", TEXT.encode())])
    return base


def test_the_order_is_the_models_and_the_scores_stay_from_the_highest_down(tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path / "model", seed=3)
    plain = opened(tmp_path / "plain").search(Query("贷款贴息多少")).hits
    found = opened(tmp_path / "paired", cross_encoder=str(folder)).search(Query("贷款贴息多少")).hits
    assert sorted(hit.passage.text for hit in found) == sorted(hit.passage.text for hit in plain)
    assert [hit.score for hit in found] == [hit.score for hit in plain]
    given = [hit.retrieved_by["cross_encoder"] for hit in found]
    assert [one.rank for one in given] == list(range(1, len(found) + 1))
    assert [one.score for one in given] == sorted((one.score for one in given), reverse=True)
    text = f"清河市贷款贴息办法\n{found[0].passage.text}"
    (alone,) = CrossEncoder(str(folder)).scores("贷款贴息多少", [text])
    assert given[0].score == pytest.approx(alone, abs=1e-6)
    assert len(found) > 1


def test_a_model_that_is_not_there_is_named_with_the_remedy(tmp_path: Path) -> None:
    base = opened(tmp_path / "home", cross_encoder=str(tmp_path / "nothing"))
    with pytest.raises(ModelUnusable, match="不设它"):
        base.search(Query("贷款贴息多少"))
