"""Markdown's marks taken off a text for showing and copying it; what is stored and quoted keeps them."""

import re

_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t\u3000]+(.*?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)
# “> 60分” says more than: a quotation begins with words.
_QUOTATION = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+(?=[^\s\d=>.])", re.MULTILINE)
_EDGE = r"[^\s*_、，。；：！？）)》”]"
_PAIR = re.compile(rf"(?<!\*)(\*{{2,3}})(?!\*)(?={_EDGE})([^*\n]{{1,400}}?)(?<=[^\s*])\1(?!\*)")
_LINES = re.compile(rf"(?<![_0-9A-Za-z])__(?={_EDGE})([^_\n]{{1,400}}?)(?<=[^\s_])__(?![_0-9A-Za-z])")
# Half of a pair: before a label, behind one, at the ends of what was cut out.
_LABEL = (
    r"(?:第[〇零一二三四五六七八九十百千两\d]{1,9}(?:条|章|节|款|项|编|部分)(?:之[一二三四五六七八九十]{1,3})?"
    r"|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）])"
)
_HALF = re.compile(
    rf"(?<!\*)\*\*(?={_LABEL})|(?<=[条章节款项编分、）)])\*\*(?!\*)|\A\*\*(?=\s)|(?<=[。；：！？])\*\*\Z"
)


def without_marks(text: str) -> str:
    """Return a text as it is shown: without Markdown's marks of headings, quotations and emphasis.

    Asterisks that mask a name or a number, and lines to fill in, stay.
    """
    if not any(mark in text for mark in "*#>_"):
        return text
    plain = _HEADING.sub(r"\1", _QUOTATION.sub("", text))
    return _HALF.sub("", _LINES.sub(r"\1", _PAIR.sub(r"\2", plain)))
