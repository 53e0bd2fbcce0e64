"""Which sentence is best: how near it is to what of the question the document's title does not say already."""

import pytest

from embeddings.loading import BUNDLED_MODEL, load_encoder
from kb.answer.question import kinds_of
from kb.answer.scoring.features import Rarity
from kb.answer.scoring.score import score_units
from kb.answer.scoring.units import Unit
from kb.text.sentences import sentence_spans
from kb.text.tokens import bigrams
from kb.types import Clause, Hit, Metadata, Passage, RetrievedBy, Span, Validity, Version

TITLE = "溪口县渔船更新贷款办法"


def best(question: str, text: str) -> str:
    """Return the sentence of a text that comes first for a question."""
    version = Version("d", 1, "a.txt", text, Metadata(TITLE), source_map=None)  # type: ignore[arg-type]
    whole = Span(0, len(text))
    clause = Clause("一", "body", "一、", None, whole, whole, 1, None)
    found = {"dense": RetrievedBy(1, 0.5)}
    hit = Hit(Passage("p", "d", 1, "一", whole, text), 0.8, 1, clause, version, Validity.UNKNOWN, found)
    units = [Unit(hit, 1, 0, span, span.of(text), None, None) for span in sentence_spans(text, whole)]
    terms = [(token, 1.0) for token in bigrams(question)]
    encoder, rarity = load_encoder(BUNDLED_MODEL), Rarity(lambda token: 1, 10)
    return score_units((question,), terms, units, kinds_of(question), encoder, rarity, {}).units[0].unit.text.strip()


LOSS = "溪口县渔船更新贷款单户最高80万元，由县农商银行发放。出现不良后，风险补偿资金承担本金损失的40%。"


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("溪口县渔船贷款还不上了,公家给银行兜多少?", "出现不良后，风险补偿资金承担本金损失的40%。"),
        ("溪口县渔船贷款最高能借多少?", "溪口县渔船更新贷款单户最高80万元，由县农商银行发放。"),
    ],
)
def test_what_is_near_the_rest_of_the_question_comes_before_what_names_the_title(question: str, first: str) -> None:
    assert best(question, LOSS) == first
