import pytest

from kb.text.quotations import quotations


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“放水养鱼”行动和「稳企贷」", ["放水养鱼", "稳企贷"]),
        ('『 原文 』与"plain"、＂全角＂', ["原文", "plain", "全角"]),
        ("《关于“双保”的通知》", ["双保"]),
        ("“没有关上", []),
        ("“”空的", []),
    ],
)
def test_words_in_marks_of_any_kind(text: str, quoted: list[str]) -> None:
    assert quotations(text) == quoted
