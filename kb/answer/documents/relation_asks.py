"""What a question asks of how documents hang together: who cites whom, who repeals whom, what a new version changes.

Pure reading of words: which document is meant is told from what is held.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from kb.text.keys import to_simplified


class Relation(StrEnum):
    """How a document may hang together with others."""

    CITED_BY = "cited_by"
    CITES = "cites"
    REPEALED_BY = "repealed_by"
    REPEALS = "repeals"
    AMENDED_BY = "amended_by"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class RelationAsk:
    """A relation that is asked for, the words that name a document or clause, and the years of versions named."""

    relation: Relation
    name: str
    years: tuple[str, ...] = ()
    is_of_versions: bool = False
    """True where the words tell that versions are compared: years, 新旧, 修订前后."""


_OPENS = re.compile(r"^(?:请问|我?想(?:问|知道|了解)一?下?|帮我?[查看找]一?下?|查一?下|麻烦|目前|现在|到底)+")
_ENDS = re.compile(r"[\s?？。!！]+$")
_KIND = r"(?:文件|条款|条文|规定|法规|法律|政策|办法|通知|制度|规章)"
_WHICH = rf"(?:(?:哪些|哪几[份个条部]|哪一?[份个部条]|什么)(?:其他|别的)?(?:的)?{_KIND}?|谁)"
_STILL = r"(?:都|还|也|曾|曾经|已经|已|又|同时|一共|总共|是)*"
_CITE = r"(?:引用|援引|引述)"
_END = r"(?:废止|废除|取代|替代|代替|作废|撤销)"
_DONE = r"(?:了|过|到|掉|的)*"
_AMEND = r"(?:修改|修订|修正|调整|变更|改动|改)"
_CLAUSES = r"(?:哪些|哪几|什么)(?:条款|条文|条|款|规定|内容|地方)"
_CHANGE = r"(?:变化|不同|区别|差别|差异|改动|变动|修改|修订|调整|改变|不一样|出入)"
_WHAT = r"(?:什么|哪些|啥|哪几处|多大|多少)"
_NAME = r"(?P<name>.{2,}?)"
_PATTERNS: tuple[tuple[Relation, re.Pattern[str]], ...] = tuple(
    (relation, re.compile(f"^{pattern}$"))
    for relation, pattern in (
        (Relation.CITED_BY, rf"(?:有|还有|都有)?{_WHICH}(?:里面?|中)?{_STILL}{_CITE}{_DONE}{_NAME}"),
        (Relation.CITED_BY, rf"{_NAME}{_STILL}(?:被|有){_WHICH}{_STILL}{_CITE}{_DONE}"),
        (Relation.CITED_BY, rf"{_CITE}{_DONE}{_NAME}的?{_KIND}{_STILL}(?:有|是)*{_WHICH}"),
        (Relation.CITES, rf"{_NAME}{_STILL}{_CITE}{_DONE}{_WHICH}"),
        (Relation.REPEALED_BY, rf"{_NAME}{_STILL}被{_WHICH}{_STILL}(?:给)?{_END}{_DONE}"),
        (Relation.REPEALED_BY, rf"(?:是)?{_WHICH}{_STILL}{_END}{_DONE}{_NAME}"),
        (Relation.REPEALS, rf"{_NAME}{_STILL}{_END}{_DONE}{_WHICH}"),
        (Relation.AMENDED_BY, rf"{_NAME}(?:里面?|中)?的?{_STILL}被{_WHICH}{_STILL}(?:给)?{_AMEND}{_DONE}"),
        (Relation.AMENDED_BY, rf"(?:有|是)?{_WHICH}{_STILL}{_AMEND}{_DONE}{_NAME}"),
        (
            Relation.AMENDED_BY,
            rf"{_NAME}(?:里面?|中)?的?(?:有)?{_CLAUSES}{_STILL}(?:被)?(?:{_AMEND}|{_END}|停止执行){_DONE}",
        ),
        (
            Relation.CHANGES,
            rf"(?:对比|对照|比较|比对)?(?:一下)?{_NAME}(?:相比|比较|对比|比起来|之间|上)?{_STILL}(?:有|作|做)(?:了|过)?{_WHAT}"
            rf"(?:主要|具体|大|重大|重要)*的?{_CHANGE}",
        ),
        (
            Relation.CHANGES,
            rf"{_NAME}(?:这次|本次|新近|最近)?{_STILL}(?:修改|修订|调整|改|变)(?:了|动了|过)(?:{_WHAT}|哪几)(?:内容|地方|条款|条文|规定|条)?",
        ),
        (Relation.CHANGES, rf"(?:对比|对照|比较|比对)(?:一下)?{_NAME}"),
        (Relation.CHANGES, rf"{_NAME}(?:的)?(?:{_CHANGE}|对比|对照|比较)(?:是|在)?(?:{_WHAT}|哪里|哪儿)?"),
    )
)
_BETWEEN = r"(?:年度?)?(?:的)?版?本?\s*(?:和|与|跟|、|到|至|对比|相比|比|/|-|—|vs)+\s*"
_YEARS = re.compile(
    rf"(?P<one>(?:19|20)\d{{2}}){_BETWEEN}(?P<other>(?:19|20)\d{{2}})年?度?(?:的)?(?:版本|版)?(?:的)?(?:之间|相比)?"
)
_YEAR = re.compile(r"(?P<one>(?:19|20)\d{2})年?(?:的)?(?:新版|版本|版|修订版?|修正版?)?(?:的)?")
_EDITIONS = re.compile(
    r"(?:的)?(?:新旧(?:两个?)?(?:版本|版|文本|文件)?|新版本?[和与跟比]旧版本?|旧版本?[和与跟比]新版本?|(?:修订|修改|修正)(?:前后|前[和与跟]后)"
    r"|前后(?:两个?)?(?:版本|版)|(?:两个?|各个?)版本?|[和与跟比](?:旧版本?|上一?版|以前|原来|之前)(?:的)?(?:相比|比)?)(?:的)?"
)
# Titles are left alone where years and editions are looked for.
_TITLE = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》(?:[（(][^（()）]*号[)）])?")
_IDLE = re.compile(r"^(?:的|在|关于)+|(?:的|在|里|中|这次|本次|,|，|、|\s)+$")


def relation_asked(question: str) -> RelationAsk | None:
    """Return the relation between documents that a question asks for and nothing else; None for other questions."""
    text = _ENDS.sub("", to_simplified(question).strip())
    text = _OPENS.sub("", text)
    held: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"《{len(held) - 1}》"

    plain = _TITLE.sub(put_aside, re.sub(r"\s+", "", text))
    for relation, pattern in _PATTERNS:
        words, years = _without_editions(plain) if relation is Relation.CHANGES else (plain, ())
        match = pattern.match(words)
        name = _IDLE.sub("", match["name"]) if match else ""
        if len(name) >= 2:
            named = re.sub(r"《(\d+)》", lambda found: held[int(found[1])], name)
            is_of_versions = len(years) == 2 or bool(_EDITIONS.search(plain))
            return RelationAsk(relation, named, years, relation is Relation.CHANGES and is_of_versions)
    return None


def _without_editions(text: str) -> tuple[str, tuple[str, ...]]:
    """Return words without what tells versions apart, and the years that do."""
    years: tuple[str, ...] = ()
    if two := _YEARS.search(text):
        years = (two["one"], two["other"])
        text = text[: two.start()] + text[two.end() :]
    elif one := _YEAR.search(text):
        years = (one["one"],)
        text = text[: one.start()] + text[one.end() :]
    return _EDITIONS.sub("", text), years
