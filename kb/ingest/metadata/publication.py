"""By whom a document was issued, and under which number."""

import re
from itertools import pairwise, zip_longest

from kb.ingest.head import Head, history
from kb.ingest.head_lines import HeadLine, whole_lines
from kb.ingest.metadata.fields import field_bodies, field_number
from kb.ingest.references import NUMBER, normal_number
from kb.text.dates import find_dates
from kb.types import Evidence, Span

_BODY = (
    r"(?:全国人民代表大会(?:常务委员会)?|中共中央(?:办公厅)?|中共[\u4e00-\u9fff]{2,10}委员?会?(?:办公[厅室])?|国务院(?:办公厅)?"
    r"|最高人民法院|最高人民检察院|中央军事委员会|中央军委(?:办公厅)?|中国人民银行|国家[\u4e00-\u9fff]{2,12}(?:总局|委员会|局|署|办公室)"
    r"|中国[\u4e00-\u9fff]{2,12}(?:委员会|总局|协会)|中华人民共和国[\u4e00-\u9fff]{2,10}部"
    r"|(?:工业和信息化|人力资源和?社会保障|住房和?城乡建设|财政|科学技术|科技|教育|公安|民政|司法|自然资源|生态环境|交通运输|水利|农业农村"
    r"|商务|文化和旅游|应急管理|退役军人事务)部|海关总署|(?:国家)?税务总局|审计署|[\u4e00-\u9fff]{0,4}证券交易所"
    r"|[\u4e00-\u9fff]{2,8}?(?:省|市|县|区|州|旗)[\u4e00-\u9fff]{0,18}?(?:人民政府(?:办公[厅室])?|人民代表大会(?:常务委员会)?|委员会"
    r"|[\u4e00-\u9fff]{1,10}(?:[厅局委办]|办公室|中心)))"
)
_TITLE_ISSUER = re.compile(rf"^((?:{_BODY}[\s、]*){{1,8}})(?=关于|印发|转发|批转|对|公告|令|通告|$)")
_ONE = re.compile(_BODY)
_MADE_BY = re.compile(
    rf"(?P<body>{_BODY}(?:[\s、]+{_BODY}){{0,8}})(?:第[〇零一二三四五六七八九十\d]+[届号]|令|公告|[^，。]{{0,14}}(?:公布|发布))"
)
_CONGRESS = re.compile(
    r"第[〇零一二三四五六七八九十]+届(?P<nation>全国)人民代表大会(?P<national>常务委员会)?"
    r"|(?P<place>[\u4e00-\u9fff]{2,12}?(?:省|市|自治区|自治州|自治县|县|区))第[〇零一二三四五六七八九十]+届人民代表大会(?P<standing>常务委员会)?"
)
_SIGNATURE_LINES = 12
# A name may begin with the character for the day itself.
_DAY = r"(?<=[0-9〇○零一二三四五六七八九十])日"
_BLOT = "\N{REPLACEMENT CHARACTER}"
# Who signed may stand on the number's line.
_SIGNER = re.compile(r"(?:\s*签\s*发\s*人\s*[:：].*)?")


def doc_number(text: str, head: Head) -> Evidence | None:
    """Return the document's own number: on a line of the head, behind the title, or in the line on its publication."""
    for line, following in zip_longest(head.lines, head.lines[1:]):
        match = NUMBER.match(line.text)
        if match and _SIGNER.fullmatch(line.text, match.end()):
            return _evidence(line, match.start(), match.end(), normal_number(match[0]))
        # An order's number may stand on the line below its name.
        if following is not None and line.text.endswith("令") and NUMBER.fullmatch(line.text + following.text):
            value = normal_number(line.text + following.text)
            return Evidence(value, Span(line.span.start, following.span.end))
    glued = _glued_number(text, head)
    if glued is not None:
        return glued
    for line in reversed(history(head)):
        orders = [
            match
            for match in NUMBER.finditer(line.text)
            if re.search(r"令|公告", match[0]) and not line.text[match.end() :].lstrip().startswith("《")
        ]
        for match in orders[:1]:
            start = _after_date(line.text, match.start(), match.end())
            return _evidence(line, start, match.end(), normal_number(line.text[start : match.end()]))
    return field_number(text)


