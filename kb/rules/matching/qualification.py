"""Whether an applicant holds a name that a policy demands, at a level that it demands, and validly."""

import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from kb.rules.applicant.levels import LEVELS, level_of, level_of_place
from kb.rules.applicant.qualifications import IDENTITIES, QUALIFICATIONS, Names, bundled_names
from kb.rules.conditions.leaf_kinds import IDENTITY
from kb.rules.matching.decisions import Decision, best, doubted, left_open, met, unknown, unmet
from kb.rules.matching.name_limits import with_limits, without_limit
from kb.rules.matching.places_within import within
from kb.rules.matching.said import STATES, alike, state_of
from kb.rules.matching.wording import quoted, quoted_noun
from kb.rules.types import Applicant, Certainty, Condition, Fact
from kb.text.places import places_in
from kb.text.written_numbers import half_width

_LEVEL = re.compile(
    r"(?P<word>国家|省部|省|自治区|直辖市|设区市|地市|市|州|盟|县级市|县|区县|区|旗|部)(?:\([市区县]\))?级(?P<up>(?:及|或|\(含\))?以上)?|(?P<front>国家)(?!税|统)(?P<front_up>(?:及|或)?以上)?"
)
_PARTS = re.compile(r"、|,|;|或者?|以及|(?<![中总])和(?!谐)|及(?!以上|其)|与")
_GIVEN = re.compile(
    r"第一次|首次|初次|当年|新|有效期内?|在有效期|经[^,。;]{0,12}?(?=认定|评定|备案)|获评|获得|取得|评为|被|认定为?|入选|列入|纳入|入库|授予|入围|备案|命名|属于|是|的|等|符合|具有|拥有|持有|条件|称号|资质|名单|企业|公司|单位|[“”\"'《》()]"
)
_PEOPLE = re.compile(
    r"人员|毕业生|军人|农民工|残疾人|青年|妇女|大学生|人口|职工|农民|人才(?!企业|计划|项目)|居民|学生|渔民"
)
# 专精特新“领航”企业: words beside a known name make another name of it.
_MORE = 1
_ONE_OF = re.compile(r"(?:中的?)?之一的?$")
_ABOVE = re.compile(r"^(?:及|或)?以上的?")
_BRACKETS = re.compile(r"\([^()]*\)")
_SHORTEST = 2
_LONGEST_SHOWN = 30
_ISSUER = re.compile(
    r"^(?:经|获评|获得|入选|列入|被评为|取得)?(?P<place>(?![本我全该各设地]|国家|省|市)(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区|市|州|县|区)){1,3})(?P<graded>级)?(?![的内])"
)
# Who is being prepared for a name does not bear it yet.
_CANDIDATE = re.compile(r"培育|后备|储备|潜在|准(?:独角兽|瞪羚)|苗子|种子|拟认定|候选")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name that a demand takes, with the levels at which it takes it; all where it names none."""

    words: str
    name: str
    """The official name where the table has it, else what is left of the words."""
    levels: frozenset[str]
    above: bool
    """Whether higher levels are taken as well: 及以上."""
    known: bool
    place: str | None = None
    """Whose name it is: 某市“瞪羚企业”, 某市级示范企业."""
    given_there: bool = False
    """Whether it is that place alone that gives it, and no other of its level."""


def wanted_names(words: str) -> list[Wanted]:
    """Return the names that a half-width demand takes, one of which is enough."""
    names = bundled_names()
    found: list[Wanted] = []
    pending: list[str] = []
    for part in _PARTS.split(_ONE_OF.sub("", words)):
        part = part.strip(" 。")
        if not part:
            continue
        # 国家级、省级专精特新企业: a level alone belongs to the name behind it.
        if not _core(part):
            pending.append(part)
            continue
        found.append(_wanted("、".join([*pending, part]), names))
        pending = []
    return found


def fact_name(words: str) -> str:
    """Return the fact that decides a demand for a name: qualifications of a firm, identities of a person."""
    if re.search(r"企业|单位|项目|团队|公司|中心|基地", words):
        return QUALIFICATIONS
    mentions = bundled_names().mentions(words)
    if mentions:
        return mentions[0].named.fact
    return IDENTITIES if IDENTITY.search(words) and _PEOPLE.search(words) else QUALIFICATIONS


def match_qualification(condition: Condition, applicant: Applicant, day: date) -> Decision:
    """Return whether the applicant holds one of the names that a condition takes, with what it adds to the name."""
    words = half_width(condition.text)
    stated = state_of(words, applicant)
    if stated is not None:
        return doubted(
            met(f"说了有{quoted_noun(words)}", stated[1])
            if stated[0]
            else unmet(f"说了没有{quoted_noun(words)}", stated[1]),
            stated[1],
        )
    taken = wanted_names(without_limit(words))
    name = fact_name(words)
    facts = (*applicant.of(QUALIFICATIONS), *applicant.of(IDENTITIES))
    told = (*facts, *applicant.of(STATES))
    relevant = [
        with_limits(decision, condition.text, told, day, own=one.words if len(taken) > 1 else None)
        for one in taken
        for fact in facts
        if (decision := _held(one, fact, condition.meant)) is not None
    ]
    if relevant:
        return best(relevant)
    shown = "、".join(dict.fromkeys(one.words for one in taken)) or condition.text
    if name in applicant.complete:
        return unmet(f"说的资质里没有{quoted(shown)}", *applicant.of(name)[:1])
    return unknown(f"没有说有没有{quoted(shown)}", name)


def _held(wanted: Wanted, fact: Fact, region: str | None) -> Decision | None:
    """Return what a name that the applicant speaks of makes of one that is demanded; None where it is another."""
    names = bundled_names()
    said, written = half_width(str(fact.value)), half_width(fact.words)
    own, in_words = _wanted(said, names), _wanted(written, names)
    likeness = max(_likeness(wanted, own), _likeness(wanted, in_words) if written else _Likeness.NONE)
    if likeness is _Likeness.NONE:
        return None
    if fact.certainty is Certainty.DENIED:
        return unmet(f"说了不是{quoted(str(fact.value))}", fact)
    if likeness is _Likeness.PART:
        return left_open(
            f"说的是{quoted(fact.words or str(fact.value))}，算不算{quoted_noun(wanted.words)}要核实", fact
        )
    if _CANDIDATE.search(fact.words + said) and not _CANDIDATE.search(wanted.words):
        return left_open(f"是{quoted(fact.words or str(fact.value))}，还不是{quoted_noun(wanted.words)}", fact)
    levels = own.levels or in_words.levels
    level = fact.level or (next(iter(levels)) if len(levels) == 1 else None)
    return doubted(_of_level(wanted, level, own.place or in_words.place, fact, region), fact)


def _of_level(wanted: Wanted, level: str | None, issuer: str | None, fact: Fact, region: str | None) -> Decision:
    shown = fact.words if 0 < len(fact.words) <= _LONGEST_SHOWN else str(fact.value)
    if wanted.given_there and wanted.place and issuer:
        same = within(issuer, wanted.place) and within(wanted.place, issuer)
        return met(f"是{quoted(shown)}", fact) if same else unmet(f"{quoted(shown)}不是{wanted.place}认定的", fact)
    if not wanted.levels:
        return met(f"是{quoted(str(fact.value))}", fact)
    if level is None:
        asked = f"{wanted.place}认定的" if wanted.given_there else _levels_shown(wanted)
        return unknown(f"有{quoted(shown)}，没有说是哪一级；要{asked}", f"level:{fact.value}", fact)
    rank = LEVELS.index(level)
    lowest = max(LEVELS.index(one) for one in wanted.levels)
    if level in wanted.levels or (wanted.above and rank <= lowest):
        # A name that another city or province gives does not count where the policy means its own.
        if issuer and rank >= 1 and (foreign := _foreign(issuer, wanted.place, region)) is not False:
            if foreign:
                return unmet(f"{quoted(shown)}是外地认定的", fact)
            return left_open(f"有{quoted(shown)}，要核实{issuer}认定的算不算", fact)
        return met(f"是{quoted(shown)}（{level}）", fact)
    if rank < lowest:
        return left_open(f"有{quoted(shown)}（{level}），级别更高，但文件写的是{_levels_shown(wanted)}", fact)
    return unmet(f"有{quoted(shown)}（{level}），不够{_levels_shown(wanted)}", fact)


def _foreign(issuer: str, place: str | None, authorities: str | None) -> bool | None:
    """Tell whether a name is given by a place whose names do not count; None where nobody can tell.

    What counts are the places that the policy speaks of, and what lies around or within its own.
    """
    if issuer in (authorities or "") or issuer == place:
        return False
    home = place or (authorities or "").partition("、")[0]
    if not home:
        return False
    if within(home, issuer) or within(issuer, home):
        return False
    return True if places_in(issuer) and places_in(home) else None


def _levels_shown(wanted: Wanted) -> str:
    levels = [level for level in LEVELS if level in wanted.levels]
    return "、".join(levels) + ("及以上" if wanted.above else "")


def _wanted(words: str, names: Names) -> Wanted:
    mentions = names.mentions(words)
    levels, above = _levels(words)
    issuer = _ISSUER.match(words)
    place = issuer["place"] if issuer else None
    there = issuer is not None and not issuer["graded"]
    if there and not levels and place and (level := level_of_place(place)):
        levels = frozenset({level})
    if mentions and len(_core(words)) <= len(_core(words[mentions[0].start : mentions[0].end])) + _MORE:
        mention = mentions[0]
        if not levels and mention.level:
            levels = frozenset({mention.level})
        return Wanted(words, mention.named.name, levels, above, known=True, place=place, given_there=there)
    return Wanted(words, _core(words), levels, above, known=False, place=place, given_there=there)


def _levels(words: str) -> tuple[frozenset[str], bool]:
    levels, above = set(), False
    for match in _LEVEL.finditer(words):
        level = level_of(match["word"] or match["front"])
        if level is not None:
            levels.add(level)
        above = above or bool(match["up"] or match["front_up"])
    return frozenset(levels), above


def _core(words: str) -> str:
    """Return what names a thing in words: without levels, places and the verbs of giving."""
    issuer = _ISSUER.match(words)
    words = _ABOVE.sub("", words[issuer.end() :]) if issuer else words
    words = _LEVEL.sub("", _BRACKETS.sub("", words))
    for place in places_in(words):
        words = words.replace(place.name, "")
    return re.sub(r"^[本全我该]?[省市区县州]", "", _GIVEN.sub("", words)).strip(" ,。、;")


def _likeness(wanted: Wanted, own: Wanted) -> "_Likeness":
    """Return whether what is held is what is demanded: the same name, or a part of it only."""
    if wanted.known and own.known:
        return _Likeness.SAME if wanted.name == own.name else _Likeness.NONE
    demanded, said = _core(wanted.words), _core(own.words)
    if demanded == said and len(said) >= _SHORTEST:
        return _Likeness.SAME
    shorter, longer = sorted((demanded, said), key=len)
    if len(shorter) <= _SHORTEST or len(shorter) * 2 < len(longer) or alike(shorter, longer) < 1.0:
        return _Likeness.NONE
    return _Likeness.SAME if shorter is demanded else _Likeness.PART


class _Likeness(IntEnum):
    """How much of a demanded name is held."""

    NONE = 0
    PART = 1
    SAME = 2
