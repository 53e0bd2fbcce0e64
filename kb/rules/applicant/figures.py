"""Figures of an applicant that the schema has no field of its own for: {"figures": {"软件著作权": "4项"}}."""

import re
from collections.abc import Iterator, Mapping

from kb.rules.applicant.given_values import is_unknown, number_of, refuse
from kb.rules.types import Fact

FIGURES = "figures"
SHARE, ITEMS = "%", "项"
STATE_SHARE, FOREIGN_SHARE = "国有持股", "外资持股"
_ALIASES = (
    (FOREIGN_SHARE, re.compile(r"外[资商企].{0,4}(?:持股|股份|占股|股权|参股|入股|投资|资本|占比|比例|$)|外[资商]")),
    (STATE_SHARE, re.compile(r"国(?:有|资|企).{0,5}(?:持股|股份|占股|股权|参股|入股|资本|占比|比例|$)")),
    ("裁员率", re.compile(r"(?:裁员|减员|裁减).{0,3}(?:率|比例)|裁员")),
    ("软件著作权", re.compile(r"软著|软件著作权|软件产品登记")),
    ("发明专利", re.compile(r"发明(?:专利)?(?:授权)?")),
    ("实用新型专利", re.compile(r"实用新型")),
    ("外观设计专利", re.compile(r"外观")),
    ("专利", re.compile(r"^专利(?:授权)?$")),
)  # fmt: skip
COMMON = frozenset(name for name, _ in _ALIASES)
"""The common names of figures that policies set limits to."""
_SHARES = re.compile(r"率$|比例$|占比$|持股$|比重$")


def plain_name(words: str) -> str:
    """Return the common name of what a figure counts, the words themselves where it has none."""
    return next((name for name, pattern in _ALIASES if pattern.search(words)), words)


def unit_of(name: str) -> str:
    """Return the unit of a figure by its name: shares are per cent, all else is counted."""
    return SHARE if _SHARES.search(name) else ITEMS


def figure_facts(name: str, value: object) -> Iterator[Fact]:
    """Yield the figures of {name: number}. Raises InvalidQuestion."""
    if not isinstance(value, Mapping):
        refuse(name, value, '应是 {名称: 数}，例如 {"软件著作权": "4项", "裁员率": "3%"}')
    for said, number in value.items():
        if is_unknown(number):
            continue
        known = plain_name(str(said))
        unit = unit_of(known)
        low, high = number_of(f"{name}.{said}", _with_unit(number, unit), unit)
        yield Fact(f"{FIGURES}.{known}", low, unit=unit, words=f"{said}{number}", upper=high)


def _with_unit(number: object, unit: str) -> object:
    """Return a number with 项 for 件 and 个, which count the same."""
    if unit == ITEMS and isinstance(number, str):
        return re.sub(r"[件个款本套]$", "项", number.strip())
    return number
