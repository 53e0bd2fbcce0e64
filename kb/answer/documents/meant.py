"""Which document a question about a document itself means: by name, part of a name, number; repealed ones as well."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.answer.documents.asks import Ask, Segment, without_idle_words
from kb.retrieve.catalog import names_of
from kb.store.rows import VersionRow
from kb.text.keys import search_key, title_key
from kb.text.remembered import forget_remembered
from kb.types import DocumentKind, Evidence, Metadata

_KIND = re.compile(
    r"》|办法|方案|通知|条例|细则|措施|举措|意见|规定|行动|规划|纲要|指引|指南|规则|决定|公告|批复|目录|协议|计划|政策|新政"
    r"|文件|法律|法典|法|准则|标准|制度|章程|预案|[0-9]+条|报道|文章|新闻|消息|名单|通告|\[[0-9]{4}\][0-9]+号"
)
# Only documents have these: the question need not say that it speaks of one.
_OF_DOCUMENTS = frozenset({Ask.NUMBER})
# Words that tell one document from another of nearly the same name.
_TELLS_APART = re.compile(r"暂行|试行|修订|试点|[旧老原新]|以前|之前|过去|上一|前一|其他|别的|类")
_NO_DOCUMENT = frozenset({DocumentKind.MASTHEAD, DocumentKind.ADVERTISEMENT, DocumentKind.CAPTION})
_REPORTS = frozenset({DocumentKind.NEWS, DocumentKind.OTHER})
_LEAST_NAMED = 4
_STRAY = 2
_MOST_MEANT = 3
_NAMES_HELD = 16384
# What stands in brackets behind the kind: （试行）, （2025年修订）.
_EDITION = re.compile("^(?:试行|暂行|修订|修正|[版稿])+")
_LEAF = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")
_REPORT = re.compile("报道|文章|新闻|消息|这条|这篇")
_QUOTED = re.compile(r"《([^《》]+)》")
_PRINTED = re.compile(r"(?:印发|发布|公布|颁布|转发|下发)[^《]{0,8}《([^《》]+)》的?(?:通知|公告|决定|通告)?$")
_NUMBER = re.compile(r"[\u4e00-\u9fff]*\[[0-9]{4}\][0-9]+号")
_STATED_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Meant:
    """A document that is meant: a held version, or with `repealed` one that this version says it repeals."""

    row: VersionRow
    repealed: Evidence | None = None
    quoted: bool = False
    """True where the question writes the name in full."""


def printed_in(title: str) -> list[str]:
    """Return what a notice prints: 关于印发《…办法》的通知 is a notice, and the 办法."""
    return _PRINTED.findall(title)


def meant_by(segment: Segment, rows: Sequence[VersionRow], before: Sequence[Meant] = ()) -> list[Meant] | None:
    """Return the documents that the words of a segment call, `before` where they call none but ask.

    None where the words speak of something else, of something in a document, or of too many documents.
    """
    rest = segment.rest
    if not rest and not segment.years:
        return list(before) or None
    if not _ends_in_name(segment):
        return None
    found: list[tuple[int, Meant]] = []
    reports = _REPORT.search(rest) is not None
    for candidate in _candidates(rows):
        if candidate.row.metadata.kind in _REPORTS and not (reports or _exact(rest, candidate)):
            continue
        names = _names(candidate)
        if not _has_number(rest, names):
            continue
        if not any(names) or not _of_years(segment.years, candidate):
            continue
        if covered := max(_covered(rest, name) for name in names):
            found.append((covered, candidate))
    if not found:
        return None
    most = max(covered for covered, _ in found)
    best = [one for covered, one in found if covered == most]
    exact = [one for one in best if _exact(rest, one)]
    best = exact or best
    if before and len(best) > 1:
        near = {one.row.version_row for one in before}
        best = [one for one in best if one.row.version_row in near] or best
    if held := [one for one in best if one.row.metadata.kind not in _REPORTS]:
        best = held
    named = most >= _LEAST_NAMED or bool(exact) or len(best) == 1
    if not named or len(best) > _MOST_MEANT:
        return None
    return [Meant(one.row, one.repealed, one in exact) for one in best]


def _ends_in_name(segment: Segment) -> bool:
    """Tell whether nothing but the document's name is spoken of: no word stands behind the word for its kind."""
    kinds = list(_KIND.finditer(segment.rest))
    if not kinds:
        return bool(segment.asks & _OF_DOCUMENTS)
    return not _LEAF.search(_EDITION.sub("", segment.rest[kinds[-1].end() :]))


