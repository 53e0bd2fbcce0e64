"""What a document is to a reader: law, policy, notice, or something else."""

import re

from kb.ingest.head import Head, history
from kb.ingest.titles import has_title_shape
from kb.types import DocumentKind

_LAW_TITLE = re.compile(
    r"实施《中华人民共和国[^》]+法》|(?:(?<!办)法|法典|条例|宪法|解释)(?:\s?[（(][^）)]{1,12}[）)])*$|^最高人民(?:法院|检察院).*(?:规定|批复|规则|决定)(?:[（(].{1,6}[）)])*$"
)
_MADE_AS_LAW = re.compile(
    r"人民代表大会|国务院\s?(?:批准|发布|公布)|政务院|审判委员会|检察委员会|(?:国务院|主席|委员会|总局|总署|部|银行|政府)\s?令|令\s?第?\s?[〔\d一二三四五六七八九十]|^令"
)
_NOTICE_TITLE = re.compile(r"(?:通告|公告|公示|启事|声明|招聘|征稿|名单)(?:[（(].{1,8}[）)])*$")
_CASE = re.compile(r"案例|(?<![方预草议提])案$")
_FIRST_ARTICLE = re.compile(r"^[\s\u3000*#]*第一条", re.MULTILINE)


def kind_of(text: str, head: Head, number: str | None) -> DocumentKind:
    """Return the kind of a document that is a file of its own."""
    title = head.title
    made = " ".join(line.text for line in history(head))
    if _CASE.search(title):
        return DocumentKind.OTHER
    if _LAW_TITLE.search(title) or _MADE_AS_LAW.search(made) or (number and _MADE_AS_LAW.search(number)):
        return DocumentKind.LAW
    if _NOTICE_TITLE.search(title):
        return DocumentKind.NOTICE
    if has_title_shape(title) or number or _FIRST_ARTICLE.search(text):
        return DocumentKind.POLICY
    return DocumentKind.OTHER
