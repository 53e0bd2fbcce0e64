"""Documents as lists and tables name them, one a line, and whether only a part of a document is named."""

import re
from collections.abc import Iterator

from kb.ingest.references import NUMBER, Reference, find_references, normal_number
from kb.ingest.titles import has_title_shape

_PART = re.compile(
    r"^\s*(?:[（(][^（）()]{0,40}[）)])?\s*(?:文件)?(?:(?:的|中的?)?\s*第[一二三四五六七八九十百零〇\d]+[条款项章]"
    r"|(?:中|里)[^，。；《》]{0,40}(?:规定|内容|条款|部分|条文|要求|标准)"
    r"|(?:的|中)?(?:有关|相关|部分|个别)(?:规定|内容|条款|条文))"
)
_ITEM = re.compile(r"^[\s\u3000|]*(?:[（(]?\d{1,3}[）)]?[.、．\s|]+|[（(]?[一二三四五六七八九十百]{1,4}[）)、.．]+\s*)")


def is_part(text: str, end: int) -> bool:
    """Tell whether only a part of a document is named: what follows its title and number is 第五条, 中关于…的规定."""
    return bool(_PART.match(text[end : end + 80]))


def items_of(text: str, start: int, line: str) -> Iterator[Reference]:
    """Give what one line of a list names: titles in their marks, else the words of the item or of a table's cell."""
    quoted = [*find_references(text, start, start + len(line))]
    if quoted:
        yield from quoted[:1] if _ITEM.match(line) else quoted
        return
    item = _ITEM.match(line)
    if item is None:
        return
    number = NUMBER.search(line, item.end())
    cells = [cell for cell in re.finditer(r"[^|\t]+", line[item.end() :]) if cell[0].strip()]
    for cell in cells[:2]:
        words = re.sub(r"[（(][^（）()]*$|[；;。]$", "", re.split(r"[（(](?=[^（）()]*\d)", cell[0])[0].strip()).strip()
        title = re.sub(r"\s+", "", words)
        if has_title_shape(title) and not NUMBER.fullmatch(title):
            at = start + item.end() + cell.start() + cell[0].index(words)
            yield Reference(title, normal_number(number[0]) if number else None, at, at + len(words))
            return


def is_table_head(line: str) -> bool:
    """Tell whether a line is the head of a table or the line below it."""
    return bool(re.fullmatch(r"[|\s:：-]+|.*序\s*号.*", line))
