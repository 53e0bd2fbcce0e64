"""What a newspaper page prints beside its articles: mastheads, contact lines, jumps, column names, datelines."""

import re

_DATELINE = re.compile(
    r"^(?:本报|本刊|本网)(?:[\u4e00-\u9fff]{0,6})?(?:讯|电)(?=[\s（(，,:：]|\d|$|[\u4e00-\u9fff])"
    r"|^(?:新华社|中新社|人民日报|央视网|据新华社|据[\u4e00-\u9fff]{2,8}报)[\u4e00-\u9fff]{0,8}\d{1,2}月\d{1,2}日(?:电|讯)"
    r"|^[\u4e00-\u9fff]{2,8}(?:讯|电)[\s\u3000]+[（(]"
)
_JUMP = re.compile(
    r"[（(【]?\s*(?:紧接|下转|转|上接)\s*第?\s*[A-Za-z]?\d{0,2}[一二三四五六七八九十]{0,2}\s*版[^。）)】]{0,10}[）)】]?$"
)
_CONTINUED = re.compile(
    r"^[（(【]?\s*(?:紧接|上接)\s*第?\s*[A-Za-z]?\d{0,2}[一二三四五六七八九十]{0,2}\s*版[^。）)】]{0,10}[）)】]?"
)
_CONTACT = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,4}(?:电话|热线|专线|手机|地址|邮箱|方式|网址|联系人|微信|传真|邮编)|地\s?址|电\s?话|店址|合作方式|联系人)"
    r"\s?(?:[:：]|\s(?=[\d０-９]))"
    r"|^地址\s\S|^[\u4e00-\u9fff]{2,6}\s?[:：]\s?(?:\d{3,4}[-—－]{1,2})?\d{7,11}(?=\D|$)"
)
_REACHED = re.compile(
    r"(?:电话|热线|专线|手机|微信|咨询|预订|联系)[^\d。]{0,6}(?:\d{3,4}\s?[-—－]{1,2}\s?)?\d{7,11}(?!\d)"
)
_LONGEST_OFFER = 120
_LONGEST_REACH = 24
_ADVERTISEMENT = re.compile(r"[（(【]\s*广告\s*[）)】]$|(?:^|[\s\u3000])广告$")
_ANNOUNCEMENT = re.compile(
    r"^(?:通知|声明|启事|公告|通告|更正|讣告|招租|招聘|转让|出租|求购|紧急通知|停[水电气]通知|遗失声明)[：:]\s?\S|^[●◆■★]\s?[^。]{4,60}(?:遗失|作废|注销)"
)
_SPACED = re.compile(r"^(?:[\u4e00-\u9fff][ \u3000]+){2,}[\u4e00-\u9fff]$")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def has_dateline(text: str) -> bool:
    """Tell whether a paragraph opens a news item with the agency's or the paper's own mark."""
    return bool(_DATELINE.match(text))


def dateline_end(text: str) -> int:
    """Return where the text goes on after its dateline; 0 where it has none."""
    match = _DATELINE.match(text)
    return match.end() if match else 0


def trailing_jump(text: str) -> int | None:
    """Return where “continued on page …” starts at the end of a paragraph."""
    match = _JUMP.search(text)
    return match.start() if match else None


def leading_jump(text: str) -> int | None:
    """Return where “continued from page …” ends at the start of a paragraph."""
    match = _CONTINUED.match(text)
    return match.end() if match else None


def is_contact(text: str) -> bool:
    """Tell whether a line says how to reach an advertiser."""
    return bool(_CONTACT.match(text)) or ("。" not in text and bool(_REACHED.search(text[-_LONGEST_REACH:])))


def is_offer(text: str) -> bool:
    """Tell whether a short paragraph says whom to call."""
    return len(text) <= _LONGEST_OFFER and bool(_REACHED.search(text))


def ends_advertisement(text: str) -> bool:
    """Tell whether a line ends with the mark that what stands above it is an advertisement."""
    return bool(_ADVERTISEMENT.search(text.strip()))


def opens_announcement(text: str) -> bool:
    """Tell whether a paragraph is an announcement of its own by its first words."""
    return bool(_ANNOUNCEMENT.match(text))


def is_spaced(text: str) -> bool:
    """Tell whether a line is set wide, one blank between any two characters, as names of columns are."""
    return bool(_SPACED.match(text.strip()))


def is_latin(text: str) -> bool:
    """Tell whether a line holds no Chinese character."""
    return not _HAN.search(text)


def undoubled(text: str) -> str | None:
    """Return the half of a line that extraction printed twice, None where it did not."""
    plain = re.sub(r"\s+", "", text)
    half = len(plain) // 2
    if len(plain) >= 4 and len(plain) % 2 == 0 and plain[:half] == plain[half:] and len(set(plain)) > 1:
        kept = 0
        for position, character in enumerate(text):
            kept += not character.isspace()
            if kept == half:
                return text[: position + 1]
    return None
