"""An owner's story read into facts, each with the words that it came from. What is not said is not known."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from kb.rules.applicant.contradictions import contradictions_in
from kb.rules.applicant.qualifications import Mention, Names, bundled_names
from kb.rules.applicant.schema import SINGLE
from kb.rules.story.figures import figures_in_story
from kb.rules.story.firm import firm_in_story
from kb.rules.story.grades import grades_in_story, measures_of_grades, reviews_in_story
from kb.rules.story.incubated import incubated_in_story
from kb.rules.story.loans import loans_in_story
from kb.rules.story.measures import measures_in_story
from kb.rules.story.names import complete_in_story, names_in_story
from kb.rules.story.places import places_in_story
from kb.rules.story.states import states_in_story
from kb.rules.story.text import Clause, Story
from kb.rules.types import Applicant, Certainty, Fact
from kb.text.periods import periods_in
from kb.text.places import places_in
from kb.text.written_numbers import half_width
from kb.types import Span

_APPLIES = re.compile(r"(?:申请|申报|来贷|去贷|办理|提交|递交|报名)")
_MANNERS = re.compile(
    r"^(?:你好|您好|请问|谢谢|麻烦(?:你|您)?|想(?:问|咨询|了解)一?下?|老师|领导|在吗|哈喽|嗯|好的|对|是的|那个|就是|然后|所以|因为|还有|另外)+$"
)
# What everybody wants who asks.
_WISHES = re.compile(
    r"^(?:我们?|咱们?|就|现在|也|所以|因此|正)*(?:想|要|需要|打算|准备|希望|考虑)+(?:去|找|向|跟)?(?:银行)?(?:申请|办理?|贷|借|拿|领|享受)?(?:点|些|个|一笔|一点)?(?:贷款|款|钱|资金|补贴|补助|政策|扶持)?$"
)
_SURENESS = {
    Certainty.STATED: 0, Certainty.UNSURE: 1, Certainty.PENDING: 2, Certainty.EXPIRED: 3, Certainty.DENIED: 4,
}  # fmt: skip
_ONE_AT_A_TIME = SINGLE | {"grades", "review"}
_PROVINCE = re.compile(r"(?:省|自治区)$")
_LEAST_HAN = 3
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{3,}")


def read_story(text: str, today: date, names: Names | None = None, places: Iterable[str] = ()) -> Applicant:
    """Return the applicant that a story describes; relative times (去年) are read from `today`.

    `places` are those of the policies at hand, so that they are known where the table of places lacks them.
    A story that says nothing gives an applicant of whom nothing is known. `unread` holds what nothing was read from,
    questions and greetings left out.
    """
    story = Story(text, today, places)
    facts = [
        *places_in_story(story),
        *firm_in_story(story),
        *measures_in_story(story),
        *loans_in_story(story),
        *(grades := list(grades_in_story(story))),
        *measures_of_grades(story, grades),
        *reviews_in_story(story),
        *states_in_story(story),
        *incubated_in_story(story),
        *figures_in_story(story),
    ]
    claimed = [fact.span for fact in facts if fact.span is not None]
    mentions = (names or bundled_names()).mentions(story.plain)
    named = list(names_in_story(story, mentions, claimed))
    complete, spans = complete_in_story(story, named)
    facts = _without_issuers(facts, named)
    facts = [fact for fact in facts if not _inside_a_name(fact, named, mentions)] + [fact for fact, _ in named]
    facts += _application_days(story, [fact.span for fact in facts if fact.span])
    kept = _surest_first(_without_repeats(facts))
    used = [*(fact.span for fact in facts if fact.span is not None), *spans]
    return Applicant(tuple(kept), complete, contradictions_in(kept, today), tuple(_unread(story, used)))


def _inside_a_name(fact: Fact, named: Sequence[tuple[Fact, Mention]], unsaid: Sequence[Mention]) -> bool:
    """Tell whether a fact was read from a name: its 中小 is no size, the 企业 of one that is not held no applicant."""
    if fact.name not in ("entity", "size", "industry") or fact.span is None:
        return False
    span = fact.span
    for one, mention in named:
        if mention.start < span.end <= mention.end:
            return fact.name != "entity" or one.certainty is not Certainty.STATED
    return any(mention.start < span.end <= mention.end for mention in unsaid)


def _without_issuers(facts: Sequence[Fact], named: Sequence[tuple[Fact, Mention]]) -> list[Fact]:
    """Return the facts without the places that are but those of names.

    Whose name it is tells where the applicant is where it is a city or county that gives it, the applicant bears it
    and nothing else says where it is. A province gives names everywhere in it: 某省专精特新 is no place to be.
    """
    issuers = [fact for fact in facts if fact.name == "region" and any(_is_issuer(fact, one) for one in named)]
    elsewhere = any(fact.name == "region" and fact not in issuers for fact in facts)
    borne = [one for one in named if one[0].certainty is Certainty.STATED]
    gone = [
        fact
        for fact in issuers
        if elsewhere or _is_province(str(fact.value)) or not any(_is_issuer(fact, one) for one in borne)
    ]
    return [fact for fact in facts if fact not in gone]


def _is_province(place: str) -> bool:
    codes = [code for one in places_in(half_width(place)) for code in one.codes]
    return _PROVINCE.search(place) is not None or (bool(codes) and all(code.endswith("0000") for code in codes))


def _is_issuer(fact: Fact, named: tuple[Fact, Mention]) -> bool:
    mention = named[1]
    # 某市高新技术企业 lies in that city: the nation gives the name.
    local = mention.named.level is None
    return local and fact.span is not None and mention.start < fact.span.end <= mention.end


def _application_days(story: Story, claimed: Sequence[Span]) -> Iterator[Fact]:
    """Yield the day on which the application is made, where it is told."""
    for clause in story.clauses:
        applies = _APPLIES.search(clause.text)
        if applies is None or not story.of_applicant(clause.start) or re.search(r"过|没|曾|已|认定|资质", clause.text):
            continue
        for period in periods_in(clause.text, story.today):
            span = Span(clause.start + period.span.start, clause.start + period.span.end)
            exactness = _exactness(period.start, period.end)
            taken = any(one.start < span.end and span.start < one.end for one in claimed)
            if exactness and not taken and span.start < clause.start + applies.start():
                yield Fact("application_date", period.start, unit=exactness, words=story.words(span), span=span)
                break


def _exactness(start: date, end: date) -> str | None:
    if end == date.max:
        return None
    days = (end - start).days
    return "日" if days == 0 else "月" if days < 31 else None


def _surest_first(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts with what holds now before what is doubted, to come or past, where there is one of a thing.

    What is denied of such a thing goes unsaid where another value is affirmed: 不是公司，是个体户.
    """
    affirmed = {fact.name for fact in facts if fact.certainty is Certainty.STATED and fact.name in SINGLE}
    told = [fact for fact in facts if fact.certainty is not Certainty.DENIED or fact.name not in affirmed]
    return sorted(told, key=lambda fact: _SURENESS[fact.certainty] if fact.name in _ONE_AT_A_TIME else 0)


