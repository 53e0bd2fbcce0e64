"""The items that a page is printed from: paragraphs, headlines, bylines, jumps, mastheads, captions, contact lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.ingest.bylines import glued_caption, is_byline, is_caption, is_names, trailing_byline
from kb.ingest.columns import indents_are_boundaries, is_apart, page_paragraphs
from kb.ingest.furniture import (
    has_dateline,
    is_contact,
    is_latin,
    is_masthead,
    is_spaced,
    leading_jump,
    trailing_jump,
    undoubled,
)
from kb.ingest.labels import label_of
from kb.ingest.lines import Line, width_of
from kb.ingest.pieces import Pieced, pieced

_WIDEST_HEADLINE = 44.0
_SHORT_GROUP = 3
_ENDS_SENTENCE = re.compile(r"[。；;][”’」』）)》]*$")
_QUESTION = re.compile(r"[！？!?…][”’]?$")
_COLON = re.compile(r"[：:]$")


class Role(StrEnum):
    """What a block is to the page."""

    BODY = "body"
    HEADLINE = "headline"
    BYLINE = "byline"
    JUMP = "jump"
    MASTHEAD = "masthead"
    CAPTION = "caption"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a line of its own, with what its shape says."""

    role: Role
    content: Pieced
    width: float
    apart: bool = False
    """True where a blank at the line's start parts it from the text box before it."""
    spaced: bool = False
    """True where a blank line stands before it."""
    closed: bool = False
    """True where a byline or a jump ended the article in this very paragraph."""

    @property
    def text(self) -> str:
        """The characters of the block."""
        return self.content.text

    @property
    def labelled(self) -> bool:
        """True where a clause number opens the block."""
        label = label_of(self.text)
        return label is not None and label.style != "markdown"

    @property
    def dateline(self) -> bool:
        """True where the paper's or an agency's mark opens the block."""
        return has_dateline(self.text)

    @property
    def doubled(self) -> bool:
        """True where extraction printed the line twice."""
        return undoubled(self.text) is not None

    @property
    def letterspaced(self) -> bool:
        """True where the line is set wide, as names of columns are."""
        return is_spaced(self.text)

    @property
    def unfinished(self) -> bool:
        """True where a paragraph breaks off inside a sentence."""
        return self.role is Role.BODY and not self.closed and not re.search(r"[。！？!?；;：:…”’）)]\W*$", self.text)


def read_blocks(lines: Sequence[Line]) -> list[Block]:
    """Return the blocks of a page in file order; together they hold every character of its lines."""
    apart = indents_are_boundaries(lines)
    groups = page_paragraphs(lines)
    blocks: list[Block] = []
    for position, group in enumerate(groups):
        following = groups[position + 1] if position + 1 < len(groups) else None
        before = groups[position - 1][-1] if position else None
        blocks.extend(_read(group, following, blocks, apart and is_apart(group[0], before)))
    return blocks


def _read(group: list[Line], following: list[Line] | None, before: list[Block], apart: bool) -> list[Block]:
    content = pieced(group)
    width = max(line.width for line in group)
    spaced = group[0].blanks_before > 0
    if len(group) > _SHORT_GROUP or (len(group) > 1 and not _is_headline_group(group)):
        return _paragraph(content, width, apart, spaced)
    if len(group) > 1:
        return [
            Block(Role.HEADLINE, pieced([line]), line.width, apart and not number, line.blanks_before > 0)
            for number, line in enumerate(group)
        ]
    role = _line_role(content.text, following, before)
    if role is Role.HEADLINE and not (spaced or apart) and before and _is_broken_off_contact(before[-1]):
        # The second line of an address.
        role = Role.CONTACT
    if role is Role.BODY:
        return _paragraph(content, width, apart, spaced)
    return [Block(role, content, width, apart, spaced)]


def _is_broken_off_contact(block: Block) -> bool:
    return block.role is Role.CONTACT and not block.text[-1].isascii()


def _is_headline_group(group: Sequence[Line]) -> bool:
    text = "".join(line.text for line in group)
    return (
        not group[-1].finished
        and (len(group) < _SHORT_GROUP or "，" not in text)
        and "。" not in text
        and width_of(text) <= _WIDEST_HEADLINE
        and trailing_byline(text) is None
        and trailing_jump(text) is None
        and label_of(text) is None
        and not has_dateline(text)
        and not is_contact(text)
    )


def _line_role(text: str, following: Sequence[Line] | None, before: Sequence[Block]) -> Role:
    if trailing_jump(text) == 0:
        return Role.JUMP
    if is_byline(text) or (is_names(text) and bool(before) and before[-1].role is Role.BODY):
        return Role.BYLINE
    if is_masthead(text) or (is_latin(text) and not label_of(text) and len(text) > 1):
        return Role.MASTHEAD
    if is_contact(text):
        return Role.CONTACT
    if is_caption(text):
        return Role.CAPTION
    if _is_headline(text, following):
        return Role.HEADLINE
    return Role.BODY


def _is_headline(text: str, following: Sequence[Line] | None) -> bool:
    if width_of(text) > _WIDEST_HEADLINE or has_dateline(text) or trailing_byline(text) or _ENDS_SENTENCE.search(text):
        return False
    if label_of(text) is not None or "。" in text:
        return False
    if _COLON.search(text):
        # A lead-in ends like this too, but then a paragraph or a list follows it.
        return following is not None and not following[-1].finished and label_of(following[0].text) is None
    if _QUESTION.search(text):
        return width_of(text) <= _WIDEST_HEADLINE / 2
    return True


def _paragraph(content: Pieced, width: float, apart: bool, spaced: bool) -> list[Block]:
    """Return the paragraph without the jump, the byline and the caption that extraction left on it, and these."""
    tail: list[Block] = []
    head: list[Block] = []
    start = leading_jump(content.text)
    if start:
        jump, content = content.cut(start)
        head.append(Block(Role.JUMP, jump.strip(), width))
    glued = glued_caption(content.text)
    if glued is not None:
        content, caption = content.cut(glued)
        tail.extend(_caption(caption, width))
    at = trailing_jump(content.text)
    if at:
        content, jump = content.cut(at)
        tail.insert(0, Block(Role.JUMP, jump.strip(), width))
    span = trailing_byline(content.text)
    if span:
        rest, _ = content.cut(span[1])
        content, byline = rest.cut(span[0])
        content = _without_marks(content)
        tail.insert(0, Block(Role.BYLINE, byline.strip(), width))
    content = content.strip() if content.text.endswith(" ") else content
    if is_caption(content.text) and span:
        return [*head, Block(Role.CAPTION, content, width, apart, spaced), *tail]
    closed = any(block.role in (Role.BYLINE, Role.JUMP) for block in tail)
    return [*head, Block(Role.BODY, content, width, apart, spaced, closed), *tail]


def _caption(content: Pieced, width: float) -> list[Block]:
    span = trailing_byline(content.text)
    if span is None:
        return [Block(Role.CAPTION, content.strip(), width)]
    caption, byline = content.cut(span[0])
    return [Block(Role.CAPTION, caption.strip(), width), Block(Role.BYLINE, byline.strip(), width)]


def _without_marks(content: Pieced) -> Pieced:
    kept, _ = content.cut(len(content.text.rstrip(" \t\u3000*（(■□◆●▲")))
    return kept
