"""Persons and partners of a firm whose standing is not the firm's: its legal representative, owners, partners."""

import re

_FORMER = (
    r"(?:前|原|上)(?:一)?任?(?:的)?(?:老板|法人(?:代表)?|法定代表人|东家|股东|经营者|厂长)"
    r"|(?:以前|原来|之前|原先)的(?:老板|法人(?:代表)?|法定代表人|股东)"
)
_PERSONS: tuple[tuple[str, str], ...] = (
    ("前任负责人", rf"前任负责人|{_FORMER}"),
    ("家人", r"家人(?!员)|我?(?:爸爸?|妈妈?)|父亲|母亲|我(?:儿子|女儿|哥哥?|弟弟?|姐姐?|妹妹?)"),
    (
        "法定代表人",
        r"(?<![前原])(?<!前任|原任)(?:法定代表人|法人代表)|(?:公司|企业|厂里?|我们?的?|个|是|的|^|(?<=[,。;、和及与]))"
        r"法人(?!资格|单位|企业|组织|机构|股东|营业|治理|登记|主体)",
    ),
    ("实际控制人", r"实际控制人|实控人|控制人"),
    ("控股股东", r"控股股东|大股东|第一大股东|主要股东"),
    ("股东", r"(?<!控股)(?<!大)(?<!主要)股东(?!会|大会)"),
    ("合伙人", r"合伙人|合作人"),
    ("主要负责人", r"主要负责人|企业负责人|公司负责人|单位负责人"),
    ("高级管理人员", r"高级管理人员|高管|董事|监事|总经理"),
    ("配偶", r"配偶|老婆|老公|妻子|丈夫|爱人"),
    ("担保人", r"担保人|保证人"),
)  # fmt: skip
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _PERSONS)
_FIRM = re.compile(
    r"企业(?!负责人|法人|法定|的?(?:股东|高管|实际|控股|主要))|公司(?!负责人|法人|法定|的?(?:股东|高管|实际|控股|主要))|申请人|借款人|申报(?:单位|主体)|单位(?!负责人)|主体|本身|我们?$|个体工商户|经营者"
)


def persons_in(words: str) -> frozenset[str]:
    """Return the persons and partners of a firm that half-width words name, by their common names."""
    return frozenset(name for name, pattern in _PATTERNS if pattern.search(words))


def person_before(words: str) -> tuple[str, int] | None:
    """Return the person named last in half-width words and where, no firm being named behind; None without one."""
    found = [(match.start(), match.end(), name) for name, pattern in _PATTERNS for match in pattern.finditer(words)]
    if not found:
        return None
    start, end, name = max(found, key=lambda one: (one[1], one[0]))
    return None if _FIRM.search(words, end) else (name, start)


def names_firm(words: str) -> bool:
    """Tell whether half-width words speak of the firm or applicant itself, beside any person."""
    return _FIRM.search(words) is not None
