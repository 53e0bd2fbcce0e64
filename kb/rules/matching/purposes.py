"""What money is wanted for, by kinds of purposes: whether what an owner says is what a policy takes or forbids."""

import re
from collections.abc import Mapping

_SPENT_ELSEWHERE: Mapping[str, re.Pattern[str]] = {
    "房产": re.compile(r"购房|买房|住房|房产|房地产|商品房|按揭|置业|(?:购买|买)[^,、。;]{0,4}房(?!租)|楼市"),
    "证券": re.compile(r"股票|炒股|股市|证券|资本市场|理财|期货|基金|债券|炒币|虚拟货币|金融产品|投资理财|权益性投资"),
    "还债": re.compile(r"(?:偿还|归还|还|置换|清偿)[^,、。;]{0,8}(?:债|贷|欠款|借款|信用卡)|借新还旧|还债"),
    "消费": re.compile(r"消费|旅游(?!业|项目)|结婚|装修(?:房|家|自住)"),
    "转借": re.compile(r"转贷|转借|借给|放贷|高利贷|民间借贷"),
    "私车": re.compile(r"私家车|轿车|小汽车|家用车|(?:购|买)[^,、。;]{0,4}(?:车辆|汽车|车)(?!间|床|厢)"),
}
"""Uses that are none of a business: who names one wants nothing else, unless a policy names it."""
_OF_BUSINESS: Mapping[str, re.Pattern[str]] = {
    "货": re.compile(r"原材?料|进货|采购|货物|货款|备货|面料|购进|补货|流动资金|周转|经营"),
    "工资": re.compile(r"工资|薪|人工|社保"),
    "租金": re.compile(r"房租|租金|水电|场地"),
    "设备": re.compile(r"固定资产|设备|机器|生产线|机械|农机|技改|技术改造"),
    "农资": re.compile(r"农资|种子|化肥|饲料|种苗|农药"),
    "建设": re.compile(r"固定资产|建设|建厂|厂房|大棚|设施|扩建|基建|车间"),
    "研发": re.compile(r"研发|开发|专利"),
    "土地": re.compile(r"土地流转|流转费|承包费"),
}


def elsewhere(words: str) -> frozenset[str]:
    """Return the kinds of uses outside a business that half-width words name."""
    return frozenset(name for name, pattern in _SPENT_ELSEWHERE.items() if pattern.search(words))


def of_business(words: str) -> frozenset[str]:
    """Return the kinds of uses of a business that half-width words name."""
    return frozenset(name for name, pattern in _OF_BUSINESS.items() if pattern.search(words))


def names_only_uses_elsewhere(words: str) -> bool:
    """Tell whether half-width words speak of no use but such as is none of a business: what policies shut out."""
    return bool(elsewhere(words)) and not of_business(words)


def lasting(words: str) -> frozenset[str]:
    """Return the kinds of lasting uses of a business that half-width words name, which loans for turnover shut out."""
    return of_business(words) & {"设备", "建设", "土地"}
