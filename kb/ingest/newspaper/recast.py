"""Roles that only the neighbours tell: captions by their photographer, signatures by the day below, advertisements.

Each pass takes the blocks of a page and returns as many, some with another role.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.ingest.cohesion import bigrams
from kb.ingest.furniture import ends_advertisement
from kb.ingest.labels import label_of
from kb.ingest.newspaper.bylines import is_photographer
from kb.ingest.newspaper.items import Block, Role
from kb.ingest.newspaper.page_head import is_day

LONGEST_CAPTION = 160
_LONGEST_SIGNER = 40
_SIGNERS = 4
_AD_LINES = 8
_WIDEST_AD_LINE = 26.0
_OWN = 0.5
_SIGNER = re.compile(
    r"(?:局|委|办|部|厅|院|署|处|所|站|会|公司|中心|政府|集团|组|室|支行|分行|银行|大学|学院|学校|医院|联社|法庭|党组|工会|联盟|协会|商会)"
    r"(?:[（(][^）)]{1,12}[）)])?$"
)


def is_signed(text: str) -> bool:
    """Tell whether a paragraph ends with the body that signs it and the day."""
    *_, signer, day = ["", "", *text.rsplit(maxsplit=2)]
    return is_day(day) and _SIGNER.search(signer) is not None and "。" in text


def recast(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the roles that their neighbours give them."""
    found = list(blocks)
    _captions(found)
    _signatures(found)
    _advertisements(found)
    return found


def _captions(blocks: list[Block]) -> None:
    """Make a short paragraph above a photographer's name a caption, and the name its credit."""
    for position in range(1, len(blocks)):
        block, above = blocks[position], blocks[position - 1]
        if block.role is not Role.BYLINE or not is_photographer(block.text) or block.spaced:
            continue
        if above.role is Role.CAPTION or (above.role is Role.BODY and _can_be_caption(blocks, position - 1)):
            blocks[position - 1] = replace(above, role=Role.CAPTION)
            blocks[position] = replace(block, role=Role.CREDIT)


def _can_be_caption(blocks: Sequence[Block], position: int) -> bool:
    block = blocks[position]
    return len(block.text) <= LONGEST_CAPTION and not block.dateline and label_of(block.text) is None


def _signatures(blocks: list[Block]) -> None:
    """Make the names of bodies above a day, and the day, paragraphs that close an article."""
    for position in range(1, len(blocks)):
        if blocks[position].role is Role.MASTHEAD or not is_day(blocks[position].text):
            continue
        first = position
        while position - first < _SIGNERS and first > 0 and _signs(blocks[first - 1]):
            first -= 1
        if first > 0 and blocks[first - 1].role in (Role.BODY, Role.CONTACT):
            for at in range(first, position):
                blocks[at] = replace(blocks[at], role=Role.BODY, closed=False, signature=True)
            blocks[position] = replace(blocks[position], role=Role.BODY, closed=True, signature=True)


def _signs(block: Block) -> bool:
    if block.role not in (Role.HEADLINE, Role.BODY) or len(block.text) > _LONGEST_SIGNER:
        return False
    return all(_SIGNER.search(word) for word in block.text.split())


def _advertisements(blocks: list[Block]) -> None:
    """Make the short lines above the word “广告” lines of one advertisement."""
    for position, block in enumerate(blocks):
        if not ends_advertisement(block.text) or block.role is Role.MASTHEAD:
            continue
        first = position
        while (
            position - first < _AD_LINES and first > 0 and not blocks[first].spaced and _advertises(blocks[first - 1])
        ):
            first -= 1
        first = _without_headline(blocks, first, position)
        for at in range(first, position + 1):
            blocks[at] = replace(blocks[at], role=Role.CONTACT, opens=at == first, closed=at == position)


def _advertises(block: Block) -> bool:
    if block.role is Role.CONTACT:
        return True
    if block.width > _WIDEST_AD_LINE or ends_advertisement(block.text):
        return False
    line = block.unfinished and block.lines == 1 and block.text[-1] not in "，、"
    return block.role is Role.HEADLINE or (block.role is Role.BODY and line)


def _without_headline(blocks: Sequence[Block], first: int, last: int) -> int:
    """Return where the advertisement starts below a headline of the article above, which shares the article's words."""
    above: list[str] = []
    for block in reversed(blocks[:first]):
        if block.role is not Role.BODY:
            break
        above.append(block.text)
    known = bigrams("\n".join(above))
    best, worth, sum_above = first, 0.0, 0.0
    for at in range(first, last):
        pairs = bigrams(blocks[at].text)
        sum_above += len(pairs & known) / len(pairs) - _OWN if pairs else 0.0
        if sum_above > worth:
            best, worth = at + 1, sum_above
    return best
