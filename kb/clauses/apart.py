"""What stands apart from the clauses of a text: title, table of contents, closing, list of attachments."""

import re
from dataclasses import replace

from kb.clauses.lines import Line, Role, accept_marks, cut_lines
from kb.clauses.marks import ATTACHMENTS, HEADING, unnumbered_heading
from kb.text.sheet_names import SHEET

_DATE = re.compile(
    r"[（(]?\s*(?:[12]\d{3}|[〇零○ＯO一二三四五六七八九]{4})\s*年\s*[0-9一二三四五六七八九十]{1,3}\s*月\s*[0-9一二三四五六七八九十]{1,3}\s*日\s*[）)]?"
)
_BRACKETED = re.compile(r"[（(][^（()）]{2,40}[）)]")
_LONGEST_TITLE = 120
_LONGEST_SIGNATORY = 30
_MOST_SIGNATORIES = 12
_LONGEST_SECOND_LINE = 40
# The kinds of official documents, which their titles end in.
_ENDS_AS_TITLE = re.compile(
    r"(?:办法|规定|条例|细则|通知|意见|方案|规划|计划|决定|决议|命令|公告|通告|通报|报告|请示|批复|答复|议案|函|公报|纪要|指南|措施|规则|准则|标准|规范|解释|预案|公约|协定|章程|制度|[法令案])[）)]?$"
)
_TITLE_GOES_ON = re.compile(r"的|—|-{2}|[（(](?:试行|暂行|修订|征求|草案|送审)")
_CONTENTS = re.compile(r"[#*\s]*目[\s　]*[录次][#*\s：:]*")
_LEADERS = re.compile(r"[\s.．…·•]*\d*[\s]*$")
_LEADER_LINE = re.compile(r"(?:[.．·]{4,}|(?:[.．·]\s){4,}|…{2,})\s*\d+$|\.{6,}$")
_BLANKS = re.compile(r"\s+")
_PART = re.compile(r"\s*(?:总|分|附|罚)[ \u3000]*则\s*")


def read_lines(text: str) -> list[Line]:
    """Return the lines of a text that are not blank, each with its role."""
    lines = accept_marks(_find_leaders(cut_lines(text)))
    lines = _find_contents(lines)
    lines = _find_closings(lines)
    lines = _find_attached(lines)
    return _find_title(_find_parts(lines))


def _find_parts(lines: list[Line]) -> list[Line]:
    """Mark what heads the last articles without a number of its own (附则), between one that ends and the next."""
    result = list(lines)
    for position in range(1, len(lines) - 1):
        before, line, behind = lines[position - 1 : position + 2]
        closed = before.role is not Role.TITLE and before.body.rstrip()[-1:] in ("。", "；")
        opens = behind.mark is not None and behind.mark.style == "条"
        if closed and opens and line.mark is None and _PART.fullmatch(line.body):
            result[position] = replace(line, role=Role.MARK, mark=unnumbered_heading(line.body), rest=line.body)
    return result


def _find_leaders(lines: list[Line]) -> list[Line]:
    """Mark the lines of a table of contents that dots lead to a page number, and its heading."""
    result = list(lines)
    for position, line in enumerate(lines):
        if _LEADER_LINE.search(line.body):
            result[position] = replace(line, role=Role.CONTENTS, mark=None)
            if position and _CONTENTS.fullmatch(lines[position - 1].body):
                result[position - 1] = replace(lines[position - 1], role=Role.CONTENTS, mark=None)
    return result


def _find_contents(lines: list[Line]) -> list[Line]:
    """Mark a table of contents: headings in a row of which the first stands again after the last."""
    begin = next((i for i, line in enumerate(lines[:60]) if _CONTENTS.fullmatch(line.body)), None)
    after = -1 if begin is None else begin
    numbered = (i for i, line in enumerate(lines) if i > after and line.mark and line.mark.style != HEADING)
    first = next(numbered, None)
    if first is None or (begin is not None and first != begin + 1):
        return lines
    entry = _entry(lines[first])
    end = first
    while end < len(lines) and _may_be_entry(lines[end]):
        if end > first and _entry(lines[end]) == entry:
            break
        end += 1
    if end >= len(lines) or end - first < 2 or _entry(lines[end]) != entry:
        return lines
    start = first if begin is None else begin
    listed = [replace(line, role=Role.CONTENTS, mark=None) for line in lines[start:end]]
    return [*lines[:start], *listed, *lines[end:]]


