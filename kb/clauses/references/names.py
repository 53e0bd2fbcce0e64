"""How a text names another document before a clause of it: 《…办法》, 刑法第…条, by a short name that it introduced."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_KINDS = (
    r"法|法典|条例|办法|规定|细则|规则|规程|规章|意见|通知|方案|措施|决定|解释|批复|制度|标准|公告|通告|规范|章程|准则|导则|指引|指南|目录|清单"
    r"|计划|纲要|规划|政策|决议|公约|协定|议定书|宪法|宣言|声明|复函|答复|令|修正案|大纲|名录|预案|要点|口径|安排|协议|若干问题"
)
_KIND_OF_TITLE = re.compile(
    rf"(?:{_KINDS})[>〉》”\"]?(?:[（(\[【]?(?:试行|暂行|草案|修订|修正|节选|[^（）()]{{0,12}}(?:版|稿|本|号|年|修订|修正))[）)\]】]?)*$"
)
OWN = (
    r"法典|法|(?:实施|暂行)?条例|(?:实施|暂行)?办法|(?:若干|实施|暂行)?规定|实施细则|细则|规则|规程|(?:实施|若干)?意见|通知|(?:实施)?方案|(?:若干)?措施|决定|解释|批复|制度|标准|公告|规范|章程|准则|导则|指引|指南|目录"
    r"|计划|纲要|规划|政策|决议|公约|协定|协议|预案"
)
"""What a text calls itself after 本."""
_OPEN, _CLOSE = "《〈<＜", "》〉>＞"
_LONGEST_TITLE = 120
_SPACE = re.compile(r"\s+")
_ORGAN = r"[\u4e00-\u9fff]{1,14}"
# The organ is looked for before the year: a pattern that began with it would be tried at every character.
_YEAR_AND_NUMBER = re.compile(r"[〔\[［【(（]\s?(?:19|20)\d{2}\s?[〕\]］】)）]\s?第?\s?\d{1,5}\s?号")
_ORGAN_BEFORE = re.compile(rf"{_ORGAN}\s?$")
_LONGEST_ORGAN = 15
_NUMBER_BEHIND = re.compile(
    rf"\s*[（(]\s*((?:{_ORGAN}\s?[〔\[［【(（]\s?(?:19|20)\d{{2}}\s?[〕\]］】)）]\s?第?\s?\d{{1,5}}\s?号"
    rf"|{_ORGAN}(?:令|公告)\s?(?:(?:19|20)\d{{2}}\s?年?)?\s?第?\s?\d{{1,5}}\s?号))[^）)]{{0,20}}[）)]"
)
_YEAR = re.compile(r"[〔\[［【(（]\s*(\d{4})\s*[〕\]］】)）]")
_SHORT_NAME = re.compile(
    r"\s*[（(，,]\s*(?:以下|下)(?:统一|统|均)?(?:简称|称)(?:为)?[：:]?\s*[“\"'《「]?(?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,24}?)[”\"'》」]?\s*(?:[）)，,。；]|$)"
)
_INTRODUCES = re.compile(r"(?:以下|下)?(?:统一|统|均)?(?:简称|下称)(?:为)?[：:]?\s*$")
# A name without title marks right before 第…条.
_UNQUOTED = re.compile(
    r"[\u4e00-\u9fff]{0,28}?(?:(?<![方办做合违执无立用依语书历手说想看])(?<!(?<!公)司)法|法典|条例|办法|细则|规则|规程|章程|宪法|公约|协定|议定书"
    r"|修正案|解释)(?:[（(](?:试行|暂行)[）)])?\s*$"
)
# What stands before these words is no part of it; characters that are also parts of names are told from those.
_BEFORE_NAME = re.compile(
    r".*(?:依照|按照|参照|比照|遵照|对照|根据|依据|适用|违反|符合|执行|不服|构成|触犯|属于|具有|具备|满足|享受|办理|提出|作出|发现|认为|认定|因为|由于|以及|或者|并且|是否|应当|可以|不得"
    r"|包括|下列|上述|其他|实施(?!细则|办法|条例|规定)|有关|相关|引用|援引|所称|规定的|明确的|确定的|删去|影响|修正后|修订后|修改后|修正前|修订前"
    r"|(?<=法|典|例|则|定|释|条|款|项)[和与及或]|除|(?<!存)在|即(?!时)|且|对(?![外台口])|以(?![上下])|按(?!揭)|依(?!法)|将|把|被(?!征|执)|(?<!自)由"
    r"|从(?![业事])|(?<![行作])为|是|(?<![国所私共占享拥特含])有(?![限线色害毒])|于|的|了(?!解)|至|到|(?<!合)并|而|经(?![营济纪])|(?<![合共协])同|向|犯(?!罪)|以外|如)"
    r"(?=[\u4e00-\u9fff])"
)


@dataclass(frozen=True, slots=True)
class CitedName:
    """A title in title marks: where it stands with its number and the short name introduced for it."""

    title: str
    number: str | None
    short: str | None
    introduced: bool
    """True where it only is the short name given to the title before it."""
    start: int
    close: int
    """Behind the closing title mark."""
    end: int
    """Behind the number and the short name too."""


def titles_in(text: str) -> Iterator[CitedName]:
    """Yield the titles of documents in title marks, outermost marks only; forms, papers and certificates are none."""
    at = text.find("《")
    while at >= 0:
        close = _closing(text, at)
        if close is None:
            at = text.find("《", at + 1)
            continue
        title = _SPACE.sub("", text[at + 1 : close])
        end = close + 1
        number = _NUMBER_BEHIND.match(text, end)
        end = number.end() if number else end
        inside = _SHORT_NAME.search(number[0]) if number else None
        short = inside or _SHORT_NAME.match(text, end)
        if short and not inside:
            end = short.end() - (short[0][-1] in "，,。；")
        if title and (_KIND_OF_TITLE.search(title) or number):
            introduced = _INTRODUCES.search(text, max(0, at - 8), at) is not None
            yield CitedName(
                title,
                normal_number(number[1]) if number else None,
                short["name"] if short else None,
                introduced,
                at,
                close + 1,
                end,
            )
        at = text.find("《", end)


def unquoted_name(text: str, end: int) -> tuple[str, int] | None:
    """Return the name without title marks that ends at an offset, and where it starts; None where none does.

    Words before the name that only a dictionary could part from it stay with it.
    """
    found = _UNQUOTED.search(text, max(0, end - 36), end)
    if found is None:
        return None
    name, start = found[0], found.start()
    before = _BEFORE_NAME.match(name)
    if before:
        name, start = name[before.end() :], start + before.end()
    plain = _SPACE.sub("", name)
    return (plain, start) if len(plain) > 1 else None


def own_words(name: str) -> bool:
    """Tell whether words before a label only say what kind of text it is: 办法第五条 is of the text at hand."""
    return re.fullmatch(rf"[本原新旧]?(?:{OWN})", name) is not None


def numbers_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the numbers of documents stand, those with a year in brackets."""
    for match in _YEAR_AND_NUMBER.finditer(text):
        organ = _ORGAN_BEFORE.search(text, max(0, match.start() - _LONGEST_ORGAN), match.start())
        if organ is not None:
            # Words of the sentence may stand before the organ.
            before = _BEFORE_NAME.match(organ[0])
            words = (organ[0][before.end() :] if before else organ[0]).rpartition("号")[2]
            yield match.start() - len(words.lstrip("和与及或原")), match.end()


def normal_number(text: str) -> str:
    """Return a document's number without white space, its year in the brackets that official numbers have."""
    return _YEAR.sub(r"〔\1〕", _SPACE.sub("", text))


def _closing(text: str, start: int) -> int | None:
    depth = 0
    for at in range(start, min(len(text), start + _LONGEST_TITLE)):
        if text[at] in _OPEN:
            depth += 1
        elif text[at] in _CLOSE:
            depth -= 1
            if depth == 0 or (text[at] == "》" and "《" not in text[start + 1 : at]):
                return at
    return None
