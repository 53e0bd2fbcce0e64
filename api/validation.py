"""What is wrong with a request, in words: the framework's findings told in Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what, and the value that was given."""

    kind: str
    field: str
    text: str
    value: str | None
    position: int | None = None


# The placeholders are those of pydantic's own error context.
_TEXTS: Mapping[str, str] = {
    "missing": "缺少这一项，请补上",
    "extra_forbidden": "没有这个字段，请去掉或检查拼写",
    "json_invalid": "第 {position} 个字符附近无法解析",
    "string_type": "应为字符串",
    "string_unicode": "含有无法编码的字符，请去掉",
    "string_too_short": "至少要有 {min_length} 个字符",
    "string_too_long": "不能超过 {max_length} 个字符",
    "string_pattern_mismatch": "格式不符，应匹配 {pattern}",
    "too_long": "最多 {max_length} 项",
    "too_short": "至少 {min_length} 项",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing_size": "这个整数过大",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "enum": "应为其中之一：{expected}",
    "literal_error": "应为其中之一：{expected}",
    "value_error": "{error}",
}


def printable(text: str) -> str:
    """Return the text with lone surrogates replaced, so that it can be encoded."""
    return text.encode("utf-8", "replace").decode("utf-8")


def describe(error: Mapping[str, Any]) -> Problem:
    """Return one finding of pydantic in words, with the value it found (shortened)."""
    kind = str(error["type"])
    place = tuple(error["loc"])
    position = place[-1] if kind == "json_invalid" and isinstance(place[-1], int) else None
    context = {**error.get("ctx", {}), "position": position}
    template = _TEXTS.get(kind)
    text = template.format_map(context) if template is not None else str(error["msg"])
    return Problem(kind, _field(place), printable(text), _shown(error), position)


def _field(place: tuple[object, ...]) -> str:
    """Return `filters.region[0]` for ("body", "filters", "region", 0)."""
    inner = place[1:] if place and place[0] in {"body", "query", "path", "header"} else place
    name = ""
    for part in inner:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return printable(name) or "请求体"


def _shown(error: Mapping[str, Any]) -> str | None:
    if error["type"] in {"missing", "json_invalid"}:
        return None
    value = printable(str(error.get("input")))
    return value if len(value) <= _SHOWN_CHARACTERS else value[:_SHOWN_CHARACTERS] + "…"
