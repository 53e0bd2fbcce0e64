"""The columns of question sheets: what people call them, and in which row their names stand."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

HEADER_ROWS = 10
"""How many rows may hold the names of the columns: titles and instructions often stand above."""

_NAMES: Mapping[str, str] = {
    "question": "问题 问 提问 问句 题目 题干 咨询问题 用户问题 question query",
    "evidence": "依据 原文 出处 原文依据 政策依据 依据原文 条文 条文原文 政策原文 证据 引文 引用 答案依据 答案出处"
    " 原文出处 参考原文 来源原文 evidence quote context contexts",
    "answer": "答案 答 参考答案 标准答案 回答 答复 正确答案 期望答案 标准回答 answer reference ground_truth groundtruth"
    " expected",
    "id": "编号 序号 题号 id no no. number qid 问题编号",
    "type": "类型 问题类型 题型 类别 分类 type category",
    "persona": "角色 提问人 提问者 用户类型 用户角色 身份 persona role",
    "answerable": "可回答 是否可回答 可答 能否回答 能回答 有无答案 是否有答案 answerable",
    "source": "文件 文件名 来源 来源文件 文档 政策文件 政策名称 文件名称 source file document",
    "clauses": "条款 条款号 依据条款 条号 条款出处 所在条款 clause clauses clause_id clause_ids",
    "key_facts": "要点 关键点 答案要点 得分点 采分点 关键信息 关键事实 key_facts keyfacts facts",
}
_FIELD = {name: field for field, names in _NAMES.items() for name in names.split()}
_ASIDE = re.compile(r"[（(【\[].*?[)）】\]]|[*＊:：?？\s_　]+")
_EVIDENCE_OR_ANSWER = frozenset({"evidence", "answer", "clauses"})


def column_of(header: str) -> str | None:
    """Return the field that a column of this name holds; None where it is none of ours."""
    plain = unicodedata.normalize("NFKC", header).strip().lower()
    return _FIELD.get(plain) or _FIELD.get(_ASIDE.sub("", plain)) or _FIELD.get(plain.replace(" ", "_"))


def find_header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """Return the row that names the columns and where each field stands; None where no row does.

    It is the one of the first rows that names most fields, the question among them and something to judge by.
    """
    best: tuple[int, dict[str, int]] | None = None
    for number, row in enumerate(rows[:HEADER_ROWS]):
        fields = _fields(row)
        fits = "question" in fields and not _EVIDENCE_OR_ANSWER.isdisjoint(fields)
        if fits and (best is None or len(fields) > len(best[1])):
            best = number, fields
    return best


def _fields(row: Sequence[str]) -> dict[str, int]:
    """Return the first column of each field."""
    fields: dict[str, int] = {}
    for position, cell in enumerate(row):
        field = column_of(cell)
        if field is not None:
            fields.setdefault(field, position)
    return fields


def known_names() -> str:
    """Return the names of the columns as a message tells them."""
    return "、".join(names.split()[0] for names in _NAMES.values() if names[0] > "z")
