"""Whether an applicant's trade is one that a policy names, by the sections of GB/T 4754."""

import re

from kb.rules.matching.decisions import Decision, best, doubted, met, unknown, unmet
from kb.rules.matching.said import alike, first, state_of
from kb.rules.matching.wording import quoted_noun
from kb.rules.types import Applicant, Condition, Fact, Status
from kb.text.written_numbers import half_width

INDUSTRY = "industry"

_SECTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("农业", re.compile(r"农(?!产品加工)|林业|牧|渔|种植|养殖|粮食|畜禽|水产|果蔬|茶叶种")),
    ("采矿业", re.compile(r"采矿|矿山|煤炭|采石")),
    (
        "制造业",
        re.compile(
            r"制造|加工|工业|机械|纺织|服装|化工|电子(?!商务)|五金|装备|汽车零|零部件|模具|材料|制药|医药|厂$|生产(?!性服务)|印刷|家具|塑料|箱包|半导体|芯片|光伏|电池"
        ),
    ),
    ("建筑业", re.compile(r"建筑|施工|装修|装饰|市政工程|土木")),
    ("批发和零售业", re.compile(r"批发|零售|商贸|贸易|超市|便利店|小卖部|外贸|网店|电商|电子商务|小店|商店")),
    ("交通运输业", re.compile(r"运输|物流|货运|快递|仓储|客运|航运")),
    (
        "住宿和餐饮业",
        re.compile(
            r"餐饮|饭店|餐馆|酒店|民宿|住宿|小吃|宾馆|旅馆|奶茶|快餐|火锅|烧烤|早餐|农家乐|茶楼|茶馆|咖啡|面馆|饭馆"
        ),
    ),
    (
        "信息技术业",
        re.compile(r"软件|信息技术|信息服务|互联网|人工智能|大数据|云计算|数字|信息传输|网络|算法|集成电路设计"),
    ),
    ("金融业", re.compile(r"金融|投资公司|投资类|典当|小额贷款|担保业|基金|保险")),
    ("房地产业", re.compile(r"房地产|地产|物业|(?:房屋|房产)(?:中介|经纪)|不动产|土地使用权|二手房")),
    ("娱乐业", re.compile(r"娱乐|歌厅|KTV|网吧|酒吧|棋牌|洗浴|桑拿|按摩|氧吧|(?i:ktv)")),
    ("科学研究业", re.compile(r"科学研究|技术服务|研发服务|检验检测|工程设计|工业设计|生物技术研")),
    ("教育", re.compile(r"教育|培训|学校|幼儿园")),
    ("卫生", re.compile(r"医院|诊所|卫生|养老")),
    ("文化旅游业", re.compile(r"文化|旅游|体育|传媒|影视|演艺|旅行社")),
    ("居民服务业", re.compile(r"家政|理发|美容|维修|洗衣|居民服务")),
)
_GROUPS = {
    "工业": frozenset({"采矿业", "制造业"}),
    "服务业": frozenset(
        {
            "批发和零售业",
            "交通运输业",
            "住宿和餐饮业",
            "信息技术业",
            "科学研究业",
            "教育",
            "卫生",
            "文化旅游业",
            "居民服务业",
        }
    ),
}
# 不属于房地产业, 非房地产企业: which trades it must not be.
_DENIED = re.compile(
    r"(?:不|未|没有|并非|非|无)(?:得|能|可|应|曾)?(?:直接|主要)?(?:属于?|从事|经营|涉及|涉足|是|为|包括|包含|含)|(?<![除是])非(?=房|地产|金融|类金融|投资|娱乐|建筑|工业|制造|服务|农)"
)
_NARROW = frozenset({"房地产业", "金融业", "娱乐业", "采矿业"})
_VAGUE = re.compile(r"投资|实业|集团|控股|综合|资产|管理|咨询|中介|置业|开发|服务|资源|^.?$")
_GOODS = frozenset({"农业", "制造业", "批发和零售业", "采矿业"})
_GENERAL = re.compile(
    r"企业|公司|单位|行业|产业|领域|业务|经营|从事|主营|主要|属于|符合|制造|生产|加工|服务|工业|商业|贸易|制品|类|型|业|的|为|是|厂|店|户|者|[^\u4e00-\u9fff]"
)
_SHORTEST = 2
_PARTS = re.compile(r"、|和|或者?|以及|及|与|等")
_OPEN = re.compile(r"重点|鼓励|主导|战略|新兴|未来|目录|导向|优势|特色|支柱|国家产业政策|规定|产业链|先进|高端|现代")


