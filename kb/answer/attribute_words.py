"""Whether quotes speak of what any policy may be asked: a text that has the word alone, or not even that, does not."""

import re

_DURATION = r"[0-9〇零一二两三四五六七八九十百半]+\s?(?:年|个?月|日|天|周|季度|小时|学期)"
# What is asked, and what a text that tells it has.
_TELLS = (
    (re.compile(r"期限|年限|时限|有效期|多久|多长"), re.compile(rf"{_DURATION}|长期|永久|期限|年限|时限|有效期")),
    (
        re.compile(r"利率|利息|年化"),
        re.compile(r"利率|利息|年化|LPR|基点|贴息|免息|[%％‰]|百分之|[厘分]利"),
    ),
    (re.compile(r"罚款|处罚"), re.compile(r"罚|处以|没收|责令|吊销|追究|警告")),
)
# A term that is merely named: within the term that is laid down, after it has ended.
_NAMED = re.compile(r"(?:规定|约定|限定|要求|前款|上述|相应)的?(?:期限|时限)|(?:期限|时限)(?:[内外]|之内|届?满)")


def speaks_of(asked: str, quoted: str) -> bool:
    """Tell whether quotes can answer what is asked, where that is one of the things any policy may be asked."""
    plain = _NAMED.sub(" ", quoted)
    return all(tells.search(plain) for asks, tells in _TELLS if asks.search(asked))
