"""What documents are called, and which of them some words call: by title, short name, number, or remembered in part."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import product

from kb.store.rows import VersionRow
from kb.text.keys import title_key, to_simplified
from kb.text.remembered import remembered
from kb.text.title_names import name_key as edition_key
from kb.types import DocumentKind

DeclaredNames = Callable[[], Mapping[str, frozenset[str]]]
"""Returns the short names that texts give to documents (以下简称《…》), with the keys of the full titles."""

_COUNTRY = "中华人民共和国"
_KINDS = (
    "暂行办法|实施办法|管理办法|办法|实施细则|细则|实施条例|条例|规定|通知|实施方案|方案|规划|决定|决议|规则|准则|解释|措施|公约|章程"
    "|宪法|法典|办法|指南|标准|制度|预案|纲要|批复|复函|公告|通告|计划|目录|要点|指引|协定|解答|答复|纪要|守则|程序|规程|规范|意见|通则|总则|导则|大纲|名录|清单|须知|条约|议定书|宣言|声明|报告|法"
)
_KIND = re.compile(rf"(?:{_KINDS})$")
_ONLY_KIND = re.compile(rf"(?:[这那该此本]?[份个部]?)(?:管理|实施|暂行|试行|有关|相关|政策)*(?:{_KINDS}|政策|文件)")
_PLAIN_KIND = re.compile(r"办法$|细则$|条例$|方案$")
# What remains before a name may end in these: the name is the whole of what is called.
_BOUNDARY = re.compile(
    r"(?:^|[^\u4e00-\u9fffA-Za-z0-9]|请|问|问下|一下|查|查找|看|看看|按|按照|照|依照|依据|据|根据|在|对|对于|关于|和|与|及|以及|跟|同|或|或者"
    r"|的|是|为|从|由|到|把|将|用|适用|引用|违反|触犯|参照|符合|属于|现行|最新|新版|新|我国|中国|国家|给我|帮我|解释|说明|介绍|如果|因为|其中"
    r"|那么|比较|对比|对照|区别|比|知道|了解|学习|执行|遵守|涉及|见|参见|详见|如|即|指|找|呢|吗|啊|吧|说|讲|讲讲|说说|里|中|下|于|及其|有|要|想|份|这个|那个|部)$"
)
_DIVISION = re.compile("[省市县区]")
_ISSUER = re.compile(r"(?:省|市|县|区|旗|州|盟|镇|乡|部|局|署|委|会|院|厅|室|政府|国|关于|的)$")
# What may be said behind a title without being of it: the year of its edition, its stage.
_EDITION_BEHIND = re.compile(r"\s*[（(]\s*(?:(?P<year>(?:19|20)\d{2})\s*年?(?:[修版]\w{0,5})?|试行|暂行|现行)\s*[)）]$")
_SHORTEST_NAME = 2
_SHORTEST_PART = 4
_LONGEST_NAME = 120
# So much of the two-character pieces of both names must be shared before one is called the nearest to the other.
_NEAR = 0.34
_MOST_NEAR = 3
_NO_DOCUMENT = frozenset({DocumentKind.MASTHEAD, DocumentKind.ADVERTISEMENT, DocumentKind.CAPTION})
_YEAR_BRACKETS = str.maketrans("〔【［(（〕】］)）", "[[[[[]]]]]")


@remembered
def _title_key(title: str) -> str:
    return title_key(title)


@remembered
def _other_names(title: str) -> frozenset[str]:
    return frozenset(other_names(title))


class Titles:
    """The names of documents, for looking up. Immutable; made once for a catalog."""

    def __init__(self, rows: Iterable[VersionRow], declared: DeclaredNames) -> None:
        self._read_declared = declared
        self._titles: dict[str, set[str]] = defaultdict(set)
        self._others: dict[str, set[str]] = defaultdict(set)
        self._numbers: dict[str, set[str]] = defaultdict(set)
        self._reports: dict[str, set[str]] = defaultdict(set)
        self._printed: dict[str, str] = {}
        self._printed_numbers: dict[str, str] = {}
        for row in rows:
            self._add(row)
        self.remembered = lru_cache(maxsize=4096)(self._remembered)
        """The documents that a name remembered in part may mean, by its key."""

    def _add(self, row: VersionRow) -> None:
        metadata, document = row.metadata, row.document_id
        if metadata.kind in _NO_DOCUMENT:
            return
        if metadata.doc_number:
            self._numbers[number_key(metadata.doc_number.value)].add(document)
            self._printed_numbers[number_key(metadata.doc_number.value)] = metadata.doc_number.value
        for report in metadata.reports_on:
            self._reports[title_key(report.value)].add(document)
        key = _title_key(metadata.title)
        if key:
            self._printed[key] = metadata.title
            self._titles[key].add(document)
        for other in _other_names(metadata.title):
            if other != key:
                self._others[other].add(document)

    def called(self, words: str) -> list[str]:
        """Return the documents that bear a name; the surest way in which any does counts alone.

        In order: the title; a title without what people leave out (中华人民共和国, （试行）, 印发…的通知); a short name
        that a text declares; a title of which the words are the end; one that has their characters in order.
        """
        found = self._called(words)
        edition = _EDITION_BEHIND.search(words)
        return found if found or not edition else self._called(words[: edition.start()])

    def _called(self, words: str) -> list[str]:
        key = name_key(words)
        if not key:
            return []
        full = title_key(to_simplified(words))
        for names, one in product((self._titles, self._others), (full, key)):
            if one in names:
                return sorted(names[one])
        return list(self._by_declared(key) or self.remembered(key) or self.remembered(key.replace("的", "")))

    def is_name(self, words: str) -> bool:
        """Tell whether words are a title, or what a title is called without what people leave out."""
        edition = _EDITION_BEHIND.search(words)
        names = (words, words[: edition.start()]) if edition else (words,)
        return any(self._is_title(title_key(to_simplified(name))) for name in names)

    def numbered(self, number: str) -> list[str]:
        """Return the documents of a number."""
        return sorted(self._numbers.get(number_key(number), ()))

    def reported(self, words: str) -> list[str]:
        """Return the reports on a document of that name."""
        key = name_key(words)
        return sorted(document for name, held in self._reports.items() if key and key in name for document in held)

    def ending(self, words: str) -> int | None:
        """Return where the longest name that words end with begins; None where they end with none.

        What stands before must not make it another name (担保法 in 融资担保法).
        """
        for is_name in (self._is_title, self._is_declared):
            start = self._ending(words, is_name)
            if start is not None:
                return start
        return None

    def _ending(self, words: str, is_name: Callable[[str], bool]) -> int | None:
        keys = [title_key(char) for char in words[-_LONGEST_NAME:]]
        skipped = len(words) - len(keys)
        for start in range(len(keys)):
            key = "".join(keys[start:])
            fits = keys[start] and len(key) >= _SHORTEST_NAME and is_name(key)
            if fits and _BOUNDARY.search(words[: skipped + start]):
                return skipped + start
        return None

    def only(self, words: str) -> bool:
        """Tell whether words call one document alone."""
        return len(self.called(words)) == 1

    def bears(self, words: str, document_id: str) -> bool:
        """Tell whether words are a document's title or what it is also called, not a part of it from memory."""
        keys = (title_key(to_simplified(words)), name_key(words))
        return any(document_id in names.get(key, ()) for names in (self._titles, self._others) for key in keys)

    def nearest(self, words: str) -> list[str]:
        """Return the titles most like a name that no document bears, most alike first."""
        wanted = _pieces(name_key(words))
        scored = []
        for key, title in self._printed.items():
            pieces = _pieces(key.removeprefix(_COUNTRY))
            shared = 2 * len(wanted & pieces) / max(1, len(wanted) + len(pieces))
            if shared >= _NEAR:
                scored.append((-shared, title))
        return [title for _, title in sorted(scored)[:_MOST_NEAR]]

    def near_numbers(self, number: str) -> list[str]:
        """Return the numbers of the same organ and year."""
        stem = number_key(number).rpartition("]")[0]
        near = sorted(held for held in self._numbers if stem and held.startswith(stem))[:_MOST_NEAR]
        return [self._printed_numbers[held] for held in near]

    def _is_title(self, key: str) -> bool:
        return key in self._titles or key in self._others

    def _is_declared(self, key: str) -> bool:
        return bool(self._by_declared(key))

    def _by_declared(self, key: str) -> list[str]:
        fulls = self._declared.get(key, frozenset())
        return sorted({document for full in fulls for document in self._of_full(full)})

    def _of_full(self, full: str) -> set[str]:
        return self._titles.get(full) or self._others.get(full.removeprefix(_COUNTRY)) or set()

    def _remembered(self, key: str) -> tuple[str, ...]:
        fits = [(name, documents) for name, documents in self._all_names if stands_for(key, name)]
        stem = _DIVISION.sub("", key)
        nearly = (
            # 浙江消防条例 for 浙江省消防条例,
            [documents for name, documents in fits if _DIVISION.sub("", name) == stem],
            # and where the words are the end of a title, with only who issued it left out.
            [documents for name, documents in fits if name.endswith(key) and _ISSUER.search(name.removesuffix(key))],
            [documents for _, documents in fits],
        )
        return tuple(sorted(set().union(*next(filter(None, nearly), ()))))

    @cached_property
    def _declared(self) -> Mapping[str, frozenset[str]]:
        """Read when a name is first asked for that no title bears: all texts are looked through."""
        return self._read_declared()

    @cached_property
    def _all_names(self) -> Sequence[tuple[str, set[str]]]:
        return [*self._titles.items(), *self._others.items()]