def _candidates(rows: Sequence[VersionRow]) -> Iterator[Meant]:
    """Yield the held documents, and those that they repeal and that are not held."""
    held = {_key(name) for row in rows for name in (row.metadata.title, *printed_in(row.metadata.title))}
    numbers = {_plain(row.metadata.doc_number.value) for row in rows if row.metadata.doc_number}
    for row in rows:
        if row.metadata.kind in _NO_DOCUMENT:
            continue
        yield Meant(row)
        for repealed in row.metadata.repeals:
            quoted = _QUOTED.search(repealed.value)
            named = _key(quoted[1] if quoted else repealed.value)
            if named not in held and not numbers.intersection(_NUMBER.findall(_plain(repealed.value))):
                yield Meant(row, repealed)


def _names(candidate: Meant) -> list[str]:
    """Return what a document is called, each name with the place, the issuers and the number that go with it."""
    metadata = candidate.row.metadata
    if candidate.repealed:
        return [_plain(candidate.repealed.value)]
    beside = " ".join(one.value for one in (metadata.region, metadata.doc_number, *metadata.issuers) if one)
    return [_plain(f"{name} {beside}") for name in names_of(metadata)]


def _covered(rest: str, name: str) -> int:
    """Return how many characters of the words stand in the name in pairs; 0 where others do that tell documents apart.

    The word for the kind (办法, 文件) need not be the document's own.
    """
    inside = [False] * len(rest)
    for place in range(len(rest) - 1):
        if rest[place : place + 2] in name:
            inside[place] = inside[place + 1] = True
    if not any(inside):
        return 0
    leaves, kind = _leaves(rest)
    held = sum(inside[place] for place in leaves)
    stray = "".join(rest[place] for place in leaves if not inside[place] and place not in kind)
    return 0 if len(stray) > _STRAY or _TELLS_APART.search(stray) else held


@lru_cache(maxsize=1)
def _leaves(rest: str) -> tuple[tuple[int, ...], range]:
    """Return the places of the characters that count, and those of the last word for a kind of document."""
    kinds = list(_KIND.finditer(rest))
    places = tuple(place for place, char in enumerate(rest) if _LEAF.match(char))
    return places, range(*kinds[-1].span()) if kinds else range(0)


def _has_number(rest: str, names: Sequence[str]) -> bool:
    """Tell whether a candidate bears the number by which words call a document, if they do; its organ may be shortened.

    A number is that of one document: the next one is another, and so is the same one of another organ.
    """
    asked = _NUMBER.search(rest)
    if asked is None:
        return True
    borne = [found[0] for name in names for found in _NUMBER.finditer(name)]
    return any(one.endswith(asked[0]) or asked[0].endswith(one) for one in borne)


def _of_years(years: Sequence[str], candidate: Meant) -> bool:
    """Tell whether a document is of the years by which the question calls it."""
    if not years:
        return True
    metadata: Metadata = candidate.row.metadata
    days = () if candidate.repealed else (metadata.doc_number, metadata.published, metadata.effective_from)
    said = candidate.repealed.value if candidate.repealed else metadata.title
    stated = set(_STATED_YEAR.findall(" ".join((said, *(one.value for one in days if one)))))
    return all(year in stated for year in years)


def _exact(rest: str, candidate: Meant) -> bool:
    title = candidate.repealed.value if candidate.repealed else candidate.row.metadata.title
    quoted = _QUOTED.search(title) if candidate.repealed else None
    return _key(_plain(quoted[1] if quoted else title)) in _called(rest)


@lru_cache(maxsize=1)
def _called(rest: str) -> frozenset[str]:
    return frozenset(map(title_key, (rest, *_QUOTED.findall(rest))))


# A question is held against the names of all documents.
@lru_cache(maxsize=_NAMES_HELD)
def _key(title: str) -> str:
    return title_key(title)


@lru_cache(maxsize=_NAMES_HELD)
def _plain(name: str) -> str:
    return without_idle_words(search_key(name))


def forget_names() -> None:
    """Drop what is kept of documents' names, after any change."""
    _key.cache_clear()
    _plain.cache_clear()
    forget_remembered()