def _glued_number(text: str, head: Head) -> Evidence | None:
    """Return the number that extraction left right behind the title."""
    if head.title_span is None:
        return None
    end = text.find("\n", head.title_span.end)
    tail = text[head.title_span.end : end if end >= 0 else len(text)][:60]
    match = NUMBER.match(tail.lstrip())
    if match is None:
        return None
    start = head.title_span.end + len(tail) - len(tail.lstrip())
    return Evidence(normal_number(match[0]), Span(start, start + match.end()))


def issuers(text: str, head: Head) -> tuple[Evidence, ...]:
    """Return the bodies that issued the document: named in its title, its publication line, or signed at its end."""
    by_title = _issuers_of_title(text, head)
    if by_title:
        return by_title
    lines = history(head)
    for line in reversed(lines):
        # A higher body approves what a lower one passes; the one that passes it issues it.
        if not re.search(r"批准\s*[）)]?$", line.text):
            congress = list(_CONGRESS.finditer(_without_dates(line.text)))
            if congress:
                return (_evidence(line, congress[-1].start(), congress[-1].end(), _congress_name(congress[-1])),)
    for line in reversed(lines):
        match = _MADE_BY.search(_without_dates(line.text))
        if match:
            return tuple(
                _evidence(
                    line, match.start("body") + one.start(), match.start("body") + one.end(), _without_state(one[0])
                )
                for one in _ONE.finditer(match["body"])
            )
    signature = _signature(text)
    if signature is not None:
        return tuple(
            _evidence(signature, match.start(), match.end(), match[0]) for match in _ONE.finditer(signature.text)
        )
    return field_bodies(text)


def _congress_name(match: re.Match[str]) -> str:
    if match["nation"]:
        return f"全国人民代表大会{match['national'] or ''}"
    place = re.sub(rf"^.*(?:{_DAY}|，)\s*", "", match["place"])
    return f"{place}人民代表大会{match['standing'] or ''}"


def _issuers_of_title(text: str, head: Head) -> tuple[Evidence, ...]:
    match = _TITLE_ISSUER.match(head.title)
    if match is None:
        return ()
    found = []
    for body in _ONE.finditer(match[1]):
        at = text.find(body[0], head.title_span.start) if head.title_span else -1
        span = Span(at, at + len(body[0])) if at >= 0 else None
        found.append(Evidence(_without_state(body[0]), span, inferred=span is None))
    return tuple(found)


def _signature(text: str) -> HeadLine | None:
    """Return the line of issuing bodies above the day that signs the document."""
    lines = whole_lines(text)
    for line, following in pairwise(lines):
        mention = next(find_dates(following.text), None)
        signs = mention is not None and mention.start == 0 and mention.end == len(following.text)
        if signs and re.fullmatch(rf"(?:{_BODY}[\s、]*){{1,8}}", line.text):
            return line
    return None


def _after_date(text: str, start: int, end: int) -> int:
    """Return where the number starts that a date stands glued before."""
    for mention in find_dates(text[:end]):
        if start < mention.end < end:
            start = mention.end
    for day in re.finditer(_DAY, text[:end]):
        start = max(start, day.end())
    return start + len(text[start:end]) - len(text[start:end].lstrip())


def _without_dates(text: str) -> str:
    """Return a text with its dates blotted out at their length: a body's name begins behind the day before it."""
    for mention in find_dates(text):
        text = f"{text[: mention.start]}{_BLOT * (mention.end - mention.start)}{text[mention.end :]}"
    return text


def _without_state(body: str) -> str:
    return body.removeprefix("中华人民共和国") if body.endswith(("国务院", "主席")) else body


def _evidence(line: HeadLine, start: int, end: int, value: str) -> Evidence:
    return Evidence(value, Span(line.span.start + start, line.span.start + end))
