"""Whether a text that bears a held document's title is another version of it, or another document of that title.

Two texts are versions of one document only where their title names one document (a law, a measure, a plan; never a
news article, a numberless 公告 or a bare 通知), nothing that they say of themselves speaks against it, their words are
akin, and their numbers or days tell them apart. Everything else stays two documents.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.ingest.references import normal_number
from kb.raw import ParsedDocument
from kb.store.reissues import have_one_mark, may_be_reissued, year_of_number
from kb.store.rows import HeldText
from kb.text.keys import compare_key
from kb.text.places import places_in
from kb.text.rule_titles import is_generic_title, issues_a_rule
from kb.text.tokens import bigrams
from kb.types import DocumentKind, Evidence, Metadata

_OFFICIAL = frozenset({DocumentKind.POLICY, DocumentKind.LAW, DocumentKind.NOTICE})
_COUNTRY = ("中华人民共和国", "国务院", "最高人民法院", "最高人民检察院", "中国")
# Bigrams shared (Dice): rewritten laws of one title have .26 of them and more, laws of other titles .30 at most.
_LEAST_AKIN = 0.2
_AKIN = 0.3
_NEARLY_THE_SAME = 0.8
# A text is an excerpt where it is much shorter and hardly says a word that the other does not.
_EXCERPT_LENGTH, _EXCERPT_SHARE = 0.8, 0.97


@dataclass(frozen=True, slots=True)
class Kinship:
    """How a text stands to the versions of one held document."""

    document_id: str
    same: HeldText | None = None
    """The version whose text it is, but for white space."""
    akin: float = 0.0
    apart: str | None = None
    """Why it is another document; None where it is a version."""


def is_of_a_kind(metadata: Metadata) -> bool:
    """Tell whether a text's title names one document, of which there may be versions."""
    if metadata.kind not in _OFFICIAL or is_generic_title(metadata.title):
        return False
    return issues_a_rule(metadata.title) or metadata.doc_number is not None or may_be_reissued(metadata.title)


def kinship(new: ParsedDocument, versions: Sequence[HeldText]) -> Kinship:
    """Return how a text stands to the versions of a document of the same title."""
    document_id = versions[0].document_id
    words = compare_key(new.text)
    for held in reversed(versions):
        if compare_key(held.text) == words:
            return Kinship(document_id, same=held, akin=1.0)
    nearest = _dated_alike(new.metadata, versions) or versions[-1]
    akin = _dice(_body(new.text, new.metadata), _body(nearest.text, nearest.metadata))
    return Kinship(document_id, akin=akin, apart=_why_apart(new, nearest, akin))


def conflict(one: Metadata, other: Metadata) -> str | None:
    """Return what speaks against two texts being of one document: their issuers or their places."""
    here, there = _values(one.issuers), _values(other.issuers)
    if here and there and not _overlap(here, there):
        return f"发布机关不同（{'、'.join(sorted(here))}；{'、'.join(sorted(there))}）"
    if one.region and other.region and not _overlap({one.region.value}, {other.region.value}):
        return f"地区不同（{one.region.value}；{other.region.value}）"
    return None


def differs_wholly(new: str, held: str) -> bool:
    """Tell whether two texts have hardly a word in common."""
    return _dice(new, held) < _LEAST_AKIN


def is_nearly_the_same(new: str, held: str) -> bool:
    """Tell whether two texts differ in few words."""
    return _dice(new, held) >= _NEARLY_THE_SAME


def _why_apart(new: ParsedDocument, held: HeldText, akin: float) -> str | None:
    one, other = new.metadata, held.metadata
    if not is_of_a_kind(other):
        return "标题不足以认定是同一份文件"
    if against := conflict(one, other):
        return against
    if akin < _LEAST_AKIN:
        return "文字相差很大"
    short, long = sorted(((new.text, one), (held.text, other)), key=lambda side: len(side[0]))
    # An older text of which every word is still there was added to.
    if _is_excerpt(short[0], long[0]) and not _is_older(short[1], long[1]):
        return "其中一份像是另一份的节录"
    return _untold(one, other, akin) or _unconfirmed(one, other, akin)


