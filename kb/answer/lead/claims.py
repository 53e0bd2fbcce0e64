"""The parts of a lead that say who, when, whether, and how two things differ."""

import re
from collections.abc import Sequence

from kb.answer.lead.text import Segment, segments, stated_figures
from kb.answer.lead.words import (
    CAN,
    CANNOT,
    CONDITIONED,
    EXCEPTED,
    EXEMPTS,
    FORBIDS,
    MUST,
    NEED_NOT,
    NOT_ASKED,
    PERMITS,
    REQUIRES,
)
from kb.text.tokens import bigrams
from kb.types import Span

_LONGEST_SAID = 40
_RELATED = 0.3
_ENDS_IN_BODY = re.compile(r"(?:部门|单位|机构|政府|委员会|银行|公司|[局厅委办])$")
_RULES_MADE, _RULES_ASKED = re.compile(r"办法.*制定|另行制定"), re.compile(r"定|出台|公布|颁")
_TIME_IS = re.compile(r"(?:时间|日期|时段|期限|截止日)(?:为|是|：|:)?$")
_WITH = re.compile(r"会同|配合|协同|协助")
_IN_FORCE = re.compile(r"施行|生效|实施|执行|实行|作数|算数|管用")
_BY = re.compile(r"(?:(?:可以?|应当?|须)(?=由))?(?<![理自缘来经])由(?!于|此|来)(?=[\u4e00-\u9fff（）()“”、]{2,})")
_BODY = (
    r"[\u4e00-\u9fff、（）()“”]{2,28}?(?:局|厅|部|委|办|会|中心|银行|机构|政府|公司|院|所|部门|单位|支行|分行|处|科|社)"
)
_BODY_DOES = re.compile(rf"{_BODY}(?:负责|牵头|主管|承担|组织|会同|统筹|是[^，。；]{{0,20}}主管)")
_SINCE = re.compile(
    r"自(?!行|主|愿|然|动|身|有|治)[^，,。；;]{2,24}?起(?:\d+日后|[\u4e00-\u9fff]{1,4}日后)?(?:施行|执行|实施|生效|试行|计算)?"
)
_UNTIL = re.compile(r"(?:截至|截止到?|有效期至|至|于|在|到|从|自)$")
_OWN_NAME = re.compile(r"^本(?:办法|规定|通知|细则|意见|方案|条例|法|措施|决定|政策|规则|标准|公告|文件)(?:有效期)?$")

_MODAL = re.compile(
    r"(?P<need>要不要|需不需要|用不用|得不得|是否需要|是否必须|必须|需要|非得|(?<![想需主重将只还])要(?![求是么点])(?=.*[吗么]))"
    r"|(?P<can>能不能|可不可以|是否可以|是否能够?|可否|能否|可以|能够|能|允不允许|允许|准不准|让不让|给不给)"
)
_ASKS = re.compile(r"(?:吗|么|嘛|不|没|没有)?[?？。!！]*$")
_WHETHER_SIGNS = re.compile(
    r"吗|么$|嘛|能不能|可不可以|是否|可否|能否|要不要|需不需要|用不用|[能行可以成]不[?？]?$|行不行|给不给|让不让"
)
_ENDS_WHETHER = re.compile(r"(?:可以吗|行吗|行不行|行不|可不可以|成吗|成不|好不好)[?？]?$")
_DENIED = re.compile(r"[不没未无](?!能|可以|行|用|让|给|准|允|需|要|[?？]|$)")
_TAKES_PART = re.compile(r"申请|办理|享受|参加|纳入|报名|领取?|入选|申报|贷款?$|[进办拿报]")
_FOR_THOSE = re.compile(
    r"不予(?:纳入|受理|支持|办理|批准|享受|贷款|补贴|补助|奖励|认定)|不得申[请报]|不纳入|不享受|不适用|不能申[请报]|除外"
)
_ENOUGH = 0.6
_DIFFERS = re.compile(
    r"不同|区别|差别|差异|不一样|一样吗|相比|(?:哪个|谁)更?[高低多少大小]|(?<![同环占])比(?![例重率较]).{0,12}[高低多少]"
)


