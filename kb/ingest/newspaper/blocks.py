"""The items that a page is printed from: paragraphs, headlines, bylines, jumps, mastheads, captions, contact lines."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.ingest.furniture import (
    ends_advertisement,
    has_dateline,
    is_contact,
    is_latin,
    leading_jump,
    opens_announcement,
    trailing_jump,
    undoubled,
)
from kb.ingest.labels import label_of
from kb.ingest.lines import NARROWEST, Line, width_of
from kb.ingest.newspaper.bylines import glued_caption, is_byline, is_caption, is_names, is_photographer, trailing_byline
from kb.ingest.newspaper.columns import page_paragraphs
from kb.ingest.newspaper.dialogue import speaker_of, speakers
from kb.ingest.newspaper.items import Block, Role
from kb.ingest.newspaper.page_head import is_masthead
from kb.ingest.newspaper.page_lines import indentation, indents_are_boundaries, is_apart
from kb.ingest.newspaper.pieces import Pieced, pieced
from kb.ingest.newspaper.recast import LONGEST_CAPTION, is_signed, recast

_WIDEST_HEADLINE = 44.0
_SHORT_GROUP = 3
_EVEN = 0.8
_ENDS_SENTENCE = re.compile(r"[。；;][”’」』）)》]*$")
_QUESTION = re.compile(r"[！？!?…][”’]?$")
_COLON = re.compile(r"[：:]$")


def read_blocks(lines: Sequence[Line]) -> list[Block]:
    """Return the blocks of a page in file order; together they hold every character of its lines."""
    apart = indents_are_boundaries(lines)
    indent = indentation(lines)
    known = speakers(line.text for line in lines)
    groups = page_paragraphs(lines)
    blocks: list[Block] = []
    for position, group in enumerate(groups):
        following = groups[position + 1] if position + 1 < len(groups) else None
        before = groups[position - 1][-1] if position else None
        found = _read(group, following, blocks, apart and is_apart(group[0], before))
        speaker = speaker_of(found[0].text, known)
        if speaker is not None:
            found[0] = replace(found[0], role=Role.BODY, speaker=speaker)
        if indent and group[0].indent == indent:
            found[0] = _as_paragraph(found[0])
        blocks.extend(found)
    return recast(blocks)


def _as_paragraph(block: Block) -> Block:
    """Return an indented block, as a paragraph where it is wide enough to be a line of one."""
    if block.role is Role.HEADLINE and block.width >= NARROWEST:
        return replace(block, role=Role.BODY, indented=True)
    return replace(block, indented=True)


def _read(group: list[Line], following: list[Line] | None, before: list[Block], apart: bool) -> list[Block]:
    content = pieced(group)
    width = max(line.width for line in group)
    spaced = group[0].blanks_before > 0
    if len(group) > _SHORT_GROUP or (
        len(group) > 1 and (not _is_headline_group(group) or _fills(group, before, following))
    ):
        return _paragraph(content, width, apart, spaced)
    if len(group) > 1:
        return [
            Block(Role.HEADLINE, pieced([line]), line.width, apart and not number, line.blanks_before > 0)
            for number, line in enumerate(group)
        ]
    role = _line_role(content.text, following, before)
    if role is Role.HEADLINE and not (spaced or apart) and before and _is_broken_off_address(before[-1]):
        # The second line of an address.
        role = Role.CONTACT
    if role is Role.BODY:
        return _paragraph(content, width, apart, spaced)
    if role is Role.CAPTION:
        return _caption(content, width)
    return [Block(role, content, width, apart, spaced)]


def _fills(group: Sequence[Line], before: Sequence[Block], following: Sequence[Line] | None) -> bool:
    """Tell whether the lines are all as wide as the column of the paragraph above them, and no byline follows."""
    if following is not None and is_byline(following[0].text):
        return False
    column = next((block for block in reversed(before[-2:]) if block.role is Role.BODY), None)
    if column is None or column.lines <= _SHORT_GROUP:
        return False
    return all(abs(line.width - column.width) <= _EVEN for line in group)


def _is_broken_off_address(block: Block) -> bool:
    return block.role is Role.CONTACT and "址" in block.text and not ends_advertisement(block.text)


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
    if is_byline(text) or (is_names(text) and _can_be_signed(text, before, following)):
        return Role.BYLINE
    if is_masthead(text) or (
        is_latin(text) and not label_of(text) and len(text) > 1 and not _ENDS_SENTENCE.search(text)
    ):
        return Role.MASTHEAD
    if is_contact(text):
        return Role.CONTACT
    if is_caption(text):
        return Role.CAPTION
    if _is_headline(text, following):
        return Role.HEADLINE
    return Role.BODY


def _open_quotes(text: str) -> int:
    return sum(text.count(opening) - text.count(closing) for opening, closing in ("“”", "《》"))


def _can_be_signed(text: str, before: Sequence[Block], following: Sequence[Line] | None) -> bool:
    """Tell whether names stand below an article's text, or between its headline and its text.

    A word that the text below holds ends the headline.
    """
    if not before:
        return False
    if before[-1].role is Role.BODY:
        return True
    opens = following is not None and (len(following) > 1 or following[0].finished)
    held = following is not None and text in "".join(line.text for line in following)
    return before[-1].role is Role.HEADLINE and opens and not held


def _is_headline(text: str, following: Sequence[Line] | None) -> bool:
    if (
        width_of(undoubled(text) or text) > _WIDEST_HEADLINE
        or has_dateline(text)
        or trailing_byline(text)
        or _ENDS_SENTENCE.search(text)
    ):
        return False
    if text[-1] in "，、," or (_open_quotes(text) > 0 and not (following and _open_quotes(following[0].text) < 0)):
        return False
    if label_of(text) is not None or "。" in text or opens_announcement(text):
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
        if is_caption(content.text) or (is_photographer(byline.text) and len(content.text) <= LONGEST_CAPTION):
            credit = Block(Role.CREDIT, byline.strip(), width)
            return [*head, Block(Role.CAPTION, content.strip(), width, apart, spaced), credit, *tail]
        tail.insert(0, Block(Role.BYLINE, byline.strip(), width))
    content = content.strip() if content.text.endswith(" ") else content
    closed = any(block.role in (Role.BYLINE, Role.JUMP) for block in tail) or is_signed(content.text)
    opens = opens_announcement(content.text)
    return [*head, Block(Role.BODY, content, width, apart, spaced, closed, opens), *tail]


def _caption(content: Pieced, width: float) -> list[Block]:
    span = trailing_byline(content.text)
    if span is None:
        return [Block(Role.CAPTION, content.strip(), width)]
    caption, byline = content.cut(span[0])
    return [Block(Role.CAPTION, _without_marks(caption), width), Block(Role.CREDIT, byline.strip(), width)]


def _without_marks(content: Pieced) -> Pieced:
    kept, _ = content.cut(len(content.text.rstrip(" \t\u3000*（(■□◆●▲")))
    return kept