def _untold(one: Metadata, other: Metadata, akin: float) -> str | None:
    """Return why numbers and days do not tell two texts apart; None where they do, or need not."""
    numbers = _number(one), _number(other)
    if all(numbers) and numbers[0] == numbers[1]:
        return None
    if not issues_a_rule(one.title):
        return _why_not_reissued(one, other, akin)
    if all(numbers):
        return None
    days = _days(one), _days(other)
    if not all(days):
        if any(days):
            return "其中一份没有写明日期，分不清先后"
        return None if akin >= _NEARLY_THE_SAME else "都没有写明日期或文号"
    if days[0] == days[1]:
        return None if akin >= _NEARLY_THE_SAME else "日期相同而文字不同"
    return None


def _why_not_reissued(one: Metadata, other: Metadata, akin: float) -> str | None:
    """Return why a notice is not another one of its title issued again; None where it is."""
    numbers, days = (one.doc_number, other.doc_number), (_days(one), _days(other))
    if not may_be_reissued(one.title):
        return "文号不同，是各年各次的两份文件" if all(numbers) else "通知、公告没有文号，认不出是同一份"
    if akin < _AKIN:
        return "文字相差很大"
    if all(days) and days[0] != days[1]:
        return None
    years = [year_of_number(number.value) for number in numbers if number]
    if len(years) == len(numbers) and years[0] != years[1]:
        return None
    return "文号同年，又没有写明日期，分不清先后" if all(numbers) else "没有写明日期或文号，分不清先后"


def _unconfirmed(one: Metadata, other: Metadata, akin: float) -> str | None:
    """Return that nothing confirms what the title says; None where something does."""
    if _values(one.issuers) and _values(other.issuers):
        return None
    if one.region and other.region:
        return None
    numbers = _number(one), _number(other)
    if numbers[0] is not None and (numbers[0] == numbers[1] or have_one_mark(one, other)):
        return None
    # Counties copy each other: words alone, however alike, confirm nothing.
    if akin >= _AKIN and (one.title.startswith(_COUNTRY) or places_in(one.title)):
        return None
    return "没有写明发布机关和地区，不能认定是同一份文件"


def _dated_alike(new: Metadata, versions: Sequence[HeldText]) -> HeldText | None:
    number, days = _number(new), _days(new)
    for held in reversed(versions):
        if number and number == _number(held.metadata):
            return held
    return next((held for held in reversed(versions) if any(days) and days == _days(held.metadata)), None)


def _number(metadata: Metadata) -> str | None:
    return compare_key(normal_number(metadata.doc_number.value)) if metadata.doc_number else None


def _days(metadata: Metadata) -> tuple[str, ...]:
    return tuple(one.value for one in (metadata.effective_from, metadata.published) if one is not None)


def _values(several: Sequence[Evidence]) -> set[str]:
    return {one.value for one in several}


def _overlap(here: set[str], there: set[str]) -> bool:
    """Tell whether a name stands on both sides, as it is or as part of a longer one."""
    return any(one in other or other in one for one in here for other in there)


def _is_older(one: Metadata, other: Metadata) -> bool:
    here, there = _days(one), _days(other)
    return bool(here and there) and max(here) < max(there)


def _is_excerpt(short: str, long: str) -> bool:
    if len(short) >= _EXCERPT_LENGTH * len(long):
        return False
    words, held = Counter(bigrams(short)), Counter(bigrams(long))
    return sum((words & held).values()) >= _EXCERPT_SHARE * words.total()


def _body(text: str, metadata: Metadata) -> str:
    """Return a text without its title, which the two have in common anyway."""
    return text.replace(metadata.title, "", 1)


def _dice(one: str, other: str) -> float:
    here, there = Counter(bigrams(one)), Counter(bigrams(other))
    return 2 * (here & there).total() / (here.total() + there.total()) if here and there else 0.0
