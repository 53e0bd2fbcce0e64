"""Whether a text is of a place as a whole, so that its sentences need not name it again."""

import re
from collections import Counter

from kb.answer.scoring.times import is_rule
from kb.retrieve.naming.placed import Standing, standing_to
from kb.text.places import Place
from kb.text.remembered import remembered_texts
from kb.types import Version

_KINDS = "省市县区旗"
# What a report says of all of the place that it is of: 全市, 我省, 本县.
_WHOLE = re.compile(rf"[全我本](?P<kind>[{_KINDS}])(?![场域级])")
_NAMED = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2}})(?P<kind>[{_KINDS}])(?![场域级划间])")
_NO_NAME = re.compile(r"[全我本各该某这那每两几多个的和与及或在是为有省市县区旗]")
_VERSIONS_HELD = 64


def is_told_of(place: Place, version: Version) -> bool:
    """Tell whether a text is of a place: by its metadata, or a report by the name of what it calls 全市.

    A rule is of all places that it names, and of those within its own: what it lays down holds there.
    """
    standing = standing_to(place, version.metadata)
    if standing is Standing.OWN:
        return True
    if is_rule(version):
        return standing is Standing.ABOVE or place.named_in(version.text)
    metadata = version.metadata
    said = "\n".join(
        (metadata.title, metadata.subtitle or "", *(one.value for one in metadata.reports_on), version.text)
    )
    name = place.name.rstrip(_KINDS)
    return any(name.endswith(home) for home in _homes(said))


@remembered_texts(_VERSIONS_HELD)
def _homes(text: str) -> tuple[str, ...]:
    """Return the place that a report names most of each kind of which it says 全市, 全县."""
    kinds = {match["kind"] for match in _WHOLE.finditer(text)}
    named = Counter(
        (match["kind"], match["name"])
        for match in _NAMED.finditer(text)
        if match["kind"] in kinds and not _NO_NAME.search(match["name"])
    )
    homes: dict[str, str] = {}
    for (kind, name), _ in named.most_common():
        homes.setdefault(kind, name)
    return tuple(homes.values())
