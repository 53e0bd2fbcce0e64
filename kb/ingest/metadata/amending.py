"""Which clauses of other documents a text ends or changes: 《…》第五条停止执行, 删去第八条, 将第三条修改为“…”."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.clauses.references.stated_steps import labels_in, read_run
from kb.clauses.references.surroundings import printed
from kb.ingest.metadata.numbered import named_by_number
from kb.ingest.metadata.own_words import OWN
from kb.ingest.references import Reference, find_references
from kb.text.dates import find_dates
from kb.text.keys import title_key
from kb.types import Amended, ClauseChange, Evidence, Span

_QUOTED = re.compile(r"“[^“”]*(?:“[^“”]*”[^“”]*)*”")
_STOP = re.compile(r"[。；;\n]|$")
_TITLE_AMENDS = re.compile(
    r"(?:修改|修正|修订|调整|废止|停止执行|删除|取消|完善)[^《〈]{0,12}(?P<name>[《〈].+[》〉])|^(?:关于)?(?P<law>[^《》]{2,30})修正案"
)
# “对《…》作如下修改”, “修改《…》部分条款”: what follows is of that document.
_OF_SEVERAL = re.compile(r"[》〉]\s*等")
_ANNOUNCES = re.compile(
    r"^[^。；《》\n]{0,24}(?:作|作出|做|做出|进行|予以|加以)(?:了?如下|以下|相应|下列)?(?:修改|修订|修正|调整|补充|完善)"
    r"|^(?:的)?(?:部分|有关|相关|个别|以下|下列)?(?:条款|条文|内容|规定)?(?:修改|调整|修订)?(?:如下|为)?[：:]?\s*$"
)
_DONE = re.compile(r"作|做|进行|予以|加以")
_IS_HEADING = re.compile(
    r"^[\s\u3000#*]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]\s*)?(?:关于|对|将|修改|修订|调整)*\s*$"
)
_HERE = re.compile(rf"(?:{OWN}|本)\s*$")
# A number alone is a document's name only where its clause follows, not where it heads a text.
_ITS_CLAUSE = re.compile(r"[ \u3000]?(?:文件|通知)?(?:的|中的?|里的?)?第")
_OF_IT = re.compile(r"^\s*(?:[（(][^（）()]{0,30}[）)])?\s*(?:文件|通知)?(?:的|中的?|里的?)?\s*$")
_RESTS_ON = re.compile(r"(?:依照|根据|按照|依据|违反|符合|适用|参照|作为|改为|移作|见|与|同|之?后的?)\s*$")
_ADVERBS = (
    r"(?:的?(?:全部|有关|相关)?(?:规定|内容|条文|条款|政策|要求|标准))?[，,]?\s*"
    r"(?:自[^，。；《》]{2,24}起[，,]?|于[^，。；《》]{4,12}[，,]?|同时|即行|即日起[，,]?|予以|一并|相应|均|分别|正式|现|也|应当)*\s*"
)
_ENDED = re.compile(
    rf"^{_ADVERBS}(?:废止|失效|停止(?:执行|施行|使用|适用|实施)|不再(?:执行|施行|适用|实施|有效)|终止(?:执行|实施)|删去|删除|取消)"
)
_CHANGES = r"(?:修改|修订|修正|调整|变更|更改|改写|改|替换|表述)(?:为|成|如下)"
_CHANGED = re.compile(
    rf"^{_ADVERBS}{_CHANGES}(?!第)|^{_ADVERBS}(?:作|作出|做)(?:了?如下|以下|相应)?(?:修改|修订|调整)"
    rf"|^(?:改为|调整为|作为)第[^，。；]{{1,12}}[，,](?:并)?[^，。；]{{0,8}}{_CHANGES}"
    rf"|^(?:中的?|的|里的?)?[^。；]{{0,40}}?“_*”[^。；]{{0,24}}?(?:{_CHANGES}|删去|删除|取消)"
    rf"|^(?:中的?|里的?)[^。；]{{0,40}}?(?:{_CHANGES}|删去|删除|取消)"
    rf"|^(?:中|所)?规定的[^，。；：“”《》]{{1,20}}?由?[^，。；：“”《》]{{0,20}}?{_CHANGES}(?!第)"
    r"|^“_*”[^。；“”]{0,6}(?:之?[前后]|[前后]面)[，,]?(?:增加|加上|补充|添加)"
    r"|^(?:的?(?:最后|末尾|末))?(?:增加|增设|增补|补充)(?!一条)"
)
_ENDS_BEFORE = re.compile(r"(?:删去|删除|废止|停止(?:执行|施行|适用)|取消|不再(?:执行|适用)|宣布失效)(?:原)?\s*$")
_ASKED_FOR = re.compile(r"^的?(?:所)?(?:规定|要求)的[^，。；]")
_CHANGES_BEFORE = re.compile(r"(?:修改|修订|调整|修正)(?:原)?\s*$")
_PART = re.compile(r"^(?:中|里|的?“|[^，。；]{0,6}“)")
_LOSES_WORDS = re.compile(r"(?:删去|删除|取消)[^。；]{0,6}“")
_BELOW_ARTICLE = frozenset({"款", "项", "目"})
_ENDS = re.compile(r"[。；;\n]")
_FROM = re.compile(r"(?:自|从|于)\s*$")


_WORDS = ("修改", "修订", "修正", "调整", "废止", "停止", "不再", "删", "取消", "失效", "改为", "增加")


@dataclass(frozen=True, slots=True)
class _Subject:
    """The document that clauses without a name are of, from an offset on."""

    start: int
    value: str


def amends(text: str, title: str) -> tuple[Amended, ...]:
    """Return the clauses of other documents that this one ends or changes, in text order.

    What a new wording says in quotation marks is not looked into.
    """
    if not any(word in text for word in _WORDS):
        return ()
    plain = _QUOTED.sub(lambda quoted: f"“{'_' * (len(quoted[0]) - 2)}”", text)
    titled = [*find_references(plain)]
    numbered = [one for one in named_by_number(plain, 0, len(plain), titled) if _ITS_CLAUSE.match(plain, one.end)]
    names = sorted([*titled, *numbered], key=lambda one: one.start)
    subjects = [*_subjects(plain, title, names)]
    found: dict[tuple[str, tuple[str, ...], ClauseChange], Amended] = {}
    for one in _stated(plain, names, subjects):
        if title_key(one.named.value) != title_key(f"《{title}》"):
            found.setdefault((one.named.value, one.addresses, one.change), one)
    return tuple(found.values())


def _subjects(text: str, title: str, names: Sequence[Reference]) -> Iterator[_Subject]:
    if (said := _TITLE_AMENDS.search(title)) and not _OF_SEVERAL.search(title):
        yield _Subject(0, f"《{said['name'][1:-1] if said['name'] else said['law']}》")
    for name in names:
        line = text[text.rfind("\n", 0, name.start) + 1 : name.start]
        behind = text[name.end : _stop(text, name.end)]
        announced = _ANNOUNCES.match(behind)
        if announced and (_DONE.search(announced[0]) or _IS_HEADING.match(line)):
            yield _Subject(name.end, name.value)


def _stated(text: str, names: Sequence[Reference], subjects: Sequence[_Subject]) -> Iterator[Amended]:
    starts, done = [name.start for name in names], 0
    last: tuple[int, str] | None = None
    for label in labels_in(text):
        start = label.start()
        place = bisect_right(starts, start) - 1
        name = names[place] if place >= 0 else None
        if start < done or (name is not None and start < name.end) or _is_own(text, start, label.end()):
            continue
        cited = read_run(text, start)
        if not cited or cited[0].unit in _BELOW_ARTICLE:
            continue
        done = end = max(one.end for one in cited)
        at, owner = start, None
        if name is not None and _OF_IT.match(text[name.end : start]):
            at, owner = name.start, name.value
        elif _HERE.search(text[max(0, start - 24) : start]):
            continue
        elif last is not None and not _ENDS.search(text[last[0] : start]):
            owner = last[1]
        else:
            owner = next((one.value for one in reversed(subjects) if one.start <= start), None)
        if owner is None:
            continue
        opening = max(text.rfind(mark, 0, at) for mark in "。；;\n") + 1
        stop = _stop(text, end)
        change = _change(text[opening:at], text[end:stop])
        if change is None:
            continue
        last = (end, owner)
        addresses = tuple(dict.fromkeys(printed(one.steps) for one in cited))
        yield Amended(Evidence(owner, Span(at, end)), addresses, change, _day(text, opening, stop))


def _is_own(text: str, start: int, end: int) -> bool:
    """Tell whether a label begins an article of the text itself."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return not line.strip(" \u3000#*") and text[end : end + 1] in (" ", "\u3000")


def _change(before: str, behind: str) -> ClauseChange | None:
    """Return what the words around labels say becomes of the clauses; None where they only speak of them."""
    if _RESTS_ON.search(before):
        return None
    if _ENDED.match(behind):
        # 第八条删去“…” loses words; 删去第八条 is gone.
        return ClauseChange.CHANGED if _LOSES_WORDS.search(behind[:24]) else ClauseChange.REPEALED
    # “取消第四条规定的证明”: what the clause asks for goes, or only a part of it.
    if _ENDS_BEFORE.search(before) and not _ASKED_FOR.match(behind):
        return ClauseChange.CHANGED if _PART.match(behind) else ClauseChange.REPEALED
    if _CHANGED.match(behind) or _CHANGES_BEFORE.search(before):
        return ClauseChange.CHANGED
    return None


def _day(text: str, start: int, stop: int) -> Evidence | None:
    words = text[start:stop]
    for mention in find_dates(words):
        if _FROM.search(words[: mention.start]):
            return Evidence(mention.day.isoformat(), Span(start + mention.start, start + mention.end))
    return None


def _stop(text: str, start: int) -> int:
    found = _STOP.search(text, start)
    return found.start() if found else len(text)