def _without_repeats(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts without those said again in the same sense; the surer one, or the one with a level, is kept."""
    kept: list[Fact] = []
    for fact in facts:
        same = next((at for at, one in enumerate(kept) if _is_repeat(one, fact)), None)
        if same is None:
            kept.append(fact)
        elif _tells_more(fact, kept[same]):
            kept[same] = fact
    return kept


def _is_repeat(one: Fact, other: Fact) -> bool:
    if (one.name, one.value, one.upper) != (other.name, other.value, other.upper):
        return False
    levels = one.level == other.level or None in (one.level, other.level)
    units = one.unit == other.unit or None in (one.unit, other.unit)
    surely = {one.certainty, other.certainty} <= {Certainty.STATED, Certainty.UNSURE}
    return levels and units and (one.certainty is other.certainty or surely)


def _tells_more(fact: Fact, than: Fact) -> bool:
    if fact.certainty is not than.certainty:
        return fact.certainty is Certainty.STATED
    return (fact.level is not None and than.level is None) or (fact.unit is not None and than.unit is None)


def _unread(story: Story, used: Sequence[Span]) -> Iterator[str]:
    """Yield the runs of clauses of a sentence that no fact came from, questions and manners left out."""
    run: list[Clause] = []
    for clause in [*story.clauses, None]:
        goes_on = clause is not None and _is_unread(clause, used)
        if run and (not goes_on or (clause is not None and clause.sentence != run[-1].sentence)):
            yield story.text[run[0].start : run[-1].end].strip()
            run = []
        if clause is not None and goes_on:
            run.append(clause)


def _is_unread(clause: Clause, used: Sequence[Span]) -> bool:
    if any(span.start < clause.end and clause.start < span.end for span in used):
        return False
    text = clause.text.strip()
    says = len(_HAN.findall(text)) >= _LEAST_HAN or _LATIN.search(text) is not None
    return says and not clause.asks and not _MANNERS.match(text) and not _WISHES.match(text)
