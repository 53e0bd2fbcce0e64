"""Products and grants (“惠农贷”, “稳岗补贴”) that a question names, and whether what a unit says is of them.

What one product costs or allows says nothing of another one that the same text describes.
"""

import re
from collections.abc import Sequence

from kb.answer.scoring.quoted_terms import quoted_terms
from kb.answer.scoring.texts import folded, folded_document
from kb.answer.scoring.units import Unit
from kb.text.quotations import quotations
from kb.text.remembered import remembered_texts
from kb.text.sentences import sentence_spans
from kb.types import Span

# What the names of products and grants end with; 担保, 保险 and 贷款 by themselves are no names.
_PRODUCT = re.compile(r"^(?!.*[,。;:?!])(?:.{2,10}(?:[贷担券险]|贷款)|.{2,8}(?:保函|津贴|补贴|补助|奖励|保))$")
_GENERIC = re.compile(
    r"担保$|^.{0,2}保险$|^(?:信用|抵押|质押|政府|财政|企业|中长期|流动资金|经营|经营性|小微企业|普惠|小额|首|续|无还本续)贷款?$"
)
# 买个数据安全责任险: the words around it tell where the name begins and ends.
_BOUGHT = re.compile(
    r"(?:买|投保|办|上)(?:一?[个份款]|了)?(?!.{0,6}[这那的种啥哪几我你他])"
    r"([\u4e00-\u9fff]{2,8}?(?:责任险|保险|险))(?![费金公单种人])"
)
_TAIL, _WORD = 2, 2
# What stands between the names of products of which one thing is said.
_JOINED = re.compile(r"[”\"'’』」、和与及或跟同\s“‘「『(（)）]*(?:产品)?[”\"'’』」、和与及或跟同\s“‘「『(（)）]*")
# What is set beside a product tells of it too: 不良率1.26%，比“甲贷”高0.35个百分点.
_COMPARED = "(?:[比较于]|超过)[“\"'‘「『]?"
_VERSIONS_HELD = 64


def objects_named(question: str, units: Sequence[Unit]) -> tuple[str, ...]:
    """Return the products that a prepared question names.

    These are the ones it puts in quotation marks, and those that a document of the units does. A quoted term of
    another kind counts where a unit says it.
    """
    asked = folded(question)
    quoted = quoted_terms(question)
    named = {name for one in units for name in products_in(one.hit.version.text) if name in asked}
    said = [term for term in quoted if _is_product(term) or any(term in folded(one.text) for one in units)]
    found = dict.fromkeys((*said, *sorted(named, key=asked.index)))
    found |= dict.fromkeys(_unheld_insurance(asked, units))
    # Where a product is named, what else stands in quotation marks (a platform) is not what is asked about.
    found = {name: None for name in found if _is_product(name)} or found
    # 惠农贷 within 新惠农贷 is no name of its own.
    return tuple(name for name in found if not any(name != other and name in other for other in found))


@remembered_texts(_VERSIONS_HELD)
def products_in(text: str) -> frozenset[str]:
    """Return the names of products that a document puts in quotation marks."""
    return frozenset(term for term in map(folded, quotations(text)) if _is_product(term))


def is_of(objects: Sequence[str], unit: Unit) -> bool:
    """Tell whether a unit can speak of one of the objects.

    It does where it names one, itself or in its headings, lead-in or title, where the sentence before it in the
    paragraph that last named a product named one, and where none did, in a document that names no other more often.
    """
    version = unit.hit.version
    above = folded(f"{version.metadata.title}\n{unit.context}")
    if any(name in above for name in objects):
        return True
    whole = folded_document(version.text)
    beside = {one for name in objects for one in _beside(name, whole)}
    others = {
        name for name in products_in(version.text) | beside if not any(name in one or one in name for one in objects)
    }
    for said in (unit.text, *_before(unit)):
        text = folded(said)
        if any(name in text for name in objects):
            return True
        if any(name in text for name in others):
            return False
    named = max(map(whole.count, objects))
    return named > 0 and all(whole.count(name) <= named for name in others)


def said_of(objects: Sequence[str], unit: Unit, text: str) -> str:
    """Return what the prepared text of a unit says of the objects, where its sentence tells of other products beside.

    What is said of a product goes on to where another one is named, but for those named together (甲和乙最高各…).
    """
    others = products_in(unit.hit.version.text) - frozenset(objects)
    names = [name for name in others if name in text and not any(name in one or one in name for one in objects)]
    if not names or not any(name in text for name in objects):
        return text
    own = frozenset(objects)
    if any(re.search(f"{_COMPARED}{re.escape(name)}", text) for name in objects):
        return text
    named = list(re.finditer("|".join(map(re.escape, sorted((*objects, *names), key=len, reverse=True))), text))
    kept = [text[: named[0].start()]]
    together = False
    for place, match in enumerate(named):
        together = together or match[0] in own
        end = named[place + 1].start() if place + 1 < len(named) else len(text)
        if together:
            kept.append(text[match.start() : end])
        together = together and _JOINED.fullmatch(text[match.end() : end]) is not None
    # What is said of all of several is said behind the last of them.
    return "".join(kept)


def _beside(name: str, text: str) -> set[str]:
    """Return the names that a text lists beside one and that end alike: 普通转贷 in 普通转贷和快速转贷."""
    tail = re.escape(name[-_TAIL:])
    own = re.escape(name)
    pairs = rf"([\u4e00-\u9fff]{{2}}{tail})[、和与及或]{own}|{own}[、和与及或]([\u4e00-\u9fff]{{2}}{tail})"
    return {one for match in re.finditer(pairs, text) for one in match.groups() if one} - {name}


def _unheld_insurance(asked: str, units: Sequence[Unit]) -> tuple[str, ...]:
    """Return the kinds of insurance that are to be bought and of whose kind no document of the units has a word."""
    kinds = [match[1] for match in _BOUGHT.finditer(asked)]
    texts = {one.version_row: folded_document(one.hit.version.text) for one in units} if kinds else {}
    return tuple(kind for kind in kinds if not any(kind[:_WORD] in text for text in texts.values()))


def _before(unit: Unit) -> list[str]:
    """Return the sentences of the same paragraph before a unit, the nearest first."""
    text = unit.hit.version.text
    start = text.rfind("\n", 0, unit.span.start) + 1
    spans = sentence_spans(text, Span(start, unit.span.start)) if start < unit.span.start else []
    return [span.of(text) for span in reversed(spans)]


def _is_product(term: str) -> bool:
    return _PRODUCT.search(term) is not None and not _GENERIC.search(term)
