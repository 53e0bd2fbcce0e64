"""A sentence taken apart: the citations that it begins or ends with, and the words that it claims."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.clauses.references.asked import ClauseReference, NameEnding, find_references
from kb.retrieve.naming.printed import document_named
from kb.text.keys import to_simplified
from kb.text.quotations import quotations
from kb.text.sentences import sentence_spans
from kb.types import Span

_WIDTHS = str.maketrans("０１２３４５６７８９", "0123456789")
# [1], 【2】, [1][3]: marks that point to a list of sources.
_MARKS = re.compile(r"(?:[\[【［]\s*\^?\d{1,3}(?:\s*[,，、\-]\s*\d{1,3})*\s*[\]】］])+")
_BULLET = re.compile(r"^[\s#>*•·▪\-—+]*(?:(?:\d{1,2}[.)）]|[（(]\d{1,2}[)）]|[①-⑳])(?![\d%])\s*)?")
_EDGES = " \t\r\n\u3000*_`。；;，,：:、！!.—-"
_QUOTES = '“”「」『』"＂'
_LEADS = re.compile(
    r"^(?:(?:根据|依据|按照?|依照|参照|对照|结合|其中|此外|同时|另外|因此|所以|因为|由于|即|答|另据|据|依|在)[，,：:]?\s*)*"
)
_WHOSE = re.compile(r"[\u4e00-\u9fff]{0,16}")
_SAYS = re.compile(
    r"^\s*(?:[（(][^（）()]{0,40}[）)])?\s*(?:[的中里]|当中|之中)*\s*(?:相关|有关|明确|具体|也|还|都|均|已经?|同时)*"
    r"(?:规定|明确|指出|要求|提出|提到|载明|写明|约定|表述|原文|写道|写的?|说明|说)?[了的]?(?:如下|[为是](?=[：:“\"]))?\s*[，,：:、]?\s*"
)
# Behind a clause without a document: only so is it a citation, not a part of what is said (第三条规定的企业).
_SAYS_OF_BARE = re.compile(
    r"^(?:[中里]?(?:相关|明确|具体|也|还|已)*(?:规定|明确|指出|要求|提出|载明|写明|写道)(?!的)|[，,：:\s\u3000“「\"]|$)"
)
_INSIDE = r"(?:[^（）()【】\[\]［］]|[（(][^（）()]*[）)]|\[\d{4}\])+"
_BRACKETED = re.compile(rf"[（(【\[［](?P<inner>{_INSIDE})[）)】\]］]\s*[。；;，,.]*$")
_BEHIND_DASH = re.compile(
    r"(?:——|—|--|[，,。；;]\s*(?:详见|参见|见|出自|引自|摘自|来源于?[:：]?|依据[:：]?))"
    r"\s*(?P<inner>[^，,。；;]+)[。；;.]*$"
)
_POINTS = re.compile(r"^(?:详见|参见|见|出自|引自|摘自|来源于?|依据|根据|据|原文|出处)[:：]?\s*")
_DOCUMENT = re.compile(r"《[^《》]+》(?:\s*[（(][^（）()]{0,40}号[)）])?")
# “一、总则”部分第二条, 所附《…》第三条, 第2段: behind a title, and not what 第…条 alone leads to.
_PRINTED_PART = re.compile(
    r"(?:“[^”]{1,80}”部分|所附《[^《》]+》|第\d+段)(?:第[^，。：；:,、“”\s规]{1,12}?(?:部分|条|款|项|目|点|段|行))*"
)
_ONLY_CITES = re.compile(r"^[（(【\[［].*[）)】\]］]\s*[。；;.]?$", re.DOTALL)
_WORDS = re.compile(r"[0-9A-Za-z\u3400-\u9fff]")
_SHORTEST_QUOTED = 6
_LEAST_QUOTED = 0.5


@dataclass(frozen=True, slots=True)
class Named:
    """A citation as it is written."""

    text: str
    reference: ClauseReference
    is_printed: bool = False
    """True where the clause is told as official citations print it, by the names of parts: only there it is found."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a sentence names and what it claims: in every reading, the likeliest last; quoted pieces each by itself."""

    named: tuple[Named, ...]
    claims: tuple[tuple[str, ...], ...]
    introduces: bool
    """True where it only leads in to what follows, is a heading, or asks."""


