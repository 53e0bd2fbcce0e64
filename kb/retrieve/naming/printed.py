"""References and names as people copy them: a title in full, in title marks or not, and an address behind it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from kb.clauses.references.asked import ClauseReference, without_asking
from kb.clauses.references.asked_steps import Place, read_chain
from kb.clauses.steps import format_address, parse_address
from kb.errors import ClauseReferenceError
from kb.ingest.references import NUMBER
from kb.types import Span

DOCUMENT_ID = re.compile(r"[dD]\d+(?:@\d{1,6})?")
"""The id of a document, with a version or without."""

_BY_ID = re.compile(rf"(?P<document>{DOCUMENT_ID.pattern})\s*(?:#|的|[:：])?\s*(?P<address>\S.*)", re.DOTALL)
_NUMBER_BEHIND = re.compile(
    r"\s*(?:[（(](?P<number>[^（()）]*号)[)）]|(?P<bare>[\u4e00-\u9fff]{2,14}\s?[〔\[［【]\s?(?:19|20)\d{2}\s?[〕\]］】]\s?第?\s?\d{1,5}\s?号))"
)
_OF_BEHIND = re.compile(r"\s*[（(](?P<of>[^（()）]{2,40})[)）]")
_NAMED = re.compile(
    r"(?P<of>[^《》]*?)《(?P<title>.+)》\s*(?:[（(](?P<number>[^（()）]*号)[)）]|[（(](?P<behind>[^（()）]{2,40})[)）])?"
)
_NUMBERED = re.compile(rf"(?P<title>.+?)\s*[（(]\s*(?P<number>{NUMBER.pattern})\s*[)）]")
# No name with an address behind it is longer; a text is looked at once for each place where a name could end.
_LONGEST = 500


def document_named(words: str) -> ClauseReference:
    """Return what words name that are nothing but the name of a document."""
    plain = words.strip()
    whole = ClauseReference("", "", Span(0, len(words)))
    if DOCUMENT_ID.fullmatch(plain):
        return replace(whole, document=plain.lower())
    if NUMBER.fullmatch(plain):
        return replace(whole, number=plain)
    if named := _NAMED.fullmatch(plain):
        of = named["of"] or named["behind"] or ""
        return replace(whole, title=named["title"], quoted=True, number=named["number"] or "", of=of)
    numbered = _NUMBERED.fullmatch(plain)
    return (
        replace(whole, title=numbered["title"], number=numbered["number"]) if numbered else replace(whole, title=plain)
    )


def by_id(text: str) -> list[ClauseReference]:
    """Return the references of a text that begins with a document's id: d000001#第五条, d000001@2 第五条、第六条."""
    found = _BY_ID.fullmatch(text.strip())
    if found is None or not _is_address(found["address"]):
        return []
    whole = ClauseReference("", "", Span(0, len(text)), document=found["document"].lower())
    return [replace(whole, address=one.address, until=one.until) for one in _listed(found["address"])]


def cut(text: str, names: Callable[[str, bool], bool]) -> list[ClauseReference]:
    """Return the one reference that all of a text is: a name and an address as citations print it, whatever its steps.

    `names` tells whether words, in title marks or not, name a document. The longest name counts. Before a title in
    title marks whose it is may stand, and behind it in brackets.
    """
    stripped = text.strip()
    if len(stripped) > _LONGEST:
        return []
    opening = stripped.find("《")
    before = stripped[: max(opening, 0)]
    ends = range(len(stripped) - 1, 0, -1)
    marked = [end for end in ends if end > opening >= 0 and stripped[end - 1] == "》"]
    for end in (*marked, *(end for end in ends if end not in marked)):
        quoted = end in marked
        title = stripped[opening + 1 : end - 1] if quoted else stripped[:end].rstrip("的 ")
        if found := _cut_at(stripped, end, title, before if quoted else "", names, quoted=quoted):
            return [replace(one, span=Span(0, len(text))) for one in found]
    return []


def _cut_at(
    text: str, end: int, title: str, before: str, names: Callable[[str, bool], bool], *, quoted: bool
) -> list[ClauseReference]:
    of = before[without_asking(before) :]
    numbered = _NUMBER_BEHIND.match(text, end)
    behind = _OF_BEHIND.match(text, end) if quoted and not numbered else None
    if behind is not None and not _is_address(text[behind.end() :].strip()):
        behind = None
    told = numbered or behind
    address = text[told.end() if told else end :].strip()
    # 修正案二、 is the second point of 修正案: a number goes with the mark behind it.
    cut_apart = address[:1] == "、" or title[-1:] == "、"
    if not title or cut_apart or not _is_address(address) or not names(title, quoted):
        return []
    number = (numbered["number"] or numbered["bare"]) if numbered else ""
    of = of or (behind["of"] if behind else "")
    whole = ClauseReference(title, address, Span(0, 0), "", quoted, number, of)
    return [replace(whole, address=one.address, until=one.until) for one in _listed(address)]


def _listed(address: str) -> Sequence[Place]:
    """Return the places of a list of addresses (第四条、第五条); one address as it stands where it is none."""
    chain = None if _is_canonical(address) else read_chain(address, 0)
    if chain is None or chain.end < len(address) or (len(chain.places) == 1 and not chain.places[0].until):
        return [Place(address)]
    return chain.places


def _is_canonical(address: str) -> bool:
    try:
        return format_address(parse_address(address)) == address
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    try:
        parse_address(text)
    except ClauseReferenceError:
        return False
    return True
