"""A question that calls one document by its number (某政办发〔2025〕22号规定的…) is asked of that document alone."""

import re
from dataclasses import replace

from kb.answer.documents.asks import asks_of, segments_of
from kb.clauses.references.names import normal_number, numbers_in, titles_in
from kb.retrieve.naming.titles import Titles
from kb.retrieve.query import prepare
from kb.text.keys import to_simplified
from kb.types import Query

# What is asked of how the document stands to others, which those may say.
_OF_OTHERS = re.compile(
    r"废止|失效|作废|有效|取代|替代|代替|取消|修[订改]|延长|延期|引用|提到|依据的?是|相比|比[^如例较]|区别|不同|变化|一致|以前|之前|原来|旧|衔接"
    r"|配套|实施细则|哪[一些]?[份个]"
)
# A clause is looked up with the number beside it.
_CLAUSE = re.compile(
    r"第?\s*[0-9一二三四五六七八九十百零]+\s*(?:条|款|项|章|节|编|部分|点|段)|[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]、|附件|附表|附则|总则"
)
_BEHIND = re.compile("^[）)》]?(?:文件|文|通知|办法|细则)?(?:里面|里|中|上|所|的)?(?:规定的?)?[，,：:]?")
_LEAST = 4


def of_its_number(query: Query, titles: Titles) -> Query:
    """Return what a question asks of the one document held that it calls by number; as it is where it is another one.

    What the document says of itself, and how it stands to others, is asked as it stands. The number goes: a sentence
    is no nearer for naming another document of nearly the same one.
    """
    question = to_simplified(query.question)
    numbers = list(numbers_in(question))
    if len(numbers) != 1 or query.filters.document_ids or _OF_OTHERS.search(question) or _CLAUSE.search(question):
        return query
    ((start, end),) = numbers
    bearers, before = _bearers(normal_number(question[start:end]), titles)
    # A title beside the number is that of the document, or the question is of two.
    if len(bearers) != 1 or any(bearers[0] not in titles.called(one.title) for one in titles_in(question)):
        return query
    rest = f"{question[:start]}{before}{_BEHIND.sub('', question[end:])}".strip()
    if len(rest) < _LEAST or asks_of(segments_of(prepare(question, len(question) + 1).text)):
        return query
    return replace(query, question=rest, filters=replace(query.filters, document_ids=(bearers[0],)))


def _bearers(number: str, titles: Titles) -> tuple[list[str], str]:
    """Return the documents of a number, and the words of the question before its organ (按某政办发〔2025〕22号)."""
    for start in range(len(number)):
        if found := titles.numbered(number[start:]):
            return found, number[:start]
    return [], ""
