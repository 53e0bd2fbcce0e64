"""Whether an applicant is of the kind and size that a policy names: 小微企业和个体工商户."""

import re

from kb.rules.matching.decisions import Decision, best, doubted, left_open, met, unknown, unmet
from kb.rules.matching.said import first, state_of
from kb.rules.matching.wording import quoted, quoted_noun
from kb.rules.types import Applicant, Certainty, Condition, Fact
from kb.text.written_numbers import half_width

ENTITY, SIZE = "entity", "size"
FIRM, TRADER, PERSON = "企业", "个体工商户", "个人"

SIZES = {
    "大型": {"大型"}, "中型": {"中型"}, "小型": {"小型"}, "微型": {"微型"}, "小微": {"小型", "微型"},
    "中小": {"中型", "小型", "微型"}, "中小微": {"中型", "小型", "微型"}, "大中型": {"大型", "中型"},
}  # fmt: skip
"""What sizes a word takes in, by the division of small and medium-sized firms."""
_SIZE_WORDS = re.compile(r"大中型|中小微|中小|小微|小型|微型|中型|大型")
_ENTITIES: tuple[tuple[frozenset[str], re.Pattern[str]], ...] = (
    (frozenset({"个体工商户"}), re.compile(r"个体|工商户")),
    (frozenset({"农民专业合作社"}), re.compile(r"合作社|合作组织")),
    (frozenset({"家庭农场"}), re.compile(r"家庭农场|农场主")),
    (frozenset({"农户", "个人"}), re.compile(r"农户|农民(?!专业)")),
    (
        frozenset({"个人"}),
        re.compile(r"个人(?!独资)|自然人|创业者|创业人员|居民|人员|人才|毕业生|军人|青年|妇女|学生|职工"),
    ),
    (
        frozenset({"企业", "个体工商户", "农民专业合作社", "家庭农场"}),
        re.compile(r"经营主体|市场主体|经营者|经济组织|生产经营单位"),
    ),
    (
        frozenset({"企业", "农民专业合作社", "社会组织", "机关事业单位"}),
        re.compile(r"法人(?!代表|股东)|企事业"),
    ),
    (
        frozenset({"企业", "个体工商户", "农民专业合作社", "社会组织", "机关事业单位"}),
        re.compile(r"用人单位"),
    ),
    (frozenset({"社会组织"}), re.compile(r"社会组织|社会团体|民办非|社会服务机构|行业协会")),
    (frozenset({"机关事业单位"}), re.compile(r"事业单位|机关")),
    (frozenset({"企业"}), re.compile(r"企业|公司|厂|合伙|独资")),
)
# The standard is called 中小企业划型标准, whatever sizes are meant.
_BY_STANDARD = re.compile(r"(?:属于|符合)?(?:国家|现行)*(?:的)?(?:中小微?企业)?划型(?:标准)?(?:规定)?(?:条件)?的?")
_IS = re.compile(r"^(?:为|是|属于)(?=.{2})")
_PARTS = re.compile(r"、|和|或者?|以及|及|与|/|[(),;]")
# Facts that only a firm has.
_OF_FIRMS = frozenset({"size", "grades", "registered_capital"})


def match_entity(condition: Condition, applicant: Applicant) -> Decision:
    """Return whether the applicant is of one of the kinds and sizes that the words of a condition name."""
    words = _BY_STANDARD.sub("", half_width(condition.text))
    stated = state_of(words, applicant)
    if stated is not None:
        return doubted(
            met(f"说了{quoted(stated[1].words or words)}", stated[1])
            if stated[0]
            else unmet(f"说了不是{quoted_noun(words)}", stated[1]),
            stated[1],
        )
    alternatives = [part for part in _PARTS.split(words) if _kinds(part) or _SIZE_WORDS.search(part)]
    # 小型、微型企业: the noun stands once, behind the last size.
    named = [part if _kinds(part) else f"{part}企业" for part in alternatives or [words]]
    return best([_of_alternative(_IS.sub("", part), applicant) for part in named])


def _of_alternative(words: str, applicant: Applicant) -> Decision:
    kinds = _kinds(words)
    sizes = {size for word in _SIZE_WORDS.findall(words) for size in SIZES[word]}
    if sizes and not kinds:
        kinds = frozenset({FIRM})
    entity = _entity(applicant)
    if kinds and entity is None and PERSON in kinds and not sizes and (of_person := _of_person(applicant)):
        return met(f"说的是{quoted(of_person.words or str(of_person.value))}", of_person)
    if kinds and entity is None:
        return unknown(f"没有说是不是{words}", ENTITY)
    if entity is not None and entity[0] == TRADER and kinds == frozenset({PERSON}):
        return left_open(f"个体工商户由个人经营，文件只写了{quoted(words)}，算不算要问办理的部门或银行", *entity[1])
    if kinds and entity is not None and entity[0] not in kinds:
        return doubted(unmet(f"是{entity[0]}，不是{words}", *entity[1]), entity[1][0])
    facts = entity[1] if entity else ()
    if not sizes:
        return met(f"是{entity[0]}" if entity else words, *facts)
    return _of_size(words, sizes, applicant, facts)


def _of_person(applicant: Applicant) -> Fact | None:
    """Return what only a person can be: his age, one of those whom policies name (退役军人)."""
    facts = (*applicant.of("identities"), *applicant.of("age"))
    return next((fact for fact in facts if fact.certainty is Certainty.STATED), None)


def _of_size(words: str, sizes: set[str], applicant: Applicant, facts: tuple[Fact, ...]) -> Decision:
    fact = first(applicant, SIZE)
    own = _sizes_of(fact) if fact is not None else set()
    if fact is None or not own:
        return unknown(f"没有说企业是大型、中型、小型还是微型；要是{words}", SIZE, *facts)
    if fact.certainty is Certainty.DENIED:
        return unmet(f"说了不是{fact.value}", fact) if sizes <= own else unknown("没有说企业的规模", SIZE, fact)
    if own <= sizes:
        return doubted(met(f"是{fact.value}企业", *facts, fact), fact)
    if not own & sizes:
        return doubted(unmet(f"是{fact.value}企业，不是{words}", *facts, fact), fact)
    return unknown(f"只说了是{fact.value}企业，要看是不是{words}", SIZE, *facts, fact)


def _sizes_of(fact: Fact) -> set[str]:
    word = _SIZE_WORDS.search(str(fact.value))
    return set(SIZES[word.group()]) if word else set()


def _kinds(words: str) -> frozenset[str]:
    return next((kinds for kinds, pattern in _ENTITIES if pattern.search(words)), frozenset())


def _entity(applicant: Applicant) -> tuple[str, tuple[Fact, ...]] | None:
    """Return what the applicant is, as said or as only a firm can be what is said."""
    facts = [fact for fact in applicant.of(ENTITY) if fact.certainty is not Certainty.DENIED]
    if facts:
        said = str(facts[-1].value)
        named = next((kinds for kinds, pattern in _ENTITIES if pattern.search(said)), frozenset({said}))
        return (said if said in named else next(iter(sorted(named)))), tuple(facts[-1:])
    telling = tuple(
        fact
        for fact in applicant.facts
        if fact.name in _OF_FIRMS or (fact.name == "qualifications" and "企业" in str(fact.value))
    )
    return (FIRM, telling[:1]) if telling else None