def who_part(question: str, text: str) -> str | None:
    """Return the words of a plain text that name who does something: all where short, else the one as asked or None."""
    parts = segments(text)
    found: list[Span] = []
    for place, part in enumerate(parts):
        said = text[part.start : part.end]
        by = _BY.search(said)
        if _WITH.match(said) or (not by and not _BODY_DOES.match(said)):
            continue
        if _RULES_MADE.search(said) and not _RULES_ASKED.search(question):
            continue
        start = part.start + (by.start() if by else 0)
        end = part.end
        if place + 1 < len(parts) and part.stop in "，,":
            following = text[parts[place + 1].start : parts[place + 1].end]
            if _ENDS_IN_BODY.search(said) or _WITH.match(following):
                end = parts[place + 1].end
        found.append(Span(start, end if end - start <= _LONGEST_SAID else part.end))
    if not found:
        return None
    together = Span(found[0].start, found[-1].end).of(text)
    # One after the other does it, or each does a part: both are said where they are short.
    short = len(together) <= _LONGEST_SAID and "。" not in together
    return _the_one(question, text, [together] if short else [one.of(text) for one in found])


def when_part(question: str, text: str) -> str | None:
    """Return the words of a plain text that name a day or a span of days; None unless one does, or one as asked."""
    days = [(text[part.start : part.end], day) for part in segments(text) if (day := _day_in(text, part))]
    if _IN_FORCE.search(question):
        in_force = [day for whole, day in days if _IN_FORCE.search(whole)]
        if len(in_force) == 1 and len(in_force[0]) <= _LONGEST_SAID:
            return in_force[0]
    wholes = [whole for whole, _ in days]
    whole = _the_one(question, text, wholes)
    return days[wholes.index(whole)][1] if whole is not None else None


def _the_one(question: str, text: str, found: Sequence[str]) -> str | None:
    """Return what alone was found, or alone has words of the question that the others lack; the text must fit it."""
    if len(found) > 1:
        tokens = [set(bigrams(one)) for one in found]
        asked = set(_content(question))
        own = [held.difference(*(other for other in tokens if other is not held)) & asked for held in tokens]
        found = [one for one, words in zip(found, own, strict=True) if words]
    if len(found) != 1 or len(found[0]) > _LONGEST_SAID or _share(question, text) < _RELATED:
        return None
    return found[0]


def _day_in(text: str, part: Segment) -> str | None:
    whole = text[part.start : part.end]
    if since := _SINCE.search(whole):
        return whole[since.start() :]
    dates = [
        figure for figure in stated_figures(text) if figure.measure == "date" and part.start <= figure.start < part.end
    ]
    if not dates:
        return None
    start, end = dates[0].start, dates[-1].end
    before = text[part.start : start]
    if leads := _UNTIL.search(before):
        start, before = part.start + leads.start(), before[: leads.start()]
    if not before or _OWN_NAME.match(before) or _TIME_IS.search(before) or leads:
        return text[start:end]
    return None


def asks_for_difference(question: str) -> bool:
    """Tell whether a prepared question compares two things."""
    return _DIFFERS.search(question) is not None


def asks_whether(question: str) -> bool:
    """Tell whether a prepared question wants yes or no."""
    return _WHETHER_SIGNS.search(question) is not None


def asks_for_leave(question: str) -> bool:
    """Tell whether a prepared question asks plainly whether something may be done or had."""
    asked = _asked(question)
    return asked is not None and not asked[0]


def whether_part(question: str, text: str) -> str | None:
    """Return yes or no with the sentence of a plain text that says so of what is asked; None where it is not sure.

    What the question asks about must follow the word that permits or forbids; a question that denies is left alone.
    """
    asked = _asked(question)
    if asked is None:
        return None
    needs, subject, action = asked
    answers = [
        said
        for sentence in _sentences(text)
        if (said := _needs(subject, action, sentence) if needs else _permits(subject, action, sentence))
    ]
    return answers[0] if len(answers) == 1 else None


