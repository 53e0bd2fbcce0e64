"""The fields that a government page prints beside a document, as lines “name：value”."""

import re
from collections.abc import Sequence

from kb.ingest.readers.html.furniture import UNTOLD
from kb.ingest.readers.html.lines import Line, Shown
from kb.text.page_fields import fields_of, is_field_label

TITLES = ("标题", "信息名称", "文件名称", "名称")
"""Fields that hold the document's title."""

_NOTHING = re.compile(r"[-—–/\s]*|无|暂无")
_UNTOLD_TAIL = re.compile(rf"[\s\u3000|｜【\[（(]*(?:{UNTOLD}).*$")
_LONGEST_VALUE = 120
_NAME_MARKS = re.compile(r"[\s\u00a0\u3000:：\[\]【】]")


def fields_in(shown: Sequence[Shown]) -> tuple[dict[str, str], set[int]]:
    """Return the fields that lines state, and the places of those lines.

    A name and its value may stand on one line, in two blocks of a kind, or several on one line.
    """
    lines = [one.text if isinstance(one, Line) else "" for one in shown]
    fields: dict[str, str] = {}
    taken: set[int] = set()
    for place, line in enumerate(lines):
        if place in taken:
            continue
        if is_field_label(line):
            taken.add(place)
            following = lines[place + 1] if place + 1 < len(lines) else ""
            if not _may_be_value(shown, place + 1):
                continue
            if (
                following
                and len(following) <= _LONGEST_VALUE
                and not is_field_label(following)
                and not fields_of(following)
            ):
                taken.add(place + 1)
                _add(fields, _NAME_MARKS.sub("", line), following)
            continue
        for name, value in fields_of(line):
            taken.add(place)
            _add(fields, name, value)
    return fields, taken


def _may_be_value(shown: Sequence[Shown], place: int) -> bool:
    """Tell whether a line may be the value of the name before it: an empty value has no line at all."""
    if place >= len(shown):
        return False
    name, value = shown[place - 1], shown[place]
    if not isinstance(name, Line) or not isinstance(value, Line) or value.level:
        return False
    return (name.tag, value.tag) == ("dt", "dd") or (name.tag == value.tag and name.tag not in ("li", "td", "dt", "dd"))


def field_lines(fields: dict[str, str]) -> list[str]:
    """Return fields as lines, without the document's title."""
    return [f"{name}：{value}" for name, value in fields.items() if name not in TITLES]


def _add(fields: dict[str, str], name: str, value: str) -> None:
    told = _UNTOLD_TAIL.sub("", value).strip()
    if not _NOTHING.fullmatch(told):
        fields.setdefault(name, told)
