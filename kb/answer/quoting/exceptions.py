"""Which sentences must not be left out beside a quoted one: its exceptions, its conditions, what it goes on from."""

import re
from collections.abc import Iterator, Sequence

from kb.answer.lead.text import unlabelled
from kb.text.amounts import figures_in
from kb.text.sentences import sentence_spans
from kb.text.tokens import bigrams
from kb.text.written_numbers import half_width
from kb.types import Span

# Sentences that say nothing without the one before them.
_GOES_ON = re.compile(
    r"但是?(?!凡)|其中|除(?!了?依法|草|尘|名|权|以)[^，,。；;]{0,30}|同时(?:满足|符合|具备)|超过(?:上述|前述|该|此)|确需|确有(?:必要|困难)"
    r"|特殊情况|因特殊|情况特殊|(?:如|若)?(?:超过|超出|逾期|低于|不足|未达到?)[^，,。；;]{0,24}(?:[，,]|需|须|应|的|不)"
    r"|(?:具体|实际)(?:额度|金额|比例|标准|期限|利率|费率|条件)"
)
# Sentences that speak of the clause they stand in, wherever in it.
_REFERS = re.compile(
    r"上述|前述|前款|前项|以上(?:第?[一二三四五六七八九十\d]|企业|对象|人员|条件|情形|政策|补|奖|贷|资金|期限)|本条|本款|本项"
)
# The same for a case: 企业属于首次贷款的，由基金承担65%.
_CASE = re.compile(r"[^，,。；;“”]{0,8}?(?:属于|属|系)[^，,。；;“”]{1,24}的[，,]([^。；;]*)")
# What changes the figure of the sentence before it for some: 工程项目可以延长至30个月, 参保的，利率再降0.3个百分点.
_CHANGES = re.compile(
    r"(?:(?:延长|提高|放宽|上调|上浮|下调|降低|降|降至|增加|扩大|缩短|减按|调低|调高|优惠|下浮)[至到为]"
    r"|再(?:上浮|下浮|提高|降低|下调|延长|增加|增|降|减|加|奖励?|补助?|给予))(?:不超过|最[高长多]|同期)?[^，,。；;\d]{0,6}$"
)
_IS_CASE = re.compile(r"(?:\(含\))?(?:以[上下内])?(?:[^,;。\d]{0,6})的(?:[,，]|[^,，。;]{0,12}[,，])")
_NO_RULE = re.compile(r"同比|环比|比(?:上年|去年|年初)|上年|去年|今年|已|到?20\d\d年|力争|截至|末[，,]")
# What changes the figure of the text before it for some, or caps the sum of what it grants for each.
_BASED_ON = re.compile(r"(?:前款|前项|上述|前述|以上)[^，,。；;]{0,14}(?:基础上|限制)|不受(?:前款|前项|本条|上述|前述)")
_OF_ALL = re.compile(
    r"(?:单[一个家户笔]|每一?个?[家户人]|同一|年度|全年|当年|累计|合计|总计|总额|总和)[^。；;]{0,24}(?:不(?:得)?超过|最高|不高于|上限|封顶)"
)
_FIGURE = re.compile(r"\d")
_SAME_WORDS = 3
_UNITS_ALIKE = {"百分点": "%", "基点": "%", "月": "年", "个月": "年"}
# What keeps someone out; a duty not to do something (不得泄露) is no exception to the sentence before it.
BARS = re.compile(
    r"不予(?!处罚)|不得(?:再次?|重复|同时)?(?:享受|申请|申报|参加|纳入|列入|给予|发放|领取|受理|作为)|不再(?:重复)?(?:享受|给予|支持|补)|不享受|不纳入|不列入"
    r"|不适用|除外|不(?:能|可以?)(?:享受|申请|申报|参加)|(?:取消|暂停)[^，,。；;]{0,8}(?:资格|享受|支持)"
)
"""What keeps someone or something out: 不予, 不得申请, 不享受, 除外."""
_BARRED = re.compile(
    rf"(?:有(?:下列|以下)(?:情形|情况|行为)之一|[^，,。；;]{{2,40}}的)[^，,。；;]{{0,14}}[，,]?[^，,。；;]{{0,10}}(?:{BARS.pattern})"
)
_NEEDED_AT_MOST = 3
# A limit stands close to what it limits; further off it mostly limits something else.
_NEAR = 3


