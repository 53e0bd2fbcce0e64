import pytest

from kb.text.tokens import bigrams, shared_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("。，！", []),
        ("贷", ["贷"]),
        ("贷款", ["贷款"]),
        ("贷款利率", ["贷款", "款利", "利率"]),
        ("LPR加50个基点", ["lpr", "加", "50", "个基", "基点"]),
        ("第3条", ["第", "3", "条"]),
        ("3.5%", ["3.5%"]),
        ("３．５％", ["3.5%"]),
        ("a1b2", ["a", "1", "b", "2"]),
        ("二〇二四年", ["二〇", "〇二", "二四", "四年"]),
        ("科技。企业", ["科技", "企业"]),
        ("貸款", ["贷款"]),
        ("𠮷祥", ["𠮷祥"]),
    ],
)
def test_runs_of_han_characters_give_bigrams_and_the_rest_stays_whole(text: str, tokens: list[str]) -> None:
    assert bigrams(text) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("1,000万元", ["1000", "万元"]),
        ("12,345,678元", ["12345678", "元"]),
        ("1,00万元", ["1", "00", "万元"]),
        ("2023，2024", ["2023", "2024"]),
        ("1,000.5元", ["1000.5", "元"]),
    ],
)
def test_a_figure_is_the_same_with_and_without_thousands_marks(text: str, tokens: list[str]) -> None:
    assert bigrams(text) == tokens


def test_shared_tokens_are_counted_as_the_tokens_of_each_text_would_be() -> None:
    texts = ["单户每年最高２０万元。", "單戶 每年最高1,000万元", "LPR加50个基点，per cent", "", "户\n每年"]
    wanted = list(dict.fromkeys(bigrams("单户每年最高20万元，1000万元，LPR加50个基点")))
    assert shared_tokens(wanted, texts) == [len(set(wanted) & set(bigrams(text))) for text in texts]
    assert shared_tokens(wanted, []) == []
