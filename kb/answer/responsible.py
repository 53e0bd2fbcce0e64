"""Whom to ask where the documents do not answer: who is in charge, as a clause of the nearest documents names them."""

import re
from collections.abc import Iterator, Sequence

from kb.retrieve.view import Shelf, View
from kb.types import Hit, Responsible, Span, Version

_BODY = (
    r"(?:[\u4e00-\u9fff（）()]{2,24}?"
    r"(?:委员会|人民政府|办公室|管理局|发展中心|服务中心|局|厅|部门|联席会议|银行|中心|公司|协会|部|委|办|署|院|处|科))"
)
_BOUNDARY = r"(?=[，,、。；;：:和及与会同负承牵组具])"
# Surest first: who explains the text, who carries it out, who takes what is asked for.
_WAYS = (
    re.compile(rf"由(?P<name>{_BODY}){_BOUNDARY}[^。；;，,]{{0,16}}负责(?:具体)?(?:的)?解释"),
    re.compile(rf"由(?P<name>{_BODY}){_BOUNDARY}[^。；;，,]{{0,16}}(?:负责|承担|牵头|组织实施)"),
    re.compile(rf"向(?P<name>{_BODY})(?:提出|提交|申请|咨询|申报|备案|投诉)"),
)
_NO_NAME = re.compile(
    r"本|有关|相关|各|其他|上述|该|此|企业|主管部门和|所在|^(?:监督|管理|行政|主管|牵头)*(?:部门|机构)$"
)
_ENDS = "。；;！？\n"
_MOST_DOCUMENTS, _MOST_NAMED, _LONGEST_QUOTE = 3, 2, 120


def responsible(hits: Sequence[Hit], shelf: Shelf, view: View) -> tuple[Responsible, ...]:
    """Return who the documents of the nearest passages say is in charge; empty where no clause names anybody."""
    versions = list({hit.version.key: hit.version for hit in hits}.values())[:_MOST_DOCUMENTS]
    found = (one for version in versions if (one := _in_charge(version, shelf, view)) is not None)
    return tuple({(one.name, one.document_id): one for one in found}.values())[:_MOST_NAMED]


def _in_charge(version: Version, shelf: Shelf, view: View) -> Responsible | None:
    row = view.catalog.find(version.document_id, version.version)
    if row is None:
        return None
    for name, span in _named(version.text):
        tree = shelf.tree(row.version_row)
        address = tree.clauses[tree.at(span.start)].address
        quote = span.of(version.text)
        return Responsible(name, quote, version.document_id, version.version, version.metadata.title, address)
    return None


def _named(text: str) -> Iterator[tuple[str, Span]]:
    """Yield names with the sentences they stand in, surest first."""
    for way in _WAYS:
        for found in way.finditer(text):
            before = max(text.rfind(end, 0, found.start()) for end in _ENDS) + 1
            after = min((place for end in _ENDS if (place := text.find(end, found.end())) >= 0), default=len(text))
            start = before + len(text[before : found.start()]) - len(text[before : found.start()].lstrip())
            if after - start <= _LONGEST_QUOTE and not _NO_NAME.search(found["name"]):
                # The full stop belongs to the sentence, the end of the line does not.
                yield found["name"], Span(start, after + (after < len(text) and text[after] != "\n"))
