"""Articles that another item's text interrupts: which later paragraph takes a broken sentence up again."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from kb.ingest.blocks import Block, Role
from kb.ingest.cohesion import Cohesion

_TAKES_UP = re.compile(r"^[，。、；：！？”’）》…]")
_AWAITS = re.compile(r"[，、,]$")
_CLEARLY = 0.05


class Interleaving:
    """Evidence, drawn from the page itself, that one paragraph goes on in another one."""

    def __init__(self, texts: Iterable[str], cohesion: Cohesion) -> None:
        self._pairs = Counter("".join(pair) for text in texts for pair in pairwise(text))
        self._cohesion = cohesion

    def takes_up(self, broken: str, block: Block, own: str, other: str) -> bool:
        """Tell whether the block goes on with the broken paragraph.

        `own` is the text of the broken paragraph's article, `other` that of the article which the block would else
        belong to. The characters on both sides of the break must stand together elsewhere on the page, or punctuation
        must call for more; and the block must not talk more of the other article.
        """
        if block.role is not Role.BODY or block.dateline or block.labelled:
            return False
        if _TAKES_UP.match(block.text):
            return True
        lead = self._cohesion.similarity(block.text, own) - self._cohesion.similarity(block.text, other)
        crossing = broken.rstrip()[-1:] + block.text.lstrip()[:1]
        return (self._pairs[crossing] > 0 and lead >= 0) or (bool(_AWAITS.search(broken)) and lead > _CLEARLY)
