"""The lists of what stands side by side."""

from kb.retrieve.words.lexicon import bundled_lexicon
from tests.kb.retrieve.word_table import TABLE, table


def test_the_words_that_ship_are_those_of_the_library_they_were_taken_from() -> None:
    assert TABLE.read_text(encoding="utf-8") == table()


def test_each_next_list_is_wider() -> None:
    lexicon = bundled_lexicon()
    assert lexicon.terms < lexicon.words < lexicon.pairs
    assert {"贴息", "银行"} <= lexicon.words
    assert "行贴" not in lexicon.pairs
