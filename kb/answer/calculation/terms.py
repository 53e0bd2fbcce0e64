"""What calculations are made of: the figures of quotes and questions, and how a figure is printed in a calculation."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from kb.answer.lead.text import plain
from kb.text.amounts import Figure, Operator, figures_in, same_figure
from kb.text.keys import search_key
from kb.text.quantities import COUNTS, TIMES
from kb.text.remembered import remembered_texts
from kb.text.written_numbers import half_width
from kb.types import Citation, Span

_SENTENCE = re.compile(r"[^。!?;…]+")
_SEGMENT_STOP = re.compile(r"[。!?;…,:](?!\d{3}(?!\d))")
# Everyday words for so many people, and amounts whose unit goes unsaid before the thing that they are for.
_SPOKEN = (("仨", "三个"), ("俩", "两个"))
_BARE_MONEY = re.compile(
    r"(?<=[万亿w])(?=的?(?:坏账|烂账|呆账|损失|亏|不良|窟窿|保费|保险|利息|利钱|本金|租|房|设备|机器|货(?!车)|投资|研发|展|工资|担保|欠|拖|逾期|过期|晚|存|借|贷|还|放|给|出"
    r"|违约|学费|材料|合同|订单|装修|代偿|费|运费|专利|电费|软件|培训|广告|收不回|还不|用(?!户)|坏|周转|过桥|转贷|做|买|三家|两家|几家|各|银行|政府|财政|基金|县[里上]|市里|国家|公司|三方|双方|两边|咋|按|分[给摊]|信用|保证|抵押|质押|成了|了(?![一二两三\d])"
    r"|[一二两三四五六七八九十半\d]+个?(?:年|月|天|周|季度|工作日|星期)))"
)
_HALF = re.compile(r"(?<![大超近过多少])(?:一半|半数)(?![以左多上])")
_FAR_LIMIT = re.compile(
    r"不[得应可能]?(?:超过?|超出|高于|大于|突破)|最高(?!人民|[法检院级])|至多|上限|封顶|(?P<least>不[得应可能]?(?:低于|少于|小于)|至少|下限)"
)
_DENIED = re.compile(r"不再|不[予按享给]|不得(?:按|享受|申请)|取消|停止|暂停|停发|免[于除交收]|禁止|并非")
_PRINCIPLE = re.compile(r"原则上|一般(?!性|公共|企业|项目|户)|通常")
_NUMERAL = re.compile(r"^[\d.,〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟wW ]+")
_PARTS = re.compile(r"[^百]分之|‰")
_SCALES = (("亿", Decimal(10**8)), ("万", Decimal(10**4)), ("", Decimal(1)))
_COUNTED = COUNTS | TIMES | {"亩", "平方米", "吨", "公里", "千瓦", "千瓦时"}

_ITEM = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、）)]|[①-⑳])")
_ENDS = frozenset("。;!?")
_ITEMS_BESIDE = 8
PLACE = re.compile(r"[\u4e00-\u9fff][^全各本该哪几个两小园社地山校片城厂景库\W\d](?=[县区镇乡旗])")
"""The end of the name of a county, a district or a town."""
UNQUOTED = -1
"""The mark of what stands in a clause beside its quote."""
Lines = Iterator[tuple[str, tuple[int, ...]]]
"""Lines of calculations, each with the marks of the citations that it rests on."""
JOINS = re.compile("[和与及跟、]")
"""What joins two amounts that a question names: of 100万保费和30万利息 each noun stands behind its own."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A quote or a question as a calculation reads it: half-width, with its figures."""

    mark: int
    """The citation's mark; 0 for the question."""
    text: str
    figures: tuple[Figure, ...]
    about: str = ""
    """The document's title and the clause's headings."""
    leaf: str = ""
    """The whole own text of the clause, of which the quote may be a part."""
    version: str = ""
    document: str = ""
    """The whole text of the document, as it is stored."""

    def sentences(self) -> list[Span]:
        """Return the sentences of the text; a semicolon ends one."""
        return [Span(*match.span()) for match in _SENTENCE.finditer(self.text)]

    def sentence(self, place: int) -> Span:
        """Return the sentence that holds an offset."""
        return next((span for span in self.sentences() if span.start <= place < span.end), Span(0, 0))

    def segment(self, figure: Figure) -> Span:
        """Return the stretch between two stops that holds a figure."""
        stops = [match.end() for match in _SEGMENT_STOP.finditer(self.text)]
        start = max((stop for stop in stops if stop <= figure.span.start), default=0)
        end = min((stop - 1 for stop in stops if stop > figure.span.end - 1), default=len(self.text))
        return Span(start, max(end, figure.span.end))

    def within(self, span: Span) -> list[Figure]:
        """Return the figures that begin in a span."""
        return [figure for figure in self.figures if span.start <= figure.span.start < span.end]

    def raw(self, figure: Figure) -> str:
        """Return the words of a figure."""
        return figure.span.of(self.text)