def needed_beside(
    text: str,
    quoted: Span,
    own: Span,
    following: Sequence[Span] = (),
    closing: Sequence[Span] = (),
    *,
    capped: bool = False,
) -> list[Span]:
    """Return the sentences that limit a quoted one, most needed first, none of them within the quoted span.

    `own` is the own text of the leaf that the quote stands in, `following` that of the clauses behind it (款 or items)
    in order, `closing` that of the paragraphs behind the list that the quote is an item of; what caps a sum there is
    wanted only where `capped`. Needed are what goes on from the quote (但, 除, 其中, 超过…须), what bars some from it
    (有下列情形之一的不予, …的企业不予), what refers back to its clause (上述, 前款), and where the quote itself
    follows on, the sentence before it. A quote that itself bars needs no further bar.
    """
    inside = sentence_spans(text, own)
    after = [span for span in inside if span.start >= quoted.end]
    needed = list(_before(text, quoted, inside))
    adjoining = True
    bars = BARS.search(quoted.of(text)) is not None
    for distance, span in enumerate(after):
        said = unlabelled(span.of(text))
        goes_on = adjoining and (
            _GOES_ON.match(said) is not None
            or _is_case_of(said, quoted.of(text))
            or _changes_figure(said, quoted.of(text))
        )
        adjoining = goes_on
        goes_on = goes_on or (capped and not distance and _caps(said) and _FIGURE.search(quoted.of(text)) is not None)
        limits = distance < _NEAR and (_REFERS.match(said) or (not bars and _BARRED.match(said)))
        if goes_on or limits:
            needed.append(span)
    needed.extend(_next(text, following, bars))
    if _FIGURE.search(quoted.of(text)):
        needed.extend(span for span in _closing(text, closing, capped=capped) if span not in needed)
    return needed[:_NEEDED_AT_MOST]


def changed_behind(text: str, quoted: Span, own: Span) -> Span | None:
    """Return the sentence right behind a quote in its clause that changes the figure of its last one for some."""
    inside = sentence_spans(text, own)
    last = next((span for span in inside if span.start < quoted.end <= span.end), None)
    behind = next((span for span in inside if span.start >= quoted.end), None)
    if last is None or behind is None or not _changes_figure(unlabelled(behind.of(text)), last.of(text)):
        return None
    return behind


def _caps(said: str) -> bool:
    return _FIGURE.search(said) is not None and _OF_ALL.match(said) is not None


def _closing(text: str, closing: Sequence[Span], *, capped: bool) -> Iterator[Span]:
    """Yield the sentences behind a list that change a figure of its items for some, or cap the sum of them."""
    for own in closing:
        for span in sentence_spans(text, own) if len(own) else []:
            said = span.of(text)
            if _FIGURE.search(said) and (_BASED_ON.search(said) or (capped and _OF_ALL.match(unlabelled(said)))):
                yield span


def _is_case_of(said: str, quoted: str) -> bool:
    """Tell whether a sentence says for a case what a quoted one says of its figure, in the same words."""
    case = _CASE.match(said)
    if case is None or not _FIGURE.search(case[1]) or not _FIGURE.search(quoted) or _CASE.search(quoted):
        # Beside one case another is none of its exceptions.
        return False
    return len(set(bigrams(case[1])) & set(bigrams(quoted))) >= _SAME_WORDS


def _changes_figure(said: str, quoted: str) -> bool:
    """Tell whether a sentence says by how much or to what a figure in the sentence before it changes for some."""
    if _NO_RULE.search(said) or _NO_RULE.search(quoted):
        # A report on what has changed is no rule.
        return False
    units = {_UNITS_ALIKE.get(figure.unit, figure.unit) for figure in figures_in(half_width(quoted))}
    plain = half_width(said)
    for figure in figures_in(plain):
        if _UNITS_ALIKE.get(figure.unit, figure.unit) not in units or _IS_CASE.match(plain, figure.span.end):
            continue
        # A sentence that grants something of its own before changes that: 新建的奖励8万元，次年再奖励3万元.
        return _CHANGES.search(plain[: figure.span.start]) is not None
    return False


def _before(text: str, quoted: Span, inside: Sequence[Span]) -> Iterator[Span]:
    """Yield the sentence before a quote that goes on from it."""
    earlier = [span for span in inside if span.end <= quoted.start]
    said = unlabelled(quoted.of(text))
    alone = said.startswith("除")
    if earlier and not alone and (_GOES_ON.match(said) or _REFERS.match(said)):
        yield earlier[-1]


def _next(text: str, following: Sequence[Span], bars: bool) -> Iterator[Span]:
    """Yield the first sentences of the clauses right behind that refer back or go on, until one does neither."""
    for own in following:
        # An empty span is falsy and would mean the whole text.
        sentences = sentence_spans(text, own) if len(own) else []
        if not sentences:
            continue
        said = unlabelled(sentences[0].of(text))
        refers = _REFERS.match(said) or re.match(r"但是?(?!凡)", said)
        if not refers and (bars or not _BARRED.match(said)):
            return
        yield sentences[0]
