"""An owner's story taken apart: its clauses, whom each part speaks of, what is asked and only supposed."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kb.rules.applicant.spoken import Spoken, quantities_of
from kb.text.keys import to_simplified
from kb.text.written_numbers import half_width
from kb.types import Span

_STOP = re.compile(r"[,;。!?~…\n]+|(?<!\d)\.(?!\d)|\.{2,}")
_DIVISION = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:自治[区州县旗]|[省市州盟县区旗镇乡])")
_KIND = re.compile(r"(?:自治[区州县旗]|[省市州盟县区旗镇乡])$")
# Nobody says as much without a stop; it bounds the work on a text that is no story.
_LONGEST = 300
_SENTENCE_END = re.compile(r"[。!?;\n]|\.{3,}|…")
_OTHERS = (
    r"朋友|亲戚|同学|邻居|隔壁|对门|同行(?!业)|老乡|战友|熟人|别人|人家|他们|她们|别家|他家|她家|其他家|其他(?:公司|企业|老板|厂)|别的(?:公司|企业|老板|厂)|竞争对手|对手"
    r"|合作伙伴|客户|供应商|上游|下游|甲方|大舅子|小舅子|[表堂大二三小老]?(?<![徒子师])[哥弟姐妹]夫?(?!们[,是])|老婆|老公|爱人|丈夫|妻子|对象(?=[的家开公])|父亲|母亲|爸|妈|叔|舅|儿子|女儿|侄子|外甥"
    r"|亲家|同事|房东|(?:前|原|上)(?:一)?任?的?(?:老板|法人(?:代表)?|法定代表人|东家|股东|经营者|厂长)|(?:以前|原来|之前|原先)的(?:老板|法人(?:代表)?|法定代表人|股东)|母公司|集团公司|总公司|子公司|分公司|关联公司|关联企业|兄弟公司|老东家|前东家|下属公司|控股公司|参股公司"
    r"|(?:控股|大|小|主要|法人)?(?:股东|合伙人)(?:方|单位|公司|企业)?(?=(?:都|也|就)?(?:是|有|被|拖欠|欠|评|获|拿)[^,。;]{0,14}(?:企业|公司|高企|小巨人|专精特新|失信|名单|工资|税))"
    r"|总部(?=(?:是|有|被|评|获|拿)[^,。;]{0,14}(?:企业|公司|高企|小巨人|专精特新|失信|名单|工资|税))|隔壁老?[\u4e00-\u9fff]?|老[王李张刘陈赵]|小[王李张刘陈赵]"
)
_SUBJECT = re.compile(
    rf"(?P<other>(?:我们?|咱们?|俺)?(?:的|有个|有一个|一个|那个|这个|认识的?|家)?(?:{_OTHERS})(?:的|家|们|那|他|她)?)"
    r"|(?P<self>我们|我司|我公司|我厂|我店|我家|我自己|咱们?|俺们?|本公司|本企业|本人|本厂|本店|自己|我这|(?<![自])我|敝司|该公司|这家公司|(?:现在|现任|新)的?(?:法定代表人|法人|老板))"
)
_SOMEBODY = re.compile(_OTHERS)
# 和朋友合伙, 听朋友说, 给客户做: they only have a part in what the applicant does.
_PART_ONLY = re.compile(
    r"(?:和|跟|与|同|听|给|向|找|问|让|帮|为|替|从|被|由|靠|带着?|陪|卖给|欠|借给?|请|通过|比|像|看|跟着|是|有|没有?|没|其中|大|(?:和|跟|与|同|带着?)(?:[一二两三四五六七八九十几\d]+[个名位]))$"
)
_NAME_ONLY = re.compile(r"(?:介绍|推荐|告诉|说(?!他|她|自己)|建议|问我|让我|叫我|喊我|都(?:说|问))")
_GOES_ON = re.compile(r"[他她它](?!们?[是]?我)|人家|对方|那家|那边|他们|她们|它们")
# 合伙人失信,公司信用良好: behind a partner of its own the firm is spoken of again.
_PARTNER = re.compile(r"股东|合伙人|总部")
_FIRM_ITSELF = re.compile(r"(?:但是?|不过|而)?(?:公司|企业|单位)(?!的?(?:股东|合伙人))")
_ASKS = re.compile(
    r"[?？]|吗|[能可会要有是算行].{0,1}不.{0,1}[能可会要有是算行]|不[?。,!]?$|没[?]$|么$|啥|什么(?!.{0,8}(?:都|也)(?:没|不))|怎么|怎样|如何|咋|多少|哪[个些里种儿]|几时|能否|是否|行不|有木有"
)
_SUPPOSES = re.compile(
    r"如果|假如|假设|要是|假使|若是|倘若|万一|等(?:我们?|以后|将来|到).{0,12}(?:了|后|再)|的话|将来(?!.{0,4}已)|以后(?:要|想|能|如)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two stops."""

    index: int
    start: int
    end: int
    sentence: int
    text: str
    asks: bool
    """Whether the stop behind it or its words ask something."""
    supposes: bool