def _asked(question: str) -> tuple[bool, str, str] | None:
    """Return whether a question asks for a duty, of whom, and what; None where it does not ask yes or no plainly."""
    parts = [part for part in re.split(r"[，,。；;!！]|(?<=[?？])", question) if part.strip("?？ ")]
    asking = [part for part in parts if asks_whether(part)]
    if len(asking) != 1 or parts[-1] != asking[0]:
        return None
    part = asking[0].rstrip("?？ ")
    story = "，".join(parts[:-1])
    if ends := _ENDS_WHETHER.search(part):
        subject, action, needs = "", part[: ends.start()], False
    elif modal := _MODAL.search(part):
        subject, action, needs = part[: modal.start()], _ASKS.sub("", part[modal.end() :]), modal["need"] is not None
    else:
        return None
    if _DENIED.search(subject + action) or not _content(action):
        return None
    return needs, f"{story}，{subject}", action


def _permits(subject: str, action: str, sentence: str) -> str | None:
    if _share(subject, sentence) < _ENOUGH:
        return None
    takes_part = _TAKES_PART.search(action) and len(_content(subject)) > 1
    bars = _FOR_THOSE.search(sentence)
    allows = [match for match in PERMITS.finditer(sentence) if _about(action, sentence[match.end() :])]
    forbids = [match for match in FORBIDS.finditer(sentence) if _about(action, sentence[match.end() :])]
    other = [match for match in FORBIDS.finditer(sentence) if match not in forbids]
    if (forbids and not allows) or (takes_part and bars and not allows):
        return _said(CANNOT, sentence)
    if not allows or forbids:
        return None
    exception = sentence.find("但", allows[0].end())
    if exception > 0 and sentence[exception - 1] in "，, ":
        return _with_exception(sentence[:exception].rstrip("，, "), sentence[exception:])
    return None if other else _said(CAN, sentence)


def _needs(subject: str, action: str, sentence: str) -> str | None:
    if _share(subject, sentence) < _ENOUGH:
        return None
    exempts = [match for match in EXEMPTS.finditer(sentence) if _about(action, sentence[match.end() :])]
    requires = [match for match in REQUIRES.finditer(sentence) if _about(action, sentence[match.end() :])]
    if bool(exempts) == bool(requires):
        return None
    return _said(NEED_NOT if exempts else MUST, sentence)


def _about(action: str, after: str) -> bool:
    """Tell whether what follows a permission in its segment is the action that is asked about."""
    return _share(action, re.split(r"[，,。；;]", after, maxsplit=1)[0]) >= _ENOUGH


def _with_exception(allowed: str, exception: str) -> str:
    if len(exception) <= _LONGEST_SAID:
        return f"{CAN}，{exception}"
    return f"{CAN}：{allowed}{EXCEPTED}" if len(allowed) <= _LONGEST_SAID else f"{CAN}{CONDITIONED}"


def _said(claim: str, sentence: str) -> str:
    """Return the claim with the sentence, or alone where the sentence is too long."""
    return f"{claim}：{sentence}" if len(sentence) <= _LONGEST_SAID else f"{claim}{CONDITIONED}"


def _sentences(text: str) -> list[str]:
    parts = segments(text)
    numbers = dict.fromkeys(part.sentence for part in parts)
    groups = [[part for part in parts if part.sentence == number] for number in numbers]
    return [text[group[0].start : group[-1].end] for group in groups]


def _content(words: str) -> list[str]:
    return bigrams(NOT_ASKED.sub(" ", words))


def _share(words: str, text: str) -> float:
    """Return how many of the words' tokens a text has, words of asking left out; 1 where nothing is left."""
    tokens = _content(words)
    held = set(bigrams(text))
    return sum(token in held for token in tokens) / len(tokens) if tokens else 1.0
