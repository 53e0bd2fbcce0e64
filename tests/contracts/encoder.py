"""What every encoder promises. A test module derives from the class and supplies the fixture `encoder`."""

import numpy as np

from embeddings.types import Encoder

TEXTS = ["没抵押能贷不？", "单个企业贷款额度最高不超过1000万元。", "第八条 贷款期限原则上不超过一年。"]


class EncoderContract:
    def test_one_row_a_text_in_order(self, encoder: Encoder) -> None:
        for encode in (encoder.encode_queries, encoder.encode_passages):
            rows = encode(TEXTS)
            assert rows.shape == (3, encoder.dim)
            assert rows.dtype == np.float32
            for text, row in zip(TEXTS, rows, strict=True):
                np.testing.assert_allclose(encode([text])[0], row, atol=1e-6)

    def test_rows_have_length_one(self, encoder: Encoder) -> None:
        for rows in (encoder.encode_queries(TEXTS), encoder.encode_passages(TEXTS)):
            np.testing.assert_allclose(np.linalg.norm(rows, axis=1), np.ones(3), atol=1e-5)

    def test_an_empty_text_among_others_is_all_zeros(self, encoder: Encoder) -> None:
        rows = encoder.encode_passages([TEXTS[0], "", TEXTS[1]])
        np.testing.assert_array_equal(rows[1], np.zeros(encoder.dim))
        np.testing.assert_allclose(rows[[0, 2]], encoder.encode_passages([TEXTS[0], TEXTS[1]]), atol=1e-6)

    def test_no_texts_give_no_rows(self, encoder: Encoder) -> None:
        assert encoder.encode_queries([]).shape == (0, encoder.dim)
        assert encoder.encode_passages([]).shape == (0, encoder.dim)

    def test_the_same_text_gives_the_same_vector(self, encoder: Encoder) -> None:
        np.testing.assert_array_equal(encoder.encode_queries(TEXTS), encoder.encode_queries(TEXTS))

    def test_a_passage_is_nearest_to_its_own_words(self, encoder: Encoder) -> None:
        scores = encoder.encode_queries(["贷款额度最高不超过1000万元"]) @ encoder.encode_passages(TEXTS).T
        assert int(scores.argmax()) == 1

    def test_the_fingerprint_is_stable(self, encoder: Encoder) -> None:
        assert encoder.fingerprint == encoder.fingerprint
        assert encoder.fingerprint.strip() != ""