class Story:
    """A story with what all readers need of it; offsets are those of the text as given."""

    def __init__(self, text: str, today: date, places: Iterable[str] = ()) -> None:
        """Take the text, the day it is told, and places that a policy speaks of, which the table may not have."""
        self.text = text
        self.today = today
        plain = half_width(text).replace("，", ",")
        simple = to_simplified(plain)
        self.plain = simple if len(simple) == len(plain) else plain
        self.clauses = _clauses(self.plain)
        self._starts = [clause.start for clause in self.clauses]
        self._subjects = _subjects(self.plain, self.clauses)
        self._subject_starts = [start for start, _ in self._subjects]
        self.places = _forms_of(places)
        self.quantities: list[Spoken] = quantities_of(self.plain)

    def clause_at(self, offset: int) -> Clause:
        """Return the clause that an offset lies in, the one before it where it lies in a stop."""
        return self.clauses[max(0, bisect_right(self._starts, offset) - 1)]

    def of_applicant(self, offset: int) -> bool:
        """Tell whether what is said at an offset is said of the applicant."""
        at = bisect_right(self._subject_starts, offset) - 1
        return at < 0 or self._subjects[at][1]

    def speaks_of_others(self, start: int, end: int) -> bool:
        """Tell whether somebody else is spoken of, or named, anywhere in a stretch."""
        named = _SOMEBODY.search(self.plain, start, end)
        return named is not None or not (self.of_applicant(start) and self.of_applicant(max(start, end - 1)))

    def next_clause(self, clause: Clause) -> Clause | None:
        """Return the clause behind one."""
        return self.clauses[clause.index + 1] if clause.index + 1 < len(self.clauses) else None

    def words(self, span: Span) -> str:
        """Return the story's own words."""
        return self.text[span.start : span.end]

    def within(self, clause: Clause) -> list[Spoken]:
        """Return the quantities of a clause."""
        return [one for one in self.quantities if clause.start <= one.start < clause.end]


def _forms_of(places: Iterable[str]) -> tuple[str, ...]:
    """Return what places may be called, the longest first: each division of 某省某市, with its kind and without."""
    divisions = {name for place in places for name in (*_DIVISION.findall(place), place.strip())}
    stems = {_KIND.sub("", name) for name in divisions}
    return tuple(sorted((form for form in divisions | stems if len(form) > 1), key=lambda form: (-len(form), form)))


def _clauses(plain: str) -> tuple[Clause, ...]:
    found: list[Clause] = []
    start = sentence = 0
    for stop in [*_STOP.finditer(plain), None]:
        end = stop.start() if stop else len(plain)
        mark = stop.group() if stop else ""
        for begin in range(start, end, _LONGEST):
            text = plain[begin : min(end, begin + _LONGEST)]
            if text.strip():
                asks = "?" in mark or _ASKS.search(text) is not None
                supposes = _SUPPOSES.search(text) is not None
                found.append(Clause(len(found), begin, begin + len(text), sentence, text, asks, supposes))
        if _SENTENCE_END.search(mark):
            sentence += 1
        start = stop.end() if stop else len(plain)
    return tuple(found)


def _subjects(plain: str, clauses: tuple[Clause, ...]) -> list[tuple[int, bool]]:
    """Return from where on the applicant, or somebody else, is spoken of.

    Somebody else is spoken of up to the end of the sentence or the next 我们, and further where a sentence begins with
    他 or 人家.
    """
    found: list[tuple[int, bool]] = [(0, True)]
    sentence = 0
    of_partner = False
    for clause in clauses:
        if of_partner and not found[-1][1] and _FIRM_ITSELF.match(clause.text.strip()):
            found.append((clause.start, True))
        if clause.sentence != sentence:
            sentence = clause.sentence
            if not (not found[-1][1] and _GOES_ON.match(clause.text.strip())):
                found.append((clause.start, True))
        for match in _SUBJECT.finditer(plain, clause.start, clause.end):
            if match["self"]:
                found.append((match.start(), True))
            elif not _PART_ONLY.search(plain[max(clause.start, match.start() - 5) : match.start()]):
                rest = plain[match.end() : clause.end]
                if not _NAME_ONLY.match(rest):
                    found.append((match.start(), False))
                    of_partner = _PARTNER.search(match.group()) is not None
    return found
