import pytest

from kb.answer.cite import QuoteMismatch, answer_text, verify
from kb.answer.lead.text import plain
from kb.clauses.parse import parse_clauses
from kb.types import Citation, Metadata, SourceMap, Validity, Version

TEXT = "附件1\n补贴标准\n| 类别 | 上限 |\n| --- | --- |\n| 甲类 | 100万元 |\n| 乙类 | 50万元 |\n说明：按年发放。\n"


def cited(*addresses: str) -> list[Citation]:
    version = Version("d000001", 1, "a.txt", TEXT, Metadata("某办法"), SourceMap(()))
    clauses = {clause.address: clause for clause in parse_clauses(TEXT).clauses}
    return [
        Citation(mark, clause.own.of(TEXT).strip(), clause.own, clause, version, Validity.UNKNOWN, f"d000001@1:{mark}")
        for mark, clause in enumerate((clauses[address] for address in addresses), 1)
    ]


def test_rows_are_shown_behind_the_names_of_their_columns_once() -> None:
    citations = cited("附件1表1第1行", "附件1表1第2行")
    text = answer_text(citations)
    assert text == "（类别｜上限）| 甲类 | 100万元 |[1]| 乙类 | 50万元 |[2]"
    verify(text, citations)
    labelled = answer_text(citations, labelled=True)
    assert labelled == "附件1表1第1行：（类别｜上限）| 甲类 | 100万元 |[1]附件1表1第2行：| 乙类 | 50万元 |[2]"
    verify(labelled, citations)


def test_names_of_columns_that_the_table_does_not_have_are_refused() -> None:
    with pytest.raises(QuoteMismatch, match="is not in"):
        verify("（类别｜下限）| 甲类 | 100万元 |[1]", cited("附件1表1第1行"))


def test_the_cells_of_a_row_are_read_as_clauses_of_a_sentence() -> None:
    assert plain("| 甲类 | 按保费的50%给予补贴 |  |") == "甲类；按保费的50%给予补贴"
