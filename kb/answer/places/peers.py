"""Rules of one kind by different places: whose each is, where none of them is above the other."""

from collections.abc import Sequence
from itertools import takewhile

from kb.types import Version

# Two issuers of one level end alike: 人民政府, 财政局.
_ALIKE = 2
# Two titles that differ in so few characters in front, and agree behind, name one thing of two places.
_MOST_IN_FRONT, _LEAST_SAME = 10, 6


def owners(versions: Sequence[Version]) -> dict[str, str]:
    """Return by key whose each of several rules is; empty where they are not of different places of one level.

    That is the region where all state one, else the issuer, else the title, as far as these tell them apart.
    """
    held = {version.key: version for version in versions}
    for named, is_alike in ((_region, _beside), (_issuer, _alike), (_title, _one_thing)):
        names = {key: named(version) for key, version in held.items()}
        told = {key: name for key, name in names.items() if name}
        different = list(dict.fromkeys(told.values()))
        if len(told) == len(held) and len(different) > 1:
            pairs = ((one, other) for at, one in enumerate(different) for other in different[at + 1 :])
            return (
                {key: _shown(name, named is _title) for key, name in told.items()}
                if all(is_alike(one, other) for one, other in pairs)
                else {}
            )
    return {}


def whose_rules(version: Version) -> str:
    """Return the place that a version's rules are of, else who issued them; empty where it tells neither."""
    return _region(version) or _issuer(version) or ""


def _shown(name: str, is_title: bool) -> str:
    return f"《{name}》" if is_title else name


def _region(version: Version) -> str | None:
    return version.metadata.region.value if version.metadata.region else None


def _issuer(version: Version) -> str | None:
    return "、".join(issuer.value for issuer in version.metadata.issuers) or None


def _title(version: Version) -> str | None:
    return version.metadata.title


def _beside(one: str, other: str) -> bool:
    return one not in other and other not in one


def _alike(one: str, other: str) -> bool:
    return _beside(one, other) and _same_end(one, other) >= _ALIKE


def _one_thing(one: str, other: str) -> bool:
    same = _same_end(one, other)
    return same >= _LEAST_SAME and 0 < len(one) - same <= _MOST_IN_FRONT and 0 < len(other) - same <= _MOST_IN_FRONT


def _same_end(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one[::-1], other[::-1], strict=False)))