def read_around(citation: Citation) -> Reading:
    """Return the clause of a citation read whole, an item with the items beside it: one of them may be meant."""
    text, own = citation.version.text, citation.clause.own
    start, end = own.start, own.end
    if _ITEM.match(own.of(text)):
        for line in reversed(text[:start].splitlines(keepends=True)[-_ITEMS_BESIDE:]):
            start -= len(line)
            if not _ITEM.match(line):
                break
        for line in text[end:].splitlines(keepends=True)[:_ITEMS_BESIDE]:
            if line.strip() and not _ITEM.match(line):
                break
            end += len(line)
    # A line is a sentence of its own: the items of a list are not one.
    lines = [half_width(plain(line)) for line in text[start:end].splitlines() if line.strip()]
    whole = "".join(line if line[-1:] in _ENDS else f"{line}。" for line in lines)
    return replace(read_citation(citation), mark=UNQUOTED, text=whole, figures=_figures(whole))


def read_citation(citation: Citation) -> Reading:
    """Return a citation's quote as it stands in its document, read."""
    text = half_width(plain(citation.span.of(citation.version.text)))
    leaf = half_width(plain(citation.clause.own.of(citation.version.text)))
    headings = (citation.version.metadata.title, *citation.clause.heading_path, citation.clause.title or "")
    return Reading(
        citation.mark,
        text,
        _figures(text),
        search_key(" ".join(headings)),
        leaf,
        citation.version.key,
        citation.version.text,
    )


def without(reading: Reading, stretches: Sequence[str]) -> Reading:
    """Return a reading without some stretches of its document: what holds for others than the asker."""
    text = reading.text
    for stretch in stretches:
        text = text.replace(half_width(plain(stretch)), "")
    return reading if text == reading.text else replace(reading, text=text, figures=_figures(text))


def read_question(question: str) -> Reading:
    """Return a prepared question read; what it says of amounts and people in everyday words is written out."""
    for said, meant in _SPOKEN:
        question = question.replace(said, meant)
    text = half_width(_BARE_MONEY.sub("元", question)).replace("?", "?")
    return Reading(0, text, _figures(text))


