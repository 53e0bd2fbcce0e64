"""Clauses that a found one rests on, fetched where the question asks for what only they say.

“符合本办法第五条规定条件的” answers no question for conditions without 第五条; “按前款规定的标准” none for an amount.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kb.retrieve.references.targets import CrossReference
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.types import Hit, RetrievedBy, SearchResult, Span

# Of the hits, so many may bring a clause along, and so many are brought in all.
_FIRST_HITS, _MOST_BROUGHT = 3, 2
_SENTENCE_END = re.compile(r"[。；;\n]")
# What a sentence takes from the clause that it names, and what a question for it says.
_TAKEN: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(rf"^\s*(?:的|所)?(?:规定|所列|所述|列明|确定|明确)?的?(?:{taken})"), re.compile(asked))
    for taken, asked in (
        (
            r"(?:各项|全部|基本|下列|任一)?(?:条件|要求|情形|资格|范围|对象|标准之一)",
            r"条件|要求|资格|门槛|对象|范围|情形|哪些(?:企业|人|单位|情况)|(?:什么|啥)样的|谁(?:能|可以)|符合(?:什么|啥|哪些)|满足",
        ),
        (
            r"(?:收费|补助|补贴|奖励|处罚|罚款|缴纳|计算)?(?:标准|比例|额度|金额|限额|幅度|数额|利率|费率|费用)",
            r"多少|标准|比例|额度|金额|上限|封顶|最高|利率|费率|几成|罚(?:款|多少)|几(?:万|千|百)",
        ),
        (
            r"(?:办理|申请|审批)?(?:程序|方式|步骤|手续|流程|材料|办法)",
            r"流程|步骤|程序|手续|材料|怎么(?:办|申请|弄|走)|如何(?:办理|申请)",
        ),
        (r"(?:期限|时限|期间|时间|日期)", r"多久|多长|期限|时限|几(?:天|日|年|个月)|什么时候|何时"),
    )
)


def brought_along(
    result: SearchResult, cited: Sequence[Sequence[CrossReference]], shelf: Shelf, view: View
) -> SearchResult:
    """Return the result with, behind its hits, the clauses that the first hits rest on; `cited` holds theirs by hit.

    They are at most two, marked by `reference` in what they were retrieved by, with the rank and the score of the hit
    that brought them. What is among the hits already is marked in its place; what does not apply is left.
    """
    question = result.readings[0] if result.readings else ""
    hits = list(result.hits)
    left = _MOST_BROUGHT
    for hit, references in zip(result.hits, cited, strict=False):
        for one in references:
            if left and _is_asked_for(one, hit, question):
                marked = _marked(one, hit, hits)
                found = [] if marked else list(_hits(one, hit, hits, shelf, view))[:left]
                hits += [replace(new, rank=rank) for rank, new in enumerate(found, start=len(hits) + 1)]
                left -= len(found) or bool(marked)
    return replace(result, hits=tuple(hits)) if left < _MOST_BROUGHT else result


def _marked(one: CrossReference, by: Hit, hits: list[Hit]) -> bool:
    """Mark the hits that lie in the clause that a reference means; tell whether there are any."""
    target = one.target
    if target is None or target.clause is None:
        return False
    inside = [
        place
        for place, hit in enumerate(hits)
        if hit.version.key == target.row.key and target.clause.span.contains(hit.clause.span) and hit.rank != by.rank
    ]
    for place in inside:
        retrieved = {**hits[place].retrieved_by, "reference": RetrievedBy(by.rank, by.score)}
        hits[place] = replace(hits[place], retrieved_by=retrieved)
    return bool(inside)


def bringing(result: SearchResult) -> Sequence[Hit]:
    """Return the hits that may bring a clause along."""
    question = result.readings[0] if result.readings else ""
    if result.by_reference or not any(asked.search(question) for _, asked in _TAKEN):
        return ()
    return result.hits[:_FIRST_HITS]


def _is_asked_for(one: CrossReference, hit: Hit, question: str) -> bool:
    """Tell whether a sentence of the hit takes from another clause what the question asks for."""
    if not hit.passage.span.contains(one.span):
        return False
    text = hit.version.text
    behind = _SENTENCE_END.split(text[one.span.end : one.span.end + 24], maxsplit=1)[0]
    return any(taken.match(behind) and asked.search(question) for taken, asked in _TAKEN)


def _hits(one: CrossReference, by: Hit, held: Iterable[Hit], shelf: Shelf, view: View) -> Iterator[Hit]:
    """Yield the passages of the clause that a reference means, cut to it; none where they are among the hits."""
    target = one.target
    if target is None or target.clause is None or target.row.withdrawn or target.validity not in SEARCHED_BY_DEFAULT:
        return
    version = shelf.version(target.row.version_row)
    span = target.clause.span
    near = [hit.passage.span for hit in held if hit.version.key == target.row.key]
    for row in shelf.passages_of(target.row.version_row):
        start, end = max(span.start, row.passage.span.start), min(span.end, row.passage.span.end)
        cut = version.text[start:end] if start < end else ""
        if not cut.strip():
            continue
        own = Span(start + len(cut) - len(cut.lstrip()), start + len(cut.rstrip()))
        if any(other.contains(own) for other in near):
            continue
        passage = replace(row.passage, span=own, text=own.of(version.text))
        clause = shelf.tree(target.row.version_row).clauses[row.clause_position]
        inside = clause if span.contains(clause.span) else target.clause
        retrieved = {"reference": RetrievedBy(by.rank, by.score)}
        validity = view.catalog.validity(target.row, view.day)
        yield Hit(passage, by.score, 0, inside, version, validity, retrieved)
