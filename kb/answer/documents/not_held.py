"""A question about what a document says that is not held: it is refused, and the clause that mentions it is named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.answer.documents.asks import asks_of, segments_of
from kb.answer.documents.quoting import cited
from kb.answer.documents.statements import Place
from kb.clauses.label import clause_name
from kb.clauses.references.names import normal_number, numbers_in, titles_in
from kb.retrieve.naming.lookup import ClauseLookup
from kb.retrieve.naming.titles import Titles, is_only_a_kind
from kb.retrieve.phrases.places import Occurrence, PhraseFinder
from kb.retrieve.query import prepare
from kb.retrieve.standing.repeals import Repeal
from kb.retrieve.view import Shelf, View
from kb.text.keys import to_simplified
from kb.text.sentences import sentence_spans
from kb.types import Citation, Hit, Query, SearchResult

# So many clauses that mention the document stand before what was found.
_MOST_MENTIONS = 2
# A short title may be said of many documents.
_LEAST_TITLE = 8
# A number of a document has at least two characters of its organ before the year.
_LEAST_ORGAN = 2
# What is asked of the mention itself: that one rule follows another, and what becomes of who came under the old one.
_ASKS_MENTION = re.compile(
    r"废止|失效|作废|停止|停用|取代|替代|代替|取消|修订|提到|引用|依据的?是?(?:什么|啥|哪)|哪一?[份个部条些]?(?:文件|办法|通知|条)"
    r"|还(?:能|可以|可|算)|继续|接着|衔接|过渡|什么关系|(?:怎么|如何)(?:办|处理)"
    r"|(?:已经?|此前|之前)[^，。；？]{0,12}(?:享受|领|受理|申请|核准|办理|发放)"
)
# Who is told by another document, or listed in it, asks nothing of what it says: 符合《…标准》的企业.
_TELLS_WHO = re.compile(r"(?:符合|满足|列入|纳入|属于|入选|达到|依据|根据)$")
_ENDS = re.compile(r"废止|失效|作废|停止(?:执行|施行|实施)|不再(?:执行|施行|适用)|取代|替代|代替")
# A text that is only made because of another says nothing of what that one lays down.
_LEANS = re.compile(r"根据|依据|依照|按照|遵照|贯彻|落实|结合")
_MAKES = re.compile(
    r"制定|制订|出台|印发|修订|现(?:就|将|予|公布|公告|通知)|如下|本(?:办法|细则|方案|通知|措施|规定|意见|公告)"
)
_FIGURE = re.compile(
    r"[0-9.〇零一二三四五六七八九十百]+\s*(?:[%％‰]|百分|万元|亿元|元|倍|成|个(?:百分)?点|个基点|基点)"
)
# The year of a number stands in these brackets or in others.
_BRACKETS = tuple(str.maketrans("〔〕", pair) for pair in ("〔〕", "[]", "【】", "()"))
# 贷款办法实施细则 is not 贷款办法.
_NAMES_ANOTHER = re.compile(r"的?(?:实施|管理|操作|补充)?(?:细则|办法|意见|通知|方案|解释)|的?(?:实施|管理|补充)规定")
_GOES_ON = re.compile(r"[\u4e00-\u9fff](?<![按照据和与及或的在原])$")


@dataclass(frozen=True, slots=True)
class _Named:
    """A document that a question names, by title, number or both."""

    title: str
    number: str
    mentions: tuple[Occurrence, ...]

    @property
    def said(self) -> str:
        return (f"《{self.title}》" if self.title else "") + (
            (f"（{self.number}）" if self.title else self.number) if self.number else ""
        )

    def repeal(self, view: View) -> Repeal | None:
        """Return the statement that repeals it."""
        return view.catalog.repeals.of_name(self.title or None, self.number or None)


class NotHeld:
    """Finds the documents that a question names and that only other texts mention."""

    def __init__(self, shelf: Shelf, lookup: ClauseLookup, finder: PhraseFinder) -> None:
        """Take the texts, how names are looked up, and what finds wordings."""
        self._shelf = shelf
        self._lookup = lookup
        self._finder = finder

    def told(self, query: Query, result: SearchResult, view: View) -> SearchResult:
        """Return what was found with the refusal of what is asked of such a document; the clauses that name it first.

        Nothing is refused that is asked of the mention itself, nor where a text that is held tells what it lays down.
        """
        if result.by_reference or result.absent:
            return result
        question = to_simplified(query.question)
        problems: list[str] = []
        hits: list[Hit] = []
        for named in self._not_held(question, view):
            if named.number and not named.title and not named.mentions:
                problems.append(f"资料里没有文号为{named.number}的文件，也没有文件提到它")
                continue
            if not named.mentions or not all(self._is_mere(one, named, view) for one in named.mentions):
                continue
            if _asks_of_mention(question, named):
                continue
            found = [cited(Place(one.version_row, one.span), view, self._shelf) for one in named.mentions]
            problems.append(_told_of(named, found[0][0], view))
            hits += [hit for _, hit in found[:_MOST_MENTIONS]]
        if not problems:
            return result
        first = {hit.passage.passage_id: hit for hit in hits}
        rest = [hit for hit in result.hits if hit.passage.passage_id not in first]
        ranked = tuple(replace(hit, rank=rank) for rank, hit in enumerate((*first.values(), *rest), start=1))
        return replace(result, hits=ranked, absent=tuple(problems), left_out=(), whatever_force=None)

    def titles(self, view: View) -> Titles:
        """Return the names of the documents held."""
        return self._lookup.meanings.titles(view)

    def _not_held(self, question: str, view: View) -> Iterator[_Named]:
        """Yield what a question names of which neither a title, a number nor a report is held, but a mention."""
        titles = self.titles(view)
        covered: list[tuple[int, int]] = []
        for one in titles_in(question):
            covered.append((one.start, one.end))
            number = one.number or ""
            if _is_held(number, titles) or len(one.title) < _LEAST_TITLE or is_only_a_kind(one.title):
                continue
            if not (titles.called(one.title) or titles.reported(one.title)):
                yield _Named(one.title, number, tuple(self._mentions(f"《{one.title}》", view)))
            elif number:
                # An earlier document of the same title.
                yield _Named(one.title, number, tuple(filter(self._is_whole, self._mentions(number, view))))
        for start, end in numbers_in(question):
            if any(first <= start < last for first, last in covered):
                continue
            numbers = _without_words_before(normal_number(question[start:end]))
            if any(_is_held(one, titles) for one in numbers):
                continue
            covered.append((start, end))
            found = ((one, [place for place in self._mentions(one, view) if self._is_whole(place)]) for one in numbers)
            number, mentions = next(((one, places) for one, places in found if places), (numbers[0], []))
            yield _Named("", number, tuple(mentions))
        for title in dict.fromkeys(to_simplified(one.title) for one in view.catalog.repeals.not_held if one.title):
            # Without title marks only a whole title that a text repeals is surely one.
            start = question.find(title)
            if start < 0 or len(title) < _LEAST_TITLE or any(first <= start < last for first, last in covered):
                continue
            if _NAMES_ANOTHER.match(question, start + len(title)) or titles.called(title) or titles.reported(title):
                continue
            yield _Named(title, "", tuple(self._mentions(f"《{title}》", view)))

    def _mentions(self, name: str, view: View) -> Iterator[Occurrence]:
        """Yield where a name stands in the texts that count on the day."""
        for wording in (name.translate(brackets) for brackets in _BRACKETS):
            for place in self._finder.occurrences(wording, view):
                row = view.catalog[place.version_row]
                if view.catalog.current(row.document_id, view.day) is row:
                    yield place

    def _is_whole(self, place: Occurrence) -> bool:
        """Tell whether a number does not go on before the place: 某政办发〔2020〕1号 is not 政办发〔2020〕1号."""
        before = self._shelf.version(place.version_row).text[max(0, place.start - 2) : place.start]
        return not _GOES_ON.search(before)

    def _is_mere(self, mention: Occurrence, named: _Named, view: View) -> bool:
        """Tell whether a text only ends the other document or leans on it."""
        text = self._shelf.version(mention.version_row).text
        tree = self._shelf.tree(mention.version_row)
        spans = sentence_spans(text, tree.clauses[tree.at(mention.start)].own)
        words = next((one.of(text) for one in spans if one.start <= mention.start < one.end), "")
        bare = words.replace(mention.span.of(text), "")
        if _FIGURE.search(bare):
            return False
        repeal = named.repeal(view)
        is_listed = repeal is not None and repeal.by.version_row == mention.version_row
        return bool(is_listed or _ENDS.search(bare) or (_LEANS.search(bare) and _MAKES.search(bare)))


def _told_of(named: _Named, mention: Citation, view: View) -> str:
    by = clause_name(mention.version, mention.clause)
    repeal = named.repeal(view)
    if repeal is None:
        return f"资料里没有{named.said}的原文，只有{by}提到它"
    already = "已" if repeal.from_day <= view.day else ""
    return f"资料里没有{named.said}的原文，只有{by}写明它{already}自{repeal.from_day.isoformat()}起废止"


def _asks_of_mention(question: str, named: _Named) -> bool:
    """Tell whether a question asks about the document itself, or only says by it who is meant."""
    bare = question
    for name in (named.title, named.number):
        before = question.partition(name)[0].rstrip("《 ") if name else ""
        if _TELLS_WHO.search(before) and re.match(r"[^，。？]{0,4}的", question.partition(name)[2].lstrip("》")):
            return True
        bare = bare.replace(name, "") if name else bare
    return bool(_ASKS_MENTION.search(bare) or asks_of(segments_of(prepare(bare, len(bare) + 1).text)))


def _is_held(number: str, titles: Titles) -> bool:
    return bool(number and (titles.numbered(number) or titles.reported(number)))


def _without_words_before(number: str) -> list[str]:
    """Return a number with ever fewer of the characters before its year: words may stand before the organ."""
    year = re.search(r"[〔\[［【(（]", number)
    organ = year.start() if year else 0
    return [number[start:] for start in range(max(1, organ - _LEAST_ORGAN + 1))]
