import pytest

from embeddings.types import Encoder
from tests.contracts.encoder import EncoderContract
from tests.fakes import HashEncoder


class TestHashEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self) -> Encoder:
        return HashEncoder()


def test_the_vector_is_the_same_in_every_process() -> None:
    assert HashEncoder(4).encode_queries(["贷款"]).astype(float).round(4).tolist() == [[0.0, 0.5774, 0.5774, 0.5774]]
