"""What of a file's name is a title: not its order, day, hash, nor that it is a copy or the last draft."""

import re
from pathlib import PurePosixPath

_ENDING = re.compile(r"\.(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{1,8}$")
_ENDING_BEFORE = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|html?|rtf|txt|md)$", re.IGNORECASE)
_DAY = re.compile(
    r"[（(\[【]?\s*(?<!\d)(?:19|20)\d{2}[-_.年](?:\d{1,2})[-_.月](?:\d{1,2})(?!\d)日?\s*[）)\]】]?"
    # Eight digits in a row are a day only where they stand apart from other digits.
    r"|[（(\[【]?(?<![0-9A-Za-z])(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![0-9A-Za-z])[）)\]】]?"
)
# Digits and letters that a machine gave: 76691701a8012c4a, P020240501123456789, parts of a UUID.
_HASH = re.compile(
    r"(?<![0-9A-Za-z])(?:(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}|[A-Za-z]{0,2}\d{9,})(?![0-9A-Za-z年])",
    re.IGNORECASE,
)
_FINISHED = (
    r"(?:最终|最后|正式|定|终|清|红头|盖章|公开|公布|网站|上网|挂网|印发|发文|电子|扫描|打印|排版|识别|转换)"
    r"(?:版|稿|件)|最终"
)
_LEADS = re.compile(
    r"^(?:[（(【\[]\s*\d{1,6}\s*[)）】\]]|\d{1,6}\s*[-_—.．、,，:：\s]+(?=\D|(?:19|20)\d{2}年)|\d{3,6}$"
    r"|[一二三四五六七八九十]{1,3}[、.．]|附件\s*\d{0,2}\s*[-_—.．、:：\s]+"
    r"|(?:复件|副本|拷贝|copy(?: of)?)[\s（(_-]*\d{0,2}[)）]?\s+)",
    re.IGNORECASE,
)
_TRAILS = re.compile(
    rf"(?:[-_—\s]*[（(【\[]?(?:{_FINISHED})\d{{0,2}}[)）】\]]?"
    r"|[-_—\s]*[（(【\[]?(?:副本|复件|拷贝|copy)(?:\s*[（(]?\d{1,2}[)）]?)?[)）】\]]?"
    r"|\s*[（(]\d{1,2}[)）]|[-_—\s]+[（(]?(?:[vV]\d{1,2}(?:\.\d{1,2})*|final|draft|new)[)）]?|_\d{1,6}|(?<!\d)-\d{1,2})$",
    re.IGNORECASE,
)
_EDGES = " \u3000_-—.．、,，"


def title_of_name(name: str) -> str:
    """Return the title that a file's name gives; empty where nothing of it is one."""
    title = _DAY.sub(" ", _HASH.sub(" ", stem_of_name(name))).strip(_EDGES)
    while (shorter := _TRAILS.sub("", _LEADS.sub("", title)).strip(_EDGES)) != title:
        title = shorter
    title = re.sub(r"[\s_]+", " ", title)
    return "" if re.fullmatch(r"[\d\W_]*", title) else title


def stem_of_name(name: str) -> str:
    """Return a file's name without its folders and its ending."""
    stem = PurePosixPath(name.replace("\\", "/")).name
    return _ENDING_BEFORE.sub("", _ENDING.sub("", stem)).strip()
