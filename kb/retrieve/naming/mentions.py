"""Documents that a question speaks of without naming a clause: 《…办法》, “那份办法”, 县里的实施方案, a place."""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from kb.store.rows import VersionRow
from kb.text.keys import search_key, to_simplified
from kb.text.places import Place, places_in
from kb.text.remembered import remembered
from kb.text.tokens import bigrams

_QUOTED = re.compile(r"《([^《》]{2,60})》|[“\"「]([^“”\"「」]{3,24})[”\"」]")
_KIND = "办法|方案|通知|条例|细则|措施|举措|意见|规定|行动|规划|纲要|指引|规则|决定|公告|批复|目录|协议|计划|政策"
# What stands before the word for the kind: at most so many characters, none of another phrase.
_KIND_PHRASE = re.compile(rf"([\u4e00-\u9fffA-Za-z0-9\"“”]{{0,16}}?)({_KIND})(?![\u4e00-\u9fff]?(?:办|不办))")
_POINTING = re.compile(
    r"^.*?(?:按照?|依照|根据|关于|对于|对|在|和|跟|与|问|看|查|请问|说的是|就是|我们|你们|他们|咱们)(?=[\u4e00-\u9fff])|"
    r"(?:那|这|该|此|哪)(?:一)?[份个套条部项些种]?|里面|里头|里|中|的|出台|发布|印发|出的|搞的|有没有|有什么|什么|哪些|新"
)
# A name of the document that has this share of a mention's words, by rarity, may be meant ...
_LEAST_SHARE = 0.5
# ... unless another has clearly more of them.
_BESIDE_BEST = 0.85
# A word that so many documents bear points to none of them.
_MOST_MEANT = 40
_IN_A_WIDER_PLACE = 0.5
# How much the right place counts beside the right name.
_PLACE = 0.5


# A place by the shape of its name: the tables of divisions do not know every zone, and divisions are renamed.
_PLACE_SHAPE = re.compile(
    r"^(?:关于)?(?:印发|发布)?[《〈]?(?:中共)?([\u4e00-\u9fff]{2,3}?)(?:省|市|县|区|旗|州|镇|乡)(?!场|级|域)"
)


@remembered
def _tokens_of(name: str) -> frozenset[str]:
    return frozenset(bigrams(name))


@remembered
def _places_of(name: str) -> tuple[Place, ...]:
    return tuple(places_in(name))


class Names:
    """What the documents of a catalog are called: their titles, and the documents that they report on."""

    def __init__(self, rows: Sequence[VersionRow]) -> None:
        self._named: list[tuple[int, frozenset[str]]] = []
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._regions: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            self._add(row)

    def _add(self, row: VersionRow) -> None:
        metadata = row.metadata
        for name in (metadata.title, *(one.value for one in metadata.reports_on)):
            tokens = _tokens_of(name)
            for token in tokens:
                self._holders[token].append(len(self._named))
            self._named.append((row.version_row, tokens))
        stated = (
            metadata.title,
            metadata.region.value if metadata.region else "",
            *(i.value for i in metadata.issuers),
        )
        known = [place for text in stated for place in _places_of(text)]
        for code in dict.fromkeys(code for place in known for code in place.codes):
            self._regions[code].append(row.version_row)
        shaped = [match.group(1) for text in stated if (match := _PLACE_SHAPE.match(text))]
        for stem in dict.fromkeys(shaped):
            if not any(place.name.startswith(stem) for place in known):
                self._stems[stem].append(row.version_row)

    def meant(self, question: str) -> dict[int, float]:
        """Return the version rows that a prepared question speaks of, with how surely: 1 is by all of a name."""
        found: dict[int, float] = {}
        for mention in mentions_in(question):
            for row, share in self._called(mention).items():
                found[row] = max(found.get(row, 0.0), share)
        return found

    def placed(self, question: str) -> dict[int, float]:
        """Return the version rows of the places that a question names: 1 for the very place, less within it.

        A document is of the places that its title, its region and its issuers name.
        """
        found = {row: 1.0 for stem, rows in self._stems.items() if stem in question for row in rows}
        for place in places_in(question):
            for code in place.codes:
                stem = code.rstrip("0") if code.endswith("00") else code
                for other, rows in self._regions.items():
                    share = 1.0 if other == code else _IN_A_WIDER_PLACE if other.startswith(stem) else 0.0
                    for row in rows if share else ():
                        found[row] = max(found.get(row, 0.0), share)
        return found

    def stems_in(self, question: str) -> list[str]:
        """Return the places that a prepared question names, as far as the documents or the table know them."""
        return [*(stem for stem in self._stems if stem in question), *(place.name for place in places_in(question))]

    def _called(self, mention: str) -> Mapping[int, float]:
        tokens = set(bigrams(mention))
        weights = {token: math.log(1 + len(self._named) / (1 + len(self._holders.get(token, ())))) for token in tokens}
        total = sum(weights.values())
        if total <= 0:
            return {}
        held: dict[int, float] = defaultdict(float)
        for token in tokens:
            for name in self._holders.get(token, ()):
                held[name] += weights[token] / total
        # “20项举措” is not what “25项举措” calls: a number in a name is not a word like the others.
        numbers = {token for token in tokens if token[0].isdigit()}
        held = {name: share for name, share in held.items() if numbers <= self._named[name][1]}
        best = max(held.values(), default=0.0)
        if best < _LEAST_SHARE:
            return {}
        near = [name for name, share in held.items() if share >= best * _BESIDE_BEST]
        rows: dict[int, float] = {}
        for name in near:
            row = self._named[name][0]
            rows[row] = max(rows.get(row, 0.0), held[name])
        # What many documents are called tells little of which is meant.
        return {} if len(rows) > _MOST_MEANT else {row: share / math.sqrt(len(rows)) for row, share in rows.items()}


def spoken_of_in(question: str, names: Names, rows: npt.NDArray[np.int64]) -> dict[int, float]:
    """Return which of the version rows a prepared question speaks of, by name or by place, with how surely.

    Many documents of one place are not what a question speaks of: then none are returned.
    """
    allowed = set(rows.tolist())
    meant = {row: share for row, share in names.meant(question).items() if row in allowed}
    placed = {row: share for row, share in names.placed(question).items() if row in allowed}
    if len(placed) > _MOST_MEANT:
        placed = {row: share for row, share in placed.items() if row in meant}
    return {row: (meant.get(row, 0.0) + _PLACE * placed.get(row, 0.0)) / (1 + _PLACE) for row in {**meant, **placed}}


def mentions_in(question: str) -> list[str]:
    """Return the words of a prepared question that call a document by a name or by its kind, in order."""
    text = search_key(to_simplified(question))
    found = [match.group(1) or match.group(2) for match in _QUOTED.finditer(question)]
    for clause in re.split(r"[，,。；;？?！!：:\s]", text):
        for match in _KIND_PHRASE.finditer(clause):
            found.append(_POINTING.sub("", match.group(1)) + match.group(2))
    return list(dict.fromkeys(found))