def _may_be_entry(line: Line) -> bool:
    return len(line.body) <= _LONGEST_TITLE and line.body[-1] not in "。；;"


def _entry(line: Line) -> tuple[str, tuple[int, ...], str]:
    if line.mark is None:
        return "", (), ""
    heading = _BLANKS.sub("", _LEADERS.sub("", line.body)).strip("#*->")
    return line.mark.style, line.mark.number, heading


def _find_closings(lines: list[Line]) -> list[Line]:
    """Mark what a text closes with (signatories and a date), and the title of a document printed after it."""
    result = list(lines)
    first_prose = next((i for i, line in enumerate(lines) if line.mark or line.body[-1] in "。：:"), len(lines))
    last_mark = max((i for i, line in enumerate(lines) if line.mark and line.mark.number), default=-1)
    for position, line in enumerate(lines):
        if line.role is not Role.TEXT or not _DATE.fullmatch(line.body):
            continue
        start = position
        while start > 0 and position - start < _MOST_SIGNATORIES and _may_sign(lines[start - 1]):
            start -= 1
        # A date below nothing but headings is where a text begins.
        if start <= first_prose:
            continue
        for i in range(start, position + 1):
            result[i] = replace(lines[i], role=Role.CLOSING)
        following = position + 1
        if following < len(lines) and _BRACKETED.fullmatch(lines[following].body):
            result[following] = replace(lines[following], role=Role.CLOSING, mark=None)
            following += 1
        if following < last_mark and _may_head_annex(lines[following]):
            result[following] = replace(lines[following], role=Role.ANNEX)
    return result


def _find_attached(lines: list[Line]) -> list[Line]:
    """Mark the list of attachments that stands between the body of a text and its closing."""
    result = list(lines)
    for position, line in enumerate(lines):
        if not (line.mark and line.mark.style in ATTACHMENTS and line.rest):
            continue
        end = position + 1
        while end < len(lines) and _may_list_attachment(lines[end]):
            end += 1
        colon = line.body[: len(line.body) - len(line.rest)].rstrip()[-1:] in ("：", ":")
        if colon and end < len(lines) and (lines[end].role is Role.CLOSING or _heads_attachment(lines[end])):
            for i in range(position, end):
                result[i] = replace(lines[i], role=Role.ATTACHED, mark=None)
    return result


def _may_list_attachment(line: Line) -> bool:
    if line.mark is not None:
        return line.mark.style == "1."
    return line.role in (Role.TEXT, Role.CONTINUED) and len(line.body) <= _LONGEST_TITLE and line.body[-1] != "。"


def _heads_attachment(line: Line) -> bool:
    return line.mark is not None and line.mark.style in ATTACHMENTS


def _may_sign(line: Line) -> bool:
    return line.role is Role.TEXT and len(line.body) <= _LONGEST_SIGNATORY and line.body[-1] not in "。；;：:，,、！？"


def _may_head_annex(line: Line) -> bool:
    short = line.role is Role.TEXT and len(line.body) <= _LONGEST_TITLE
    return short and line.body[-1] not in "。；;：:，,、！？）)"


def _find_title(lines: list[Line]) -> list[Line]:
    if len(lines) < 2 or not _may_be_title(lines[0]):
        return lines
    end = 1
    while end < min(3, len(lines) - 1) and not lines[end].detached and _continues_title(lines[end - 1], lines[end]):
        end += 1
    return [replace(line, role=Role.TITLE, mark=None) for line in lines[:end]] + lines[end:]


def _may_be_title(line: Line) -> bool:
    if line.mark is not None:
        return line.mark.style == HEADING and not line.rest.startswith(SHEET)
    if line.role is not Role.TEXT or len(line.body) > _LONGEST_TITLE or _DATE.fullmatch(line.body):
        return False
    return line.body[-1] not in "。；;：:，,、！？" and line.body[0] not in "（("


def _continues_title(before: Line, line: Line) -> bool:
    if line.role not in (Role.TEXT, Role.CONTINUED) or len(line.body) > _LONGEST_SECOND_LINE:
        return False
    if _TITLE_GOES_ON.match(line.body):
        return True
    return not _ENDS_AS_TITLE.search(_BLANKS.sub("", before.body)) and bool(
        _ENDS_AS_TITLE.search(_BLANKS.sub("", line.body))
    )