def statements(text: str) -> list[Span]:
    """Return the sentences of a text; a citation in brackets or a mark behind the full stop belongs to what it follows.

    Clauses between ； count as sentences.
    """
    spans: list[Span] = []
    for span in sentence_spans(text):
        said = span.of(text)
        apart = "\n" in text[spans[-1].end : span.start] if spans else True
        if not apart and (_ONLY_CITES.match(said) or not _WORDS.search(_MARKS.sub("", said))):
            spans[-1] = Span(spans[-1].start, span.end)
            continue
        # Marks and brackets at the beginning of a sentence close the one before it.
        lead = _MARKS.match(said)
        if lead and not apart:
            spans[-1] = Span(spans[-1].start, span.start + lead.end())
            span = Span(span.start + lead.end(), span.end)
        spans.append(span)
    return [span for span in spans if _WORDS.search(_MARKS.sub("", span.of(text)))]


def parts_of(sentence: str, ending: NameEnding) -> Parts:
    """Return what a sentence names and claims."""
    plain = _MARKS.sub("", sentence).strip()
    introduces = plain.startswith("#") or plain.rstrip("*_ ")[-1:] in ("：", ":", "？", "?")
    body = _BULLET.sub("", plain, count=1)
    body, behind = _cut_behind(body.replace("**", ""), ending)
    before, rests = _cut_before(body, ending)
    readings = [_trimmed(plain)] if not (before and before[0].reference.title) else []
    readings += [_trimmed(rest) for rest in rests]
    readings = [one for one in dict.fromkeys(readings) if one]
    quoted = _quoted_in(rests[-1])
    claims = tuple((one,) for one in quoted) or ((tuple(readings),) if readings else ())
    if before and not _trimmed(rests[-1]):
        claims = ()
    return Parts((*before, *behind), claims, introduces)


def has_words(claim: str, least: int) -> bool:
    """Tell whether a claim has so many letters and digits at the least."""
    return len(_WORDS.findall(claim)) >= least


def _cut_before(body: str, ending: NameEnding) -> tuple[tuple[Named, ...], list[str]]:
    """Return the citations that a sentence begins with, and what follows them, with and without 规定： before it."""
    read = _readable(body)
    start = _end(_LEADS, body)
    references = find_references(read, ending)
    named: list[Named] = []
    place = start
    for reference in references:
        gap = read[place : reference.span.start] if reference.span.start >= place else ""
        if not named and not (_WHOSE.fullmatch(gap) if reference.quoted else not gap.strip()):
            break
        if named and gap.strip("和与及、， "):
            break
        after = read[reference.span.end :]
        is_bare = not (reference.title or reference.number or reference.document)
        if is_bare and not named and not _SAYS_OF_BARE.match(after):
            break
        named.append(Named(body[reference.span.start : reference.span.end], reference))
        place = max(place, reference.span.end)
    document = None if named else _DOCUMENT.search(read, start)
    if document and _WHOSE.fullmatch(read[start : document.start()]):
        part = _PRINTED_PART.match(read, document.end())
        place = part.end() if part else document.end()
        named.append(Named(read[document.start() : place], document_named(document.group()), part is not None))
    if not named:
        return (), [body]
    rest = body[place:]
    return tuple(named), [rest, rest[_end(_SAYS, rest) :]]


def _cut_behind(body: str, ending: NameEnding) -> tuple[str, tuple[Named, ...]]:
    """Return a sentence without the citation that it ends with, and that citation."""
    for pattern in (_BRACKETED, _BEHIND_DASH):
        found = pattern.search(body)
        if found is None:
            continue
        inner = found["inner"][_end(_POINTS, found["inner"]) :].strip()
        read = _readable(inner)
        references = find_references(read, ending)
        if references and references[0].span.start <= _end(_WHOSE, read):
            named = tuple(Named(inner[one.span.start : one.span.end], one) for one in references)
            return body[: found.start()], named
        if _DOCUMENT.fullmatch(inner):
            return body[: found.start()], (Named(inner, document_named(inner)),)
    return body, ()


def _readable(text: str) -> str:
    simplified = to_simplified(text).translate(_WIDTHS)
    return simplified if len(simplified) == len(text) else text


def _end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _trimmed(words: str) -> str:
    return words.strip(_EDGES + _QUOTES)


def _quoted_in(body: str) -> Sequence[str]:
    """Return the wordings that a sentence quotes, where they are most of what it says."""
    long = [_trimmed(one) for one in quotations(body) if len(_WORDS.findall(one)) >= _SHORTEST_QUOTED]
    said = len(_WORDS.findall(body))
    return long if sum(len(_WORDS.findall(one)) for one in long) >= _LEAST_QUOTED * said else ()