def year_said(words: str) -> str:
    """Return the year of the edition that stands in brackets behind a name; empty where none does."""
    edition = _EDITION_BEHIND.search(words)
    return (edition["year"] or "") if edition else ""


def is_only_a_kind(words: str) -> bool:
    """Tell whether words only say what kind of document is meant: 办法, 管理规定."""
    return _ONLY_KIND.fullmatch(title_key(words)) is not None


def name_key(words: str) -> str:
    """Return the key of a name without the country's."""
    key = title_key(to_simplified(words))
    return key.removeprefix(_COUNTRY) or key


def number_key(number: str) -> str:
    """Return the key of a document's number, however its year is bracketed."""
    bare = re.sub(r"\s+|第(?=\d)", "", to_simplified(number)).translate(_YEAR_BRACKETS)
    return re.sub(r"(?<=[^\[\d])((?:19|20)\d{2})年", r"[\1]", bare)


def other_names(title: str) -> set[str]:
    """Return the keys of what a title is also called: without the country, its stage or edition; what it issues."""
    keys = {title_key(title), edition_key(title), title_key(title).removeprefix(_COUNTRY)}
    return {key for key in keys if len(key) >= _SHORTEST_NAME and not _KIND.fullmatch(key)}


def stands_for(key: str, name: str) -> bool:
    """Tell whether a name may be remembered as these characters: all in its order, of the same kind of document.

    Three characters must begin and end as it does: 环保法 is said of 环境保护法, 合同法 of no 劳动合同法.
    """
    bare = name.removeprefix(_COUNTRY)
    if len(key) < _SHORTEST_PART and (len(key) < 3 or key[0] != bare[0] or key[-1] != bare[-1]):
        return False
    if not _in_order(key, bare):
        return False
    kind = _KIND.search(key)
    return kind is None or _kind_of(key) == _kind_of(bare)


def _in_order(key: str, name: str) -> bool:
    position = 0
    for char in key:
        position = name.find(char, position) + 1
        if not position:
            return False
    return True


def _kind_of(key: str) -> str:
    kind = _KIND.search(key)
    plain = _PLAIN_KIND.search(kind[0]) if kind else None
    return plain[0] if plain else kind[0] if kind else ""


def _pieces(key: str) -> frozenset[str]:
    return frozenset(key[i : i + 2] for i in range(len(key) - 1))
