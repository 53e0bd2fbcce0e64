"""A draft in sentences: marks in any brackets, behind or before the full stop; what models put around them is gone."""

import pytest

from kb.answer.written.draft import DraftSentence, sentences_of


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("额度最高300万元。[1]", [("额度最高300万元。", (1,))]),
        ("额度最高300万元[1]，期限一年[2]。", [("额度最高300万元，期限一年。", (1, 2))]),
        ("甲。[1][3]乙。【2】", [("甲。", (1, 3)), ("乙。", (2,))]),
        ("甲。[1,2] 乙。[3、4]。", [("甲。", (1, 2)), ("乙。", (3, 4))]),
        ("<think>先想想[9]。</think>- **甲**办理。[1]\n", [("甲办理。", (1,))]),
        ("<think>想到一半就断了", []),
        ("没有编号。", [("没有编号。", ())]),
        ("依据甲发〔2022〕5号文。[1]", [("依据甲发〔2022〕5号文。", (1,))]),
        ("零\u200b宽\u202e字符。[1]", [("零宽字符。", (1,))]),
    ],
)
def test_a_draft_is_read_sentence_by_sentence(draft: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert sentences_of(draft) == tuple(DraftSentence(text, marks) for text, marks in expected)
