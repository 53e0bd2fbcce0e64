"""The features of units, and the weights over them."""

import json
from pathlib import Path

import numpy as np
import pytest

from embeddings.loading import bundled_folder
from embeddings.static import StaticEncoder
from kb.answer.question import QuestionKind
from kb.answer.scoring.features import Rarity, UnitFeatures, unit_features
from kb.answer.scoring.linear import bundled_unit_weights
from kb.answer.scoring.units import Unit
from kb.retrieve.linear import LinearModel, read_linear
from kb.types import Clause, Hit, Metadata, Passage, RetrievedBy, Span, Validity, Version
from tests.fakes import HashEncoder

TEXT = "种粮贷款额度最高不超过300万元。名单由市农业农村局每年公布。"
CUT = TEXT.index("名单")
NOWHERE = Rarity(lambda token: 0, 10)


def unit(start: int, end: int, *, dense: float = 0.5) -> Unit:
    """Give a unit of the one passage of the one document."""
    whole = Span(0, len(TEXT))
    clause = Clause("一", "item", "一、", "额度", whole, whole, 1, None)
    version = Version("d1", 1, "a.txt", TEXT, Metadata("种粮贷款扶持办法"), source_map=None)  # type: ignore[arg-type]
    passage = Passage("p1", "d1", 1, "一", whole, TEXT)
    hit = Hit(passage, 0.8, 1, clause, version, Validity.UNKNOWN, {"dense": RetrievedBy(1, dense)})
    return Unit(hit, 1, 0, Span(start, end), TEXT[start:end], None, None)


UNITS = [unit(0, CUT), unit(CUT, len(TEXT))]


def features(encoder: object, kind: QuestionKind = QuestionKind.AMOUNT) -> UnitFeatures:
    terms = [("额度", 1.0), ("公布", 1.0), ("扶持", 1.0), ("天气", 1.0)]
    return unit_features(("额度多少",), terms, UNITS, frozenset({kind}), encoder, NOWHERE)  # type: ignore[arg-type]


def test_words_are_shares_of_the_weight_of_the_terms() -> None:
    found = features(HashEncoder(64))
    # In the whole base all four are as rare as each other: three of them stand in passage, headings or title.
    assert found.column("words_around").tolist() == pytest.approx([0.75, 0.75])
    assert found.column("words_title").tolist() == pytest.approx([0.25, 0.25])
    # Among the units 额度 stands in the first and 公布 in the second: log 2 each, the other two log 3.
    one = np.log(2) / (2 * np.log(2) + 2 * np.log(3))
    assert found.column("words_own").tolist() == pytest.approx([one, one])
    # The heading 额度 stands above both.
    assert found.column("words_within").tolist() == pytest.approx([one, 2 * one])


def test_the_sign_of_an_amount_stands_in_the_first_unit_only() -> None:
    found = features(HashEncoder(64))
    assert found.column("sign").tolist() == [1.0, 0.0]
    assert found.column("sign_missing").tolist() == [0.0, 1.0]


def test_a_kind_without_a_sign_tells_nothing() -> None:
    found = features(HashEncoder(64), QuestionKind.OTHER)
    assert found.column("sign").tolist() == [0.5, 0.5]
    assert found.column("sign_missing").tolist() == [0.0, 0.0]


def test_places_are_those_of_the_passage() -> None:
    found = features(HashEncoder(64))
    assert found.column("hit").tolist() == [1.0, 1.0]
    assert found.column("document").tolist() == [1.0, 1.0]
    assert found.column("dense").tolist() == [1.0, 1.0]
    assert found.column("keyword").tolist() == [0.0, 0.0]


def test_meanings_by_token_vectors_are_the_cosines_of_the_encoder() -> None:
    encoder = StaticEncoder(bundled_folder())
    query = encoder.encode_queries(["额度多少"])[0]
    alone = encoder.encode_passages([one.text for one in UNITS]) @ query
    within = encoder.encode_passages([f"额度\n{one.text}" for one in UNITS]) @ query
    found = features(encoder)
    assert found.column("meaning_own").tolist() == pytest.approx(alone.tolist(), abs=1e-5)
    assert found.column("meaning_within").tolist() == pytest.approx(within.tolist(), abs=1e-5)


def test_a_question_is_matched_best_by_the_unit_that_has_its_words() -> None:
    found = features(StaticEncoder(bundled_folder()))
    own = found.column("match_own")
    assert own[0] > own[1]
    assert np.all(found.column("match_full") >= found.column("match_within") - 1e-6)
    assert np.all(found.column("match_within") >= own - 1e-6)


def test_the_bundled_weights_are_for_features_that_there_are() -> None:
    seen = features(StaticEncoder(bundled_folder()))
    scores = bundled_unit_weights().weigh(seen.names, seen.values)
    assert scores[0] > scores[1]


def test_a_score_is_the_weighted_sum() -> None:
    table = UnitFeatures(("a", "b"), np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert LinearModel({"b": 0.5}).weigh(table.names, table.values).tolist() == [1.0, 2.0]


def test_weights_of_a_missing_feature_are_refused() -> None:
    table = UnitFeatures(("a",), np.array([[1.0]]))
    with pytest.raises(ValueError, match="features that are not there: b, c"):
        LinearModel({"c": 1.0, "b": 1.0}).weigh(table.names, table.values)


def test_a_file_without_weights_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text(json.dumps({"weights": {"a": "1"}}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"weights\.json holds no weights"):
        read_linear(path)