@remembered_texts(1024)
def _figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a half-width text; one half is 50 %."""
    found = figures_in(text)
    halves = [Figure(Span(*match.span()), (Decimal(50),), "%") for match in _HALF.finditer(text)]
    taken = [figure.span for figure in found]
    free = [
        half for half in halves if not any(span.start < half.span.end > span.start >= half.span.start for span in taken)
    ]
    return tuple(sorted((*found, *free), key=lambda figure: figure.span.start))


def is_money(figure: Figure) -> bool:
    """Tell whether a figure is one amount of money in yuan."""
    return figure.unit == "元" and len(figure.values) == 1


def is_certain(figure: Figure) -> bool:
    """Tell whether a figure is one number that is meant as it stands, neither 约 nor 余 nor a limit."""
    return len(figure.values) == 1 and figure.operator is Operator.EXACT


def is_time(reading: Reading, figure: Figure) -> bool:
    """Tell whether a figure is one length of time; 满6个月 and 用了6个月 are the same to a question."""
    full = figure.operator_span is not None and figure.operator_span.of(reading.text) == "满"
    return figure.unit in TIMES and len(figure.values) == 1 and (full or figure.operator is Operator.EXACT)


def is_counted(unit: str) -> bool:
    """Tell whether a unit counts things or time."""
    return unit in _COUNTED


def limit_of(reading: Reading, figure: Figure) -> Operator:
    """Return how a figure is meant; a limit may stand far before it: 不超过…最近一次公布的同期LPR+90基点."""
    if figure.operator is not Operator.EXACT:
        return figure.operator
    found = [*_FAR_LIMIT.finditer(_led_up(reading, figure))]
    if not found:
        return Operator.EXACT
    return Operator.AT_LEAST if found[-1]["least"] else Operator.AT_MOST


def rule_of(reading: Reading, figure: Figure) -> str:
    """Return the word by which a figure holds as a rule only, empty where there is none: 原则上."""
    rule = _PRINCIPLE.search(_led_up(reading, figure))
    if rule is None and figure.principle:
        rule = _PRINCIPLE.search(reading.sentence(figure.span.start).of(reading.text))
    return rule.group() if rule else ""


def is_denied(reading: Reading, figure: Figure) -> bool:
    """Tell whether the words that lead up to a figure say that it does not hold: 不再按40%."""
    return _DENIED.search(_led_up(reading, figure)) is not None


def _led_up(reading: Reading, figure: Figure) -> str:
    """Return what stands before a figure in its segment, from the last figure of its unit on."""
    start = reading.segment(figure).start
    alike = [other.span.end for other in reading.figures if other.unit == figure.unit]
    ends = [end for end in alike if start <= end <= figure.span.start]
    return reading.text[max([start, *ends]) : figure.span.start]


def term_of(printed: str) -> Figure | None:
    """Return the one figure that a printed operand or result is; None where it is none."""
    text = printed.replace("∶", ":")
    ratio = ":" in text
    found = figures_in(text + "的比例" if ratio else text)
    if len(found) != 1 or found[0].span != Span(0, len(text)):
        return None
    return found[0] if found[0].operator is Operator.EXACT else None


def printed(reading: Reading, figure: Figure) -> str | None:
    """Return a figure as an operand is printed: 三百万 as 300万元, 五成 as 50%; None where that is not its value."""
    raw = reading.raw(figure).replace(" ", "").lstrip("+")
    value = figure.values[0]
    if is_money(figure):
        said = f"{_in_scale(value, _scale_of(raw))}元"
    elif figure.unit == "比":
        said = "∶".join(plain_number(one) for one in figure.values)
    elif figure.unit == "%":
        said = raw if _PARTS.search(raw) else f"{plain_number(value)}%"
    elif figure.unit == "百分点":
        said = f"{plain_number(value)}个百分点"
    elif raw.startswith("半"):
        said = f"{plain_number(value)}{raw[1:]}"
    else:
        unit = _NUMERAL.sub("", raw)
        said = _in_scale(value, _scale_of(raw.removesuffix(unit))) + unit
    term = term_of(said)
    return said if term and same_figure(term, figure) else None


def plain_number(value: Decimal) -> str:
    """Return a number without an exponent and without trailing zeros."""
    said = f"{value:f}"
    return said.rstrip("0").rstrip(".") if "." in said else said


def _scale_of(raw: str) -> Decimal:
    return next(
        (size for sign, size in _SCALES if sign and sign in raw.replace("w", "万").replace("W", "万")), Decimal(1)
    )


def _in_scale(value: Decimal, scale: Decimal) -> str:
    return plain_number(value / scale) + next(sign for sign, size in _SCALES if size == scale)


def money_result(value: Decimal, like: str) -> tuple[str, bool]:
    """Return an amount in the scale of a printed operand, and whether that is exact; else it has one decimal."""
    scale = _scale_of(like)
    sizes = [size for _, size in _SCALES]
    while value < scale and scale > 1:
        scale = sizes[sizes.index(scale) + 1]
    while value >= scale * 10**4 and scale < sizes[0]:
        scale = sizes[sizes.index(scale) - 1]
    places = Decimal("0.0001") if scale > 1 else Decimal("0.01")
    shown = value / scale
    exact = shown == shown.quantize(places)
    if not exact:
        shown = shown.quantize(Decimal("0.1") if scale > 1 else Decimal("0.01"), ROUND_HALF_UP)
    return f"{_in_scale(shown * scale, scale)}元", exact


def percent_result(value: Decimal) -> tuple[str, bool]:
    """Return a share in per cent with at most one decimal, and whether that is exact."""
    shown = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{plain_number(shown)}%", shown == value


def without_sign(figure: Figure) -> Figure:
    """Return a figure with its values' signs taken away."""
    return replace(figure, values=tuple(abs(value) for value in figure.values))


def matching(figure: Figure, figures: Sequence[Figure]) -> Iterator[Figure]:
    """Yield the figures that state the same numbers."""
    return (other for other in figures if same_figure(figure, other))
