"""How far a denial reaches over a list: 没发生过重大安全、环境污染事故, 没有失信或者逾期, 不欠薪欠税."""

import re

from kb.rules.story.scope import denied_before

_NOT = (
    r"(?:(?:从来?|一直|根本|压根|并|也|都|还|更|既|又)*(?:没有?|无(?!论|非|疑|所|奈|法)|未(?!来|必|还|缴|偿)|不曾|从未|不是|不存在|没出现|零)"
    r"|(?:从|并|也|都|又|既)*不(?=[欠拖偷漏逃搞做开])(?!良|好))"
)
# An item of a list goes on what was denied unless it says itself that something is.
_ITEM = r"(?!有(?!过)|是|但|还|却|已|曾|仍|正|却|只|反)[^,。;、]{0,14}?"
_LIST = re.compile(rf"{_NOT}[^,。;、]{{0,14}}?(?:(?:、|和|或者?|及|与|以及|还是|也好){_ITEM})+$")
_CONTRAST = re.compile(r"但是?|可是|不过|只有|只是|而是|却|倒是|反而|除了")


def denied_over(before: str) -> bool:
    """Tell whether the words before something deny it, over the items of a list that stand between."""
    if denied_before(before):
        return True
    cut = max((match.end() for match in _CONTRAST.finditer(before)), default=0)
    return _LIST.search(before, cut) is not None
