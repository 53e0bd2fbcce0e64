"""Whether the names in a sentence are those of what it cites: documents, clause labels, bodies, places, Latin words."""

import re
from collections.abc import Iterator

from kb.answer.written.support import Support
from kb.text.folding import fold
from kb.text.keys import title_key
from kb.text.numerals import NUMERAL_CHARS, parse_numeral
from kb.text.places import places_in, surely_names
from kb.text.written_numbers import half_width

_N = rf"(?:[{NUMERAL_CHARS}]+|\d+)"
_LABEL = re.compile(
    rf"第\s?[(]?({_N})[)]?\s?(分?编|篇|部分|章|节|条|款|项|目|段|点)"
    rf"|\(({_N})\)|([①-⑳])|(附[件录表图])\s?({_N})?|(?:^|(?<=[,。;:《》“”(\s]))([一二三四五六七八九十]+)、"
)
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)*)》")
_INNER_TITLE = re.compile(r"《([^《》]*)》")
_DOC_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,12}[\[(〔【]\d{4}[\])〕】]\s?(?:第\s?)?\d+\s?号")
_QUOTED = re.compile(r"[“\"「]([^“”\"「」]{2,})[”\"」]")
_LATIN = re.compile(r"[A-Za-z]+")
_LATIN_ALIKE = {"bp": "基点", "bps": "基点"}
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|cn|net|org)\b", re.IGNORECASE)
_SUFFIX = re.compile(
    r"委员会|办公室|管理局|监督局|人民政府|政府|支行|分行|银行|公司|集团|中心|协会|学会|商会|基金会|联合会|总会|法院|检察院"
    r"|研究院|学院|大学|研究所|事务所|交易所|管委会|人社部|(?<=[\u4e00-\u9fff])(?:局(?![面部势限])|厅(?!级)|委(?![托员派培]))"
)
# What may stand before a body's name without being a part of it.
_BEFORE = re.compile(
    r"(?:^|[,。;:、(“”\"\s]|[由向到经和与及的是为在对给从报送找去请或同跟受归据等该各本以并让往且也都应须可能会当所将须需至用过〇零一二两三四五六七八九十百千\d]"
    r"|提交|联系|咨询|前往|经过|通过|属于|作为|根据|按照|依据|配合|协同|商请|委托|组织|申请|负责|主管|牵头|有关|相关|以及|包括"
    r"|部门|单位|机构)$"
)
# Any other word before the tail of a longer name makes another body of it: 委托银行分行 of 外国银行分行.
_JOINS = re.compile(r"[由向到与和及为在对于给从或跟受归等该各]$")
_INSIDE = re.compile(r"[由向经和与及对给从报送请或同跟受归各至过]")
_PLAIN_BODIES = frozenset(
    {"政府", "银行", "公司", "中心", "集团", "人民政府", "办公室", "法院", "委员会", "协会", "学院", "大学"}
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LONGEST_NAME = 30
_SHORTEST_TITLE = 4


def blanked(text: str) -> str:
    """Return a half-width sentence with titles, numbers of documents and clause labels blanked out, offsets kept."""
    for pattern in (_TITLE, _DOC_NUMBER, _LABEL):
        text = pattern.sub(lambda found: " " * len(found[0]), text)
    return text


def name_fault(text: str, support: Support) -> str | None:
    """Return a name of a half-width sentence that what it cites does not bear; None where there is none."""
    if _ADDRESS.search(text) and not all(one in support.key for one in _addresses(text)):
        return "网址或邮箱不在所引条款里"
    faults = (
        _title_fault(text, support),
        _label_fault(text, support),
        _quoted_fault(text, support),
        _latin_fault(text, support),
        _body_fault(text, support),
        _place_fault(text, support),
    )
    return next((fault for fault in faults if fault), None)


def _addresses(text: str) -> list[str]:
    return [fold(one) for one in re.findall(r"[A-Za-z0-9:/.@_\-?=&%#]{4,}", text)]


def _title_fault(text: str, support: Support) -> str | None:
    for match in _TITLE.finditer(text):
        key = title_key(match[1])
        whole = any(key == held or (len(key) >= _SHORTEST_TITLE and held.endswith(key)) for held in support.title_keys)
        if not whole:
            return f"文件名“{match[0]}”不是所引条款的"
    for match in _DOC_NUMBER.finditer(text):
        tail = re.sub(r"^.*?(?=[\u4e00-\u9fff]{0,2}[\[(〔【]\d{4})", "", match[0])
        if fold(tail) not in support.key_with_names:
            return f"文号“{match[0]}”不是所引条款的"
    return None


def _label_fault(text: str, support: Support) -> str | None:
    plain = _TITLE.sub(lambda found: " " * len(found[0]), _DOC_NUMBER.sub(lambda found: " " * len(found[0]), text))
    held = {label for known in (*support.texts, *support.names) for label in _labels(half_width(known))}
    return next((f"条款序号“{label}”不在所引条款里" for label in _labels(plain) if label not in held), None)


def _labels(text: str) -> Iterator[str]:
    """Yield the clause labels of a text, their numbers in Arabic digits: 第5条, (2), 附件1."""
    for match in _LABEL.finditer(text):
        number = match[1] or match[3] or match[4] or match[6] or match[7]
        try:
            value = str(parse_numeral(number)) if number else ""
        except ValueError:
            value = number
        yield f"第{value}{match[2]}" if match[2] else f"{match[5]}{value}" if match[5] else f"({value})"


def _quoted_fault(text: str, support: Support) -> str | None:
    unknown = (match[0] for match in _QUOTED.finditer(text) if fold(match[1]) not in support.key_with_names)
    return next((f"引号里的{one}不在所引条款里" for one in unknown), None)


def _latin_fault(text: str, support: Support) -> str | None:
    known = set(_LATIN.findall(support.key_with_names))
    for match in _LATIN.finditer(text):
        word = match[0].lower()
        if word not in known and _LATIN_ALIKE.get(word, word) not in support.key_with_names:
            return f"“{match[0]}”不在所引条款里"
    return None


def _body_fault(text: str, support: Support) -> str | None:
    key = support.key_with_names
    for match in _SUFFIX.finditer(text):
        start = match.start()
        while start > 0 and match.end() - start < _LONGEST_NAME and _goes_on(text, start, match.end(), key):
            start -= 1
        name = text[start : match.end()]
        known = fold(name) in key and (len(name) > len(match[0]) or _stands_alone(name, key))
        joined = start > 0 and len(name) < _LONGEST_NAME and _HAN.match(text[start - 1]) is not None
        # 额度由经办银行: what stands before the name is of the clause as well.
        joined = joined and not _INSIDE.search(name, 0, max(0, len(name) - len(match[0]) - 1))
        other = joined and not _JOINS.search(text, 0, start) and _is_tail(fold(name), fold(text[start - 1]), key)
        if not known or other or (joined and not _BEFORE.search(text, 0, start)):
            begin = max(0, start - 4)
            return f"机构名称“{text[begin : match.end()]}”不在所引条款里"
    return None


def _is_tail(name: str, before: str, key: str) -> bool:
    """Tell whether the clauses have a name only as the end of longer ones, and nowhere with the character before it."""
    if before + name in key:
        return False
    return not any(
        match.start() == 0 or not _HAN.match(key[match.start() - 1]) or _BEFORE.search(key, 0, match.start())
        for match in re.finditer(re.escape(name), key)
    )


def _stands_alone(name: str, key: str) -> bool:
    return name in _PLAIN_BODIES or re.search(rf"(?<![\u4e00-\u9fff]){re.escape(fold(name))}", key) is not None


def _goes_on(text: str, start: int, end: int, key: str) -> bool:
    """Tell whether the clauses have a name with the character before it too; no name reaches over a stop."""
    return _HAN.match(text[start - 1]) is not None and fold(text[start - 1 : end]) in key


def _place_fault(text: str, support: Support) -> str | None:
    key = support.key_with_names
    for place in places_in(text):
        if fold(place.name) not in key and surely_names(text, place):
            return f"地名“{place.name}”不在所引条款里"
    return None
