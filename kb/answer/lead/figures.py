"""The part of a lead that says a figure: `最高不超过300万元（每户）`."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kb.answer.lead.fitting import (
    asks_for_money,
    is_most_asked,
    is_of_another_nature,
    is_of_asked_nature,
    is_since,
    is_term_of_another,
    only_tells,
    turns_limit,
)
from kb.answer.lead.text import Segment, Stated, segments, stated_figures
from kb.answer.lead.words import (
    ALIKE,
    CONDITIONED,
    DENIES,
    ELIDED,
    ENTITY,
    FAR,
    GRANTED,
    LINKS,
    LONGEST,
    MEASURE_WORDS,
    NOT_ASKED,
    PURPOSE,
)
from kb.text.keys import search_key
from kb.text.tokens import bigrams

_LINKS = re.compile(rf"(?:{LINKS})$")
_BEFORE_ENDS = re.compile(r"(?:为|是|按|在|的|达|有|对|：|:)+$")
_SCOPE_BEGINS = re.compile(r"^(?:其中|同时|此外|另外|对于|对|凡是|凡)(?!方|象|外)")
_STATEMENT = re.compile(r"(?:确定|执行|实行|办理|施行|管理|制定|负责|承担|协商)$")
_DAYS_ASKED, _YEARS_ASKED = re.compile(r"[几少]个?(?:工作日|天|日)"), re.compile(r"[几少]年")
_DONE = re.compile(r"应|给予|予以|处|征收|进行|采取")
_IF = re.compile(r"(?<![不得未])(?:超过|超出|不足|不满|满|低于|高于|达到?|逾)$")
_SINCE = re.compile(r"(?<![所服随各亲])[自从](?![属事业动主行身然愿有筹己治觉制])[^自]{2,30}?起$")
_AND = re.compile(r"并且|并(?!列|购|网|轨)|同时|且")
_FAR = re.compile(FAR)
_THEN = re.compile(r"的|未|后|时|者|需|须|应|仍|且|$")
_SUPPOSES = re.compile(r"如果?|若|凡|当|符合|具有|具备|取得")
_FAILED = re.compile(r"未(?:能|按规定)?在?$")
_AROUND = re.compile(r"(?:近|前|连续|最近|未来|过去|上|头)$")
_TERM_ENDS = "内前后"
_TERM = re.compile(r"[每为期限满是]$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BARE_DAY = re.compile(r"\d{1,2}日")
_MEASURED = {word for row in ALIKE for word in row if len(word) > 1}
_STOPS = "，,、；;：: "
_PAIRS = ("“”", "‘’", "（）", "()", "《》", "〔〕")
# Words left out are worth a mark that something is left out.
_MANY = 8
_LONGEST_CORE, _LONGEST_TOLD, _LONGEST_SCOPE = 40, 30, 28


@dataclass(frozen=True, slots=True)
class Saying:
    """What a text says of one figure: the words that state it, and those before that say what for."""

    core: str
    subject: str
    conditions: str
    sentence: str
    """The whole sentence that says it."""
    short: str
    """The core with the words between operator and figure left out; the core itself where they are few."""


def figure_part(
    measure: str,
    question: str,
    text: str,
    classifiers: str = "",
    *,
    scoped: bool = False,
    others: Collection[str] = (),
) -> str | None:
    """Return what a plain text states in a measure, with its scope; None where that is not certain or too long.

    The scope is left out only where the question says it, the text has no other figure of the measure, and no scope is
    demanded. Of counts those are looked at that have one of the classifiers. What stands in `others`, stretches of the
    text that hold for another figure than the question's, is not said.
    """
    figures = _figures(measure, text, classifiers)
    several = len({figure.value for figure in figures}) > 1
    found = [one for one in sayings(measure, text, classifiers) if _may_be_asked(question, one, measure)]
    own = _without(text, others)
    told = [one for one in found if measure != "period" and only_tells(question, one.subject + one.core, one.sentence)]
    found = [one for one in found if one.core in own and one not in told and _is_of_asked(question, one, measure)]
    if told:
        found = [one for one in found if is_most_asked(question, one.subject + one.core)]
    found = _in_named_sentence(question, found) or found
    if several and len(found) == 1 and not others and not _related(found[0], question, measure):
        return None
    named = named_in(question, found) or found
    for short in (False, True):
        said = [rendered(saying, question, several or scoped, short=short) for saying in named]
        complete = [one for one in said if one]
        line = "；".join(complete)
        if complete and len(complete) == len(said) and len(line.replace(CONDITIONED, "")) <= LONGEST:
            return line
    return None


def _in_named_sentence(question: str, found: Sequence[Saying]) -> list[Saying]:
    """Return the sayings of the one sentence that a question names by several words that no other sentence has."""
    sentences = {one.sentence: set(bigrams(one.sentence)) for one in found}
    asked = set(bigrams(NOT_ASKED.sub(" ", question)))
    own = {
        said: asked & held.difference(*(other for at, other in sentences.items() if at != said))
        for said, held in sentences.items()
    }
    named = [said for said, words in own.items() if words]
    return [one for one in found if one.sentence == named[0]] if len(named) == 1 and len(own[named[0]]) > 1 else []


def _without(text: str, others: Collection[str]) -> str:
    for other in others:
        text = text.replace(other, "…")
    return text


def _is_of_asked(question: str, saying: Saying, measure: str) -> bool:
    """Tell whether a saying is of the limit and the thing that a question names."""
    said = saying.subject + saying.core
    if turns_limit(question, said) or is_of_another_nature(question, said) or is_since(question, saying.sentence):
        return False
    return measure != "period" or not is_term_of_another(question, said)


def _related(saying: Saying, question: str, measure: str) -> bool:
    """Tell whether what is said of a figure, conditions aside, has any word of a question, or is of its kind."""
    said = saying.subject + saying.core
    if is_of_asked_nature(question, said) or (measure != "period" and is_most_asked(question, said)):
        return True
    asked = set(bigrams(NOT_ASKED.sub(" ", question)))
    return not asked.isdisjoint(bigrams(saying.subject + saying.core))


def only_figure(question: str, text: str, others: Collection[str] = ()) -> str | None:
    """Return what a plain text states where all its figures are in one measure, days aside; “多少” asks for no term."""
    measures = {figure.measure for figure in stated_figures(text)} - {"date"}
    if len(measures) != 1 or "period" in measures or ("count" in measures and asks_for_money(question)):
        return None
    return figure_part(measures.pop(), question, text, others=others)


def sayings(measure: str, text: str, classifiers: str = "") -> list[Saying]:
    """Return what a plain text says in a measure, figures that are conditions left out; empty where one is too long."""
    parts = segments(text)
    answering = [figure for figure in _figures(measure, text, classifiers) if not _is_condition(figure, text, parts)]
    stating: dict[int, list[Stated]] = {}
    for figure in answering:
        place = next(at for at, part in enumerate(parts) if part.start <= figure.start < part.end)
        stating.setdefault(place, []).append(figure)
    others = [figure for figure in stated_figures(text) if not _is_condition(figure, text, parts)]
    telling = {at for at, part in enumerate(parts) if any(part.start <= one.start < part.end for one in others)}
    # What is to be done in a term is told with the term.
    telling |= {
        at + 1 for at in telling if any(one.end == parts[at].end and text[one.end - 1] in _TERM_ENDS for one in others)
    }
    said = [_saying(held, text, parts, place, telling) for place, held in stating.items()]
    complete = [one for one in said if one]
    return complete if len(complete) == len(said) else []


def named_in(question: str, found: Sequence[Saying]) -> list[Saying]:
    """Return those of several sayings whose scope the question names by words that no other of them has."""
    tokens = [set(bigrams(one.conditions + one.subject + one.core)) for one in found]
    asked = set(bigrams(question))
    named = []
    for place, saying in enumerate(found):
        others = (held for at, held in enumerate(tokens) if at != place)
        if len(found) > 1 and tokens[place].difference(*others) & asked:
            named.append(saying)
    return named


def _may_be_asked(question: str, saying: Saying, measure: str) -> bool:
    """Tell whether a saying may be what a question asks for: no years where days are asked for, nor the other way."""
    wrong = "年" if _DAYS_ASKED.search(question) else "日天时" if _YEARS_ASKED.search(question) else ""
    terms = [figure.value for figure in stated_figures(saying.core) if figure.measure == measure == "period"]
    return not terms or any(not any(unit in term for unit in wrong) for term in terms)


def _figures(measure: str, text: str, classifiers: str) -> list[Stated]:
    figures = [figure for figure in stated_figures(text) if figure.measure == measure]
    return [figure for figure in figures if not classifiers or any(one in figure.value for one in classifiers)]


def _is_condition(figure: Stated, text: str, parts: Sequence[Segment]) -> bool:
    """Tell whether a figure says when something holds, not what holds."""
    part = next(one for one in parts if one.start <= figure.start < one.end)
    before, after = text[part.start : figure.number_start], text[figure.end : part.end]
    last_in_sentence = not any(other.start > part.start and other.sentence == part.sentence for other in parts)
    if figure.measure == "period" and not _is_term(figure, before, after):
        return True
    if _FAILED.search(text[part.start : figure.start]) and not last_in_sentence:
        return True
    if after.endswith("的"):
        return True
    if after.startswith("的"):
        stated = figure.start < figure.number_start or _LINKS.search(before)
        return not (stated and GRANTED.match(after))
    if _IF.search(before) and _THEN.match(after) and not (last_in_sentence and not after):
        return not _LINKS.search(text[part.start : figure.start]) or not last_in_sentence
    limited = _FAR.search(text, figure.start, figure.number_start) is not None
    return bool(_SUPPOSES.match(text[part.start : part.end])) and not last_in_sentence and not limited


def _is_term(figure: Stated, before: str, after: str) -> bool:
    """Tell whether a period is a term of something: no date, no stretch of the past, no part of a name (三年规划)."""
    if _AROUND.search(before) or _BARE_DAY.fullmatch(figure.value):
        return False
    ended = figure.value[-1] not in "年月日天时周" or not after or not _HAN.match(after)
    return ended or figure.start < figure.number_start or _TERM.search(before) is not None or after[0] in "的内不未为"


def _saying(
    held: Sequence[Stated], text: str, parts: Sequence[Segment], place: int, stating: Collection[int]
) -> Saying | None:
    """Return what a segment says of its figures; None where that is too long to be said."""
    part = parts[place]
    whole = text[part.start : part.end]
    sentence = "".join(text[one.start : one.end] for one in parts if one.sentence == part.sentence)
    if len({figure.value for figure in held}) > 1:
        conditions = _conditions(text, parts, place, stating)
        return Saying(whole, "", conditions, sentence, whole) if len(whole) <= _LONGEST_CORE else None
    since = _SINCE.search(text, part.start, held[0].start)
    start = since.start() if since else held[0].start
    while link := _LINKS.search(text, part.start, start):
        start = link.start()
    before = text[part.start : start]
    end = part.end
    if held[-1].end == end and text[end - 1] in _TERM_ENDS and _follows(parts, place, text, start):
        end = parts[place + 1].end
    unled = (start == held[0].number_start or before.endswith("的")) and len(whole) <= _LONGEST_CORE
    # What follows a figure may be what is said of the subject: “补贴由财政局在三十个工作日内拨付”.
    told = part.end - held[-1].end > 1 and len(whole) <= _LONGEST_TOLD
    # A subject with a figure of its own is the scope: 900万元以上的企业按30%补助.
    told = told and not any(one.measure != held[0].measure for one in stated_figures(before))
    has_subject = bool(before) or told
    if unled or told:
        start, before = part.start, ""
    start += len(match.group()) if (match := _AND.match(text, start)) else 0
    short = _shortened(text, start, end, held[0])
    core = text[start:end] if end - start <= _LONGEST_CORE else short
    if len(core) > _LONGEST_CORE:
        return None
    conditions = _conditions(text, parts, place, stating if has_subject else ())
    return Saying(core, _BEFORE_ENDS.sub("", before), conditions, sentence, short)


def _shortened(text: str, start: int, end: int, figure: Stated) -> str:
    """Return a core with what stands between operator and figure left out: 原则上不超过……LPR+50基点."""
    operator = figure.start
    while further := _FAR.match(text, operator):
        operator = further.end()
    if not start <= figure.start < operator or figure.number_start - operator < _MANY:
        return text[start:end]
    return f"{text[start:operator]}{ELIDED}{text[figure.number_start : end]}"


def _follows(parts: Sequence[Segment], place: int, text: str, start: int) -> bool:
    """Tell whether the next segment says what is to be done in the term that this one ends in, and is short enough."""
    if place + 1 == len(parts) or parts[place + 1].sentence != parts[place].sentence:
        return False
    following = parts[place + 1]
    return following.end - start <= _LONGEST_CORE and not stated_figures(text[following.start : following.end])


def _conditions(text: str, parts: Sequence[Segment], place: int, stating: Collection[int]) -> str:
    """Return the segments of the same sentence that lead up to one and state no figure of their own."""
    first = place
    while first > 0 and first - 1 not in stating and parts[first - 1].sentence == parts[place].sentence:
        first -= 1
    leading = (text[part.start : part.end] for part in parts[first:place])
    return "，".join(said for said in leading if not PURPOSE.match(said))


def rendered(saying: Saying, question: str, scoped: bool, *, short: bool = False) -> str | None:
    """Return a saying with its scope in brackets; None where the scope is needed and too long."""
    core = saying.short if short else saying.core
    subject = _without_measure(_bare(saying.subject), question)
    entity = ENTITY.match(subject)
    if not scoped and not DENIES.search(subject) and said_by(question, subject):
        subject = ""
    elif entity and said_by(question, subject[entity.end() :]):
        subject = entity.group()
    conditions = _bare(saying.conditions)
    if subject and _STATEMENT.search(conditions):
        # A statement of its own that merely stands before.
        conditions = ""
    if not scoped and not DENIES.search(conditions) and said_by(question, conditions):
        conditions = ""
    scope = "，".join(part for part in (conditions, subject.strip(_STOPS)) if part.strip(_STOPS)).strip(_STOPS)
    if not _is_closed(core) or not _is_closed(scope):
        return None
    if len(scope) <= _LONGEST_SCOPE:
        return f"{core}（{scope}）" if scope else core
    return None if scoped or len(subject) > _LONGEST_SCOPE else _conditioned(core, subject)


def _is_closed(said: str) -> bool:
    """Tell whether what is copied cuts no quotation and no brackets in two."""
    return all(said.count(pair[0]) == said.count(pair[1]) for pair in _PAIRS)


def _bare(scope: str) -> str:
    """Return a scope without the 对, 凡 that it begins with, unless it says what is done to whom."""
    return scope if _DONE.search(scope) else _SCOPE_BEGINS.sub("", scope)


def _without_measure(subject: str, question: str) -> str:
    """Return a subject without the word for what is measured at its end, where the question asks by such a word."""
    for row in ALIKE:
        for word in row:
            if word in MEASURE_WORDS and subject.endswith(word) and any(other in question for other in row):
                return subject.removesuffix(word)
    return subject


def _conditioned(core: str, subject: str) -> str:
    return f"{core}（{subject}）{CONDITIONED}" if subject else f"{core}{CONDITIONED}"


def said_by(question: str, words: str) -> bool:
    """Tell whether a question says some words of a text, general ones for what is measured aside."""
    rest = search_key(words)
    for row in ALIKE:
        if any(word in question for word in row):
            rest = re.sub("|".join(word for word in row if len(word) > 1), " ", rest)
    rest = NOT_ASKED.sub(" ", rest)
    known = set(bigrams(question))
    return all(token in known for token in bigrams(rest))
