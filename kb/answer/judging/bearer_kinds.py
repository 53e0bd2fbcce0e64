"""Groups for which texts lay down and count things apart: companies of a size, of a title, traders and graduates."""

import re
from collections.abc import Sequence

from kb.answer.scoring.counted import Kind

# A group whose number or amount is asked for: 发放给农户的有多少笔, 个体工商户领取了多少万元.
_HOW_MANY = re.compile(r"(?:多少|几)[十百千万亿]*(?:户|家|笔|人|名|元|个(?!月|百分|基点|工作))")
_GIVEN_TO = "(?:发放给|投放给|投向|放给|惠及|支持|带动|受益的?|由)"
_TAKES = "(?:有|共|一共|总共|实际|累计|合计)*(?:拿|获得|得到|核销|领取|享受|占|贷到|贷了|申领|借)"

# By dimension: who is of one group of a dimension is of no other. What a question says, and what a text says that
# may mean the group.
_FORMS = (
    ("个体工商户|个体户|个体经营", "个体|商户|经营主体|市场主体|经营者"),
    ("合作社", "合作社|农业经营主体|经营主体"),
    ("家庭农场", "农场|农业经营主体|经营主体"),
    ("事业单位", "事业单位|机关"),
    ("社会组织|社会团体|民办非", "社会组织|社会团体|民办非"),
)
_SIZES = (
    ("小微企业|小型企业|微型企业", "小微|小型|中小|微型"),
    ("中型企业", "中型|中小"),
    ("大型企业|大企业", "大型|大中"),
)
_TITLES = (
    ("高新技术企业|高企", "高新|高企"),
    ("科技型中小企业", "科技型|科技企业|科创"),
    ("专精特新|小巨人", "专精特新|小巨人"),
    ("规上|规模以上", "规上|规模以上"),
    ("创新型中小企业", "创新型"),
    ("单项冠军", "单项冠军"),
    ("瞪羚", "瞪羚"),
    ("独角兽", "独角兽"),
    ("龙头企业", "龙头"),
)
_OWNERS = (("外资企业|外商投资", "外资|外商"), ("国有企业|国企", "国有|国企"), ("民营企业|民企", "民营"))
_PERSONS = (
    ("毕业生|大学生", "毕业生|大学生"),
    ("退役", "退役"),
    ("残疾", "残疾"),
    ("农民工", "农民工|返乡"),
    ("脱贫", "脱贫|贫困"),
)
_FARMERS = (("种植户", "种植|农户"), ("养殖户", "养殖|农户"), ("农户", "农|种植|养殖"))


def _kinds(*groups: tuple[str, str]) -> tuple[Kind, ...]:
    return tuple(Kind(asks.partition("|")[0], re.compile(asks), shows) for asks, shows in groups)


# A trader is no company of any size or title.
_DIMENSIONS = (_kinds(*_FORMS, *_SIZES), _kinds(*_FORMS, *_TITLES), _kinds(*_OWNERS), _kinds(*_PERSONS))
_ALL = _kinds(*_FORMS, *_SIZES, *_TITLES, *_OWNERS, *_PERSONS, *_FARMERS)
_COUNTED = tuple(
    (kind, re.compile(f"{_GIVEN_TO}(?:{kind.asks.pattern})(?!的?贷款|提供|服务)|(?:{kind.asks.pattern}){_TAKES}"))
    for kind in _ALL
)
_NAMES = "|".join(kind.asks.pattern for kind in _ALL)

# For whom a sentence lays something down: 对首次贷款的小微企业，…; 经认定的科技型中小企业，…
_FOR = re.compile(
    r"(?:^|[,。;:])(?:第[一二三四五六七八九十百]+条 ?|[0-9]+\. ?|[((][一二三四五六七八九十]+[))])?"
    r"(?:对|面向|(?:经|首次|新|首次被|被|获得?)(?:认定|评定?|评为|入选)[的为]?|申请[^,。;]{1,8}的|符合条件的|入库的)"
    rf"[^,。;]{{0,10}}?(?P<group>{_NAMES})[^,。;]{{0,12}}(?:,|须|应)"
)
_NOT_IT = "(?:不是|不算|不属于|并非|没有?)"
# What extends to a group what holds for another.
_EXTENDS = re.compile("参照|比照|视同|视为|同等|同样|同时享受|执行|适用|所称|是指|均可|都可")
# What is laid down for all that are not of the group told of: 其他主体为40%, 其余的按八折收取.
_FOR_OTHERS = re.compile("其[他它余][^,。;]{0,8}?(?:为|按|则|给予|最高|不超过|可|均|[0-9])")
_SENTENCE = re.compile(r"[。;\n]")


def kinds_counted(question: str) -> list[Kind]:
    """Return the groups whose number or amount a prepared question asks for."""
    if not _HOW_MANY.search(question):
        return []
    return [kind for kind, counted in _COUNTED if counted.search(question)]


def bearer_in_clause(text: str) -> str | None:
    """Return the group for which a folded sentence says that it lays something down."""
    match = _FOR.search(text)
    return match["group"] if match else None


def of_another_kind(told: str, question: str, texts: Sequence[str], documents: Sequence[str]) -> bool:
    """Tell whether a prepared question names a group beside the one told of, which no text names or means by 其他.

    `documents` are the whole texts: a sentence of them may extend to the one what is laid down for the other.
    """
    if any(map(_FOR_OTHERS.search, texts)):
        return False
    for dimension in _DIMENSIONS:
        of = [kind for kind in dimension if kind.asks.search(told)]
        asked = [kind for kind in dimension if kind not in of and _is_named(kind, question)]
        if not of or any(kind.named_in(question) for kind in of):
            continue
        for kind in asked:
            sentences = (one for text in documents for one in _SENTENCE.split(text))
            extended = any(kind.named_in(one) and _EXTENDS.search(one) for one in sentences)
            if not extended and not any(map(kind.named_in, texts)):
                return True
    return False


def _is_named(kind: Kind, question: str) -> bool:
    said = kind.asks.pattern
    return kind.asks.search(question) is not None and not re.search(f"{_NOT_IT}(?:{said})", question)