def match_industry(condition: Condition, applicant: Applicant) -> Decision:
    """Return whether the applicant's trade is one of those that the words of a condition name."""
    words = half_width(condition.text)
    stated = state_of(words, applicant)
    if stated is not None:
        return doubted(
            met(f"说了属于{quoted_noun(words)}", stated[1])
            if stated[0]
            else unmet(f"说了不属于{quoted_noun(words)}", stated[1]),
            stated[1],
        )
    fact = first(applicant, INDUSTRY)
    if fact is None:
        return unknown("没有说做哪一行", INDUSTRY)
    if (denied := _DENIED.search(words)) is not None:
        return _not_of(words[denied.end() :], fact)
    return best([_of_part(part, words, fact) for part in _PARTS.split(words) if len(part) > 1] or [_open(words, fact)])


def _not_of(words: str, fact: Fact) -> Decision:
    """Return whether a trade is none of those that half-width words name: 不属于房地产、娱乐业."""
    parts = [part for part in _PARTS.split(words) if len(part) > 1] or [words]
    one_of = best([_of_part(part, words, fact) for part in parts])
    match one_of.status:
        case Status.MET:
            return doubted(unmet(f"做的是{fact.value}，属于{quoted_noun(words)}", fact), fact)
        case Status.UNMET:
            return doubted(met(f"做的是{fact.value}，不属于{quoted_noun(words)}", fact), fact)
        case _:
            return one_of


def _of_part(part: str, words: str, fact: Fact) -> Decision:
    said = half_width(str(fact.value))
    if alike(said, part) >= 0.99 and len(said) <= len(part):
        return doubted(met(f"做的是{fact.value}", fact), fact)
    wanted, own = _sections(part), _own_sections(said)
    if wanted & own and not _OPEN.search(part) and _is_section(part, said, wanted & own):
        return doubted(met(f"做的是{fact.value}", fact), fact)
    # Who says that it deals in food does not deal in land or money.
    plain = bool(wanted) and wanted <= _NARROW and not own and _VAGUE.search(said) is None
    if ((wanted and own and not wanted & own) or plain) and not _OPEN.search(words):
        return doubted(unmet(f"做的是{fact.value}，不属于{quoted_noun(words)}", fact), fact)
    return _open(part, fact)


def _is_section(part: str, said: str, sections: frozenset[str]) -> bool:
    """Tell whether words name a whole section of trades (制造业, 餐饮), or a trade that the applicant's words share.

    农产品加工企业 is of the section of all makers and no other maker is one.
    """
    told = _GENERAL.sub("", part)
    if len(told) < _SHORTEST or any(told in section.replace("和", "") for section in sections):
        return True
    return any(told[at : at + 2] in said for at in range(len(told) - 1))


def _open(words: str, fact: Fact) -> Decision:
    return unknown(f"做的是{fact.value}，算不算{quoted_noun(words)}要看目录", f"states.{words}", fact)


def _own_sections(said: str) -> frozenset[str]:
    """Return the sections of a trade: who sells clothes or has a shop for them does not make them."""
    found = _sections(said)
    if re.match(r"卖|批发|零售", said) or (re.search(r"店$|批发$|零售$|专卖", said) and found <= _GOODS):
        return frozenset({"批发和零售业"})
    return found


def _sections(words: str) -> frozenset[str]:
    grouped = [sections for group, sections in _GROUPS.items() if re.search(rf"(?<![农渔牧林]){group}", words)]
    found = frozenset().union(*grouped)
    return found | {name for name, pattern in _SECTIONS if pattern.search(words)} if not grouped else found
