"""Which documents a text repeals: in a sentence of its own, or in a list under a heading that says so."""

import re
from collections.abc import Iterator

from kb.ingest.metadata.listed import is_part, is_table_head, items_of
from kb.ingest.metadata.numbered import named_by_number
from kb.ingest.metadata.own_words import sentences, speaks_of_itself, without_label
from kb.ingest.references import NUMBER, Reference, find_references
from kb.types import Evidence, Span

_ENDED = re.compile(
    r"(?:同时|即行|予以|相应|一并|均|自行|宣布)?\s*(?:废止|失效|作废|停止(?:执行|施行|使用|适用)|不再(?:执行|施行|适用)|停止执行)"
)
_YEAR_AND_NUMBER = r"[〔\[［【(（]\s?(?:19|20)\d{2}\s?[〕\]］】)）]\s?第?\s?\d{1,5}\s?号"
# Said before the titles or numbers: “废止《…》”, “决定废止下列…”, “…起施行，同时废止…”.
_ENDS = re.compile(
    r"(?:^|[，,：:；;])\s*(?P<how>(?:[^，。；《]{0,30}决定[：:，,]?|同时|一并|并|现|即行|相应|予以|将)*)\s*"
    r"(?:废止|宣布失效|宣布废止|停止执行|不再执行)(?:下列|以下|如下)?[^，。；《]{0,24}?"
    rf"(?=《|[\u4e00-\u9fff]{{1,14}}{_YEAR_AND_NUMBER})"
)
# What may stand before a decision that begins a sentence: why, by whose consent, from when.
_LEADS = re.compile(
    r"(?:经|根据|依据|按照|依照|为(?:了|进一步|更好|全面|深入)*(?:贯彻|落实|做好|适应|规范|推进|维护)|鉴于|自|从|现)"
)
_NAMES_BEHIND = re.compile(rf"(?:下列|以下|如下)?[^，。；《]{{0,24}}?(?:《|{_YEAR_AND_NUMBER})")
_KEPT = re.compile(r"继续(?:有效|施行|实施|执行|适用)|予以保留")
# What a longer term is said of goes on, whatever is said of its clauses behind.
_SPARED = re.compile(rf"{_KEPT.pattern}|延长|延续|顺延|延期|展期|续期")
_HEADING = re.compile(
    r"^[^。《》]{0,60}(?:废止|失效|停止执行)[^。《》]{0,30}(?:目录|清单|名单|列表|如下|[（(]共?\s*[\d一二三四五六七八九十百]+\s*[件部项个][）)])[：:]?$"
    r"|^[^。《》]{0,60}(?:下列|以下)[^。《》]{0,40}(?:废止|失效|停止执行)[：:]$"
    r"|^[^。《》]{0,40}(?:废止|宣布失效|停止执行)(?:的|下列|以下)[^。《》]{0,24}(?:文件|规章|法规|规定|政策)(?:目录|如下)?[：:]?$"
)
_OTHER_HEADING = re.compile(
    r"^[^。《》]{0,60}(?:继续有效|保留|修改|修订|修正)[^。《》]{0,30}(?:目录|清单|名单|列表|文件|规章|法规|规定|如下)"
    r"(?:[（(]共?\s*[\d一二三四五六七八九十百]+\s*[件部项个][）)])?[：:]?$"
)
_REASON = re.compile(
    r"(?:根据|依据|按照|依照|遵照|结合|为(?:了|进一步|更好|全面|深入)*(?:贯彻|落实|实施|执行|适应))[^《》，。；]{0,60}$(?<!修[改正订]的)"
)
_REPEAL_CHARS = 1500


def repeals(text: str) -> tuple[Evidence, ...]:
    """Return the documents that this one repeals as a whole: “《title》（number）”, “《title》” or a number alone."""
    found: dict[str, Evidence] = {}
    for reference in (*_in_sentences(text), *_in_lists(text)):
        found.setdefault(reference.value, Evidence(reference.value, Span(reference.start, reference.end)))
    return tuple(found.values())


def _in_sentences(text: str) -> Iterator[Reference]:
    for start, sentence in sentences(text):
        if "《" not in sentence and not NUMBER.search(sentence):
            continue
        for first, last in _where_named(text, start, sentence):
            titled = [*find_references(text, first, last)]
            for reference in (*titled, *named_by_number(text, first, last, titled)):
                if not _is_spared(text, reference, last) and not _is_reason(text, start, reference.start):
                    yield reference


def _where_named(text: str, start: int, sentence: str) -> Iterator[tuple[int, int]]:
    """Give the parts of a sentence that name what it ends: behind 废止 where that comes first, else before it."""
    outside = _without_titles(sentence)
    label = len(sentence) - len(without_label(sentence))
    speaks, closing = speaks_of_itself(sentence), _is_closing(text, start)
    done = 0
    for match in _ENDS.finditer(outside[label:]):
        lead, at = outside[label : label + match.start()], label + match.end()
        begins = not lead or (bool(_LEADS.match(lead)) and not lead.endswith("的"))
        if begins or speaks or (closing and match["how"]):
            end = outside.find("；", at)
            done = len(sentence) if end < 0 else end
            yield start + at, start + done
            break
    ended = _last_end(outside, done)
    if ended and (speaks or closing):
        yield start + done, start + ended


def _without_titles(sentence: str) -> str:
    """Return a sentence of the same length in which titles say nothing."""
    return re.sub(
        r"《([^《》]*(?:[〈<＜《][^》〉>＞]*[》〉>＞][^《》]*)*)》",
        lambda title: f"《{'_' * len(title[1])}》",
        sentence,
    )


def _last_end(outside: str, done: int) -> int | None:
    """Return where the last words stand that end what is named before them, behind what is done; None where none do."""
    for match in reversed([*_ENDED.finditer(outside, done)]):
        if not _NAMES_BEHIND.match(outside, match.end()):
            return match.start()
    return None


def _is_spared(text: str, reference: Reference, end: int) -> bool:
    """Tell whether only a part of a document ends, or it is said to go on."""
    behind = text[reference.end : end]
    following = behind.find("《")
    own = behind if following < 0 else behind[:following]
    return is_part(text, reference.end) or bool(_SPARED.search(own))


def _in_lists(text: str) -> Iterator[Reference]:
    """Give the documents listed under a heading that says they end, until a line that is no item of a list."""
    listed, start = False, 0
    for line in text.split("\n"):
        plain = re.sub(r"^[#>\s\u3000*]+|[\s\u3000*]+$", "", line)
        if _KEPT.search(plain) or (_OTHER_HEADING.match(without_label(plain)) and not NUMBER.search(plain)):
            listed = False
        elif "《" not in plain and _HEADING.match(without_label(plain)):
            listed = True
        elif listed and plain:
            items = [*items_of(text, start, line)]
            yield from (one for one in items if not _is_spared(text, one, start + len(line)))
            listed = bool(items) or is_table_head(plain)
        start += len(line) + 1


def _is_closing(text: str, start: int) -> bool:
    return start >= len(text) - _REPEAL_CHARS


def _is_reason(text: str, start: int, at: int) -> bool:
    """Tell whether a title or number only says why, by whose decision or where a repealed document was made."""
    return bool(_REASON.search(text[start:at]))
