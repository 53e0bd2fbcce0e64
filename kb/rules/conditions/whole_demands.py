"""Whether words cut from a sentence are a whole demand: a name, or a clause with its verb, and no piece of one."""

import re

from kb.rules.conditions.heads import ENTITY_NOUN

_PAIRS = ("()", "“”", "《》", "〔〕", "[]")
_BREAKS_OFF = re.compile(
    r"(?:只|不(?!合格|良|实|动|足|当|变|明)|(?<!核)对|和|与|以及|或者?|在|由|把|将|向(?<!方向)|从|可以?|能够?(?<!职能|功能|智能|技能|性能|产能|节能|新能)|应当?(?<!相应|供应|响应|对应|效应)"
    r"|须|必须|按照?|根据|(?:应当?|须|需|必须)(?:同时)?(?:符合|满足|具备|达到)|并|而|且|该|于(?<!低于|高于|少于|多于|大于|小于|等于)|给|给予|予以|尚未|没有|已经?|均|都|也|还|又|若|如(?<!例如)|则|自|至|因(?<!原因|基因)|[、,;:])$"
)
_STARTS_WITHIN = re.compile(r"^(?:和(?![谐平])|及(?![时早])|或(?!许)|等(?![级额])|[的之而了]|以及|、|%|个百分点)")
_ONLY_A_TIME = re.compile(
    r"^(?!.*(?:处于|仍?在|尚在))[^,;]{0,14}(?:期内|期间|期满|[年月日]度?(?:之)?内|之日|以来|年度内?)$"
)
_ONLY_A_STEP = re.compile(
    r"^一经|^(?:已?经|通过)?(?:核实|审核|查实|审查|认定|批准|确认|公示|评估|发现)(?:后|的|无误)*$"
)
# What is given or may be had, and what is done with it, is no demand.
_GIVES = re.compile(
    r"给予|予以(?!配合|公示)|^(?:最高|一次性|分别)|^(?:可以?|能够?|只能)(?:[^,;]{0,6})(?:享受|申请|获得|申领|领取)|享受一次|^对[^,;]*(?:根据|参照|按照?)|^参照"
)
_VERB = re.compile(
    r"[有无为是在具属未不没非达超低高少多满被获得经已能愿拟需应须持设办领缴欠逃失违涉受处存发含带用建开做]"
    r"|符合|满足|取得|成立|登记|注册|经营|从事|参[加与保]|履行|入选|列入|纳入|入库|提[供出]|作出|完成|开展|通过|认定|评[为定级]|评价|良好|正常|合[格理法规]|明确|真实|诚实|守信|稳定|健全|完善|突出|显著"
    r"|独立|纳税|缴纳|生产|销售|投资|引进|新[增建设招]|首次|初次|升规|迁入|落户|吸纳|招用|带动|增长|下降|以[上下内]|停产|破产|拒|逾期|拖|还清|自主|自愿|自有|就业|创业|失业|毕业|转型|出口|进口|研发|承担|承诺|购|租|签|吸毒|赌|居住|户籍|掌握|熟悉|遵|守法|履约|[余盈亏]"
)
_NOUN = re.compile(
    rf"{ENTITY_NOUN}(?:等)?(?:\([^()]*\))?$|[者员户社厂店商家师生]$|(?:中心|基地|组织|行业|产业|领域)$"
    r"|(?:配偶|家属|亲属|子女|职工|干部|团体)$"
)
_SHORTEST = 4


def is_whole(words: str) -> bool:
    """Tell whether half-width words can stand as a demand: not broken off at either end, and no mere time or step."""
    words = words.strip()
    if len(words) < 2 or any(words.count(pair[0]) != words.count(pair[1]) for pair in _PAIRS):
        return False
    if _BREAKS_OFF.search(words) or _STARTS_WITHIN.match(words):
        return False
    return not (_ONLY_A_TIME.match(words) or _ONLY_A_STEP.match(words) or _GIVES.search(words))


def is_clause_or_name(words: str) -> bool:
    """Tell whether half-width words have a verb or end in a noun for those who apply."""
    return _NOUN.search(words) is not None or (len(words) >= _SHORTEST and _VERB.search(words) is not None)
